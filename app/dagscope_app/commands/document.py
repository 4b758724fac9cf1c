"""Writes the command table as a page of the documentation. It must not describe anything the table does not hold."""

from __future__ import annotations

from dagscope_app.commands.gestures import GESTURES
from dagscope_app.commands.table import CATEGORIES, COMMANDS
from dagscope_app.commands.table_keys import TABLE_KEYS

_HEAD = """# Commands

Every command is in the menus or in the palette (Ctrl+Shift+P). Made from the controllers' commands by
`python -m dagscope_app.commands.document > docs/commands.md`; a test compares the two. Keys marked with * act while
the graph has the keyboard.
"""


def document() -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for category in CATEGORIES:
        parts.append(f"\n## {category}\n\n| Command | Keys | What it does |\n|---|---|---|\n")
        for command in COMMANDS:
            if command.category == category:
                star = " *" if command.scope != "window" and command.keys else ""
                keys = ", ".join(f"`{key}`" for key in command.keys) + star
                parts.append(f"| {command.title} | {keys} | {command.help} |\n")
    parts.append("\n## In a table of results\n\n| Do | Keys | What happens |\n|---|---|---|\n")
    parts.extend(f"| {title} | {keys} | {effect} |\n" for title, keys, effect in TABLE_KEYS)
    parts.append("\n## Mouse and touchpad\n\n| Do | What happens |\n|---|---|\n")
    parts.extend(f"| {gesture} | {effect} |\n" for gesture, effect in GESTURES)
    return "".join(parts)


if __name__ == "__main__":
    print(document(), end="")
