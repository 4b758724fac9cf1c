"""Wherever the Tab key leads, something is painted that was not there before; and each place has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dagscope_app.model.records.trust import Agreement
from dagscope_app.views.dialogs.agreement import AgreementDialog
from dagscope_app.views.dialogs.shortcut_sheet import ShortcutSheet
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from tests.app.window.conftest import Desk


def stops_of(window: QWidget) -> list[QWidget]:
    """Return where the Tab key stops, in its order."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not window:
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and widget.isVisibleTo(window) and widget.isEnabled() and widget.window() is window:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def areas_around(widget: QWidget) -> list[QScrollArea]:
    """Return the areas that scroll to a widget when the Tab key leads to it."""
    found: list[QScrollArea] = []
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            found.append(above)
        above = above.parentWidget()
    return found


def picture_of(widget: QWidget) -> QImage:
    """Return how a widget looks, with what is around it."""
    window = widget.window()
    place = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft())).adjusted(-3, -3, 3, 3)
    return window.grab(place).toImage()


def unseen(window: QWidget) -> list[str]:
    """Return the stops at which nothing shows where the keyboard is."""
    missing = []
    for widget in stops_of(window):
        window.setFocus()
        for area in areas_around(widget):
            area.ensureWidgetVisible(widget)
        before = picture_of(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and before == picture_of(widget):
            missing.append(f"{type(widget).__name__} {name_of(widget)}")
    return missing


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    own = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return own or (widget.toolTip() if isinstance(widget, QAbstractButton) else "") or widget.objectName()


def unnamed(window: QWidget) -> list[str]:
    """Return the stops, and the buttons that are none, that a screen reader has no word for."""
    buttons = [button for button in window.findChildren(QAbstractButton) if button.isVisible()]
    silent = [
        button for button in buttons if not QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)
    ]
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in (*(stop for stop in stops_of(window) if not name_of(stop)), *silent)
        if not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox))
        and not isinstance(widget, QMenuBar)
    ]


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_the_keyboard_s_place_is_seen_everywhere(shop: Desk, theme: str) -> None:
    shop.application.do(f"view.theme_{theme}")
    shop.run("total")
    shop.application.show_node("total")
    shop.application.window.activateWindow()
    assert [] == unseen(shop.window)
    assert [] == unnamed(shop.window)
    shop.application.do("view.theme_light")


def test_in_dialogs_as_well(shop: Desk) -> None:
    sheet = ShortcutSheet(shop.application.theming.theme, shop.window)
    question = AgreementDialog(
        Agreement("Load", "It runs code.", (("Folder", "/x"),), "All of them", "Load"), shop.window
    )
    for dialog in (sheet, question):
        dialog.show()
        dialog.activateWindow()
        shop.wait(dialog.isActiveWindow)
        assert [] == unseen(dialog)
        assert [] == unnamed(dialog)
        if dialog is question:
            first = dialog.focusWidget()
            assert isinstance(first, QPushButton) and first.isDefault(), "Return and Space both refuse"
        dialog.close()
    shop.window.activateWindow()


def test_what_is_gone_to_has_the_keyboard_and_the_palette_gives_it_back(shop: Desk) -> None:
    window, palette = shop.window, shop.window.palette_popup
    shop.run("orders")
    shop.wait(lambda: any(table.isVisible() for table in window.results.findChildren(QTableView)))
    for command, panel in (("view.results", window.results), ("view.log", window.log), ("view.runs", window.runs)):
        shop.application.do(command)
        assert panel.isAncestorOf(window.focusWidget()), command
    shop.application.do("view.results")
    assert isinstance(window.focusWidget(), QTableView), "in its cells"
    tables = window.results.findChildren(QTableView)
    assert tables and not [table for table in tables if table.tabKeyNavigation()], "Tab leads out of every table"
    assert not window.compare.values.table.tabKeyNavigation() and not window.sweep.table.tabKeyNavigation()

    before = window.focusWidget()
    shop.application.do("go.command")
    QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert before is window.focusWidget()
    shop.application.do("go.command")
    QTest.keyClicks(palette.edit, "rename scenario")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.toolbar.scenarios.isAncestorOf(window.focusWidget()), "not the graph, but what was chosen"
