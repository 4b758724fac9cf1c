"""The plan panel: rows, the sum with its expected time, and what its clicks ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from dagscope.protocol.messages import Foreseen
from dagscope_app.model.records.forecast import Forecast
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.plan import PlanPanel
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.app.controllers.bench import node

Panel = Callable[..., PlanPanel]
GRAPH = GraphSnapshot({name: node(name) for name in ("n", "a", "b")})
ANSWER = Foreseen(runs=("a", "b"), cached=("a",), missing=("n",))


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[Callable[..., PlanPanel]]:
    """Make panels that show a forecast; they are gone before their models could be collected."""
    made: list[PlanPanel] = []

    def make(**forecast: object) -> PlanPanel:
        made.append(PlanPanel(load_theme("light")))
        run = Run("1-1", nodes={"b": NodeRun("ok", 90.0)}, status="ok")
        state = AppState(graphs={"main": GRAPH}, runs=(run,), forecast=Forecast(is_shown=True, **forecast))  # type: ignore[arg-type]
        made[-1].set_state(None, state)
        return made[-1]

    yield make
    for each in made:
        each.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_rows_and_their_sum(panel: Panel, qtbot: QtBot) -> None:
    made = panel(answer=ANSWER)
    tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown = [[made.model.index(row, column).data() for column in range(3)] for row in range(made.model.rowCount())]
    assert [
        ["n", "missing: give a value", ""], ["a", "from the cache", ""], ["b", "runs", "1:30 min"],
    ] == shown  # fmt: skip
    assert tester.model() is made.model
    assert not made.run_button.isEnabled()
    made.summary.resize(900, 20)
    assert "1 node runs, 1 from the cache, 1 missing   ·   about 1.5 min" == made.summary.text()


def test_what_is_clicked_is_gone_to_and_what_is_missing_can_be_given(panel: Panel, qtbot: QtBot) -> None:
    made = panel(answer=ANSWER)
    with qtbot.waitSignal(made.node_clicked) as clicked:
        made.tree.clicked.emit(made.model.index(1, 0))
    assert ["a"] == clicked.args
    with qtbot.waitSignal(made.command_requested) as asked:
        made.tree.activated.emit(made.model.index(0, 0))
    assert ["panel.inputs"] == asked.args


def test_the_button_runs_what_is_planned(panel: Panel, qtbot: QtBot) -> None:
    made = panel(answer=Foreseen(runs=("a",)), target="failed")
    assert made.run_button.isEnabled()
    with qtbot.waitSignal(made.command_requested) as asked:
        made.run_button.click()
    assert ["run.retry"] == asked.args
    with qtbot.waitSignal(made.target_chosen) as chosen:
        made.target.activated.emit(1)
    assert ["all"] == chosen.args


def test_why_there_is_no_plan(panel: Panel, qtbot: QtBot) -> None:
    made = panel(problem="Nothing is out of date.")
    assert "Nothing is out of date." == made.empty.text()
    assert not made.run_button.isEnabled() and 0 == made.model.rowCount()
