"""User code that writes past Python, closes descriptors, forks and floods: the channel to the window stays whole.
Real processes; the numbers are those of `tests/faults/projects`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m

from tests.engine.worker.client import Client, WorkerGone, bad_node, check_works, read_to_end

Make = Callable[..., Path]


def test_f35_output_of_every_kind_lands_in_its_node(client: Client, project: Make) -> None:
    body = (
        "print('py')\nsys.stdout.buffer.write(b'raw\\n')\nprint('err', file=sys.stderr)\n"
        "ctypes.CDLL(None).puts(b'c puts')\nos.write(1, b'fd 1\\n')\nos.system('echo shell; echo bad >&2')\n"
        "subprocess.run([sys.executable, '-c', 'print(1)'])\nlogging.getLogger('x').warning('log %s', 3)\n"
        "warnings.warn('careful')"
    )
    client.build(project(flow=bad_node(body, "import sys, os, ctypes, logging, subprocess, warnings")), "flow")

    finished = client.run("bad", "good")

    assert "ok" == finished.status
    assert ["py", "raw", "c puts", "fd 1", "shell", "1"] == sorted(
        client.output("bad").split("\n")[:-1], key=["py", "raw", "c puts", "fd 1", "shell", "1"].index
    )
    assert "err\nbad\n" == client.output("bad", "stderr")
    assert "WARNING x: log 3\n" == client.output("bad", "log")
    assert "UserWarning: careful" in client.output("bad", "warning")
    assert "" == client.output("good")


def test_f36_closing_every_descriptor_is_seen_as_the_end(client: Client, project: Make) -> None:
    client.build(project(flow=bad_node("os.closerange(0, 256)\nwhile True: pass", "import os")), "flow")
    client.start("bad")

    with pytest.raises(WorkerGone):
        client.wait_for(m.RunFinished)
    assert "bad" == client.where().node


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xffJ",
        b"\x00\x00\x00\x00J",
        struct.pack(">IB", 5, ord("J")) + b"hello",
        struct.pack(">IB", 2, ord("J")) + b"[]",
        b"GET / HTTP/1.1\r\n",
    ],
)
def test_f38_a_broken_command_stream_ends_the_worker_cleanly(client: Client, data: bytes) -> None:
    client.write(data)

    assert 0 == read_to_end(client)
    assert "broke the protocol" in client.error_text()


def test_f38_unknown_commands_are_ignored(client: Client) -> None:
    payload = json.dumps({"v": 1, "type": "dance", "id": 1}).encode()
    client.write(struct.pack(">IB", len(payload), ord("J")) + payload)

    assert m.Pong() == client.ask(m.Ping(), m.Pong)


def test_f40_a_fork_returns_once(client: Client, project: Make) -> None:
    body = "pid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint('parent' if pid else 'child')"
    client.build(project(flow=bad_node(body, "import os")), "flow")

    finished = client.run("bad", "good")

    assert "ok" == finished.status
    ended = [message.body for message in client.seen if isinstance(message.body, m.RunFinished)]
    assert 1 == len(ended)
    assert ["child", "parent"] == sorted(client.output("bad").split())
    check_works(client)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_f41_pools_of_processes_work(client: Client, project: Make, method: str) -> None:
    text = (
        "import multiprocessing\nfrom hamilton.htypes import Collect\ndef _double(x):\n    return x * 2\n"
        f"def bad() -> list:\n    with multiprocessing.get_context('{method}').Pool(2) as pool:\n"
        "        return pool.map(_double, [1, 2])\ndef good() -> int:\n    return 7\n"
    )
    client.build(project(flow=text), "flow")

    finished = client.run("bad")

    assert ("ok", "[2, 4]") == (finished.status, client.summaries()["bad"]), client.output("bad", "stderr")
    check_works(client)


def test_f42_interrupts_at_any_moment_corrupt_no_frame(client: Client, project: Make) -> None:
    text = "".join(f"def n{i}() -> int:\n    return sum(range(2000))\n" for i in range(60)) + bad_node("pass")
    client.build(project(flow=text), "flow")
    statuses = []
    for number in range(40):
        id = client.start(*(f"n{i}" for i in range(60)), run=f"r{number}")
        client.wait_for(m.RunStarted)
        client.interrupt()
        statuses.append(client.wait_for(m.RunFinished, id).status)

    assert {"ok", "cancelled"} >= set(statuses)
    numbers = [message.sequence for message in client.seen]
    assert list(range(1, len(numbers) + 1)) == numbers
    check_works(client)


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(200_000): print('x' * 80)",
        "for i in range(400): os.write(1, b'y' * 65_536)",
        "print('z' * 20_000_000)",
    ],
)
def test_f45_floods_are_kept_at_both_ends(client: Client, project: Make, body: str) -> None:
    client.build(project(flow=bad_node(body + "\nprint('\\nthe end')", "import os")), "flow")

    finished = client.run("bad", "good")

    assert "ok" == finished.status
    outputs = [message.body for message in client.seen if isinstance(message.body, m.Output)]
    assert 0 < sum(len(output.text) for output in outputs) <= 2 * 256 * 1024
    assert 10_000_000 < sum(output.dropped for output in outputs)
    assert client.output("bad").endswith("the end\n")


def test_f46_ten_thousand_nodes_arrive_gathered_and_exact(client: Client, project: Make) -> None:
    text = "def n0() -> int:\n    return 0\n" + "".join(
        f"def n{i}(n{i - 1}: int) -> int:\n    return n{i - 1} + 1\n" for i in range(1, 10_000)
    )
    client.build(
        project(flow=text),
        "flow",
    )

    finished = client.run("n9999")

    assert ("ok", "9999") == (finished.status, client.summaries()["n9999"])
    assert {"ok"} == set(client.states().values()) and 10_000 == len(client.states())
    batches = [message for message in client.seen if isinstance(message.body, m.Batch)]
    assert len(batches) <= 5 + finished.seconds * 25 + 10_000 / 2_000
