"""The table of branches and the lanes of workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from dagscope.records import BranchRow
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.runs.branches import with_branches
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.branches import BranchesPanel
from dagscope_app.views.panels.lanes import LanesPanel
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

RUN = with_branches(
    Run("1-1", status="failed", seconds=4.0, nodes={"work": NodeRun("failed", 1.0)}, counts={"failed": 1}),
    (
        BranchRow("work", "1", "failed", 1.0, 2.0, "'b'", "ValueError: no", "thread 2"),
        BranchRow("work", "0", "ok", 2.0, 0.0, "'a'", "7", "thread 1"),
    ),
)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[BranchesPanel]:
    made = BranchesPanel(load_theme("light"))
    made.resize(900, 300)
    made.show()
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_rows_tell_each_branch(panel: BranchesPanel, qtbot: QtBot) -> None:
    state = AppState(runs=(RUN,))
    panel.set_state(None, state)
    panel.show_run(state)
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is panel.model
    shown = [[panel.model.index(row, column).data() for column in range(7)] for row in range(2)]
    assert ["0", "'a'", "work", "ok", "2.0 s", "7", "thread 1"] == shown[1]
    assert ["1", "'b'", "work", "failed", "1.0 s", "ValueError: no", "thread 2"] == shown[0], "what failed stands first"
    with qtbot.waitSignal(panel.command_requested) as asked:
        panel.retry.click()
    assert ["run.retry"] == asked.args
    with qtbot.waitSignal(panel.node_clicked) as clicked:
        panel.table.clicked.emit(panel.table.model().index(0, 0))
    assert ["work"] == clicked.args


def test_nothing_to_try_again_is_offered_of_a_run_that_went_well(panel: BranchesPanel) -> None:
    panel.set_state(None, AppState(runs=(replace(RUN, status="ok", counts={"ok": 1}),)))
    assert panel.retry.isHidden()


def test_a_click_in_a_lane_finds_what_ran_there(qtbot: QtBot) -> None:
    lanes = LanesPanel(load_theme("light"))
    qtbot.addWidget(lanes)
    lanes.resize(534, 200)
    lanes.show_run(AppState(runs=(RUN,)))
    lanes.show()
    found = [lanes.row_at(QPoint(110 + x, y)) for x, y in ((10, 40), (350, 40), (350, 70), (10, 70))]
    assert ["0", None, "1", None] == [row.branch if row is not None else None for row in found]
