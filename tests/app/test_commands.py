"""The command table: unique, documented, reachable, and its page is current."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import dagscope_resources
from dagscope_app.commands.document import document
from dagscope_app.commands.table import CATEGORIES, COMMANDS
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.menus import CONTEXT_MENUS, MENUS, TOOLBAR_EXPORT, TOOLBAR_VIEW, ids_in

ROOT = Path(__file__).resolve().parents[2]


def test_ids_and_keys_are_unique() -> None:
    ids = Counter(command.id for command in COMMANDS)
    keys = Counter(key for command in COMMANDS for key in command.keys)

    assert [] == [name for name, count in ids.items() if count > 1]
    assert [] == [name for name, count in keys.items() if count > 1]


def test_every_command_says_what_it_does() -> None:
    assert [] == [c.id for c in COMMANDS if not c.help or not c.title or c.category not in CATEGORIES]


def test_every_icon_exists() -> None:
    assert [] == [c.icon for c in COMMANDS if c.icon and not dagscope_resources.icon_svg(c.icon)]


def test_every_command_is_in_a_menu_and_menus_hold_nothing_else() -> None:
    known = {command.id for command in COMMANDS}
    in_menus = set().union(*(ids_in(items) for _, items in MENUS))
    others = set().union(*(ids_in(items) for items in (TOOLBAR_VIEW, TOOLBAR_EXPORT, *CONTEXT_MENUS.values())))

    assert known == in_menus
    assert set() == others - known


def test_every_menu_fits_a_low_screen_in_one_column() -> None:
    """A screen of 768 lines has room for about thirty rows."""
    menus = [*MENUS, *CONTEXT_MENUS.items(), ("toolbar", TOOLBAR_VIEW)]

    assert [] == [title for title, items in menus if len(items) > 30]


def test_page_of_the_documentation_is_current() -> None:
    assert document() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_conditions_answer_for_the_empty_state() -> None:
    state = AppState()
    possible = {command.id for command in COMMANDS if command.enabled_when(state)}

    assert {"project.open", "go.command", "help.shortcuts"} <= possible
    assert not {"run.final", "view.fit", "edit.undo"} & possible
