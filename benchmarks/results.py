"""Looking at large tables in the window: first page, scrolling, sort, filter, wide, memory. Offscreen, 1600 x 1000."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from benchmarks.harness import Report

if TYPE_CHECKING:
    from dagscope_app.views.results.table import TableResult

    from benchmarks.desk import Desk

ROWS, COLUMNS = 10_000_000, 20
FLOW = f"""
import numpy as np
import pandas as pd

def tall() -> pd.DataFrame:
    random = np.random.default_rng(0)
    columns = {{f"c{{i}}": random.random({ROWS}) for i in range({COLUMNS - 2})}}
    columns["n"] = random.integers(0, 1_000, {ROWS})
    columns["w"] = pd.Categorical.from_codes(random.integers(0, 3, {ROWS}), ["a", "b", "c"])
    return pd.DataFrame(columns)

def wide() -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(0).random((10, 10_000)), columns=[f"c{{i}}" for i in range(10_000)])

def very_wide() -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(0).random((5, 100_000)), columns=[f"c{{i}}" for i in range(100_000)])

def broad() -> pd.DataFrame:
    random = np.random.default_rng(0)
    columns = {{f"f{{i}}": random.normal(0, 1, 1_000_000) for i in range(25)}}
    columns |= {{f"n{{i}}": random.integers(-1_000, 1_000, 1_000_000) for i in range(10)}}
    moments = np.datetime64("2024-01-01", "s") + random.integers(0, 10**7, 1_000_000)
    columns |= {{f"t{{i}}": moments for i in range(5)}}
    cities = ["Rome", "Oslo", "Paris"]
    columns |= {{f"s{{i}}": pd.Series(random.choice(cities, 1_000_000), dtype="str") for i in range(10)}}
    frame = pd.DataFrame(columns)
    frame.iloc[::7, 0] = None
    return frame

def small() -> int:
    return 1
"""
RUNS = 5


def run(report: Report) -> None:
    """Measure against one frame of 10,000,000 x 20 (1.5 GB) and one of 10 x 10,000."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "tables"
        folder.mkdir()
        (folder / "flow.py").write_text(FLOW, "utf-8")
        found.open(folder)
        runs = found.application.controllers.run
        runs.run(("tall", "wide", "very_wide", "broad", "small"))
        found.wait(lambda: found.state.run is not None and not found.state.active_run)
        assert found.state.run is not None and found.state.run.status == "ok"
        found.application.window.show_bottom("results")
        found.settle()
        with report.trying("results.wide"):
            report.add("results.wide", _first_page(found, "wide") * 1000, runs=RUNS)
        with report.trying("results.very_wide"):
            report.add("results.very_wide", _first_page(found, "very_wide") * 1000, runs=RUNS)
        with report.trying("results.headers"):
            report.add("results.headers", _headers(found, _show(found, "broad")), runs=RUNS)
        with report.trying("results.copy"):
            report.add("results.copy", _copy(found, _show(found, "broad")), runs=RUNS)
        before = _memory()
        with report.trying("results.first_page"):
            report.add("results.first_page", _first_page(found, "tall") * 1000, runs=RUNS)
        with report.trying("results.page", "results.sort", "results.filter"):
            table = _show(found, "tall")
            with report.trying("results.page"):
                _scroll(report, found, table)
            _arrange(report, found, table)
        with report.trying("results.select_all"):
            report.add("results.select_all", _select_all(found, _show(found, "tall")), runs=RUNS)
        report.add("results.window_memory", max(0.0, _memory() - before), runs=1, note="anonymous memory")


def _show(found: Desk, node: str) -> TableResult:
    """Open the node's tab; its viewer with its first cells."""
    found.application.controllers.showing.show_result(node)
    found.wait(lambda: _table(found, node) is not None and _is_filled(_table(found, node)))
    table = _table(found, node)
    assert table is not None
    table.table.viewport().repaint()
    return table


def _table(found: Desk, node: str) -> TableResult | None:
    state = found.state
    tab = next((tab for tab in state.results if tab.node == node), None)
    if tab is None or state.current_result != tab.key:
        return None
    return cast("TableResult | None", found.application.window.results.viewer(tab.key))


def _is_filled(table: TableResult | None) -> bool:
    """Return whether the cells at the top and at the end of what is seen are there."""
    from dagscope_app.views.results.table_model import WAITING

    if table is None:
        return False
    view = table.table
    model, first = view.model(), max(view.rowAt(0), 0)
    last = view.rowAt(view.viewport().height() - 1)
    rows = (first, last if last >= 0 else model.rowCount() - 1)
    return all(model.data(model.index(row, max(view.columnAt(0), 0))) not in (WAITING, None) for row in rows)


def _first_page(found: Desk, node: str) -> float:
    """Ask for the value of a node that ran, until its first page is painted; its tab is closed before each."""
    times = []
    for _ in range(RUNS + 1):
        for tab in found.state.results:
            found.application.controllers.tabs.close(tab.key)
        found.settle()
        began = time.perf_counter()
        _show(found, node)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def _headers(found: Desk, table: TableResult) -> float:
    """Profile all columns, from the first question to the last answer."""
    from dagscope_app.views.results.profiles import Profiles

    times, columns = [], range(table.model.columnCount())
    for _ in range(RUNS):
        profiles = Profiles(table._ask)
        began = time.perf_counter()
        found.wait(lambda profiles=profiles: None not in [profiles.of(column) for column in columns])  # type: ignore[misc]
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _copy(found: Desk, table: TableResult) -> float:
    """Copy a million cells to the clipboard, in full."""
    from PySide6.QtCore import QItemSelection, QItemSelectionModel

    times = []
    for _ in range(RUNS):
        table.table.selectionModel().select(
            QItemSelection(table.model.index(0, 0), table.model.index(19_999, 49)),
            QItemSelectionModel.SelectionFlag.ClearAndSelect,
        )
        began = time.perf_counter()
        table.bar.copies[0].trigger()
        found.wait(lambda: not table.copying.is_running)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _select_all(found: Desk, table: TableResult) -> float:
    """Select all rows and nothing again, and return the longest stall, the fifth of a second after it included."""
    stalls = []
    for _ in range(RUNS):
        found.settle()
        found.ticker.start()
        table.table.selectAll()
        found.watch(200)
        stalls.append(found.ticker.stop())
        table.table.clearSelection()
    return statistics.median(stalls)


def _scroll(report: Report, found: Desk, table: TableResult) -> None:
    """Jump with the scroll bar to places that were not seen yet; each until its rows are painted."""
    bar, times = table.table.verticalScrollBar(), []
    for number in range(40):
        found.wait_ms(20)
        began = time.perf_counter()
        bar.setValue(bar.maximum() * (number * 13 % 40 + 1) // 41)
        table.table.viewport().repaint()
        found.wait(lambda: _is_filled(table))
        table.table.viewport().repaint()
        times.append(time.perf_counter() - began)
    note = f"slowest {max(times) * 1000:.0f}"
    report.add("results.page", statistics.median(times) * 1000, runs=len(times), note=note)


def _arrange(report: Report, found: Desk, table: TableResult) -> None:
    """Click on a header, and type a filter, until the rows are painted. Every time another column: answers are kept."""
    table.table.verticalScrollBar().setValue(0)
    found.settle()
    header, sorts, filters = table.table.horizontalHeader(), [], []
    for column in range(RUNS):
        began = time.perf_counter()
        header.sectionClicked.emit(column)
        table.table.viewport().repaint()
        found.wait(lambda: _is_filled(table))
        sorts.append(time.perf_counter() - began)
        found.settle()
    report.add("results.sort", statistics.median(sorts), runs=RUNS)
    header.sectionClicked.emit(RUNS - 1)
    header.sectionClicked.emit(RUNS - 1)
    found.settle()
    for column in range(RUNS):
        table.filter.setText(f"c{column + 6} > 0.5")
        began = time.perf_counter()
        table.filter.returnPressed.emit()
        found.wait(lambda: 0 < table.model.shown_rows < ROWS and _is_filled(table))
        filters.append(time.perf_counter() - began)
        table.filter.setText("")
        table.filter.returnPressed.emit()
        found.settle()
    report.add("results.filter", statistics.median(filters), runs=RUNS)


def _memory() -> float:
    """Return the megabytes of this process without a file behind them; 0 where the system does not report them."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    found = next(line for line in status.read_text("ascii").splitlines() if line.startswith("RssAnon"))
    return int(found.split()[1]) / 1024
