"""The one way to another view: history, plans and layout follow each change."""

from __future__ import annotations

from dagscope.protocol.messages import Plan
from dagscope_app.model.records.scene import Look

from tests.app.controllers.bench import Bench


def test_a_selection_is_planned_and_neither_laid_out_nor_gone_back_to(shop: Bench) -> None:
    asked = len(shop.layout.requests)
    shop.c.graph.select(["total"])
    assert [("total",)] == [command.final_vars for command in shop.worker.sent(Plan)]
    assert asked == len(shop.layout.requests) and () == shop.state.history.back
    shop.worker.take()
    shop.c.graph.select(["total"])
    assert [] == shop.worker.take(), "what is selected already is not planned again"


def test_another_picture_is_laid_out_and_the_look_at_the_one_before_is_kept(shop: Bench) -> None:
    shop.camera.now = Look(2.0, 3.0, 4.0, "total")
    asked = len(shop.layout.requests)
    shop.c.folding.toggle_group("north")
    assert asked + 1 == len(shop.layout.requests)
    assert shop.camera.now == shop.state.history.back[-1].look
    assert [] == shop.worker.sent(Plan)


def test_a_selected_wire_is_let_go_with_the_selection(shop: Bench) -> None:
    shop.c.wires.select("orders", "total")
    shop.c.graph.select(["gap"])
    assert shop.state.view.wire is None
