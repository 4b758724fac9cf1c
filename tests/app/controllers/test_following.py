"""Going to the node that runs."""

from __future__ import annotations

from dagscope.protocol.messages import Batch
from dagscope.records import State, StateRow

from tests.app.controllers.bench import Bench


def say(shop: Bench, **states: State) -> None:
    shop.tell(Batch.of(shop.run.id, [StateRow(name, state) for name, state in states.items()]))


def due(shop: Bench) -> None:
    while shop.soon:
        shop.soon.pop(0)()


def test_the_running_node_is_gone_to(shop: Bench) -> None:
    shop.do("run.final")
    shop.begin()
    say(shop, orders="running")
    shop.do("go.running")
    assert ("orders",) == shop.state.view.selection


def test_a_followed_run_shows_the_node_that_still_runs(shop: Bench) -> None:
    shop.do("run.follow")
    shop.do("run.final")
    shop.begin()
    say(shop, orders="running")
    say(shop, orders="ok", total="running")
    due(shop)
    assert ("show", "total") == shop.camera.calls[-1]
    assert () == shop.state.view.selection  # what is selected is the person's affair

    shop.c.folding.toggle_group("north")
    say(shop, total="ok", **{"north.chosen": "running"})
    due(shop)
    assert ("show", "north") == shop.camera.calls[-1]

    shop.do("run.follow")
    calls = len(shop.camera.calls)
    say(shop, report="running", **{"north.chosen": "ok"})
    due(shop)
    assert calls == len(shop.camera.calls)
