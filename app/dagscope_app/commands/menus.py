"""Which menus there are and in which order commands stand in them.
It must not hold commands: each says where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Union

from dagscope_app.controllers.command import Command, Place

LINE = "-"
Item = Union[str, "tuple[str, tuple[Item, ...]]"]

BAR = ("Project", "Edit", "Scenario", "Run", "Go", "View", "Export", "Help")
MNEMONICS = {"Export": "E&xport"}
"""Alt with the marked letter opens a menu; the first letter where nothing else is said."""
CONTEXT = ("node", "group", "wire", "background")
TOOLBAR = "toolbar"
# Menus in menus, and where they stand.
SUBMENUS: dict[str, tuple[Place, ...]] = {
    "Compare with": (Place("Scenario", 57),),
    "Sweeps": (Place("Scenario", 59),),
    "Comparison": (Place("Scenario", 58),),
    "Pause and breakpoints": (Place("Run", 51),),
    "Dask cluster": (Place("Run", 52),),
    "Bookmarks": (Place("Go", 33),),
    "Zoom and place": (Place("View", 21), Place("background", 33)),
    "Fold": (Place("View", 22), Place("background", 31)),
    "Group by": (Place("View", 23), Place(TOOLBAR, 24), Place("background", 32)),
    "Isolate and hide": (Place("View", 24),),
    "Paths and wires": (Place("View", 25),),
    "Panels": (Place("View", 31), Place(TOOLBAR, 41)),
    "Appearance": (Place("View", 32), Place("background", 34)),
    "Theme": (Place("View", 33), Place(TOOLBAR, 42)),
    "Unfold to depth": (Place("Fold", 31), Place(TOOLBAR, 23)),
    "Value": (Place("node", 24),),
    "Select": (Place("node", 31),),
    "Isolate and fold": (Place("node", 32),),
    "Copy and export": (Place("node", 52),),
    "More": (Place("group", 51),),
}
# What a double click does stands first in the menu, and bold: the first of these that can be done.
DEFAULTS = {"node": ("run.show_result",), "group": ("view.unfold", "view.fold")}
MENUS = frozenset((*BAR, *CONTEXT, *SUBMENUS, TOOLBAR))


def items_of(menu: str, commands: Iterable[Command]) -> tuple[Item, ...]:
    """Return what stands in a menu: ids of commands, lines, menus with what stands in them."""
    commands = tuple(commands)
    found: list[tuple[int, Item]] = []
    for command in commands:
        found.extend((place.at, command.id) for place in command.places if place.menu == menu)
    for name, places in SUBMENUS.items():
        found.extend((place.at, (name, items_of(name, commands))) for place in places if place.menu == menu)
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
