"""The command `trust`: the list of folders that may run their code. It must not open or run anything of them."""

from __future__ import annotations

import argparse
from typing import Any

from dagscope import trust
from dagscope.commands.options import path_given
from dagscope.commands.printing import print_json, say, show
from dagscope.commands.values import table_text

_ABOUT = "manage which folders may run their code"
_EPILOG = """\
Opening a folder runs none of its code before you trust it: `graph` and `draw` answer from its sources, the window
shows a preview, and everything else refuses. Trusting a folder means: its code runs with your rights.

examples:
  dagscope trust add ~/work/flows
  dagscope trust ls"""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to a command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "trust",
        help=_ABOUT,
        description=f"{_ABOUT.capitalize()}.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    for verb, about in (("add", "trust a folder and all below it"), ("rm", "trust a folder no more")):
        verbs.add_parser(verb, help=about, description=f"{about.capitalize()}.").add_argument(
            "folder", type=path_given, metavar="FOLDER", help="the folder, or one Python file in it"
        )
    listed = verbs.add_parser("ls", help="print the list", description="Print the list of trusted folders.")
    listed.add_argument("--json", action="store_true", help="print JSON on the standard output, and only that")
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Change or print the list."""
    try:
        if arguments.verb == "add":
            return _add(arguments.folder)
        if arguments.verb == "rm":
            return _remove(arguments.folder)
        return _print(arguments.json)
    except trust.TrustProblem as problem:
        say(f"trust: {problem}")
        return 1


def _add(folder: str) -> int:
    entry = trust.add(folder)
    remote = trust.git_remote(entry.path)
    show(f"{entry.path}{f'  ({remote})' if remote else ''}: its code may run, and that of every folder below it")
    return 0


def _remove(folder: str) -> int:
    was_there = trust.remove(folder)
    path = trust.real_folder(folder)
    if not was_there:
        say(f"trust: {path} is not in the list")
    above = [item.path for item in trust.trusted_folders() if trust.is_inside(path, item.path)]
    if above:
        say(f"trust: {path} is still trusted, because it lies in {above[0]}")
    elif was_there:
        show(f"{path}: its code does not run any more")
    return 0 if was_there and not above else 1


def _print(is_json: bool) -> int:
    folders = trust.trusted_folders()
    if is_json:
        print_json([{"path": i.path, "interpreter": i.interpreter, "added": i.added} for i in folders])
    elif not folders:
        show("no folder is trusted, except the examples that come with Dagscope")
    else:
        show(table_text(["folder", "interpreter", "since"], [[i.path, i.interpreter, i.added] for i in folders]))
    return 0
