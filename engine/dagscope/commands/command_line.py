"""Parses a verb's arguments, runs it, and turns users' mistakes into sentences and exit codes. It must not know any verb."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterable, Sequence

from dagscope.command_names import COMMANDS
from dagscope.version import __version__

_DESCRIPTION = "An explorer for dataflows written as Python functions."
_EPILOG = """Without a command, the window opens on FOLDER:
  dagscope examples/reusing_functions

`dagscope COMMAND --help` explains a command, with an example."""


def make_parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of these verbs, of all by default; their modules are imported."""
    parser = argparse.ArgumentParser(
        prog="dagscope",
        usage="dagscope [FOLDER]\n       dagscope COMMAND ...",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dagscope {__version__}")
    subparsers = parser.add_subparsers(prog="dagscope", metavar="COMMAND", dest="name", title="commands")
    for name in names:
        importlib.import_module(COMMANDS[name]).add_parser(subparsers)
    return parser


def run_command(arguments: Sequence[str]) -> int:
    """Run the verb that the first argument names and return the exit code."""
    name = arguments[0]
    parsed, unknown = make_parser([name]).parse_known_args(arguments)
    if unknown:
        what = "option" if unknown[0].startswith("-") else "place for"
        print(f"dagscope {name}: there is no {what} {unknown[0]}; see dagscope {name} --help", file=sys.stderr)
        return 2
    try:
        code = _guarded(parsed)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read it went away (`dagscope graph x | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _guarded(parsed: argparse.Namespace) -> int:
    from dagscope.commands.options import UsageProblem
    from dagscope.session.refusal import Refusal

    try:
        return int(parsed.run(parsed))
    except UsageProblem as problem:
        print(f"dagscope: {problem}", file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(f"{parsed.name}: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
