"""Tab goes through widgets as they stand on the screen, whenever they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.views.widgets.tab_order import chain, stop_at_bar
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def names_from(first: QWidget, count: int) -> list[str]:
    """Return what Tab leads to, beginning with a widget."""
    found, widget = [first.objectName()], first
    while len(found) < count:
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget.objectName())
    return found


def named(widget: QWidget, name: str) -> QWidget:
    widget.setObjectName(name)
    return widget


def test_what_was_made_last_comes_where_it_stands(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, row = QVBoxLayout(page), QHBoxLayout()
    column.addLayout(row)
    last = named(QPushButton(), "last")
    column.addWidget(last)
    column.addWidget(QLabel("text"))
    inner = QWidget()
    inside = QHBoxLayout(inner)
    row.addWidget(inner)
    first, second = named(QLineEdit(), "first"), named(QLineEdit(), "second")
    inside.addWidget(first)
    inside.addWidget(second)
    chain(page)
    assert ["first", "second", "last"] == names_from(first, 3)


def test_tab_stops_once_at_tabs_where_the_arrow_keys_choose(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, tabs, last = QLineEdit(), QTabWidget(), QLineEdit()
    for widget in (first, tabs, last):
        column.addWidget(widget)
    tabs.addTab(QLabel("one"), "one")
    tabs.addTab(QLabel("two"), "two")
    stop_at_bar(tabs)
    page.show()
    page.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert page.focusWidget() is tabs.tabBar()
    qtbot.keyClick(tabs.tabBar(), Qt.Key.Key_Right)
    assert 1 == tabs.currentIndex()
    qtbot.keyClick(tabs.tabBar(), Qt.Key.Key_Tab)
    assert page.focusWidget() is last
