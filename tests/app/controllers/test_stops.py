"""Pause, step, breakpoints: what the worker is told, and what the window shows where a run waits."""

from __future__ import annotations

from dagscope.protocol.messages import AskValue, Batch, Breakpoints, Pause, Paused, Resume, Resumed, ValueAnswer
from dagscope.protocol.values import LookAnswer
from dagscope.records import StateRow
from dagscope_app.drawing.anatomy.nodes import stop_parts
from dagscope_app.drawing.anatomy.parts import Shape
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.records.breakpoints import breakpoints_of
from dagscope_app.model.records.results import short_names

from tests.app.controllers.bench import NUMBER, Bench


def stopped(shop: Bench, node: str = "total", where: str = "before") -> None:
    shop.do("run.final")
    shop.begin()
    shop.tell(Batch.of(shop.run.id, [StateRow("orders", "ok", 1.0)]))
    shop.tell(Paused(shop.run.id, node, where))  # type: ignore[arg-type]


def test_breakpoints_reach_the_worker_and_each_fresh_one(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("run.break_before")
    assert Breakpoints(("total",), ()) == shop.worker.last(Breakpoints)
    shop.do("run.break_after")
    assert Breakpoints(("total",), ("total",)) == shop.worker.last(Breakpoints)
    shop.worker.drop()
    shop.do("project.reload")
    shop.reload()
    assert [Breakpoints(("total",), ("total",))] == shop.worker.sent(Breakpoints)
    shop.do("run.clear_breakpoints")
    assert Breakpoints() == shop.worker.last(Breakpoints)


def test_only_what_runs_can_be_stopped_at(shop: Bench) -> None:
    shop.c.graph.select(["count"])
    shop.do("run.break_before")
    assert not shop.state.breakpoints and "function" in shop.said


def test_breakpoints_are_drawn_and_kept(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("run.break_before")
    assert shop.state.layout is not None
    assert "before" == resolve(shop.state, shop.state.layout).nodes["total"].stops
    while shop.soon:
        shop.soon.pop(0)()
    kept = shop.settings.load_view(shop.state.folder)["breakpoints"]
    assert shop.state.breakpoints == breakpoints_of(kept)
    shop.do("run.break_before")
    assert not shop.state.breakpoints
    assert "" == resolve(shop.state, shop.state.layout).nodes["total"].stops
    assert not breakpoints_of({"before": 3, "after": [1]}) and not breakpoints_of(None)


def test_where_a_run_waits_is_shown_with_what_the_node_received(shop: Bench) -> None:
    stopped(shop)
    assert ("Paused before total.", "run.step") == (shop.said, shop.offered)
    assert "Run #1: paused before total" == shop.run.describe()
    assert shop.state.layout is not None
    assert "held" == resolve(shop.state, shop.state.layout).nodes["total"].stops
    assert "total#received" == shop.worker.last(AskValue).node
    shop.worker.answer(AskValue, ValueAnswer(LookAnswer(NUMBER)))
    shown = shop.state.results[-1]
    assert "total: received" == short_names([shown.node])[shown.node]
    assert shop.state.current_result == shown.key

    shop.do("run.step")
    assert Resume(shop.run.id, True) == shop.worker.last(Resume)
    shop.tell(Resumed(shop.run.id))
    assert ("", "") == (shop.run.held_at, shop.said)


def test_after_a_node_its_value_is_shown(shop: Bench) -> None:
    stopped(shop, "orders", "after")
    assert "orders" == shop.worker.last(AskValue).node


def test_pause_and_resume_are_one_command(shop: Bench) -> None:
    shop.do("run.final")
    shop.begin()
    shop.do("run.pause")
    assert Pause(shop.run.id) == shop.worker.last(Pause)
    shop.tell(Paused(shop.run.id, "total"))
    shop.do("run.pause")
    assert Resume(shop.run.id) == shop.worker.last(Resume)


def test_a_run_that_ends_takes_its_message_along(shop: Bench) -> None:
    stopped(shop)
    shop.do("run.stop")
    assert "Run #1: stopping" == shop.run.describe()
    shop.finish()
    assert "" == shop.run.held_where and "Paused" not in shop.said


def test_what_a_node_received_can_be_looked_at_any_time(shop: Bench) -> None:
    shop.do("run.final")
    shop.finish()
    shop.c.graph.select(["report"])
    shop.do("run.show_received")
    assert "report#received" == shop.worker.last(AskValue).node
    shop.worker.answer(AskValue, ValueAnswer(LookAnswer(NUMBER)))
    shop.c.run.run_node("report#received")
    assert ("report",) == shop.run.final_vars


def test_a_breakpoint_is_painted_at_once(shop: Bench) -> None:
    assert shop.state.layout is not None
    before = SceneGeometry(resolve(shop.state, shop.state.layout))
    shop.c.graph.select(["total"])
    shop.do("run.break_before")
    spec = resolve(shop.state, shop.state.layout)
    assert (spec.nodes["total"].box,) == SceneGeometry(spec).change_from(before).restyled
    assert ["stop"] == [part.name for part in stop_parts(spec.nodes["total"]) if isinstance(part, Shape)]
