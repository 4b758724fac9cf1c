"""The command table: read from the controllers, unique, documented, reachable, and its page is current."""

from __future__ import annotations

from pathlib import Path

import dagscope_resources
import pytest
from dagscope_app.commands.document import document
from dagscope_app.commands.menus import ids_in
from dagscope_app.commands.table import (
    BAR,
    CATEGORIES,
    COMMANDS,
    CONTEXT_MENUS,
    TOOLBAR_EXPORT,
    TOOLBAR_VIEW,
    bound,
    collect,
)
from dagscope_app.controllers.command import command, numbered
from dagscope_app.controllers.conditions import always
from dagscope_app.model.state import AppState

ROOT = Path(__file__).resolve().parents[3]


class Greeting:
    """Says what it is told to say."""

    def __init__(self) -> None:
        self.said: list[object] = []

    @command("help.hello", "Hello", "Help", key="Ctrl+H Alt+H", menu="Help 11, node 21")
    def hello(self) -> None:
        """Say hello.

        And nothing else.
        """
        self.said.append("hello")

    @command("help.one", "One", "Help", menu="Help 21", args=(1,), help="Say one.")
    @command("help.two", "Two", "Help", menu="Help 12", args=(2,), help="Say two.")
    def say(self, number: int) -> None:
        self.said.append(number)

    @numbered(
        range(3, 5),
        "help.say_{}",
        "Say {}",
        "Help",
        key="F{} Ctrl+F{}",
        menu="Help 3{}",
        icon="",
        when=lambda _: always,
    )
    def say_number(self, number: int) -> None:
        """Say a number."""
        self.said.append(number)


def test_a_method_says_all_there_is_to_know_of_its_command() -> None:
    found = {item.id: item for item in collect([Greeting])}

    assert ["help.hello", "help.two", "help.one", "help.say_3", "help.say_4"] == list(found)
    assert ("Ctrl+H", "Alt+H") == found["help.hello"].keys
    assert "Say hello." == found["help.hello"].help
    assert ["Say one.", "Say two."] == [found["help.one"].help, found["help.two"].help]
    assert ("F3", "Ctrl+F3") == found["help.say_3"].keys


def test_a_bound_command_calls_the_method_with_what_it_was_declared_with() -> None:
    owner = Greeting()
    handlers = bound(collect([Greeting]), [owner])
    for name in ("help.hello", "help.two", "help.say_4"):
        handlers[name]()

    assert ["hello", 2, 4] == owner.said


@pytest.mark.parametrize(
    ("id", "key", "menu", "sentence"),
    [
        ("help.hello", "", "Help 14", "share help.hello"),
        ("help.other", "Alt+H", "Help 14", "help.hello and help.other share key Alt\\+H"),
        ("help.other", "", "Help 12", "help.two and help.other share"),
        ("help.other", "", "node 11", "in no menu of the bar"),
        ("help.other", "", "Nowhere 11", "the menu Nowhere, which there is not"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(id: str, key: str, menu: str, sentence: str) -> None:
    class Other:
        @command(id, "Other", "Help", key=key, menu=menu)
        def other(self) -> None:
            """Do something else."""

    with pytest.raises(ValueError, match=sentence):
        collect([Greeting, Other])


def test_a_command_without_help_or_of_an_unknown_category_is_refused() -> None:
    with pytest.raises(ValueError, match=r"help\.silent has no help"):

        @command("help.silent", "Silent", "Help")
        def silent() -> None: ...

    class Other:
        @command("other", "Other", "Others", menu="Help 14")
        def other(self) -> None:
            """Do something else."""

    with pytest.raises(ValueError, match="the category Others"):
        collect([Other])


def test_every_command_says_what_it_does() -> None:
    assert [] == [c.id for c in COMMANDS if not c.help or not c.title or c.category not in CATEGORIES]


def test_every_icon_exists() -> None:
    assert [] == [c.icon for c in COMMANDS if c.icon and not dagscope_resources.icon_svg(c.icon)]


def test_the_menus_hold_every_command_once_and_lines_only_between_them() -> None:
    in_bar = [name for _, items in BAR for name in ids_in(items)]

    assert sorted(command.id for command in COMMANDS) == sorted(in_bar)
    for items in (TOOLBAR_VIEW, TOOLBAR_EXPORT, *CONTEXT_MENUS.values(), *(items for _, items in BAR)):
        assert items and "-" not in (items[0], items[-1])


def test_every_menu_fits_a_low_screen_in_one_column() -> None:
    """A screen of 768 lines has room for about thirty rows."""
    menus = [*BAR, *CONTEXT_MENUS.items(), ("toolbar", TOOLBAR_VIEW)]

    assert [] == [title for title, items in menus if len(items) > 30]


def test_page_of_the_documentation_is_current() -> None:
    assert document() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_conditions_answer_for_the_empty_state() -> None:
    state = AppState()
    possible = {command.id for command in COMMANDS if command.enabled_when(state)}

    assert {"project.open", "go.command", "help.shortcuts"} <= possible
    assert not {"run.final", "view.fit", "edit.undo"} & possible
