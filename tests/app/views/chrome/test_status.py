"""The status bar while something runs: the seconds of the node count up, and what is left is said where it is known."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from dagscope.scenario import Scenario
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.state import AppState, ViewState
from dagscope_app.views.chrome import status
from dagscope_app.views.chrome.status import StatusBar, running_for
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tests.app.controllers.bench import node

GRAPH = GraphSnapshot({name: node(name) for name in ("a", "b")})


def run(**nodes: NodeRun) -> Run:
    running = tuple(name for name, item in nodes.items() if item.state == "running")
    return Run(
        "1-2", number=2, order=tuple(nodes), nodes=nodes, running=running, status="running", began=100.0,
        made_of=Scenario("s"),
    )  # fmt: skip


def test_seconds_count_once_there_are_some() -> None:
    found = run(a=NodeRun("running", begun=1.0))
    assert ["", " 1 s", " 6 s"] == [running_for(found, now) for now in (101.5, 102.4, 107.9)]
    assert "" == running_for(run(a=NodeRun("ok", 1.0)), 110.0)


def test_what_is_left_is_said_where_every_node_was_timed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    monkeypatch.setattr(time, "monotonic", lambda: 104.0)
    before = Run("1-1", nodes={"a": NodeRun("ok", 10.0), "b": NodeRun("ok", 30.0)}, status="ok")
    now = run(a=NodeRun("running", begun=1.0), b=NodeRun())
    bar.set_state(None, AppState(graphs={"main": GRAPH}, runs=(before, now)))
    assert "Run #2: 0 of 2, a 3 s" == bar.run.text()
    bar._on_clock_timeout()
    assert "Run #2: 0 of 2, a 3 s, about 37 s left" == bar.run.text()

    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_state(None, AppState(graphs={"main": GRAPH}, runs=(now,)))
    bar._on_clock_timeout()
    assert "Run #2: 0 of 2, a 3 s" == bar.run.text()


def test_what_is_left_is_worked_out_once_a_second_and_for_one_run(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(status, "left_of", lambda run, *rest: asked.append(run.id) or "about 9 s left")
    bar = StatusBar()
    qtbot.addWidget(bar)
    states = [
        AppState(graphs={"main": GRAPH}, runs=(replace(run(a=NodeRun(), b=NodeRun()), id=id, counts={"ok": done}),))
        for id, done in (("1-2", 0), ("1-2", 1), ("1-3", 0))
    ]
    bar.set_state(None, states[0])
    bar._on_clock_timeout()
    bar.set_state(states[0], states[1])
    assert ["1-2"] == asked and "Run #2: 1 of 2, about 9 s left" == bar.run.text()
    bar.set_state(states[1], states[2])
    assert ["1-2"] == asked and "Run #2: 0 of 2" == bar.run.text()


def test_a_click_asks_for_the_running_node(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.run_clicked):
        bar.run.mousePressEvent(None)  # type: ignore[arg-type]


def test_a_long_text_makes_others_give_way_and_never_the_window_wider(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 104.0)
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = StatusBar(window)
    window.setStatusBar(bar)
    window.resize(640, 300)
    window.show()
    long = f"computes_{'a_very_long_name_' * 2}"
    graph = GraphSnapshot({long: node(long)})
    state = AppState(folder="/some/project", graphs={"main": graph}, view=ViewState(selection=(long,)))
    bar.set_state(None, replace(state, runs=(run(**{long: NodeRun("running", begun=1.0)}),)))
    QCoreApplication.processEvents()
    assert 640 == window.width()
    assert bar.run.isVisible() and long in bar.run.text() and bar.run.width() >= bar.run.sizeHint().width()
    assert not bar.built.isVisible()
    window.resize(1800, 300)
    QCoreApplication.processEvents()
    assert bar.built.isVisible()
