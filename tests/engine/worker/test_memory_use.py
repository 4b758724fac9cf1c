"""By how much the process grows while a node runs, where that can be known."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m

from tests.engine.worker.client import Client

Make = Callable[..., Path]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")

FLOW = """
def small() -> int:
    return 1

def large() -> bytearray:
    return bytearray(b"x" * 50_000_000)

def after(large: bytearray, small: int) -> int:
    return len(large) + small
"""


def grown(client: Client, run: str) -> dict[str, int]:
    batches = [message.body for message in client.seen if isinstance(message.body, m.Batch) and message.body.run == run]
    return {row.node: row.memory for batch in batches for row in batch.rows if row.state == "ok"}


def test_the_node_that_takes_memory_is_the_one_that_is_said(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    client.run("after")
    found = grown(client, "r")
    assert 40_000_000 < found["large"] < 120_000_000
    assert 0 == found["small"] == found["after"]


def test_where_several_run_at_once_nothing_is_claimed(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    client.wait_for(m.RunFinished, client.send(m.Execute("main", "t", ("after",), executor="threads:2")))
    assert {0} == set(grown(client, "t").values())


def test_processes_tell_it_of_their_nodes(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    client.wait_for(m.RunFinished, client.send(m.Execute("main", "p", ("after",), executor="processes:1")))
    found = grown(client, "p")
    assert found["large"] > 40_000_000
