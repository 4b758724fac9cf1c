"""A Dask cluster on this computer: its life, and the runs that are sent to it."""

from __future__ import annotations

from dagscope.protocol.messages import Execute

from tests.app.controllers.bench import FOLDER, Bench

ADDRESS = "dask://127.0.0.1:41057"
PAGE = "http://127.0.0.1:8787/status"


def test_runs_on_dask_go_to_the_cluster_once_it_is_there(shop: Bench) -> None:
    shop.do("run.start_cluster")
    assert ("start", shop.state.worker.interpreter, FOLDER) == shop.cluster.calls[-1]
    assert "dask" == shop.scenario.executor
    shop.do("run.final")
    assert [] == shop.worker.sent(Execute) and "is starting" in shop.said
    shop.c.cluster.on_ready(ADDRESS, PAGE)
    shop.do("run.final")
    assert ADDRESS == shop.worker.last(Execute).executor
    assert "dask" == shop.scenario.executor  # the address is another one the next time
    shop.finish()
    shop.c.cluster.on_ended()
    shop.do("run.final")
    assert "dask" == shop.worker.last(Execute).executor


def test_other_executors_stay_what_they_are(shop: Bench) -> None:
    shop.do("run.start_cluster")
    shop.c.scenario.set_executor("threads:2")
    shop.do("run.final")
    assert "threads:2" == shop.worker.last(Execute).executor


def test_its_dashboard_opens_in_the_browser(shop: Bench) -> None:
    shop.c.cluster.on_ready(ADDRESS, PAGE)
    shop.do("run.open_dashboard")
    assert PAGE in shop.desktop.opened


def test_why_there_is_none_is_said_and_its_output_is_in_the_log(shop: Bench) -> None:
    shop.do("run.start_cluster")
    shop.c.cluster.on_said("Traceback ...\n")
    shop.c.cluster.on_failed("A local Dask cluster needs the package distributed.")
    shop.c.cluster.on_ended()
    assert "A local Dask cluster needs the package distributed." == shop.said
    assert "Traceback ...\n" == shop.state.log[-1].text
    assert "none" == shop.state.cluster.phase


def test_it_ends_with_the_project(shop: Bench) -> None:
    shop.do("run.start_cluster")
    shop.do("run.stop_cluster")
    assert ("stop",) == shop.cluster.calls[-1]
    shop.cluster.calls.clear()
    shop.do("project.close")
    assert [("stop",)] == shop.cluster.calls
