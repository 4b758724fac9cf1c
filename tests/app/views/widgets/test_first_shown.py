"""A widget comes into the window when it is first seen, and leaves with it."""

from __future__ import annotations

import shiboken6
from dagscope_app.views.widgets.first_shown import FirstShown
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QTabWidget
from pytestqt.qtbot import QtBot


def test_a_page_is_filled_when_it_is_first_seen(qtbot: QtBot) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    seen, later = QLabel("seen"), QLabel("later")
    tabs.addTab(FirstShown(seen), "1")
    tabs.addTab(FirstShown(later), "2")
    tabs.show()
    assert seen.isVisible() and seen.window() is tabs
    assert not later.isVisible() and later.parent() is None
    tabs.setCurrentIndex(1)
    assert later.isVisible() and later.window() is tabs
    tabs.setCurrentIndex(0)
    tabs.setCurrentIndex(1)
    assert later.isVisible() and not seen.isVisible()


def test_what_was_never_seen_ends_with_its_page() -> None:
    seen, never = QLabel("seen"), QLabel("never")
    pages = [FirstShown(seen), FirstShown(never)]
    pages[0].show()
    for page in pages:
        page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(seen) and not shiboken6.isValid(never)
