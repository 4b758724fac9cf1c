"""A worker that uses too much memory, alone or with its children, is ended by the guard above it. Real processes."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.system import posix_memory
from dagscope.system.memory import Watch

from tests.engine.worker.client import Client, bad_node, check_works, read_to_end

Make = Callable[..., Path]
LIMIT = 300_000_000
LEAK = "kept = []\nwhile True:\n    kept.append(bytearray(b'x') * 10_000_000)"
CHILDREN = (
    "for _ in range(4):\n    if os.fork() == 0:\n        kept = bytearray(b'x') * 90_000_000\n"
    "        time.sleep(1000)\ntime.sleep(1000)"
)


@pytest.fixture
def limited() -> Iterator[Client]:
    with Client(options=("--memory", str(LIMIT))) as found:
        found.wait_for(m.Hello)
        yield found


@pytest.mark.parametrize("body", [LEAK, CHILDREN])
def test_f50_too_much_memory_ends_the_worker_and_says_how_much(limited: Client, project: Make, body: str) -> None:
    limited.build(project(flow=bad_node(body, "import os, time")), "flow")
    limited.start("bad")

    assert -signal.SIGKILL == read_to_end(limited)

    said = re.findall(r"^dagscope memory (\w+) (\d+) (\d+)$", limited.error_text(), re.MULTILINE)
    assert ("limit", str(LIMIT)) == (said[-1][0], said[-1][2])
    assert LIMIT < int(said[-1][1]) < LIMIT + 300_000_000 and "bad" == limited.where().node


def test_what_processes_share_counts_once(limited: Client, project: Make) -> None:
    body = (
        "kept = bytearray(b'x') * 150_000_000\npids = []\nfor _ in range(4):\n    pid = os.fork()\n"
        "    if pid == 0:\n        time.sleep(3)\n        os._exit(0)\n    pids.append(pid)\n"
        "for pid in pids:\n    os.waitpid(pid, 0)"
    )
    limited.build(project(flow=bad_node(body, "import os, time")), "flow")

    assert "ok" == limited.run("bad").status
    check_works(limited)


def test_it_is_looked_at_more_often_near_the_limit_and_warned_of_once() -> None:
    said = iter((8, 9, 7, 9, 5, 9, 11))
    watch = Watch(0, 1_000_000_000, lambda pid, exact_from: next(said) * 100_000_000)

    assert 0.1 == watch.pause(900_000_000) < watch.pause(0) <= 1.0
    assert ["", "warning", "", "", "", "warning", "limit"] == [watch.look()[1] for _ in range(7)]


def test_without_proc_the_list_of_processes_says_how_much_is_used() -> None:
    listed = {1: (0, 500), 10: (1, 100), 11: (10, 20), 12: (11, 3), 13: (1, 7)}

    assert 123 == posix_memory._used_by_list(10, listed)
    assert 0 == posix_memory._used_by_list(99, listed)
