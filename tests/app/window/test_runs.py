"""Runs by their numbers: listed, pinned, compared, and lost with their process."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from dagscope.scenario import ValueSpec
from dagscope_app.views.results.page import ResultPage
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.two_values import CompareValues

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def _page(desk: Desk, key: str) -> ResultPage:
    viewer = desk.window.results.viewer(key)
    assert viewer is not None
    page = viewer.parent()
    assert isinstance(page, ResultPage)
    return page


def _with_count(desk: Desk, count: int) -> None:
    desk.controllers.scenario.set_input("count", ValueSpec("literal", str(count)))
    desk.wait_built()


def test_values_of_an_ended_worker_say_so_keep_their_first_page_and_wait_for_nothing(desk: Desk) -> None:
    desk.open_copy("shop")
    _with_count(desk, 400)
    desk.run("orders")
    tab = desk.state.results[0]
    pid = desk.state.worker.pid

    os.kill(pid, signal.SIGKILL)
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid != pid)
    desk.wait_built()
    desk.draw()

    tree = desk.window.runs.tree
    assert "values cleared" == tree.topLevelItem(0).text(2)
    tree.itemActivated.emit(tree.topLevelItem(0), 0)
    assert desk.state.banner.text.startswith("The values of run #1 are gone")
    page = _page(desk, tab.key)
    table = page.viewer
    assert isinstance(table, TableResult)
    assert "Your code changed or its process ended, so this value was cleared. Run again to see it." == page.notice_text
    assert "stale" == desk.state.runs[0].state_of("orders")
    assert (100, 2) == (table.model.rowCount(), table.model.columnCount())
    texts = {table.model.data(table.model.index(row, column)) for row in range(100) for column in range(2)}
    assert "…" not in texts and "north" in texts

    page.run_again.click()
    desk.wait_run()
    again = desk.state.results[0]
    assert ("ok", "") == (again.state, _page(desk, again.key).notice_text)


def test_pinned_value_stays_and_is_compared_with_the_next_one(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("orders")
    first = desk.state.results[0]
    desk.controllers.tabs.toggle_pin(first.key)
    _with_count(desk, 30)
    desk.run("orders")
    first, second = desk.state.results

    assert (True, False) == (first.is_pinned, second.is_pinned)
    assert "orders  run #1" == desk.window.results.tabs.tabText(0)
    choices = desk.controllers.results.comparable(second.key)
    assert [(first.run, "Run #1, pinned")] == [(run, title.rpartition(",")[0]) for run, title in choices]

    desk.window.results.run_chosen.emit(second.key, first.run)
    desk.wait(lambda: len(desk.state.results) == 3)
    diff = desk.state.results[2]
    viewer = desk.window.results.viewer(diff.key)
    assert isinstance(viewer, CompareValues)
    assert diff.diff is not None and diff.diff.kind == "table"
    assert (1, 2, diff.key) == (diff.other, diff.number, desk.state.current_result)


def test_runs_are_listed_and_lead_to_their_values(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("orders")
    first = desk.state.runs[0]
    _with_count(desk, 30)
    desk.run("orders", "total")
    tree = desk.window.runs.tree
    rows = [[tree.topLevelItem(row).text(column) for column in (0, 1, 2, 5)] for row in range(tree.topLevelItemCount())]
    scenario = desk.state.current

    assert [["2", scenario, "done", "orders, total"], ["1", scenario, "done", "orders"]] == rows

    desk.window.runs.tree.itemActivated.emit(tree.topLevelItem(1), 0)
    desk.wait(lambda: desk.state.current_result == f"{first.id}/orders")
    note = _page(desk, desk.state.current_result).note
    desk.wait(lambda: note.text() == "run #1, earlier")  # whole once the header has its width
