"""One of a few words is chosen by mouse and keys as in a combo box."""

from __future__ import annotations

from dagscope_app.views.theme import load_theme
from dagscope_app.views.widgets.choice_button import ChoiceButton
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot


def made(qtbot: QtBot) -> tuple[ChoiceButton, list[str]]:
    button = ChoiceButton([("literal", "value"), ("file", "file"), ("expression", "expr")], load_theme("light"))
    qtbot.addWidget(button)
    button.show()
    chosen: list[str] = []
    button.chosen.connect(lambda: chosen.append(button.current()))
    return button, chosen


def test_the_menu_shows_what_is_chosen_and_chooses(qtbot: QtBot) -> None:
    button, chosen = made(qtbot)
    assert [] == button.findChildren(QWidget)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (menu,) = button.findChildren(QMenu)
    assert [("value", True), ("file", False), ("expr", False)] == [(a.text(), a.isChecked()) for a in menu.actions()]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[1]).center())
    assert ["file"] == chosen and "file" == button.text()


def test_keys_step_as_far_as_there_are_words(qtbot: QtBot) -> None:
    button, chosen = made(qtbot)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(button, key)
    assert ["file", "expression", "file"] == chosen


def test_it_stays_as_wide_and_choosing_for_it_is_not_said(qtbot: QtBot) -> None:
    button, chosen = made(qtbot)
    wide = button.sizeHint()
    button.set_current("expression")
    assert "expression" == button.current() and wide == button.sizeHint() and [] == chosen
    button.set_current("nothing such")
    assert "literal" == button.current()
