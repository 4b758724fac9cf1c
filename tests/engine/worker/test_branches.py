"""A block's nodes are told branch by branch: what each was given, how it ended, where it ran."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.records import BranchRow
from dagscope.scenario import literal

from tests.engine.worker.client import Client

Make = Callable[..., Path]

FLOW = """
from dagscope.htypes import Collect, Parallelizable

def item(n: int) -> Parallelizable[str]:
    for number in range(n):
        yield "abc"[number]

def doubled(item: str, n: int) -> str:
    return item * 2

def checked(doubled: str) -> str:
    if doubled == "cc":
        raise ValueError("c is too much")
    return doubled

def total(checked: Collect[str]) -> str:
    return "".join(checked)
"""


def branches(client: Client) -> dict[tuple[str, str], BranchRow]:
    found = [message.body for message in client.seen if isinstance(message.body, m.Branches)]
    return {(row.node, row.branch): row for part in found for row in part.rows if row.branch}


@pytest.mark.parametrize(("executor", "lane"), [("sync", "main thread"), ("threads:2", "thread ")])
def test_each_branch_is_said(client: Client, project: Make, executor: str, lane: str) -> None:
    client.build(project(flow=FLOW), "flow")
    id = client.send(m.Execute("main", "r", ("total",), {"n": literal(2)}, executor=executor))
    assert "ok" == client.wait_for(m.RunFinished, id).status
    rows = branches(client)
    assert {(node, number) for node in ("doubled", "checked") for number in "01"} == set(rows)
    row = rows["checked", "1"]
    assert ("ok", "'b'", "'bb'") == (row.state, row.item, row.summary)
    assert row.lane.startswith(lane) and row.seconds >= 0 and row.begun > 0


def test_on_threads_every_node_has_its_lane(client: Client, project: Make) -> None:
    client.build(project(flow="def a() -> int:\n    return 1\n\ndef b(a: int) -> int:\n    return a\n"), "flow")
    id = client.send(m.Execute("main", "r", ("b",), executor="threads:2"))
    client.wait_for(m.RunFinished, id)
    found = [row for message in client.seen if isinstance(message.body, m.Branches) for row in message.body.rows]
    assert {("a", "", "ok"), ("b", "", "ok")} <= {(row.node, row.branch, row.state) for row in found}
    assert all(row.lane.startswith("thread ") for row in found)


def test_the_branch_that_failed_is_known(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    assert "failed" == client.run("total", n=3).status
    rows = branches(client)
    assert ("failed", "'c'", "ValueError: c is too much") == (
        rows["checked", "2"].state, rows["checked", "2"].item, rows["checked", "2"].summary,
    )  # fmt: skip
    assert "ok" == rows["checked", "1"].state


def test_blocks_within_blocks_have_numbers_within_numbers(client: Client, project: Make) -> None:
    flow = """
from dagscope.htypes import Collect, Parallelizable

def outer() -> Parallelizable[int]:
    yield from (1, 2)

def inner(outer: int) -> Parallelizable[int]:
    yield from range(outer)

def leaf(inner: int) -> int:
    return inner

def summed(leaf: Collect[int]) -> int:
    return sum(leaf)

def total(summed: Collect[int]) -> int:
    return sum(summed)
"""
    client.build(project(flow=flow), "flow")
    assert "ok" == client.run("total").status
    assert {"0.0", "1.0", "1.1"} == {number for node, number in branches(client) if node == "leaf"}


RETRIED = """
from pathlib import Path
from dagscope.htypes import Collect, Parallelizable

def item(folder: str) -> Parallelizable[int]:
    with open(Path(folder) / "ran", "a") as file:
        file.write("item ")
    yield from range(3)

def work(item: int, folder: str) -> int:
    with open(Path(folder) / "ran", "a") as file:
        file.write(f"work{item} ")
    if item == 2 and not (Path(folder) / "mended").exists():
        raise ValueError("not yet")
    return item * 10

def total(work: Collect[int]) -> int:
    return sum(work)
"""


ONE_BY_ONE = ["sync", "threads:1", "processes:1"]


@pytest.mark.parametrize("executor", ONE_BY_ONE)
def test_branches_that_ended_well_are_not_computed_again(
    client: Client, project: Make, tmp_path: Path, executor: str
) -> None:
    client.build(project(flow=RETRIED), "flow")
    given = {"folder": literal(str(tmp_path))}
    ran = tmp_path / "ran"
    first = m.Execute("main", "r", ("total",), given, executor=executor)
    assert "failed" == client.wait_for(m.RunFinished, client.send(first)).status
    assert "item work0 work1 work2 " == ran.read_text()
    (tmp_path / "mended").touch()
    ran.unlink()
    again = m.Execute("main", "2", ("total",), given, executor=executor, branches_of="r", branched=("item", "work"))
    assert "ok" == client.wait_for(m.RunFinished, client.send(again)).status
    assert "work2 " == ran.read_text()
    assert "30" == client.look("total", run="2").text

    ran.unlink()  # of code that is another one nothing is taken
    other = m.Execute("main", "3", ("total",), given, executor=executor, branches_of="2", branched=("item",))
    assert "ok" == client.wait_for(m.RunFinished, client.send(other)).status
    assert "work0 work1 work2 " == ran.read_text()


STATES = """
from dagscope.function_modifiers import check_output
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(4)

@check_output(range=(1, 9))
def checked(item: int) -> int:
    return item

def work(checked: int) -> int:
    if checked == 2:
        raise ValueError("two")
    return checked

def after(work: int) -> int:
    return work

def total(after: Collect[int]) -> int:
    return sum(after)
"""


@pytest.mark.parametrize("executor", ONE_BY_ONE)
def test_nodes_of_a_block_that_fails_are_what_they_came_to(client: Client, project: Make, executor: str) -> None:
    client.build(project(flow=STATES), "flow")
    finished = client.wait_for(m.RunFinished, client.send(m.Execute("main", "r", ("total",), executor=executor)))
    assert "failed" == finished.status
    states, summaries = client.states(), client.summaries()
    assert "ok" == states["item"] and "failed" == states["work"] and "skipped" == states["total"]
    assert "warning" == states["checked"] and "ok" == states["after"]
    assert "2 branches, last 1" == summaries["after"]


def test_a_node_whose_values_went_with_the_only_branch(client: Client, project: Make) -> None:
    client.build(project(flow=STATES.replace("range(4)", "(2,)")), "flow")
    for executor in ("threads:1", "processes:1"):
        client.wait_for(m.RunFinished, client.send(m.Execute("main", executor, ("total",), executor=executor)))
        assert "stopped" == client.states(executor)["checked_raw"]  # a value that nobody has is not "done"
        assert "skipped" == client.states(executor)["after"]
        assert "went with the failure" in client.summaries(executor)["checked_raw"]


def test_processes_tell_of_their_branches_too(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    id = client.send(m.Execute("main", "r", ("total",), {"n": literal(2)}, executor="processes:2"))
    assert "ok" == client.wait_for(m.RunFinished, id).status
    rows = branches(client)
    assert {(node, number) for node in ("doubled", "checked") for number in "01"} == set(rows)
    row = rows["checked", "1"]
    assert ("ok", "'b'", "'bb'") == (row.state, row.item, row.summary)
    assert row.lane.startswith("process ")


def test_processes_tell_of_the_branch_that_failed(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    id = client.send(m.Execute("main", "r", ("total",), {"n": literal(3)}, executor="processes:2"))
    assert "failed" == client.wait_for(m.RunFinished, id).status
    failed = branches(client)["checked", "2"]
    assert ("failed", "'c'", "ValueError: c is too much") == (failed.state, failed.item, failed.summary)


def test_every_node_has_its_process(client: Client, project: Make) -> None:
    client.build(project(flow="def a() -> int:\n    return 1\n\ndef b(a: int) -> int:\n    return a\n"), "flow")
    client.wait_for(m.RunFinished, client.send(m.Execute("main", "r", ("b",), executor="processes:2")))
    found = [row for message in client.seen if isinstance(message.body, m.Branches) for row in message.body.rows]
    assert {("a", "ok"), ("b", "ok")} == {(row.node, row.state) for row in found}
    assert all(row.lane.startswith("process ") for row in found)


CHECKED = """
from dagscope.function_modifiers import check_output
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(3)

@check_output(range=(0, 1), importance="warn")
def work(item: int) -> int:
    return item

def total(work: Collect[int]) -> int:
    return sum(work)
"""


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:2"])
def test_the_branch_whose_check_does_not_pass_is_a_warning(client: Client, project: Make, executor: str) -> None:
    client.build(project(flow=CHECKED), "flow")
    number = client.send(m.Execute("main", "r", ("total",), {}, executor=executor))
    assert "ok" == client.wait_for(m.RunFinished, number).status
    rows = branches(client)
    states = {number: rows["work_range_validator", number].state for number in "012"}
    assert {"0": "ok", "1": "ok", "2": "warning"} == states
