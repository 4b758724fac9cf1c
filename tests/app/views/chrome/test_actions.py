"""Which changes of the state ask every command whether it can be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.actions import Actions, is_only_further
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

RUN = Run("1-1", order=("a", "b"), nodes={"a": NodeRun(), "b": NodeRun()}, status="running")
FURTHER = replace(RUN, nodes={"a": NodeRun("ok", 1.0), "b": NodeRun()}, counts={"ok": 1, "waiting": 1})
BEFORE = AppState(folder="/x", runs=(RUN,))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(BEFORE, runs=(FURTHER,)), True),
        (BEFORE, False),
        (replace(BEFORE, runs=(FURTHER,), current="other"), False),
        (replace(BEFORE, runs=(replace(FURTHER, status="cancelling"),)), False),
        (replace(BEFORE, runs=(replace(FURTHER, held_where="before", held_at="b"),)), False),
        (replace(BEFORE, runs=(replace(FURTHER, status="ok"),)), False),
        (replace(BEFORE, runs=(RUN, replace(RUN, id="1-2"))), False),
    ],
)
def test_only_that_nodes_ended_is_a_run_that_goes_on(after: AppState, expected: bool) -> None:
    assert expected is is_only_further(BEFORE, after)


def test_commands_are_asked_with_the_picture_while_a_run_goes_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, QWidget(window))
    actions.set_state(None, BEFORE)
    stop = actions["run.stop"]
    assert stop.isEnabled()
    stop.setEnabled(False)
    further = replace(BEFORE, runs=(FURTHER,))
    actions.set_state(BEFORE, further)
    assert not stop.isEnabled()
    actions.show_run(further)
    assert stop.isEnabled()
    ended = replace(BEFORE, runs=(replace(FURTHER, status="ok"),))
    actions.set_state(further, ended)
    assert not stop.isEnabled()
