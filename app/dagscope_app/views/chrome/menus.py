"""Menus made of the command table. It must not hold titles, keys or an order of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from dagscope_app.commands.menus import DEFAULTS, LINE, MNEMONICS, Item
from dagscope_app.commands.table import BAR, CONTEXT_MENUS
from dagscope_app.drawing.translation import tr
from dagscope_app.model.placement import ThingKey, ThingKind
from dagscope_app.views.chrome.actions import Actions


def fill(menu: QMenu, items: Sequence[Item], actions: Actions) -> QMenu:
    """Put these commands into a menu."""
    for item in items:
        if isinstance(item, tuple):
            fill(menu.addMenu(tr(item[0])), item[1], actions)
        elif item == LINE:
            menu.addSeparator()
        else:
            menu.addAction(actions[item])
    return menu


def fill_bar(bar: QMenuBar, actions: Actions) -> dict[str, QMenu]:
    """Make all menus of the window; they are returned by title."""
    return {title: fill(bar.addMenu(_with_mnemonic(title)), items, actions) for title, items in BAR}


def _with_mnemonic(title: str) -> str:
    """Return a menu's title with the letter marked that opens it; a translation marks its own, or its first."""
    marked = MNEMONICS.get(title, f"&{title}")
    found = tr(marked)
    return found if found != marked else marked if tr(title) == title else f"&{tr(title)}"


def make_menu(items: Sequence[Item], actions: Actions, parent: QWidget) -> QMenu:
    """Return a menu of its own."""
    return fill(QMenu(parent), items, actions)


class ContextMenus:
    """The menus of nodes, groups, wires and the background."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        self._actions = actions
        self._parent = parent
        self._point_at: Callable[[ThingKind, ThingKey], bool] = lambda kind, key: True
        self.made: dict[str, QMenu] = {}

    def set_pointing(self, point_at: Callable[[ThingKind, ThingKey], bool]) -> None:
        """Have `point_at` select what a menu is asked for; it answers whether there is a menu for that."""
        self._point_at = point_at

    def popup(self, kind: ThingKind, key: ThingKey, at: QPoint) -> None:
        """Select the thing and open its menu."""
        if not self._point_at(kind, key):
            return
        if kind not in self.made:
            self.made[kind] = make_menu(CONTEXT_MENUS.get(kind, ()), self._actions, self._parent)
        default = next((a for a in map(self._actions.__getitem__, DEFAULTS.get(kind, ())) if a.isEnabled()), None)
        if default is not None:
            self.made[kind].setDefaultAction(default)
        self.made[kind].popup(at)
