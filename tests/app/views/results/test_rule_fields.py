"""Tolerances and key columns: told when they are others, never while they make no sense."""

from __future__ import annotations

import pytest
from dagscope.records import CompareRule
from dagscope_app.views.results.rule_fields import RuleFields
from pytestqt.qtbot import QtBot


@pytest.fixture
def fields(qtbot: QtBot) -> RuleFields:
    made = RuleFields()
    qtbot.addWidget(made)
    return made


def test_what_is_typed_is_said_once(fields: RuleFields, qtbot: QtBot) -> None:
    fields.rtol.setText("1e-3")
    fields.key.setText(" id,  day ,")
    with qtbot.waitSignal(fields.changed) as told:
        fields.key.editingFinished.emit()
    assert [CompareRule(1e-3, 0.0), ("id", "day")] == told.args
    with qtbot.assertNotEmitted(fields.changed):
        fields.rtol.editingFinished.emit()


@pytest.mark.parametrize("text", ["x", "-1", "inf", "nan", "1,5"])
def test_what_is_no_tolerance_is_marked_and_not_sent(fields: RuleFields, qtbot: QtBot, text: str) -> None:
    fields.atol.setText(text)
    with qtbot.assertNotEmitted(fields.changed):
        fields.atol.editingFinished.emit()
    assert fields.atol.property("invalid") and not fields.rtol.property("invalid")


def test_what_is_used_is_shown_and_rows_by_is_for_tables(fields: RuleFields) -> None:
    fields.set_rule(CompareRule(0.25, 2.0), ("id", "day"))
    assert ("0.25", "2", "id, day") == (fields.rtol.text(), fields.atol.text(), fields.key.text())
    assert fields.key.isHidden()
    fields.set_table(True)
    assert not fields.key.isHidden()


def test_leaving_a_field_changes_nothing(fields: RuleFields, qtbot: QtBot) -> None:
    rule, key = CompareRule(1.2345678e-9, 1 / 3), ("a, b", " c")
    fields.set_rule(rule, key)
    with qtbot.assertNotEmitted(fields.changed):
        for field in (fields.rtol, fields.atol, fields.key):
            field.editingFinished.emit()
    fields.atol.setText("2")
    with qtbot.waitSignal(fields.changed) as told:
        fields.atol.editingFinished.emit()
    assert [CompareRule(rule.rtol, 2.0), key] == told.args
