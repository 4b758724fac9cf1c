"""Each editor writes into its line, shows what stands there, and leaves what it does not understand alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from dagscope.records import ConfigKey, DefinitionRecord, InputRecord
from dagscope.scenario import ValueSpec
from dagscope_app.model.scenario.editor_choice import Editor
from dagscope_app.views.panels.editors.check import CheckField
from dagscope_app.views.panels.editors.choice import ChoiceField
from dagscope_app.views.panels.editors.date import DateField
from dagscope_app.views.panels.editors.number import NumberField
from dagscope_app.views.panels.editors.tree import TreeField
from dagscope_app.views.panels.editors.tree_dialog import TreeDialog
from dagscope_app.views.panels.not_used import NotUsedList
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.panels.values import ConfigPanel, InputsPanel
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

BOTH = Qt.CheckState


def row_of(qtbot: QtBot, type_text: str, editor: Editor | None = None) -> tuple[ValueRow, list[ValueSpec]]:
    row = ValueRow("x", type_text, load_theme("light"), editor=editor)
    qtbot.addWidget(row)
    row.show()
    told: list[ValueSpec] = []
    row.edited.connect(lambda name, spec: told.append(spec))
    return row, told


def test_a_check_box_follows_and_sets_its_line(qtbot: QtBot) -> None:
    row, told = row_of(qtbot, "bool")
    assert isinstance(row.field, CheckField)
    box = row.field.box
    assert BOTH.PartiallyChecked is box.checkState()
    box.click()
    box.click()
    assert [ValueSpec("literal", "True"), ValueSpec("literal", "False")] == told
    row.set_spec(ValueSpec("literal", "maybe"))
    assert not box.isVisible()
    row.set_spec(ValueSpec("none"))
    assert box.isVisible() and BOTH.PartiallyChecked is box.checkState()
    row.set_needed(False, "True")
    assert BOTH.Checked is box.checkState() and "" == row.edit.text()
    row.set_spec(ValueSpec("expression", "1 > 0"))
    assert not box.isVisible()


def test_a_choice_can_be_picked_or_typed(qtbot: QtBot) -> None:
    row, told = row_of(qtbot, "Level", Editor("choice", ("LOW", "HIGH")))
    assert isinstance(row.field, ChoiceField) and "" == row.edit.text()
    row.field.box.setCurrentIndex(1)
    row.field.box.activated.emit(1)
    row.edit.setText("Level.LOW")
    row.edit.editingFinished.emit()
    assert [ValueSpec("literal", "HIGH"), ValueSpec("literal", "Level.LOW")] == told
    row.set_spec(ValueSpec("none"))
    assert "" == row.edit.text()


def test_numbers_step_with_the_keys(qtbot: QtBot) -> None:
    row, told = row_of(qtbot, "int", Editor("number", low=">= 0", is_whole=True))
    assert isinstance(row.field, NumberField)
    row.set_needed(False, "1")
    qtbot.keyClick(row.edit, Qt.Key.Key_Down)
    qtbot.keyClick(row.edit, Qt.Key.Key_Down)
    qtbot.keyClick(row.edit, Qt.Key.Key_Up)
    assert ["0", "1"] == [spec.text for spec in told]


def test_a_day_is_chosen_and_the_time_stays(qtbot: QtBot) -> None:
    row, told = row_of(qtbot, "datetime")
    assert isinstance(row.field, DateField)
    row.set_spec(ValueSpec("literal", "2024-01-31T10:00"))
    menu = row.field.open_calendar()
    calendar = row.field.calendar
    assert calendar is not None and QDate(2024, 1, 31) == calendar.selectedDate()
    calendar.clicked.emit(QDate(2024, 2, 1))
    assert [ValueSpec("literal", "2024-02-01T10:00")] == told
    menu.close()


def test_parts_are_edited_added_and_removed(qtbot: QtBot) -> None:
    dialog = TreeDialog("x", {"a": [1, "two"], 3: (1,), "e": set()})
    qtbot.addWidget(dialog)
    assert "{'a': [1, 'two'], 3: (1,), 'e': set()}" == dialog.literal()
    items = dialog.root.child(0)
    assert items is not None
    items.child(0).setText(1, "bare word")
    dialog.tree.setCurrentItem(items)
    dialog.add.click()
    items.child(2).setText(1, "4.5")
    dialog.tree.setCurrentItem(dialog.root.child(2))
    dialog.remove.click()
    assert "{'a': ['bare word', 'two', 4.5], 3: (1,)}" == dialog.literal()
    chosen: list[str] = []
    dialog.chosen.connect(chosen.append)
    dialog.buttons.accepted.emit()
    assert ["{'a': ['bare word', 'two', 4.5], 3: (1,)}"] == chosen


def test_what_makes_no_literal_is_said_and_not_taken(qtbot: QtBot) -> None:
    dialog = TreeDialog("x", {"a": 1})
    qtbot.addWidget(dialog)
    dialog.show()
    part = dialog.root.child(0)
    assert part is not None
    part.setText(0, "[1]")
    assert dialog.problem.isVisible() and "do not form a literal" in dialog.problem.text()


def test_a_tree_of_an_expression_is_not_opened(qtbot: QtBot) -> None:
    row, _ = row_of(qtbot, "list")
    assert isinstance(row.field, TreeField) and row.field.button.isEnabled()
    row.edit.setText("list(range(3))")
    assert not row.field.button.isEnabled()


def test_a_frame_is_a_file_at_first_and_again_when_its_value_is_taken_away(qtbot: QtBot) -> None:
    row, _ = row_of(qtbot, "DataFrame")
    assert "file" == row.kinds.current()
    row.set_spec(ValueSpec("expression", "pd.DataFrame()"))
    row.set_spec(ValueSpec("none"))
    assert "file" == row.kinds.current()


def config_panel(qtbot: QtBot, key: ConfigKey, spec: ValueSpec) -> tuple[ConfigPanel, list[tuple[str, ValueSpec]]]:
    panel = ConfigPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.show()
    panel.set_config((key,), {key.name: spec})
    told: list[tuple[str, ValueSpec]] = []
    panel.config_changed.connect(lambda name, found: told.append((name, found)))
    return panel, told


def test_an_expression_of_the_config_stays_one(qtbot: QtBot) -> None:
    panel, told = config_panel(qtbot, ConfigKey("k"), ValueSpec("expression", "1 + 1"))
    edit = panel.boxes["k"].lineEdit()
    assert edit is not None
    edit.editingFinished.emit()
    assert [] == told
    edit.setText("1 + 2")
    edit.setModified(True)
    edit.editingFinished.emit()
    assert [("k", ValueSpec("expression", "1 + 2"))] == told


def test_a_member_is_chosen_by_its_name_and_made_by_its_expression(qtbot: QtBot) -> None:
    key = ConfigKey("k", "Level", ("Level.LOW",), codes={"Level.LOW": "importlib.import_module('m').Level.LOW"})
    spec = ValueSpec("expression", key.codes["Level.LOW"])
    panel, told = config_panel(qtbot, key, ValueSpec("none"))
    box = panel.boxes["k"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert [("k", spec)] == told
    panel.set_config((key,), {"k": spec})
    assert "Level.LOW" == box.currentText()


def test_a_key_that_is_on_or_off_has_a_check_box(qtbot: QtBot) -> None:
    panel, told = config_panel(qtbot, ConfigKey("k", "bool", ("True", "False")), ValueSpec("literal", "True"))
    assert BOTH.Checked is panel.checks["k"].checkState()
    panel.checks["k"].click()
    assert [("k", ValueSpec("literal", "False"))] == told
    panel.set_config((ConfigKey("k", "bool", ("True", "False")),), {})
    assert BOTH.PartiallyChecked is panel.checks["k"].checkState()


def test_what_the_config_switches_off_is_listed_with_what_chooses_it(qtbot: QtBot) -> None:
    found = NotUsedList(load_theme("light"))
    qtbot.addWidget(found)
    off = DefinitionRecord(
        1, "f", "f__a", "m", is_active=False, reason="needs k = 1", wants={"k": "1"}, is_switched_off=True
    )
    found.set_definitions((off, DefinitionRecord(2, "g", "g", "m")))
    assert "1 not used with this config" == found.head.text()
    told: list[tuple[str, ValueSpec]] = []
    found.config_changed.connect(lambda name, spec: told.append((name, spec)))
    found.head.click()
    button = next(each for each in found.host.findChildren(type(found.head)) if each.text() == "Set 1")
    button.click()
    assert [("k", ValueSpec("literal", "1"))] == told
    found.set_definitions(())
    assert found.isHidden()


def test_a_table_of_a_database_is_chosen_from_a_list(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("create table orders (a)")
        database.execute("create view goods as select 1")
    row = ValueRow("x", "DataFrame", load_theme("light"), str(tmp_path))
    qtbot.addWidget(row)
    row.show()
    told: list[ValueSpec] = []
    row.edited.connect(lambda name, spec: told.append(spec))
    row.set_spec(ValueSpec("file", "data.csv"))
    assert not row.tables.isVisible()
    row.set_spec(ValueSpec("file", "shop.db"))
    assert row.tables.isVisible() and ("goods", "orders") == row.tables.tables()
    menu = row.tables.open_menu()
    assert ["goods", "orders"] == [action.text() for action in menu.actions()]
    menu.actions()[1].trigger()
    assert [ValueSpec("file", "shop.db::orders")] == told
    assert [False, True] == [action.isChecked() for action in row.tables.open_menu().actions()]
    row.set_spec(ValueSpec("literal", "shop.db"))
    assert not row.tables.isVisible()
    row.set_spec(ValueSpec("file", "none.db"))
    assert [False] == [action.isEnabled() for action in row.tables.open_menu().actions()]


def test_a_theme_change_keeps_what_is_being_typed(qtbot: QtBot) -> None:
    panel = InputsPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_inputs((InputRecord("x", "int", True),), {}, {}, "")
    row = panel.rows["x"]
    row.edit.setText("12")
    panel.set_theme(load_theme("dark"))
    assert row is panel.rows["x"] and "12" == row.edit.text()
