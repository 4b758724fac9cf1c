"""The command `dagscope`: a window on a folder, or work without one. Qt is imported only when a window is wanted."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from dagscope.commands import add_parsers, find_command
from dagscope.version import __version__

_DESCRIPTION = "An explorer for dataflows written as Python functions."
_EPILOG = """Without a command, the window opens on FOLDER:
  dagscope examples/reusing_functions

`dagscope COMMAND --help` explains a command, with an example."""
_OTHERS = (("dagscope.cli.__main__", "hamilton"), ("dagscope.caching.cli", "cache"))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def make_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(
        prog="dagscope",
        usage="dagscope [FOLDER]\n       dagscope COMMAND ...",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dagscope {__version__}")
    commands = parser.add_subparsers(prog="dagscope", metavar="COMMAND", dest="name", title="commands")
    add_parsers(commands)
    for name, _ in _OTHERS:
        module = _module(name)
        if module is not None:
            module.add_parser(commands)
    return parser


def command_names(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    """The names of all commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return tuple(action.choices)
    return ()


def _open_window(arguments: list[str]) -> int:
    unknown = [item for item in arguments if item.startswith("-") and item != "--offscreen-demo"]
    if unknown:
        print(f"dagscope: there is no option {unknown[0]}; see dagscope --help", file=sys.stderr)
        return 2
    is_demo = "--offscreen-demo" in arguments
    places = [item for item in arguments if not item.startswith("-")]
    if not is_demo and places and not os.path.exists(places[0]):
        print(
            f"dagscope: there is no folder {places[0]!r}, and no command of that name; see dagscope --help",
            file=sys.stderr,
        )
        return 2
    try:
        window = importlib.import_module("dagscope_app.demo" if is_demo else "dagscope_app.application")
    except ImportError as error:
        print(
            f"dagscope: the window needs its extra packages: pip install 'dagscope[app]' ({error})",
            file=sys.stderr,
        )
        return 1
    code: int = window.main(arguments)
    return code


def _quietly(command: Callable[[], int]) -> int:
    """Run a command whose reader may go away (`dagscope graph x | head`)."""
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help", "--version"):
        make_parser().parse_args(arguments)
    if not first or first.startswith("-"):
        return _open_window(arguments)
    parser = make_parser()
    if first not in command_names(parser):
        return _open_window(arguments)
    parsed, unknown = parser.parse_known_args(arguments)
    if unknown:
        what = "option" if unknown[0].startswith("-") else "place for"
        print(f"dagscope {first}: there is no {what} {unknown[0]}; see dagscope {first} --help", file=sys.stderr)
        return 2
    if hasattr(parsed, "command"):
        return _quietly(find_command(parsed))
    return _quietly(lambda: int(parsed.run(parsed)))


if __name__ == "__main__":
    sys.exit(main())
