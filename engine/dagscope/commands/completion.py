"""The command `completion`: what a shell needs to complete commands and options.
It must not change the shell's files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from dagscope.commands.command_line import make_parser
from dagscope.commands.printing import show_exactly

# What stands for a path in the help, and shtab's name for what completes it.
_PATHS = {"FOLDER": "DIRECTORY", "FILE": "FILE", "PATH": "FILE"}
SHELLS = ("bash", "zsh", "tcsh", "fish", "powershell")
_ABOUT = "print a script that lets a shell complete commands and options"
_EPILOG = """examples:
  dagscope completion bash > ~/.local/share/bash-completion/completions/dagscope
  dagscope completion zsh > ~/.zfunc/_dagscope      # a folder of your fpath
  dagscope completion fish > ~/.config/fish/completions/dagscope.fish"""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to a command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "completion",
        help=_ABOUT,
        description=f"{_ABOUT.capitalize()}.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Print the script; return the exit code."""
    try:
        import shtab
    except ImportError:
        print("completion: this needs shtab: pip install shtab", file=sys.stderr)
        return 1
    if arguments.shell not in shtab.SUPPORTED_SHELLS:
        known = ", ".join(shtab.SUPPORTED_SHELLS)
        print(f"completion: shtab {shtab.__version__} knows {known}; a newer one may know more", file=sys.stderr)
        return 1
    parser = make_parser()
    for action in _actions(parser):
        kind = _PATHS.get(str(action.metavar))
        if kind:
            action.complete = getattr(shtab, kind)  # type: ignore[attr-defined]  # what shtab looks for
    show_exactly(shtab.complete(parser, shell=arguments.shell) + "\n")
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a parser and of all below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _actions(inner)
