"""Write docs/reference/command_line.md from the parser: `python -m tests.docs.command_line`. A test compares them."""

from __future__ import annotations

import argparse

from dagscope.command_names import COMMANDS
from dagscope.commands.command_line import make_parser

from tests.docs.blocks import DOCS

PAGE = DOCS / "reference" / "command_line.md"
_TOP = """# Command line

`dagscope FOLDER` opens the window on a folder; `dagscope COMMAND ...` works without one. Made from the parser by
`python -m tests.docs.command_line`; a test compares the two.

Exit codes: 0 it went well; 1 the project has problems, or a run failed; 2 the command was called wrongly; 3 something
differs (`compare --exit-code`); 130 stopped with Ctrl+C. Results go to the standard output, everything else to the
standard error; with `--json` the standard output is one JSON document ([its form](json.md)).
"""


def document() -> str:
    """Return the page."""
    parsers = next(action for action in make_parser()._actions if isinstance(action, argparse._SubParsersAction))
    helps = {action.dest: action.help or "" for action in parsers._choices_actions}
    parts = [_TOP]
    for name in COMMANDS:
        parts.append(f"## dagscope {name}\n{_sentence(helps[name])}\n")
        parts.extend(_of(parsers.choices[name], f"dagscope {name}"))
    return "\n".join(parts)


def _of(parser: argparse.ArgumentParser, name: str) -> list[str]:
    parts = []
    rows = [
        f"| {_left(action)} | {_cell(action.help)} |"
        for action in parser._actions
        if not isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))
    ]
    if rows:
        parts.append("\n".join(["| | |", "|---|---|", *rows]) + "\n")
    example = (parser.epilog or "").partition("example:")[2].strip()
    if example:
        parts.append(f"Example: `{example}`\n")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {item.dest: item.help or "" for item in action._choices_actions}
            for verb, inner in action.choices.items():
                parts.append(f"### {name} {verb}\n{_sentence(helps.get(verb, ''))}\n")
                parts.extend(_of(inner, f"{name} {verb}"))
    return parts


def _left(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    value = " ".join(value) if isinstance(value, tuple) else value
    if action.nargs == 0:
        value = ""
    elif action.nargs in ("+", "*"):
        value = f"{value} ..."
    elif action.nargs == "?":
        value = f"[{value}]"
    names = ", ".join(f"`{option}`" for option in action.option_strings)
    return " ".join(filter(None, [names, f"`{value}`" if value else ""]))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("%%", "%")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


if __name__ == "__main__":
    PAGE.write_text(document(), encoding="utf-8")
