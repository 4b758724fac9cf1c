"""The graph alone on the screen, and steps along its path."""

from __future__ import annotations

from tests.app.controllers.bench import Bench


def test_presenting_goes_along_the_path_and_ends_with_escape(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("view.present")
    assert shop.state.is_presenting and ("present", True) == shop.window.calls[-1]
    shop.c.graph.select([])
    seen = []
    for _ in range(3):
        shop.do("present.next")
        seen.append(shop.state.selected)
    needs = [{dep.name for dep in shop.state.graph.nodes[name].deps} for name in seen]
    assert len(set(seen)) == 3
    assert all(needed <= set(seen[:at]) for at, needed in enumerate(needs)), "each comes after what it needs"
    assert ("show_large", seen[-1]) == shop.camera.calls[-1]
    shop.do("present.previous")
    assert seen[1] == shop.state.selected

    shop.do("edit.clear")
    assert not shop.state.is_presenting and ("present", False) == shop.window.calls[-1]
    assert seen[1] == shop.state.selected, "the selection is stepped out of next"


def test_what_the_steps_unfolded_is_folded_again_at_the_end(shop: Bench) -> None:
    shop.do("view.fold_all")
    folded = shop.state.view.folded
    shop.do("view.present")
    for _ in shop.state.graph.nodes:
        shop.do("present.next")
    assert shop.state.view.folded < folded
    shop.do("view.present")
    assert folded == shop.state.view.folded


def test_presenting_ends_with_the_project(shop: Bench) -> None:
    shop.do("view.present")
    shop.do("project.close")
    assert not shop.state.is_presenting
