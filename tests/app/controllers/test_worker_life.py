"""The worker's phases, its silence and its end: what becomes of graph, runs and values."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import Build, Execute
from dagscope_app.model.runs.exit_reasons import Ending

from tests.app.controllers.bench import Bench


@pytest.mark.parametrize(
    ("cause", "detail", "will_restart", "severity"),
    [
        ("crashed", "SIGSEGV while running total", True, "error"),
        ("killed-by-user", "", True, "info"),
        ("crashed", "", False, "error"),
    ],
)
def test_a_worker_that_ends_takes_its_values_along_and_leaves_the_graph(
    shop: Bench, cause: str, detail: str, will_restart: bool, severity: str
) -> None:
    shop.ran("total")
    shop.c.worker_life.on_died(Ending(cause, detail), will_restart)
    assert ("lost", "lost") == (shop.state.runs[0].status, shop.state.results[0].state)
    assert severity == (shop.state.banner and shop.state.banner.severity) and shop.state.graph.nodes
    assert (2 if will_restart else 1) == shop.worker.generation
    offered = {"info": "", "error": "help.copy_report" if will_restart else "project.reload"}
    assert offered[severity] == shop.offered
    if will_restart:
        shop.reload()
        assert "ready" == shop.state.phase == shop.state.worker.phase


def test_the_worker_s_phase_and_silence_are_shown(shop: Bench) -> None:
    shop.c.worker_life.on_phase("interrupting")
    assert "interrupting" == shop.state.worker.phase
    shop.c.worker_life.on_phase("running")
    assert "ready" == shop.state.worker.phase
    shop.c.worker_life.on_silence(True)
    assert "silent" == shop.state.worker.detail
    shop.c.worker_life.on_silence(False)
    assert "" == shop.state.worker.detail


def test_nothing_is_asked_of_a_worker_that_ended(shop: Bench) -> None:
    shop.c.worker_life.on_died(Ending("crashed", ""), False)
    shop.worker.take()
    shop.c.project.build()
    shop.do("run.final")
    assert [] == shop.worker.sent(Build) + shop.worker.sent(Execute)
