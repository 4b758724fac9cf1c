"""An input that is moved: what runs, from which values, and what happens when it is moved on while a run goes on."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Cancel, Execute, RunFinished, RunStarted
from dagscope.records import ValueRef
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import PLAIN, Bench, node


def literal(number: int) -> ValueSpec:
    return ValueSpec("literal", str(number))


def test_without_a_run_the_value_is_set_and_it_is_said_what_is_needed(shop: Bench) -> None:
    shop.c.scrub.move("count", literal(7))

    scenario, banner = shop.state.scenario, shop.state.banner
    assert scenario is not None and literal(7) == scenario.inputs["count"]
    assert [] == shop.worker.sent(Execute)
    assert banner is not None and "run.final" == banner.command


def test_what_depends_on_the_input_runs(shop: Bench) -> None:
    shop.ran("report", "gap")
    shop.c.scrub.move("count", literal(7))

    sent = shop.worker.last(Execute)
    assert ({"report", "gap"}, literal(7), ()) == (set(sent.final_vars), sent.inputs["count"], sent.taken)


def test_the_newest_position_counts(shop: Bench) -> None:
    shop.ran("report", "gap")
    shop.c.scrub.move("count", literal(7))
    shop.begin()
    for number in (8, 9):
        shop.c.scrub.move("count", literal(number))
    sent = shop.worker.sent(Execute)
    assert "7" == sent[-1].inputs["count"].text, "the others wait"
    assert [sent[-1].run] == [body.run for body in shop.worker.sent(Cancel)][:1]
    assert [] == [call for call in shop.worker.calls if call == "interrupt"], "it is asked to end, not killed"
    shop.tell(RunFinished(sent[-1].run, "cancelled"))
    shop.do_all_turns()
    assert "9" == shop.worker.last(Execute).inputs["count"].text
    assert sent[-1].final_vars == shop.worker.last(Execute).final_vars, "a stopped run loses nothing"


def test_what_does_not_depend_on_it_is_taken_from_the_run_that_has_it(shop: Bench) -> None:
    inputs = {"count": literal(40), "rate": literal(2)}
    nodes = (
        node("count", kind="input"), node("rate", kind="input"), node("load", "count"), node("clean", "load"),
        node("model", "clean", "rate"),
    )  # fmt: skip
    shop.open(nodes, (replace(PLAIN, inputs=inputs, final_vars=("model",)),))
    first = shop.ran("model")
    shop.c.scrub.move("rate", literal(3))
    sent = shop.worker.last(Execute)
    assert (("model",), True) == (sent.final_vars, ValueRef("main", first.id, "clean") in sent.taken)
    shop.finish()
    shop.c.scrub.move("count", literal(41))
    sent = shop.worker.last(Execute)
    assert (("model",), ()) == (sent.final_vars, sent.taken), "all of it depends on count"


def test_a_run_that_is_stopped_early_keeps_what_it_was_to_take(shop: Bench) -> None:
    nodes = (node("rate", kind="input"), node("load"), node("model", "load", "rate"))
    shop.open(nodes, (replace(PLAIN, inputs={"rate": literal(2)}, final_vars=("model",)),))
    first = shop.ran("model")
    shop.c.scrub.move("rate", literal(3))
    sent = shop.worker.last(Execute)
    shop.tell(RunStarted(sent.run, "main", ("load", "model"), 2))
    shop.c.scrub.move("rate", literal(4))
    shop.tell(RunFinished(sent.run, "cancelled"))
    shop.do_all_turns()

    again = shop.worker.last(Execute)
    assert (("model",), (ValueRef("main", first.id, "load"),)) == (again.final_vars, again.taken)


def test_another_run_is_waited_for(shop: Bench) -> None:
    shop.ran("report", "gap")
    shop.c.run.run(("total",))
    other = shop.worker.last(Execute)
    shop.c.scrub.move("count", literal(7))
    assert other is shop.worker.last(Execute) and [] == shop.worker.sent(Cancel)


def test_the_moves_of_one_slider_are_one_step_of_undo(shop: Bench) -> None:
    before, count = shop.state.scenario, len(shop.state.edits.done)
    for number in (7, 8, 9):
        shop.c.scrub.move("count", literal(number))
    assert count + 1 == len(shop.state.edits.done)
    shop.do("edit.undo")
    assert before == shop.state.scenario
    shop.do("edit.redo")
    assert shop.state.scenario is not None and literal(9) == shop.state.scenario.inputs["count"]
    shop.c.scrub.move("count", literal(10))
    shop.do("edit.undo")
    assert shop.state.scenario is not None and literal(9) == shop.state.scenario.inputs["count"], "a row of its own"
