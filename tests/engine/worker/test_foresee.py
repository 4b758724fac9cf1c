"""What a run would do is what it does: foreseen by a real worker, then run by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dagscope.protocol import messages as m
from dagscope.records import ValueRef
from dagscope.scenario import literal

from tests.engine.worker.client import Client

Make = Callable[..., Path]

FLOW = """
def base(n: int) -> int:
    return n

def left(base: int) -> int:
    return base + 1

def right(base: int) -> int:
    return base + 2

def total(left: int, right: int) -> int:
    return left + right
"""
ALL = ("base", "left", "right", "total")
N = {"n": literal(1)}


def foreseen(client: Client, *names: str, **fields: Any) -> m.Foreseen:
    return client.ask(m.Foresee("main", names or ("total",), **fields), m.Foreseen)


def states(client: Client, run: str, **fields: Any) -> dict[str, str]:
    client.wait_for(m.RunFinished, client.send(m.Execute("main", run, ("total",), **fields)))
    return {name: state for name, state in client.states(run).items() if state != "running"}


def test_what_is_foreseen_is_what_happens(client: Client, project: Make) -> None:
    folder = project(flow=FLOW)
    client.build(folder, "flow")
    missing = foreseen(client)
    assert (("n",), ALL) == (missing.missing, missing.runs)

    first = foreseen(client, inputs=N, cache=".kept")
    assert (ALL, (), ("n",)) == (first.runs, first.cached, first.inputs)
    assert not (folder / ".kept").exists()  # looking makes no cache

    assert dict.fromkeys(ALL, "ok") == states(client, "1", inputs=N, cache=".kept")
    assert ALL == foreseen(client, inputs=N, cache=".kept").cached
    assert () == foreseen(client, inputs={"n": literal(5)}, cache=".kept").cached


def test_an_override_cuts_off_what_only_it_needed(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    seven = {"left": literal(7)}
    states(client, "1", inputs=N, cache=".kept")
    cut = foreseen(client, inputs=N, overrides=seven, cache=".kept")
    assert (("base", "right", "total"), ("base", "right"), ("left",), ()) == (
        cut.runs, cut.cached, cut.overridden, cut.cut,
    )  # fmt: skip
    both = foreseen(client, inputs=N, overrides={**seven, "right": literal(8)})
    assert (("total",), ("base",)) == (both.runs, both.cut)
    ran = states(client, "2", inputs=N, overrides=seven, cache=".kept")
    assert {"base": "cached", "right": "cached", "total": "ok"} == ran


def test_values_of_earlier_runs_are_kept(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    states(client, "1", inputs=N)
    taken = (ValueRef("main", "1", "left"),)
    found = foreseen(client, inputs=N, taken=taken)
    assert (("base", "right", "total"), ("left",), (), ()) == (found.runs, found.kept, found.overridden, found.cut)
    assert {"left": "cached", "base": "ok", "right": "ok", "total": "ok"} == states(client, "2", inputs=N, taken=taken)


def test_a_block_hides_what_the_cache_has(client: Client, project: Make) -> None:
    flow = """
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(3)

def total(item: Collect[int]) -> int:
    return sum(item)
"""
    client.build(project(flow=flow), "flow")
    assert "known only while it runs" in foreseen(client, cache=".kept").doubt
    assert "totl" in foreseen(client, "totl").problem


def test_a_cache_that_cannot_be_read_has_nothing(client: Client, project: Make) -> None:
    folder = project(flow=FLOW)
    client.build(folder, "flow")
    (folder / ".kept").mkdir()
    (folder / ".kept" / "metadata_store.db").write_bytes(b"no database" * 500)
    assert ((), ALL) == ((found := foreseen(client, inputs=N, cache=".kept")).cached, found.runs)
