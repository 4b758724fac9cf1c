"""A data file that another program writes: its node is out of date when the window comes to the front, and Update
brings the new content in, over a saved file of code as well.
"""

from __future__ import annotations

from pathlib import Path

from dagscope.scenario import ValueSpec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

FLOW = """
import pandas as pd

def orders(path: str) -> pd.DataFrame:
    return pd.read_csv(path)

def total(orders: pd.DataFrame) -> int:
    return int(orders["price"].sum())

def other() -> int:
    return 1

def scaled(rate: int) -> int:
    return 10 * rate
"""


def _project(folder: Path) -> Path:
    folder.mkdir()
    (folder / "flow.py").write_text(FLOW)
    (folder / "orders.csv").write_text("price\n1\n2\n")
    return folder


def _come_to_the_front() -> None:
    """Have Qt say what it says when the person comes back from another program."""
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def test_a_file_that_another_program_changed_is_noticed(desk) -> None:  # type: ignore[no-untyped-def]
    folder = _project(desk.scratch / "data")
    desk.open(folder)
    desk.set_input("path", "literal", "'orders.csv'")
    desk.run("total", "other")
    assert "3" == desk.state.runs[-1].nodes["total"].summary

    (folder / "orders.csv").write_text("price\n1\n20\n")
    _come_to_the_front()
    desk.wait(lambda: desk.state.stale)
    assert dict.fromkeys(("orders", "total"), "orders.csv changed since it ran") == desk.state.stale
    desk.application.do("run.update")
    desk.wait_run()
    run = desk.state.runs[-1]
    assert "21" == run.nodes["total"].summary
    assert "orders.csv changed since it ran" == run.reasons["orders"]
    assert "cached" == run.nodes["other"].state
    desk.wait(lambda: not desk.state.stale)

    (folder / "orders.csv").write_text("price\n5\n")
    (folder / "flow.py").write_text(FLOW.replace("return 1\n", "return 2\n"))
    desk.wait(lambda: {"orders", "total", "other"} <= desk.state.stale.keys())
    desk.application.do("run.update")
    desk.wait_run()
    nodes = desk.state.runs[-1].nodes
    assert ("5", "2") == (nodes["total"].summary, nodes["other"].summary)

    (folder / "rate.json").write_text("2")
    desk.controllers.scenario.set_config("rate", ValueSpec("file", "rate.json"))
    desk.wait_built()
    desk.run("scaled")
    assert "20" == desk.state.runs[-1].nodes["scaled"].summary
    generation = desk.state.worker.generation
    (folder / "rate.json").write_text("30")
    desk.wait(lambda: "rate.json changed since it ran" == desk.state.stale.get("scaled"))
    desk.wait(lambda: desk.state.worker.generation > generation and not desk.state.is_building)
    desk.application.do("run.update")
    desk.wait_run()
    assert "300" == desk.state.runs[-1].nodes["scaled"].summary
