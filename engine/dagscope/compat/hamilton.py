"""Run any script or module with the name `hamilton` served by this engine. It must not change the script.

python -m dagscope.compat.hamilton run.py --its --options
python -m dagscope.compat.hamilton -m pytest tests/
"""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType

from dagscope.compat.finder import install, share_with_children
from dagscope.compat.homes import own_name

USAGE = """usage: python -m dagscope.compat.hamilton SCRIPT.py [arguments]
       python -m dagscope.compat.hamilton -m MODULE [arguments]

Runs the script or module unmodified; `import hamilton` inside it finds Dagscope's engine,
also where apache-hamilton is installed.

example: python -m dagscope.compat.hamilton -m pytest tests/"""


def _show_without_our_frames(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    own = (__file__, runpy.__file__)
    while trace is not None and (
        trace.tb_frame.f_code.co_filename in own or trace.tb_frame.f_code.co_filename.startswith("<frozen")
    ):
        trace = trace.tb_next
    traceback.print_exception(kind, error, trace)


def _run_script(path: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    sys.path[0:1] = [folder]
    share_with_children()
    if not path.endswith(".py") and not os.path.isfile(path):
        runpy.run_path(path, run_name="__main__")  # a folder or a zip file with a __main__.py
        return
    path = os.path.abspath(path)  # as Python's own main module: a script may change the folder first
    with open(path, "rb") as file:
        source = file.read()
    main = ModuleType("__main__")
    main.__file__ = path
    main.__loader__ = SourceFileLoader("__main__", path)
    main.__dict__["__builtins__"] = sys.modules["builtins"]
    main.__dict__["__cached__"] = None
    # It stays the main module to the end: atexit handlers and threads of the script still use its names.
    sys.modules["__main__"] = main
    exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments name.

    Returns:
        2 on wrong usage, 0 when the script ends normally (its own `sys.exit` passes through).
    """
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("-h", "--help") or (given[0] == "-m" and len(given) < 2):
        print(USAGE, file=sys.stdout if given[:1] in (["-h"], ["--help"]) else sys.stderr)
        return 0 if given[:1] in (["-h"], ["--help"]) else 2
    install()
    if given[0] == "-m":
        sys.argv[:] = given[1:]
        share_with_children()
        sys.excepthook = _show_without_our_frames
        # `-m hamilton.cli` runs what answers to that name.
        root, _, rest = given[1].partition(".")
        runpy.run_module(own_name(rest) if root == "hamilton" else given[1], run_name="__main__", alter_sys=True)
        return 0
    if not os.path.exists(given[0]):
        print(f"There is no file {given[0]!r} to run.", file=sys.stderr)
        return 2
    sys.argv[:] = given
    sys.excepthook = _show_without_our_frames
    _run_script(given[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
