"""What becomes of the window and its values when code does not end, ends its process, or is killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_endless_function_is_cancelled(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.begin("endless")
    pid = desk.state.worker.pid
    desk.application.do("run.stop")
    desk.wait_run()

    assert "cancelled" == desk.state.run.status
    assert pid == desk.state.worker.pid
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_stubborn_function_ends_with_its_process_and_a_fresh_one_takes_over(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.begin("stubborn")
    for _ in ("ask", "insist", "kill"):
        desk.application.do("run.stop")
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid not in (0, pid))
    desk.wait_built()

    assert "lost" == desk.state.runs[0].status
    assert "Stopped" in desk.state.banner.text
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_killed_worker_is_replaced_and_the_graph_stays(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("total")
    pid = desk.state.worker.pid
    os.kill(pid, signal.SIGKILL)
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid != pid)
    desk.wait_built()
    desk.draw()

    assert "killed from outside" in desk.state.banner.text
    assert "lost" == desk.state.runs[0].status
    assert "total" in desk.window.canvas.spec.nodes
    desk.run("total")
    assert "ok" == desk.state.run.status


def test_crash_is_blamed_on_the_node(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.run_selected("crash")
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid != pid)

    assert "SIGSEGV" in desk.state.banner.text
    assert "running crash" in desk.state.banner.text


def test_failure_opens_the_error_and_names_the_node(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.run("wrong")
    desk.draw()
    tab = next(tab for tab in desk.state.results if tab.node == "wrong")

    assert "failed" == desk.window.canvas.spec.nodes["wrong"].state
    assert tab.preview is not None and "error" == tab.preview.kind
    assert tab.key == desk.state.current_result
    assert "wrong" in desk.state.banner.text
    assert "ZeroDivisionError" in desk.state.banner.text


def test_function_that_leaves_python_does_not_take_the_window(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.run("leave")

    assert "failed" == desk.state.run.status
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_window_closed_while_code_runs_leaves_no_process(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.begin("stubborn")
    with desk.qtbot.waitSignal(desk.application.emptied):
        desk.window.close()

    assert not Path(f"/proc/{pid}").exists()
