"""Asynchronous nodes wait at the same time, on `sync` too; output, failures, Stop and the cache are each node's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m

from tests.engine.worker.client import Client, gate

Make = Callable[..., Path]

# Each waits until both have begun: one after the other they would wait for ever.
MEETING = """
import asyncio

there = asyncio.Event
begun: list[str] = []

async def meet(name: str) -> str:
    begun.append(name)
    print(name, "is there")
    while len(begun) < 2:
        await asyncio.sleep(0)
    print(name, "leaves")
    return name

def start() -> str:
    begun.clear()
    return "now"

async def one(start: str) -> str:
    return await meet("one")

async def two(start: str) -> str:
    return await meet("two")

def both(one: str, two: str) -> str:
    return one + two
"""


@pytest.mark.parametrize("cache", ["", ".kept"])
def test_they_wait_together(client: Client, project: Make, cache: str) -> None:
    client.build(project(flow=MEETING), "flow")
    id = client.send(m.Execute("main", "r", ("both",), cache=cache))
    assert "ok" == client.wait_for(m.RunFinished, id).status
    assert "onetwo" == client.look("both").text
    for name in ("one", "two"):
        assert f"{name} is there\n{name} leaves\n" == client.output(name)
    if cache:
        again = client.send(m.Execute("main", "2", ("both",), cache=cache))
        assert "ok" == client.wait_for(m.RunFinished, again).status
        assert {"cached"} == set(client.states("2").values())


def test_a_failure_is_its_own_node_s_and_the_others_go_on(client: Client, project: Make) -> None:
    flow = MEETING + "\nasync def bad(start: str) -> int:\n    await asyncio.sleep(0)\n    raise ValueError('no')\n" \
           "\ndef worse(bad: int) -> int:\n    return bad\n"  # fmt: skip
    client.build(project(flow=flow), "flow")
    end = client.run("both", "worse")
    assert "failed" == end.status and end.error is not None and "no" == end.error.message
    states = client.states()
    assert ("ok", "failed", "skipped") == (states["both"], states["bad"], states["worse"])


def test_exits_and_own_cancellations_fail_the_node_only(client: Client, project: Make) -> None:
    flow = """
import asyncio, sys

async def leaves() -> int:
    sys.exit(3)

async def gives_up() -> int:
    raise asyncio.CancelledError("tired")

async def fine() -> int:
    await asyncio.sleep(0)
    return 1
"""
    client.build(project(flow=flow), "flow")
    client.run("leaves", "gives_up", "fine")
    assert {"leaves": "failed", "gives_up": "failed", "fine": "ok"} == client.states()


def test_stop_ends_those_that_wait(client: Client, project: Make, tmp_path: Path) -> None:
    code, wait = gate(tmp_path)
    flow = f"""
import asyncio

async def first() -> int:
    try:
        await asyncio.sleep(1000)
    finally:
        print("first is told")
    return 1

async def second() -> int:
    {code}
    await asyncio.sleep(1000)
    return 2

def both(first: int, second: int) -> int:
    return first + second

async def good() -> int:
    return 7

async def better() -> int:
    return 8
"""
    client.build(project(flow=flow), "flow")
    id = client.start("both")
    wait()
    client.send(m.Cancel("r"))
    client.interrupt()
    assert "cancelled" == client.wait_for(m.RunFinished, id).status
    states = client.states()
    assert ("stopped", "stopped", "skipped") == (states["first"], states["second"], states["both"])
    assert "first is told\n" == client.output("first")
    assert "ok" == client.run("good", "better", run="again").status


def test_a_breakpoint_stops_them_too(client: Client, project: Make) -> None:
    client.build(project(flow=MEETING), "flow")
    client.send(m.Breakpoints(before=("both",)))
    id = client.start("both")
    assert "both" == client.wait_for(m.Paused).node
    client.send(m.Resume("r"))
    assert "ok" == client.wait_for(m.RunFinished, id).status


def test_what_gives_a_coroutine_is_awaited_among_them(client: Client, project: Make) -> None:
    flow = MEETING + "\ndef hidden(start: str) -> str:\n    return meet('hidden')\n"
    client.build(project(flow=flow), "flow")
    assert "ok" == client.run("both", "hidden").status
    assert "hidden" == client.look("hidden").text
