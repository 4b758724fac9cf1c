"""When each node began: told by the worker, so that what ran at the same time is shown so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dagscope.protocol import messages as m
from dagscope.records import StateRow

if TYPE_CHECKING:
    from tests.engine.worker.client import Client

Make = Callable[..., Path]
MEETING = (
    "import threading\nmeeting = threading.Barrier(2)\n"
    "def left() -> int:\n    meeting.wait(300)\n    return 1\n"
    "def right() -> int:\n    meeting.wait(300)\n    return 2\n"
    "def both(left: int, right: int) -> int:\n    return left + right\n"
)


def _rows(client: Client) -> dict[str, StateRow]:
    batches = [message.body for message in client.seen if isinstance(message.body, m.Batch)]
    return {row.node: row for batch in batches for row in batch.rows}


def test_nodes_of_threads_overlap(client: Client, project: Make) -> None:
    client.build(project(flow=MEETING), "flow")

    client.send(m.Execute("main", "r", ("both",), executor="threads:2"))
    finished = client.wait_for(m.RunFinished)

    rows = _rows(client)
    assert "ok" == finished.status
    left, right, both = (rows[name] for name in ("left", "right", "both"))
    assert max(left.begun, right.begun) < min(left.begun + left.seconds, right.begun + right.seconds)
    assert both.begun >= max(left.begun + left.seconds, right.begun + right.seconds) - 0.001
    assert both.begun + both.seconds <= finished.seconds


@pytest.mark.parametrize("executor", ["sync", "threads"])
def test_nodes_follow_each_other(client: Client, project: Make, executor: str) -> None:
    chain = "def a() -> int:\n    return 1\ndef b(a: int) -> int:\n    return a\ndef c(b: int) -> int:\n    return b\n"
    client.build(project(flow=chain), "flow")

    client.send(m.Execute("main", "r", ("c",), executor=executor))
    client.wait_for(m.RunFinished)

    rows = _rows(client)
    assert [rows[name].begun for name in "abc"] == sorted(row.begun for row in rows.values())
    assert 0 < rows["c"].begun
