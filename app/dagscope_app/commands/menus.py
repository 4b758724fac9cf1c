"""Which menus there are and in which order commands stand in them.
It must not hold commands: each says where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Union

from dagscope_app.controllers.command import Command, MenuSlot

LINE = "-"
Item = Union[str, "tuple[str, tuple[Item, ...]]"]

BAR = ("Project", "Edit", "Scenario", "Run", "Go", "View", "Export", "Help")
MNEMONICS = {"Export": "E&xport"}
"""Alt with the marked letter opens a menu; the first letter where nothing else is said."""
CONTEXT = ("node", "group", "wire", "background")
TOOLBAR = "toolbar"
# Menus in menus, and where they stand.
SUBMENUS: dict[str, tuple[MenuSlot, ...]] = {
    "Compare with": (MenuSlot("Scenario", 57),),
    "Sweeps": (MenuSlot("Scenario", 59),),
    "Comparison": (MenuSlot("Scenario", 58),),
    "Pause and breakpoints": (MenuSlot("Run", 51),),
    "Dask cluster": (MenuSlot("Run", 52),),
    "Bookmarks": (MenuSlot("Go", 33),),
    "Zoom and place": (MenuSlot("View", 21), MenuSlot("background", 33)),
    "Fold": (MenuSlot("View", 22), MenuSlot("background", 31)),
    "Group by": (MenuSlot("View", 23), MenuSlot(TOOLBAR, 24), MenuSlot("background", 32)),
    "Isolate and hide": (MenuSlot("View", 24),),
    "Paths and wires": (MenuSlot("View", 25),),
    "Panels": (MenuSlot("View", 31), MenuSlot(TOOLBAR, 41)),
    "Appearance": (MenuSlot("View", 32), MenuSlot("background", 34)),
    "Theme": (MenuSlot("View", 33), MenuSlot(TOOLBAR, 42)),
    "Unfold to depth": (MenuSlot("Fold", 31), MenuSlot(TOOLBAR, 23)),
    "Value": (MenuSlot("node", 24),),
    "Select": (MenuSlot("node", 31),),
    "Isolate and fold": (MenuSlot("node", 32),),
    "Copy and export": (MenuSlot("node", 52),),
    "More": (MenuSlot("group", 51),),
}
# What a double click does stands first in the menu, and bold: the first of these that can be done.
DEFAULTS = {"node": ("run.show_result",), "group": ("view.unfold", "view.fold")}
MENUS = frozenset((*BAR, *CONTEXT, *SUBMENUS, TOOLBAR))


def items_of(menu: str, commands: Iterable[Command]) -> tuple[Item, ...]:
    """Return what stands in a menu: ids of commands, lines, menus with what stands in them."""
    commands = tuple(commands)
    found: list[tuple[int, Item]] = []
    for command in commands:
        found.extend((entry.at, command.id) for entry in command.slots if entry.menu == menu)
    for name, entries in SUBMENUS.items():
        found.extend((entry.at, (name, items_of(name, commands))) for entry in entries if entry.menu == menu)
    items: list[Item] = []
    before = 0
    for at, item in sorted(found, key=lambda pair: pair[0]):
        if items and at // 10 != before // 10:
            items.append(LINE)
        items.append(item)
        before = at
    return tuple(items)


def ids_in(items: Sequence[Item]) -> tuple[str, ...]:
    """Return every command in some menu items, in their order."""
    found: list[str] = []
    for item in items:
        if isinstance(item, tuple):
            found.extend(ids_in(item[1]))
        elif item != LINE:
            found.append(item)
    return tuple(found)
