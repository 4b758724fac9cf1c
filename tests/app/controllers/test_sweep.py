"""A sweep is asked for, fills row by row, stops, and its rows open as scenarios or compare."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Build, Cancel, ErrorAnswer, Execute, Hello, Saved, SaveSweep, SweepEnd, SweepRow
from dagscope.protocol.messages import Sweep as RunSweep
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import PLAIN, Bench


def row(shop: Bench, value: str, error: str = "") -> SweepRow:
    assert shop.state.scenario is not None
    config = {"rounding": ValueSpec("literal", value)}
    return SweepRow((value,), replace(PLAIN, config=config), {"gap": value}, {"gap": "1.0"}, 0.1, error, 2)


def swept(shop: Bench) -> None:
    shop.do("sweep.start")
    shop.ask.answer("rounding=none,half")
    shop.worker.answer(RunSweep, row(shop, "none"), row(shop, "half", "gap: no"), SweepEnd())


def test_it_is_asked_with_what_the_code_tells_apart(shop: Bench) -> None:
    shop.do("sweep.start")
    assert isinstance(shop.ask.question, tuple) and "rounding=none,half" == shop.ask.question[2]
    shop.ask.answer("rounding=none,half; count=1,2")
    asked = shop.worker.last(RunSweep)
    assert {"rounding": ("none", "half"), "count": ("1", "2")} == asked.varied and PLAIN == asked.scenario
    shop.worker.answer(RunSweep, row(shop, "none"))
    assert shop.state.sweep is not None and shop.state.sweep.is_running and 1 == len(shop.state.sweep.rows)


def test_rows_come_one_by_one_and_the_end_is_said(shop: Bench) -> None:
    swept(shop)
    sweep = shop.state.sweep
    assert sweep is not None and not sweep.is_running and ["", "gap: no"] == [each.error for each in sweep.rows]
    shop.do("sweep.copy")
    assert "rounding\tgap\tseconds\terror" == shop.clipboard.text().split("\n")[0]


def test_what_cannot_be_read_starts_nothing(shop: Bench) -> None:
    shop.c.sweep.start("rounding")
    assert [] == shop.worker.sent(RunSweep) and "sweep.start" == shop.offered


def test_it_is_stopped_and_no_run_begins_meanwhile(shop: Bench) -> None:
    shop.c.sweep.start("rounding=none,half")
    shop.c.run.run(("gap",))
    assert [] == shop.worker.sent(Execute) and "sweep.stop" == shop.offered
    shop.do("sweep.stop")
    assert "sweep" == shop.worker.last(Cancel).run and "interrupt" in shop.worker.calls
    shop.worker.answer(RunSweep, SweepEnd("cancelled"))
    assert shop.state.sweep is not None and not shop.state.sweep.is_running
    shop.c.run.run(("gap",))
    assert 1 == len(shop.worker.sent(Execute))


def test_a_refusal_and_a_process_that_ends_are_said(shop: Bench) -> None:
    shop.c.sweep.start("nowhere=1")
    shop.worker.answer(RunSweep, ErrorAnswer("nowhere is nothing here"))
    assert shop.state.sweep is not None and "nowhere is nothing here" == shop.state.sweep.problem
    shop.c.sweep.start("rounding=none,half")
    shop.do("project.reload")
    shop.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    assert shop.state.sweep is not None and "its process ended" == shop.state.sweep.problem


def test_a_row_opens_as_a_scenario_once(shop: Bench) -> None:
    swept(shop)
    for _ in range(2):
        shop.c.sweep.open_row(1)
    assert ["plain", "discounted", "plain rounding=half"] == [item.name for item in shop.state.scenarios]
    assert "plain rounding=half" == shop.state.current
    shop.do("edit.undo")
    assert ["plain", "discounted"] == [item.name for item in shop.state.scenarios]


def test_two_rows_compare_without_becoming_scenarios(shop: Bench) -> None:
    swept(shop)
    shop.c.sweep.compare_rows(0, 1)
    assert ("plain rounding=none", "plain rounding=half") == (shop.state.compare.left, shop.state.compare.right)
    built = [item.scenario.config["rounding"].text for item in shop.worker.sent(Build)[-2:]]
    assert ["none", "half"] == built and 2 == len(shop.state.scenarios)
    shop.c.sweep.compare_rows(0, 0)
    shop.c.sweep.open_row(7)
    assert 2 == len(shop.state.scenarios)


def test_a_sweep_with_failures_goes_on_and_a_whole_one_does_not(shop: Bench) -> None:
    swept(shop)
    shop.do("sweep.resume")
    sweep = shop.state.sweep
    assert sweep is not None and sweep.is_running and () == sweep.rows
    asked = shop.worker.last(RunSweep)
    assert (PLAIN, {"rounding": ("none", "half")}) == (asked.scenario, asked.varied)
    shop.worker.answer(RunSweep, row(shop, "none"), row(shop, "half"), SweepEnd())
    assert shop.state.sweep is not None and shop.state.sweep.is_whole
    before = len(shop.worker.sent(RunSweep))
    shop.c.sweep.resume()
    assert before == len(shop.worker.sent(RunSweep))


def test_a_saved_sweep_goes_on_in_its_table(shop: Bench) -> None:
    swept(shop)
    shop.do("sweep.save")
    shop.ask.answer("/tmp/x.csv")
    assert "/tmp/x.csv" == shop.worker.last(SaveSweep).path
    shop.worker.answer(SaveSweep, ErrorAnswer("no room"))
    assert shop.state.sweep is not None and "" == shop.state.sweep.table
    shop.do("sweep.save")
    shop.ask.answer("/tmp/x.csv")
    shop.worker.answer(SaveSweep, Saved("/tmp/x.csv"))
    shop.do("sweep.resume")
    assert "/tmp/x.csv" == shop.worker.last(RunSweep).table
