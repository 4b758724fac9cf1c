"""The command `dagscope`: a window on a folder, or work without one.
Qt and the engine are imported only when wanted.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from dagscope.command_names import COMMAND_LINE, COMMANDS

from dagscope_app.qt_needs import problem_with_libraries

_STOPPED = 130  # what shells give a program that Ctrl+C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _done(arguments, is_program=argv is None)
    except KeyboardInterrupt:  # while a command or the window is loaded; afterwards they hear it themselves
        return _refuse("stopped", arguments, _STOPPED)


def _done(arguments: list[str], *, is_program: bool) -> int:
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help", "--version"):
        importlib.import_module(COMMAND_LINE).make_parser().parse_args(arguments)
    if first in COMMANDS:
        code: int = importlib.import_module(COMMAND_LINE).run_command(arguments)
        output = sys.modules.get("dagscope.commands.output")
        if is_program and output is not None:  # the result is complete
            output.end_output()
        return code
    return _open_window(arguments)


def _open_window(arguments: list[str]) -> int:
    if "--" in arguments:  # what stands behind it is no option, however it begins
        at = arguments.index("--")
        behind = [os.path.join(".", item) if item.startswith("-") else item for item in arguments[at + 1 :]]
        arguments = [*arguments[:at], *behind]
    is_demo = "--offscreen-demo" in arguments
    folders = [item for item in arguments if not item.startswith("-")]
    if not is_demo and folders and not os.path.exists(folders[0]):
        return _refuse(f"there is no folder {folders[0]!r}, and no command of that name{_near(folders[0])}", arguments)
    unknown = [item for item in arguments if item.startswith("-") and item != "--offscreen-demo"]
    if unknown:
        return _refuse(f"there is no option {unknown[0]}; see dagscope --help", arguments)
    if not is_demo and len(folders) > 1:
        return _refuse(f"a window opens one folder; {folders[1]!r} is a second one", arguments)
    gc.disable()  # what is imported stays: to look for garbage in it meanwhile takes a tenth of the start
    try:
        window = importlib.import_module("dagscope_app.demo" if is_demo else "dagscope_app.start")
        code: int = window.main(arguments)
    except ImportError as error:
        if (error.name or "").partition(".")[0] in ("dagscope", "dagscope_app", "dagscope_resources"):
            raise  # a fault of ours, which no package of others mends
        lacking = problem_with_libraries() if "shared object" in str(error) else ""
        return _refuse(
            lacking or f"the window needs its extra packages: pip install 'dagscope[app]' ({error})", arguments, 1
        )
    finally:
        gc.enable()
    return code


def _refuse(problem: str, arguments: list[str], code: int = 2) -> int:
    """Print why the window does not open, as one JSON document as well where that was asked for; the exit code."""
    text = f"dagscope: {problem}"
    print(text, file=sys.stderr)
    if "--json" in arguments:
        import json

        print(json.dumps({"error": {"exit_code": code, "messages": [text]}}))
    return code


def _near(name: str) -> str:
    """Return the command that may be meant, as the end of a sentence."""
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, 1)
    return f"; is {near[0]} meant?" if near else "; see dagscope --help"


def _is_working_folder(place: str) -> bool:
    try:
        return place in ("", os.getcwd())
    except OSError:  # it was deleted
        return not place


if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False) and _is_working_folder(sys.path[0]):
        del sys.path[0]  # `python -m` puts the working folder there, which may be one that nobody vouches for
    sys.exit(main())
