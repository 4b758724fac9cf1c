"""The panel of earlier runs: what it lists, says and asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.run_history import PastNode, PastRun
from dagscope_app.model.records.history import Change, Past, moment_text, run_of
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.history import HistoryPanel, trend_text
from dagscope_app.views.theme import load_theme
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

RUN = PastRun(7, 3, 1000.0, {"name": "us"}, ("report",), "v0", "failed", 2.0, "total failed")
CUT = PastRun(8, 4, 2000.0, {"name": "us"}, ("report",), "v0", "cut short")


PAST = Past(
    (CUT, RUN),
    "",
    RUN,
    run_of(RUN, {"a": PastNode("ok", 1.0)}),
    False,
    (Change("a", "time", "1.0 s", "2.0 s"),),
    "log",
)


@pytest.fixture
def panel(qtbot: QtBot) -> HistoryPanel:
    made = HistoryPanel(load_theme("light"))
    qtbot.addWidget(made)
    return made


def _row(panel: HistoryPanel, number: int) -> QTreeWidgetItem:
    item = panel.runs.topLevelItem(number)
    assert item is not None
    return item


def test_a_run_is_listed_chosen_and_shown_on_the_graph(panel: HistoryPanel) -> None:
    asked: list[object] = []
    panel.run_chosen.connect(lambda id: asked.append(("choose", id)))
    panel.run_activated.connect(lambda id: asked.append(("show", id)))
    panel.left.connect(lambda: asked.append("leave"))
    panel.set_history(Past(runs=(CUT, RUN)))
    assert [moment_text(1000.0), "us", "failed", "2.0 s", "report"] == [_row(panel, 1).text(at) for at in range(5)]
    assert "50 MB at most" in panel.summary.text() and not panel.graph_button.isEnabled()

    panel.runs.setCurrentItem(_row(panel, 1))
    panel.set_history(PAST)
    assert "One thing differs from the latest run. total failed" == panel.summary.text()
    assert 1 == panel.changes.topLevelItemCount() and "log" == panel.log.toPlainText()
    panel.graph_button.click()
    panel.set_history(Past((CUT, RUN), "", RUN, PAST.run, True))
    panel.graph_button.click()
    assert [("choose", 7), ("show", 7), "leave"] == asked


def test_a_run_whose_checks_failed_is_not_simply_done(panel: HistoryPanel) -> None:
    panel.set_history(Past((replace(RUN, status="ok", message="2 warnings"),)))
    assert "2 warnings" == _row(panel, 0).text(2)
    assert panel.changes.isHidden() and not panel.runs.isHidden()


def test_two_runs_are_compared_with_each_other(panel: HistoryPanel) -> None:
    later = PastRun(9, 5, 3000.0, {"name": "us"}, ("report",), "v0", "ok", 1.0)
    asked: list[object] = []
    panel.run_chosen.connect(lambda id: asked.append(("choose", id)))
    panel.two_chosen.connect(lambda one, two: asked.append((one, two)))
    panel.set_history(Past((later, CUT, RUN)))
    for number in (0, 2):
        _row(panel, number).setSelected(True)
    assert [("choose", 9), (7, 9)] == asked

    panel.set_history(replace(PAST, runs=(later, CUT, RUN), other=later))
    two = f"{moment_text(1000.0)} and {moment_text(3000.0)}"
    assert f"One thing differs between the runs of {two}." == panel.summary.text()
    assert moment_text(3000.0) == panel.changes.headerItem().text(3) and not panel.graph_button.isEnabled()


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (Past((CUT, RUN), "", CUT, run_of(CUT, {})), "This run was cut short"),
        (Past(problem="The history of runs is not kept: full."), "The history of runs is not kept: full."),
    ],
)
def test_what_is_wrong_with_a_history_is_said(panel: HistoryPanel, past: Past, said: str) -> None:
    panel.set_history(past)

    assert panel.summary.text().startswith(said)


def test_the_trend_in_words() -> None:
    assert "Select a node to see how long it took in each run." == trend_text(Past())
    assert "a: no time of an earlier run." == trend_text(Past(node="a"))
    found = trend_text(Past(node="a", trend=tuple(("", float(at)) for at in range(1, 13))))
    assert found.endswith("12.0 s (the last 10 of 12). Median 7.0 s, longest 12.0 s.")


def test_a_run_of_the_command_line_is_named_and_looking_asks_for_new_ones(qtbot: QtBot) -> None:
    panel = HistoryPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_history(Past(runs=(replace(RUN, number=0),)))
    item = panel.runs.topLevelItem(0)
    assert item is not None and f"{moment_text(1000.0)}, command line" == item.text(0)
    with qtbot.waitSignal(panel.looked_at):
        panel.show()


def test_rows_are_made_when_somebody_looks(qtbot: QtBot) -> None:
    panel = HistoryPanel(load_theme("light"))
    qtbot.addWidget(panel)
    states = [AppState(past=Past(runs=runs)) for runs in ((), (RUN,), (CUT, RUN))]
    panel.set_state(None, states[0])
    panel.set_state(states[0], states[1])
    assert 0 == panel.runs.topLevelItemCount()
    panel.show()
    assert 1 == panel.runs.topLevelItemCount()
    panel.set_state(states[1], states[2])
    assert 2 == panel.runs.topLevelItemCount()
    panel.hide()
    panel.set_state(states[2], states[1])
    panel.set_state(states[1], states[2])
    panel.set_state(states[2], states[0])
    panel.show()
    assert 0 == panel.runs.topLevelItemCount()
