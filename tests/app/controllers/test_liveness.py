"""Code that takes long, starts slowly or uses much memory is said, with a way to stop it."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Cancel, Hello, Open, Project
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.saying import say

from tests.app.controllers.bench import DISCOUNTED, FOLDER, MODULES, PLAIN, Bench


def _loading(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))


def _after_two_seconds(bench: Bench) -> None:
    while bench.later_on:
        bench.later_on.pop(0)()


def test_a_module_that_does_not_finish_is_named_and_can_be_stopped(bench: Bench) -> None:
    _loading(bench)
    _after_two_seconds(bench)
    assert "locate" == bench.worker.calls[-1]
    bench.c.liveness.on_located("importing orders, regions (orders.py, line 2)")
    assert "Still importing orders, regions (orders.py, line 2)." == bench.said

    bench.do(bench.offered)
    assert Cancel("") == bench.worker.commands[-1] and "interrupt" not in bench.worker.calls
    bench.do("project.stop_loading")
    assert "interrupt" == bench.worker.calls[-1]
    bench.build()
    assert "idle" == bench.worker.calls[-1] and bench.state.banner is None


def test_a_preview_that_takes_long_is_not_said_to_import_anything(bench: Bench) -> None:
    bench.trust.unknown.add(FOLDER)
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED), is_preview=True))
    _after_two_seconds(bench)
    bench.c.liveness.on_located("importing orders, regions")
    assert "The sources are still being read. None of their code runs." == bench.said


def test_what_is_loaded_quickly_is_not_asked(bench: Bench) -> None:
    bench.open()
    _after_two_seconds(bench)

    assert "locate" not in bench.worker.calls


def test_a_run_says_where_it_is(shop: Bench) -> None:
    shop.do("run.final")
    shop.do("run.locate")
    assert "locate" == shop.worker.calls[-1]
    shop.c.liveness.on_located("running total (orders.py, line 9)")
    assert ("The run is running total (orders.py, line 9).", "run.locate") == (shop.said, shop.offered)


def test_an_answer_that_comes_too_late_is_not_shown(shop: Bench) -> None:
    shop.c.liveness.on_located("running total (orders.py, line 9)")
    assert "" == shop.said


def test_a_slow_start_is_no_verdict(bench: Bench) -> None:
    bench.c.project.open(FOLDER)
    bench.c.liveness.on_start_slow("/usr/bin/python3")
    assert bench.said.startswith("/usr/bin/python3 is still starting.") and "loading" == bench.state.phase
    bench.c.project.on_hello(Hello("3.12", "python", 7, "1"))
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN, DISCOUNTED)))
    bench.build()
    assert ("ready", None) == (bench.state.phase, bench.state.banner)


def test_memory_that_runs_short_is_said(shop: Bench) -> None:
    shop.c.liveness.on_memory_short("4.9 GB of the 6.0 GB it may use while running total")
    assert (
        "The project's process uses 4.9 GB of the 6.0 GB it may use while running total. Above that it is ended."
        == shop.said
    )
    assert replace(shop.state, banner=None).graph.nodes


def test_a_message_that_a_long_build_covers_is_shown_again_after_it(shop: Bench) -> None:
    say(shop.store, "Edits that were not saved are back: plain.", "info")
    shop.c.project.build()
    for line in (3, 4):
        shop.c.liveness.on_located(f"running import orders (orders.py, line {line})")
    assert shop.said.startswith("Still running import orders (orders.py, line 4)")
    shop.build()
    assert "Edits that were not saved are back: plain." == shop.said


def test_an_answer_that_takes_long_is_named_and_can_be_stopped(shop: Bench) -> None:
    say(shop.store, "Edits that were not saved are back: plain.", "info")
    shop.c.liveness.on_lateness(True)
    assert "locate" == shop.worker.calls[-1]
    for line in (8, 9):
        shop.c.liveness.on_located(f"comparing total (orders.py, line {line})")
    assert ("Still comparing total (orders.py, line 9).", "run.stop_late") == (shop.said, shop.offered)
    assert run_when.is_busy(shop.state)

    shop.do("run.stop_late")
    assert Cancel("") == shop.worker.commands[-1] and "interrupt" not in shop.worker.calls
    shop.do("run.stop_late")
    assert "interrupt" == shop.worker.calls[-1]

    shop.c.liveness.on_lateness(False)
    assert "idle" == shop.worker.calls[-1]
    assert "Edits that were not saved are back: plain." == shop.said
    assert not run_when.is_busy(shop.state)


def test_what_is_said_meanwhile_of_something_else_stays(shop: Bench) -> None:
    shop.c.liveness.on_lateness(True)
    shop.c.liveness.on_located("saving total")
    say(shop.store, "Something else.", "info")
    shop.c.liveness.on_lateness(False)
    assert "Something else." == shop.said


def test_a_late_answer_in_a_run_is_the_runs_affair(shop: Bench) -> None:
    shop.do("run.final")
    shop.c.liveness.on_lateness(True)
    assert "locate" not in shop.worker.calls


def test_a_sweep_says_where_it_is(shop: Bench) -> None:
    shop.c.sweep.start("rate=1,2")
    shop.do("run.locate")
    assert "locate" == shop.worker.calls[-1]
    shop.c.liveness.on_located("running total (orders.py, line 9)")
    assert "The sweep is running total (orders.py, line 9)." == shop.said
    assert shop.state.banner is not None and "sweep.stop" == shop.state.banner.command
