"""Glances at values: which are asked, when, and what becomes of the answers."""

from __future__ import annotations

from dagscope.protocol.messages import AskValue, ValueAnswer
from dagscope.protocol.values import PeekAnswer, PeekAsk
from dagscope_app.model.records.peeks import Peek, glance

from tests.app.controllers.bench import Bench


def asked(shop: Bench) -> list[str]:
    return [body.node for body in shop.worker.sent(AskValue) if isinstance(body.ask, PeekAsk)]


def test_a_value_is_glanced_at_once_when_its_node_is_near(shop: Bench) -> None:
    shop.c.peeking.look_closely(("orders", "total"))
    assert [] == asked(shop), "there is no value yet"
    shop.ran("total")
    assert ["orders", "total"] == sorted(asked(shop))
    shop.c.peeking.look_closely(("orders", "report"))
    assert 2 == len(asked(shop)), "report has no value, orders is known"


def test_what_is_known_is_of_the_latest_run_alone(shop: Bench) -> None:
    shop.ran("total")
    shop.c.peeking.look_closely(("total",))
    run = shop.state.run
    assert run is not None
    shop.worker.answer(AskValue, ValueAnswer(PeekAnswer("3 × 2", (1.0, 2.0))))
    assert (
        {"total": Peek(run.id, "3 × 2", (1.0, 2.0))}
        == shop.state.peeks
        == {"total": glance(run, shop.state.peeks, "total")}
    )
    assert glance(run, shop.state.peeks, "gap") is None
    shop.ran("total")
    later = shop.state.run
    found = glance(later, shop.state.peeks, "total")
    assert found is None or found.points == ()
    assert ["total", "total"] == asked(shop)
