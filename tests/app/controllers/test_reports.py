"""A report tells what ended where, and holds nothing of what was computed or where it lies."""

from __future__ import annotations

import os

from dagscope.protocol.messages import RunFinished
from dagscope.value_records import ErrorPreview, TraceFrame, TraceVariable
from dagscope_app.model.runs.exit_reasons import Ending

from tests.app.controllers.bench import Bench


def _report(bench: Bench) -> str:
    bench.do("help.copy_report")
    return bench.clipboard.held


def test_a_crash_is_said_with_node_and_line_also_after_the_new_start(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.c.worker_life.on_died(Ending("crashed(SIGSEGV)", "running total (orders.py, line 7)", "total"), True)
    assert "help.copy_report" == shop.offered
    shop.reload()

    assert "crashed(SIGSEGV) while running total (orders.py, line 7)" in _report(shop)


def test_what_the_process_wrote_itself_stays_out(shop: Bench) -> None:
    shop.c.worker_life.on_died(Ending("exited(3)", "password is hunter2"), False)

    report = _report(shop)
    assert "exited(3)\n" in report and "hunter2" not in report


def test_a_failure_is_said_without_message_variables_and_folders(shop: Bench) -> None:
    shop.c.run.run(("total",))
    run = shop.begin()
    variables = (TraceVariable("card", "4111"),)
    frames = (TraceFrame("/home/ann/shop/orders.py", 7, "total", "x", True, variables), TraceFrame("/lib/pandas.py", 9))
    error = ErrorPreview("4111", "ValueError", error_type="ValueError", message="4111 is no price", frames=frames)
    shop.tell(RunFinished(run.id, "failed", 0.1, error, "total failed: 4111"))

    report = _report(shop)
    assert "Last run: failed" in report
    assert not any(text in report for text in ("4111", "/home", "card", os.environ.get("HOME", "/root")))


def test_there_is_a_report_before_anything_is_opened(bench: Bench) -> None:
    assert _report(bench).startswith("Dagscope ") and "0 nodes" in bench.clipboard.held
