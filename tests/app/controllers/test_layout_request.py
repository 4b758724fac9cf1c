"""What the layout is asked for: what is shown, how large, in which groups."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.layout_request import is_laid_out_like, layout_request, refolded
from dagscope_app.model.state import ViewState

from tests.app.controllers.bench import Bench
from tests.app.controllers.fakes import FakeMeasure


def test_what_is_shown_is_asked_for_with_its_sizes_groups_and_wires(shop: Bench) -> None:
    view = ViewState(hidden=frozenset({"report"}), folded=frozenset({"north"}), direction="TB")
    request = layout_request(shop.state.graph, shop.state.grouping, view, FakeMeasure())
    nodes = {item.id: item for item in request.nodes}

    assert set(shop.state.graph.nodes) - {"report"} == set(nodes)
    assert (100.0, 40.0, "north") == (
        nodes["north.chosen"].width,
        nodes["north.chosen"].height,
        nodes["north.chosen"].group,
    )
    assert {"north": True, "south": False} == {item.id: item.is_folded for item in request.groups}
    assert ("orders", "total") in request.edges
    assert "report" not in {target for _, target in request.edges} and "TB" == request.options.direction


def test_a_group_of_which_nothing_is_shown_is_left_out(shop: Bench) -> None:
    view = ViewState(isolated=frozenset({"total", "north.chosen"}))
    request = layout_request(shop.state.graph, shop.state.grouping, view, FakeMeasure())
    assert ["north"] == [item.id for item in request.groups]


def test_folding_keeps_nodes_and_edges_as_they_are(shop: Bench) -> None:
    request = layout_request(shop.state.graph, shop.state.grouping, shop.state.view, FakeMeasure())
    other = refolded(request, replace(shop.state.view, folded=frozenset({"south"})))
    assert request.nodes is other.nodes and request.edges is other.edges
    assert {"south"} == {item.id for item in other.groups if item.is_folded}


def test_a_selection_is_no_reason_to_lay_out_again_and_a_pin_is(shop: Bench) -> None:
    state = shop.state
    assert is_laid_out_like(state, replace(state, view=replace(state.view, selection=("total",))))
    assert not is_laid_out_like(state, replace(state, pinned={"gap": (1.0, 2.0)}))
    assert not is_laid_out_like(state, replace(state, view=replace(state.view, folded=frozenset({"north"}))))
