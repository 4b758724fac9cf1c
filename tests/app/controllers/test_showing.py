"""Showing a value: from its tab, from the worker, or by running the node first."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import AskValue, ErrorAnswer, Execute, ValueAnswer
from dagscope.protocol.values import LookAnswer
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import NUMBER, Bench, node


def test_a_node_without_a_value_is_run(shop: Bench) -> None:
    shop.c.graph.select(["orders"])
    shop.do("run.show_result")
    assert ("orders",) == shop.worker.last(Execute).final_vars
    run = shop.finish()
    assert f"{run.id}/orders" == shop.state.current_result


def test_a_value_of_the_last_run_is_shown_and_nothing_is_run_again(shop: Bench) -> None:
    first = shop.ran("orders")
    second = shop.ran("total")
    shop.c.showing.show_result("orders")
    assert ("main", second.id, "orders") == (
        shop.worker.last(AskValue).slot,
        shop.worker.last(AskValue).run,
        shop.worker.last(AskValue).node,
    )
    shop.worker.answer(AskValue, ValueAnswer(LookAnswer(NUMBER)))
    assert f"{second.id}/orders" == shop.state.current_result and 2 == len(shop.state.runs)
    shop.c.tabs.select(f"{second.id}/total")
    shop.c.showing.show_result("orders")
    assert f"{second.id}/orders" == shop.state.current_result and 1 == len(shop.worker.sent(AskValue))
    assert first.id != second.id


def test_a_value_of_an_earlier_run_counts_while_it_holds(bench: Bench) -> None:
    bench.open((node("given", kind="input"), node("slow"), node("other", "given")))
    first = bench.ran("slow")
    bench.ran("other")
    bench.c.showing.show_result("slow")
    assert (2, f"{first.id}/slow") == (len(bench.state.runs), bench.state.current_result)
    bench.c.tabs.close(bench.state.current_result)
    bench.c.showing.show_result("slow")
    bench.worker.answer(AskValue, ValueAnswer(LookAnswer(NUMBER)))
    assert f"{first.id}/slow" == bench.state.current_result, "asked for in the process, which still has it"
    bench.c.scenario.set_input("given", ValueSpec("literal", "3"))
    bench.c.showing.show_result("slow")
    assert 3 == len(bench.state.runs)


def test_a_value_the_worker_does_not_have_any_more_is_computed_again(shop: Bench) -> None:
    shop.ran("orders")
    shop.ran("total")
    shop.c.showing.show_result("orders")
    shop.worker.answer(AskValue, ErrorAnswer("that value is gone"))
    assert ("orders",) == shop.worker.last(Execute).final_vars


def test_a_run_of_the_list_leads_to_its_values(shop: Bench) -> None:
    first = shop.ran("orders")
    shop.ran("orders")
    shop.c.showing.show_run(first.id)
    shop.worker.answer(AskValue, ValueAnswer(LookAnswer(NUMBER)))
    assert f"{first.id}/orders" == shop.state.current_result


def test_a_run_whose_values_cannot_be_shown_says_why(shop: Bench) -> None:
    first = shop.ran("orders")
    shop.do("project.reload")
    shop.c.showing.show_run(first.id)
    assert shop.said.startswith("The values of run #1 are gone with their process.")
    shop.reload()
    shop.c.run.run(("total",))
    failed = shop.finish(count="no good", orders="no good", total="no good")
    shop.c.run.run(("total",), "left")
    side = shop.finish()
    shop.c.showing.show_run(side.id)
    assert "compare.open" == shop.offered
    shop.worker.take()
    shop.c.showing.show_run(failed.id)
    assert ["total"] == [command.node for command in shop.worker.sent(AskValue)], "an error is shown too"


def test_the_failed_node_is_gone_to_and_its_error_shown(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.run.run(("gap", "total"))
    shop.finish(total="no good", **{"north.chosen": "no good either"})
    shop.do("go.failed")
    assert ("total",) == shop.state.view.selection and ("show", "total") == shop.camera.calls[-1]
    shop.c.graph.click_group("north")
    shop.do("go.failed")
    assert ("north.chosen",) == shop.state.view.selection, "in a selected group, its own"
    assert {"south"} == shop.state.view.folded


def test_a_row_of_a_group_s_table_leads_to_the_result(shop: Bench) -> None:
    shop.c.showing.go_to_result("north.chosen")
    assert ("north.chosen",) == shop.state.view.selection
    assert ("north.chosen",) == shop.worker.last(Execute).final_vars


@pytest.mark.parametrize("name", ["", "nobody"])
def test_what_the_graph_does_not_have_is_not_shown(shop: Bench, name: str) -> None:
    shop.c.showing.show_result(name)
    shop.c.showing.show_run(name)
    assert [] == shop.worker.take()
