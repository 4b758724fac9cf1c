"""Folding and unfolding: the state, and what the layout is asked for."""

from __future__ import annotations

import pytest
from dagscope_app.model.records.scene import Look

from tests.app.controllers.bench import PLAIN, Bench, node

NESTED = tuple(node(name) for name in ("a.b.one", "a.b.two", "a.c.three", "d.four", "five"))


@pytest.fixture
def nested(bench: Bench) -> Bench:
    """Return a bench with the groups a, a.b, a.c and d."""
    bench.open(NESTED, (PLAIN,))
    bench.do("view.unfold_all")
    return bench


def test_a_group_that_is_folded_and_unfolded_keeps_its_header_in_place(shop: Bench) -> None:
    shop.c.folding.toggle_group("north")
    assert {"north"} == shop.state.view.folded == (shop.state.drawn and shop.state.drawn.folded)
    assert "north" == shop.layout.asked[-1]["anchor"] == (shop.state.drawn and shop.state.drawn.anchor)
    shop.c.folding.toggle_group("north")
    assert frozenset() == shop.state.view.folded


def test_all_groups_and_those_down_to_a_depth(nested: Bench) -> None:
    nested.do("view.fold_all")
    assert {"a", "a.b", "a.c", "d"} == nested.state.view.folded
    assert ("look_again", Look()) in nested.camera.calls, "the little that is left is fitted into view"
    nested.do("view.depth_2")
    assert {"a.b", "a.c"} == nested.state.view.folded
    nested.do("view.depth_1")
    assert {"a", "a.b", "a.c", "d"} == nested.state.view.folded
    nested.do("view.unfold_all")
    assert frozenset() == nested.state.view.folded


@pytest.mark.parametrize(
    ("command", "before", "after"),
    [
        ("view.fold", set(), {"a.b"}),
        ("view.unfold", {"a.b", "a.c"}, {"a.c"}),
        ("view.fold_siblings", set(), {"a.c"}),
        ("view.unfold_below", {"a.b", "d"}, {"d"}),
    ],
)
def test_the_selected_group(nested: Bench, command: str, before: set[str], after: set[str]) -> None:
    for name in before:
        nested.c.folding.toggle_group(name)
    nested.c.graph.click_group("a.b")
    nested.do(command)
    assert after == nested.state.view.folded


def test_a_selected_node_means_the_group_around_it(nested: Bench) -> None:
    nested.c.graph.select(["a.c.three"])
    nested.do("view.fold")
    assert {"a.c"} == nested.state.view.folded
    nested.do("view.unfold")
    assert frozenset() == nested.state.view.folded
    nested.do("view.fold_siblings")
    assert {"a.b"} == nested.state.view.folded


def test_going_back_is_offered_for_another_picture_only(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    assert () == shop.state.history.back
    shop.do("view.fold_all")
    assert 1 == len(shop.state.history.back)
