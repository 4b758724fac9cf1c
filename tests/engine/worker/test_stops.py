"""Breakpoints, pause and step: where a run stops, what can be asked there, and that Stop and the window's end get
through.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import ModuleChoice, Scenario, literal

from tests.engine.worker.client import Client, gate, read_to_end

Make = Callable[..., Path]

FLOW = """
def a(n: int) -> int:
    return n + 1

def b(a: int) -> int:
    return a * 10

def c(b: int, a: int) -> int:
    return b + a

def d(c: int) -> int:
    return c
"""
BLOCK = """
from dagscope.htypes import Collect, Parallelizable

def item(n: int) -> Parallelizable[int]:
    yield from range(n)

def work(item: int, n: int) -> int:
    return item * n

def total(work: Collect[int]) -> int:
    return sum(work)
"""


def begin(
    client: Client, folder: Path, *names: str, executor: str = "sync", n: int = 1, **where: tuple[str, ...]
) -> int:
    client.build(folder, "flow")
    client.send(m.Breakpoints(**where))
    return client.send(m.Execute("main", "r", names, {"n": literal(n)}, {}, executor))


def stop(client: Client) -> tuple[str, str]:
    found = client.wait_for(m.Paused)
    return found.node, found.where


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_a_run_stops_before_and_after_nodes(client: Client, project: Make, executor: str) -> None:
    id = begin(client, project(flow=FLOW), "d", executor=executor, before=("c",), after=("a",))
    assert ("a", "after") == stop(client)
    assert {"a": "ok"} == {name: state for name, state in client.states().items() if state == "ok"}
    assert "2" == client.look("a").text
    client.send(m.Resume("r"))
    assert ("c", "before") == stop(client)
    assert "ok" != client.states().get("c")
    assert [("b", "20"), ("a", "2")] == [(item.label, item.summary) for item in client.look("c#received").root.children]
    client.send(m.Resume("r"))
    assert "ok" == client.wait_for(m.RunFinished, id).status


def test_a_step_runs_one_node(client: Client, project: Make) -> None:
    id = begin(client, project(flow=FLOW), "d", before=("a",), after=("b",))
    assert ("a", "before") == stop(client)
    client.send(m.Resume("r", step=True))
    assert ("b", "before") == stop(client)
    client.send(m.Resume("r", step=True))
    assert ("b", "after") == stop(client)
    client.send(m.Resume("r", step=True))
    assert ("d", "before") == stop(client)  # c is the node that was stepped over
    assert "ok" == client.states()["c"]
    client.send(m.Resume("r", step=True))
    assert "ok" == client.wait_for(m.RunFinished, id).status


def test_a_pause_waits_for_the_node_that_runs(client: Client, project: Make, tmp_path: Path) -> None:
    code, wait = gate(tmp_path)
    folder = project(
        flow=f"def a(n: int) -> int:\n    {code}\n    while not PAUSED.exists(): pass\n    return n\n"
        f"def b(a: int) -> int:\n    return a\nfrom pathlib import Path\nPAUSED = Path({str(tmp_path / 'on')!r})\n"
    )
    id = begin(client, folder, "b")
    wait()
    client.send(m.Pause("r"))
    client.ask(m.Ping(), m.Pong)  # the reader takes commands in order: the pause is there
    (tmp_path / "on").touch()
    assert ("b", "before") == stop(client)
    client.send(m.Resume("r"))
    client.wait_for(m.Resumed)
    assert "ok" == client.wait_for(m.RunFinished, id).status


def test_a_pause_that_comes_before_its_run_begins_is_kept(client: Client, project: Make, tmp_path: Path) -> None:
    code, wait = gate(tmp_path)
    on = tmp_path / "on"
    folder = project(flow=FLOW, slow=f"{code}\nfrom pathlib import Path\nwhile not Path({str(on)!r}).exists(): pass")
    client.build(folder, "flow")
    client.send(m.Build("other", Scenario("s", modules=(ModuleChoice("slow"),))))
    wait()
    id = client.start("d", n=1)
    client.send(m.Pause("r"))
    client.ask(m.Ping(), m.Pong)
    on.touch()
    assert ("a", "before") == stop(client)
    client.send(m.Resume("r"))
    assert "ok" == client.wait_for(m.RunFinished, id).status


def test_in_a_branch_the_values_are_those_of_the_branch(client: Client, project: Make) -> None:
    id = begin(client, project(flow=BLOCK), "total", n=2, before=("work",), after=("total",))
    for item in ("0", "1"):
        assert ("work", "before") == stop(client)
        found = [(each.label, each.summary) for each in client.look("work#received").root.children]
        assert {("item", item), ("n", "2")} == set(found)
        client.send(m.Resume("r"))
    assert ("total", "after") == stop(client)
    client.send(m.Resume("r"))
    assert "ok" == client.wait_for(m.RunFinished, id).status


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_stop_ends_a_run_that_waits(client: Client, project: Make, executor: str) -> None:
    id = begin(client, project(flow=FLOW), "d", executor=executor, after=("b",))
    stop(client)
    client.send(m.Cancel("r"))
    client.interrupt()
    assert "cancelled" == client.wait_for(m.RunFinished, id).status
    assert "skipped" == client.states()["d"]
    client.send(m.Breakpoints())
    assert "ok" == client.run("d", run="again", n=1).status


def test_the_window_can_go_while_a_run_waits(client: Client, project: Make) -> None:
    begin(client, project(flow=FLOW), "d", before=("b",))
    stop(client)
    client.send(m.Shutdown())
    assert 0 == read_to_end(client)


def test_comparisons_do_not_stop(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow", slot="left")
    client.send(m.Breakpoints(before=("b",)))
    assert "ok" == client.run("d", slot="left", n=1).status
