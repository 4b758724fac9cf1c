"""Leads the Tab key through widgets as they stand on the screen. It must not decide what takes the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QTabWidget, QWidget


def chain(widget: QWidget) -> None:
    """Have Tab go through what a widget holds in the order of its layouts: what is made later would come last."""
    for before, after in pairwise(_stops(widget)):
        QWidget.setTabOrder(before, after)


def stop_at_bar(tabs: QTabWidget) -> None:
    """Have Tab stop at the bar of the tabs, where the arrow keys choose one, and not at what surrounds it."""
    tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # passed on to the bar, which stands for it
    tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if layout is not None and not widget.focusProxy():
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _in_layout(inner)
        elif widget is not None:
            yield from _stops(widget)
