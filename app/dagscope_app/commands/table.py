"""Every command of the window, read from the controllers that do them: keys, palette, menus, sheet and documents are
made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from dagscope_app.commands import menus
from dagscope_app.commands.palette import CommandPalette
from dagscope_app.controllers.assembly import CONTROLLERS
from dagscope_app.controllers.command import Command, commands_of
from dagscope_app.model.translation import tr

CATEGORIES = ("Project", "Edit", "Scenario", "Run", "Go", "View", "Compare", "Export", "Help")


def collect(owners: Iterable[type]) -> tuple[Command, ...]:
    """Return what these classes declare, by category and position in the menus.

    Raises:
        ValueError: two commands share an id, a key or a position in a menu, or one names what is not there.
    """
    found = tuple(command for owner in owners for command in commands_of(owner))
    _check(found)
    bar = [name for menu in menus.BAR for name in menus.ids_in(menus.items_of(menu, found))]
    for command in found:
        if command.id not in bar:
            raise ValueError(f"The command {command.id} is in no menu of the bar: say one in its `menu`.")
    return tuple(sorted(found, key=lambda command: (CATEGORIES.index(command.category), bar.index(command.id))))


def _check(commands: Iterable[Command]) -> None:
    taken: dict[object, str] = {entry: f"menu {name}" for name, at in menus.SUBMENUS.items() for entry in at}
    for command in commands:
        if command.category not in CATEGORIES:
            raise ValueError(f"The command {command.id} has the category {command.category}, which there is not.")
        for menu, _ in command.slots:
            if menu not in menus.MENUS:
                raise ValueError(f"The command {command.id} stands in the menu {menu}, which there is not.")
        for what in (command.id, *(f"key {key}" for key in command.keys), *command.slots):
            if what in taken:
                raise ValueError(f"The commands {taken[what]} and {command.id} share {what}: change one of them.")
            taken[what] = command.id


def bound(commands: Iterable[Command], owners: Iterable[object]) -> dict[str, Callable[[], object]]:
    """Return what does each command, by its id.

    Args:
        commands: the table.
        owners: one object of each class that declares commands.
    """
    by_id = {item.id: owner for owner in owners for item in commands_of(type(owner))}
    return {item.id: partial(getattr(by_id[item.id], item.method), *item.args) for item in commands}


COMMANDS: tuple[Command, ...] = collect((*CONTROLLERS, CommandPalette))
BY_ID = {command.id: command for command in COMMANDS}
BAR = tuple((title, menus.items_of(title, COMMANDS)) for title in menus.BAR)
TOOLBAR_VIEW = menus.items_of(menus.TOOLBAR, COMMANDS)
_RUN = menus.items_of("Run", COMMANDS)
TOOLBAR_RUN = _RUN[: _RUN.index(menus.LINE)]
SCENARIO_LIST = (
    "scenario.duplicate",
    "scenario.rename",
    "compare.open",
    "scenario.save",
    menus.LINE,
    "scenario.remove",
)
TOOLBAR_EXPORT = menus.items_of("Export", COMMANDS)
CONTEXT_MENUS = {kind: menus.items_of(kind, COMMANDS) for kind in menus.CONTEXT}


def with_key(command_id: str, title: str = "") -> str:
    """Return a title, a command's own unless another is given, with the first key that does the command: `Fold ([)`."""
    command = BY_ID[command_id]
    key = f" ({command.keys[0]})" if command.keys else ""
    return (title or tr(command.title.rstrip("."))) + key
