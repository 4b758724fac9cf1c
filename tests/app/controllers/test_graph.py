"""Selecting, paths, isolating, going to a node: given this state, after this call, this state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.records import ProblemRecord
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import Banner

from tests.app.controllers.bench import SHOP, Bench, node

ALL = tuple(item.name for item in SHOP)
FAR = Look(2.0, 10.0, 20.0, "")


def test_a_click_selects_toggles_or_extends_along_the_path(shop: Bench) -> None:
    graph = shop.c.graph
    graph.click_node("orders")
    assert ("orders",) == shop.state.view.selection
    graph.click_node("report", False, True)
    assert ("orders", "total", "shown_total", "report") == shop.state.view.selection
    graph.click_node("total", True)
    assert ("orders", "shown_total", "report") == shop.state.view.selection
    graph.click_node("gap", True)
    assert "gap" == shop.state.selected
    graph.select_none()
    assert () == shop.state.view.selection


def test_groups_are_selected_alone_or_toggled(shop: Bench) -> None:
    shop.c.graph.click_node("gap")
    shop.c.graph.click_group("north")
    assert ((), ("north",)) == (shop.state.view.selection, shop.state.view.selected_groups)
    shop.c.graph.click_group("south", True)
    assert ("north", "south") == shop.state.view.selected_groups
    shop.c.graph.click_group("north", True)
    assert ("south",) == shop.state.view.selected_groups
    assert {"south", "south.chosen", "south.mean_price"} == set(shop.state.chosen)


def test_nothing_that_is_not_there_is_selected(shop: Bench) -> None:
    shop.c.graph.select(["total", "nobody", "total"])
    assert ("total",) == shop.state.view.selection


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("edit.select_all", set(ALL)),
        ("edit.select_upstream", {"count", "orders"}),
        ("edit.select_downstream", {"orders", "total", "north.chosen", "south.chosen"}),
        ("edit.select_all_upstream", {"count", "orders"}),
        ("edit.select_all_downstream", set(ALL) - {"count"}),
    ],
)
def test_the_selection_grows_along_the_wires(shop: Bench, command: str, expected: set[str]) -> None:
    shop.c.graph.select(["orders"])
    shop.do(command)
    assert expected == set(shop.state.view.selection)
    assert command == "edit.select_all" or "orders" == shop.state.selected


def test_escape_steps_out_one_thing_at_a_time(shop: Bench) -> None:
    shop.c.find.find("total")
    shop.c.graph.select(["orders"])
    shop.do("view.isolate")
    shop.store.update(lambda now: replace(now, banner=Banner("a message")))
    shop.do("edit.clear")
    assert () == shop.state.view.selection and shop.state.view.isolated is not None
    shop.do("edit.clear")
    assert shop.state.view.isolated is None and "total" == shop.state.find.text
    shop.do("edit.clear")
    assert "" == shop.state.find.text and shop.said
    shop.do("edit.clear")
    assert "" == shop.said


def test_a_path_is_highlighted_between_the_two_selected_last(shop: Bench) -> None:
    shop.c.graph.select(["gap", "orders", "report"])
    shop.do("view.path")
    assert {"orders", "total", "shown_total", "report"} == shop.state.view.path


def test_a_path_to_a_node_that_is_chosen_is_shown_and_brought_into_view(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.graph.select(["orders"])
    shop.do("view.path_to")
    assert "Show every path between orders and" == shop.ask.question
    assert "orders" not in [option.key for option in shop.ask.options]
    shop.ask.answer("gap")

    assert {"orders", "gap", "north.chosen", "south"} <= (shop.state.view.path or set())
    assert "orders" == shop.state.selected and shop.state.view.folded == frozenset()
    assert ("show", "orders", "gap") == shop.camera.calls[-1]


def test_nodes_without_a_path_are_selected_and_that_is_said(shop: Bench) -> None:
    shop.c.graph.select(["gap"])
    shop.c.graph.show_path_to("report")
    assert shop.state.view.path is None
    assert "There is no path between gap and report." == shop.said


def test_the_critical_path_is_what_took_longest(shop: Bench) -> None:
    shop.ran("report")
    shop.do("view.critical_path")
    assert {"count", "orders", "total", "shown_total", "report"} == shop.state.view.path
    shop.do("view.isolate_path")
    assert shop.state.view.path is None or shop.state.view.isolated == {
        "count",
        "orders",
        "total",
        "shown_total",
        "report",
    }


def test_isolating_hiding_and_showing_everything(shop: Bench) -> None:
    shop.c.graph.click_group("north")
    shop.do("view.isolate")
    assert {"north", "north.chosen", "north.mean_price"} == shop.state.view.isolated
    assert {item.id for item in shop.layout.requests[-1].nodes} == shop.state.view.isolated
    shop.do("view.show_all")
    assert shop.state.view.isolated is None
    shop.c.graph.select(["total"])
    shop.do("view.hide")
    assert {"total"} == shop.state.view.hidden and () == shop.state.view.selection
    shop.do("view.show_all")
    assert frozenset() == shop.state.view.hidden


def test_the_isolated_part_grows_and_shrinks_by_a_step(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("view.grow")
    assert {"orders", "total", "shown_total", "report"} == shop.state.view.isolated
    shop.do("view.grow")
    assert "count" in (shop.state.view.isolated or ())
    shop.do("view.shrink")
    shop.do("view.shrink")
    assert {"total"} == shop.state.view.isolated


def test_going_to_a_node_unfolds_what_hides_it_and_brings_it_back(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.graph.select(["orders"])
    shop.do("view.isolate")
    shop.do("go.node")
    assert list(shop.state.graph.nodes) == [option.key for option in shop.ask.options]
    shop.ask.answer("north.chosen")

    assert ("north.chosen",) == shop.state.view.selection
    assert {"south"} == shop.state.view.folded and shop.state.view.isolated is None
    assert ("show", "north.chosen") == shop.camera.calls[-1]


def test_back_leads_to_where_one_looked_before_a_jump(shop: Bench) -> None:
    shop.camera.seen = frozenset({"orders"})
    shop.camera.now = FAR
    shop.c.graph.show("orders")
    assert () == shop.state.history.back, "what is seen needs no way back"
    shop.c.graph.show("gap")
    assert (FAR, ("orders",)) == (shop.state.history.back[-1].look, shop.state.history.back[-1].selection)


def test_a_heading_leads_to_its_group_and_to_nothing_else(shop: Bench) -> None:
    shop.c.graph.show_group("north")
    assert ("north",) == shop.state.view.selected_groups and ("show", "north") == shop.camera.calls[-1]
    before = shop.state
    shop.c.graph.show_group("no group")
    assert before is shop.state


def test_problems_are_gone_through_in_a_round(bench: Bench) -> None:
    bench.start()
    problems = tuple(ProblemRecord("type_mismatch", f"{name} is wrong", name) for name in ("b", "nobody", "a"))
    bench.open((node("a"), node("b", "a")), problems=problems)
    seen = []
    for _ in range(3):
        bench.do("go.problem")
        seen.append(bench.state.selected)
    assert ["b", "a", "b"] == seen


def test_much_used_inputs_are_ports_until_they_are_looked_for(bench: Bench) -> None:
    bench.open((node("setting", kind="input"), *(node(f"f{i}", "setting") for i in range(40))))
    assert "setting" not in {item.id for item in bench.layout.requests[-1].nodes}
    bench.c.graph.reveal("setting")
    assert not bench.state.view.has_ports
    assert "setting" in {item.id for item in bench.layout.requests[-1].nodes}
