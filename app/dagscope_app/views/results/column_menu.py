"""What can be done with a column of a table: a menu made again each time it is opened. It does nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from dagscope_app.drawing.translation import tr, trn
from dagscope_app.views.results.formats import FORMATS, NumberFormat


@dataclass(frozen=True, slots=True)
class ColumnActions:
    """What happens when something is chosen."""

    sort: Callable[[bool | None], None]
    """Ascending (false), descending (true), or not at all."""
    filter: Callable[[], None]
    summarise: Callable[[], None]
    hide: Callable[[], None]
    show_hidden: Callable[[], None]
    freeze: Callable[[bool], None]
    move_to_start: Callable[[], None]
    format: Callable[[NumberFormat], None]
    heat: Callable[[bool], None]
    heat_all: Callable[[bool], None]
    follow: Callable[[], None]


@dataclass(frozen=True, slots=True)
class ColumnState:
    """What is so now."""

    is_numeric: bool = False
    hidden: int = 0
    is_frozen: bool = False
    can_freeze: bool = True
    format: NumberFormat = NumberFormat()
    is_heated: bool = False
    are_all_heated: bool = False


def column_menu(state: ColumnState, do: ColumnActions, parent: QWidget) -> QMenu:
    """Return the menu of a column."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.addAction(tr("Filter..."), do.filter)
    menu.addAction(tr("Statistics"), do.summarise)
    menu.addAction(tr("Where it comes from and goes to"), do.follow)
    menu.addSeparator()
    menu.addAction(tr("Sort ascending"), lambda: do.sort(False))
    menu.addAction(tr("Sort descending"), lambda: do.sort(True))
    menu.addAction(tr("Unsorted"), lambda: do.sort(None))
    menu.addSeparator()
    freeze = menu.addAction(tr("Freeze this column"))
    freeze.setCheckable(True)
    freeze.setChecked(state.is_frozen)
    freeze.setEnabled(state.can_freeze)
    if not state.can_freeze:
        freeze.setToolTip(tr("Columns of very wide tables cannot be frozen; move them to the start instead"))
    freeze.toggled.connect(do.freeze)
    menu.addAction(tr("Move to the start"), do.move_to_start)
    menu.addAction(tr("Hide this column"), do.hide)
    if state.hidden:
        menu.addAction(trn("Show {n} hidden column", "Show {n} hidden columns", state.hidden), do.show_hidden)
    menu.addSeparator()
    if state.is_numeric:
        _formats(menu, state, do)
        _checkable(menu, tr("Heat: high numbers have a stronger background"), state.is_heated, do.heat)
    _checkable(menu, tr("Heat in all columns of numbers"), state.are_all_heated, do.heat_all)
    return menu


def _formats(menu: QMenu, state: ColumnState, do: ColumnActions) -> None:
    inner = menu.addMenu(tr("Numbers"))
    for title, format in FORMATS:
        action = inner.addAction(tr(title))
        action.setCheckable(True)
        action.setChecked(format == state.format)
        action.triggered.connect(lambda _=False, format=format: do.format(format))


def _checkable(menu: QMenu, title: str, is_on: bool, do: Callable[[bool], None]) -> None:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(is_on)
    action.toggled.connect(do)


def open_below(menu: QMenu, point: QPoint) -> None:
    """Open a menu, which goes away when it is closed."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(point)
