"""What is pointed at long enough is looked at; Enter applies and Escape leaves, unless a field uses them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.records import ConfigKey
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec
from dagscope_app.model.records.ghost import Ghost, ghost_words
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.views.chrome.ghost_strip import GhostStrip
from dagscope_app.views.panels.modules import ModulesPanel
from dagscope_app.views.panels.scenario import ExecutorField
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.panels.values import ConfigPanel
from dagscope_app.views.theme import load_theme
from dagscope_app.views.widgets.hint import Hint
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

GHOST = Ghost("Switch b off", Scenario("s"), False, (1, 2, 0, 0), {"a": "added", "x": "removed", "y": "removed"})


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(700, 200)
    column = QVBoxLayout(made)
    made.strip = GhostStrip()  # type: ignore[attr-defined]
    made.field = QLineEdit()  # type: ignore[attr-defined]
    made.other = QWidget()  # type: ignore[attr-defined]
    made.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # type: ignore[attr-defined]
    for part in (made.strip, made.field, made.other):  # type: ignore[attr-defined]
        column.addWidget(part)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def test_the_strip_says_the_effect_and_is_gone_without_one(window: QWidget) -> None:
    strip = window.strip  # type: ignore[attr-defined]
    strip.set_ghost(GHOST)
    assert "Switch b off: 1 node added, 2 removed" == strip.text.text() and not strip.isHidden()
    long = replace(GHOST, problem="Cannot define function b more than once. " * 9)
    strip.set_ghost(long)
    assert strip.text.text().endswith("…") and ghost_words(long)[:150] in strip.text.toolTip().replace("\n", " ")
    strip.set_ghost(None)
    assert strip.isHidden()


def test_enter_and_escape_are_the_strips_wherever_the_keyboard_is(window: QWidget, qtbot: QtBot) -> None:
    strip, other = window.strip, window.other  # type: ignore[attr-defined]
    strip.set_ghost(GHOST)
    other.setFocus()
    with qtbot.waitSignal(strip.applied):
        qtbot.keyClick(other, Qt.Key.Key_Return)
    with qtbot.waitSignal(strip.left):
        qtbot.keyClick(other, Qt.Key.Key_Escape)
    strip.set_ghost(None)
    with qtbot.assertNotEmitted(strip.applied):
        qtbot.keyClick(other, Qt.Key.Key_Return)


def test_enter_and_escape_are_the_strips_before_they_are_shortcuts(window: QWidget, qtbot: QtBot) -> None:
    strip, other = window.strip, window.other  # type: ignore[attr-defined]
    taken = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QShortcut(QKeySequence(key), other, lambda key=key: taken.append(key))
    other.setFocus()
    strip.set_ghost(GHOST)
    with qtbot.waitSignal(strip.applied):
        qtbot.keyClick(other, Qt.Key.Key_Return)
    with qtbot.waitSignal(strip.left):
        qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert [] == taken
    strip.set_ghost(None)
    qtbot.keyClick(other, Qt.Key.Key_Return)
    qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert [Qt.Key.Key_Return, Qt.Key.Key_Escape] == taken


def test_enter_in_a_field_is_the_fields(window: QWidget, qtbot: QtBot) -> None:
    strip, field = window.strip, window.field  # type: ignore[attr-defined]
    strip.set_ghost(GHOST)
    field.setFocus()
    with qtbot.assertNotEmitted(strip.applied), qtbot.waitSignal(field.returnPressed):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_module_that_is_rested_on_is_hinted_at_and_left(qtbot: QtBot) -> None:
    panel = ModulesPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_scenario(Scenario("s", modules=(ModuleChoice("a"), ModuleChoice("b", False))), (), GraphSnapshot())
    item = panel.list.item(1)
    with qtbot.waitSignal(panel.module_hinted) as hinted:
        panel.list.itemEntered.emit(item)
        panel._hint.timer.timeout.emit()
    assert ["b", True] == hinted.args
    with qtbot.waitSignal(panel.hint_left):
        QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))
    with qtbot.assertNotEmitted(panel.hint_left):
        QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))


def test_what_moves_a_module_or_lets_a_choice_go_is_hinted_at(qtbot: QtBot) -> None:
    panel = ModulesPanel(load_theme("light"))
    qtbot.addWidget(panel)
    choices = (ModuleChoice("a"), ModuleChoice("b"), ModuleChoice("c"))
    panel.set_scenario(Scenario("s", modules=choices, definitions={"load": "a"}), (), GraphSnapshot())
    panel.list.setCurrentRow(1)

    def rest_on(button: QWidget) -> None:
        hint = button.findChild(Hint)
        QApplication.sendEvent(button, QEvent(QEvent.Type.Enter))
        hint.timer.timeout.emit()

    for button, names in ((panel.up_button, ("b", "a", "c")), (panel.down_button, ("a", "c", "b"))):
        with qtbot.waitSignal(panel.order_hinted) as hinted:
            rest_on(button)
        assert [names] == hinted.args
    with qtbot.waitSignal(panel.later_wins_hinted) as allowed:
        rest_on(panel.later_wins)
    assert [True] == allowed.args
    line = panel._chosen.itemAt(0).widget()
    assert line is not None
    with qtbot.waitSignal(panel.release_hinted) as released:
        rest_on(line)
    assert ["load"] == released.args
    with qtbot.waitSignal(panel.hint_left):
        QApplication.sendEvent(line, QEvent(QEvent.Type.Leave))


def test_what_was_chosen_is_listed_and_let_go(qtbot: QtBot) -> None:
    panel = ModulesPanel(load_theme("light"))
    qtbot.addWidget(panel)
    scenario = Scenario("s", modules=(ModuleChoice("a"),), definitions={"load": "mock"})
    panel.set_scenario(scenario, (), GraphSnapshot())
    line = panel._chosen.itemAt(0).widget()
    assert line is not None and "load from mock" in line.text()  # type: ignore[attr-defined]
    with qtbot.waitSignal(panel.release_requested) as released:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert ["load"] == released.args
    panel.set_scenario(Scenario("s", modules=(ModuleChoice("a"),)), (), GraphSnapshot())
    assert 0 == panel._chosen.count()


def test_a_value_in_the_list_of_a_key_is_hinted_at(qtbot: QtBot) -> None:
    panel = ConfigPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_config((ConfigKey("method", "str", ("'mean'", "'median'"), "'mean'"),), {})
    with qtbot.waitSignal(panel.config_hinted) as hinted:
        panel.boxes["method"].textHighlighted.emit("'median'")
    assert ["method", ValueSpec("literal", "'median'")] == hinted.args


def test_what_is_typed_is_hinted_at_and_taken_back(qtbot: QtBot) -> None:
    row = ValueRow("x", "int", load_theme("light"))
    qtbot.addWidget(row)
    with qtbot.waitSignal(row.hinted) as hinted:
        qtbot.keyClicks(row.edit, "3")
    assert ["x", ValueSpec("literal", "3")] == hinted.args
    row.edit.clear()
    with qtbot.waitSignal(row.hinted) as back:
        row.edit.editingFinished.emit()
    assert ["x", ValueSpec("none", "")] == back.args


def test_an_executor_that_is_rested_on_is_hinted_at_and_left(qtbot: QtBot) -> None:
    field = ExecutorField(load_theme("light"))
    qtbot.addWidget(field)
    (hint,) = field.box.findChildren(Hint)
    with qtbot.waitSignal(field.hinted) as hinted:
        field.box.textHighlighted.emit(field.box.itemText(1))
        hint.timer.timeout.emit()
    assert ["threads:16"] == hinted.args
    with qtbot.waitSignal(field.hint_left):
        QApplication.sendEvent(field.box.view(), QEvent(QEvent.Type.Leave))
    with qtbot.assertNotEmitted(field.hinted):
        field.box.textHighlighted.emit(field.box.itemText(field.box.count() - 1))  # starting a cluster is no executor
        hint.timer.timeout.emit()
