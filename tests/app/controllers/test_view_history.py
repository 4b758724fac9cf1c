"""Back, forward and bookmarks: which view comes, and where one looks in it."""

from __future__ import annotations

from dagscope_app.model.records.grouping import GroupBy
from dagscope_app.model.records.scene import Look

from tests.app.controllers.bench import SHOP, Bench, node

HERE, THERE = Look(1.0, 5.0, 6.0, "total"), Look(3.0, 7.0, 8.0, "gap")


def test_back_and_forward_bring_the_view_and_the_look_along(shop: Bench) -> None:
    shop.camera.now = HERE
    shop.do("view.fold_all")
    shop.camera.now = THERE
    shop.do("go.back")
    assert frozenset() == shop.state.view.folded
    assert ("look_again", HERE) == shop.camera.calls[-1]
    shop.do("go.forward")
    assert {"north", "south"} == shop.state.view.folded
    assert ("look_again", THERE) == shop.camera.calls[-1]
    shop.do("go.forward")
    assert () == shop.state.history.forward


def test_a_bookmark_is_gone_to_and_back_leads_from_it(shop: Bench) -> None:
    shop.camera.now = HERE
    shop.do("view.group_module")
    shop.do("go.set_bookmark_3")
    shop.do("view.group_namespace")
    shop.do("go.bookmark_3")
    assert GroupBy("module") == shop.state.grouping.by == shop.state.view.grouping
    assert ("look_again", HERE) == shop.camera.calls[-1]
    shop.do("go.back")
    assert "namespace" == shop.state.grouping.by.kind
    shop.do("go.bookmark_9")
    assert "namespace" == shop.state.grouping.by.kind, "nothing is remembered there"


def test_a_bookmark_of_the_same_picture_moves_the_camera_alone(shop: Bench) -> None:
    shop.camera.now = HERE
    shop.do("go.set_bookmark_1")
    shop.camera.now = THERE
    asked = len(shop.layout.requests)
    shop.do("go.bookmark_1")
    assert asked == len(shop.layout.requests)
    assert ("look_again", HERE) == shop.camera.calls[-1]


def test_a_view_forgets_what_the_graph_does_not_have_any_more(shop: Bench) -> None:
    shop.c.graph.select(["gap", "total"])
    shop.do("go.set_bookmark_1")
    shop.c.graph.select_none()
    shop.do("project.reload")
    shop.reload(item for item in SHOP if item.name != "gap")
    shop.do("go.bookmark_1")
    assert ("total",) == shop.state.view.selection


def test_bookmarks_are_there_when_the_folder_is_opened_again(shop: Bench) -> None:
    shop.c.folding.toggle_group("north")
    shop.do("go.set_bookmark_3")
    shop.do("project.close")
    shop.open((*SHOP, node("more", "gap")))
    shop.do("view.unfold_all")
    shop.do("go.bookmark_3")
    assert {"north"} == shop.state.view.folded
