"""Runs of the worker on threads and processes, and with a cache: states, values, output, sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import literal
from worker_client import Client

Make = Callable[..., Path]

KINDS = """
def numbers(n: int) -> list[int]:
    print("in numbers")
    return list(range(n))

def total(numbers: list[int]) -> int:
    print("in total")
    return sum(numbers)

def broken(n: int) -> int:
    raise ValueError("no good")

def after(broken: int) -> int:
    return broken
"""


@pytest.mark.parametrize("executor", ["threads:2", "processes:2"])
def test_every_node_of_a_run_on_an_executor_can_be_looked_at(client: Client, project: Make, executor: str) -> None:
    client.build(project(flow=KINDS), "flow")
    number = client.send(m.Execute("main", "r", ("total", "after"), {"n": literal(4)}, executor=executor))
    finished = client.wait_for(m.RunFinished, number)

    assert ("failed", "broken failed; 1 of 2 final variables have a value") == (finished.status, finished.message)
    assert {"numbers": "ok", "total": "ok", "broken": "failed", "after": "skipped"} == client.states()
    assert "[0, 1, 2, 3]" in client.look("numbers").text
    if executor == "threads:2":
        assert "in numbers\n" == client.output("numbers")
        assert "in total\n" == client.output("total")


@pytest.mark.parametrize(
    ("executor", "sentence"),
    [
        ("thread", "'thread' names no executor"),
        ("threads:none", "as in 'threads:2'"),
        ("dask://nowhere", "'dask://host:8786'"),
        ("dask://127.0.0.1:1", "no Dask scheduler listens on 127.0.0.1:1"),
    ],
)
def test_an_executor_that_is_not_there_is_a_sentence(
    client: Client, project: Make, executor: str, sentence: str
) -> None:
    client.build(project(flow=KINDS), "flow")
    number = client.send(m.Execute("main", "r", ("total",), {"n": literal(4)}, executor=executor))
    finished = client.wait_for(m.RunFinished, number)

    assert "failed" == finished.status
    assert sentence in finished.message


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:2"])
def test_a_cache_gives_what_was_computed_before(client: Client, project: Make, executor: str) -> None:
    folder = project(flow=KINDS)
    client.build(folder, "flow")
    for run, expected in (("one", "ok"), ("two", "cached")):
        number = client.send(m.Execute("main", run, ("total",), {"n": literal(4)}, executor=executor, cache="kept"))
        assert "ok" == client.wait_for(m.RunFinished, number).status
        assert {"numbers": expected, "total": expected} == client.states(run)
    assert "6" == client.look("total", run="two").text
    assert (folder / "kept" / "metadata_store.db").exists()


def test_a_cache_that_cannot_be_made_is_a_warning(client: Client, project: Make) -> None:
    folder = project(flow=KINDS)
    (folder / "kept").write_text("a file")
    client.build(folder, "flow")
    number = client.send(m.Execute("main", "r", ("total",), {"n": literal(4)}, cache="kept"))

    assert "ok" == client.wait_for(m.RunFinished, number).status
    assert "6" == client.look("total").text
    assert "kept cannot be used (File exists): nothing is read from it and nothing kept.\n" in client.output(
        "", "warning"
    )


def test_a_broken_cache_does_not_fail_a_run(client: Client, project: Make) -> None:
    folder = project(flow=KINDS)
    (folder / "kept" / "metadata_store.db").mkdir(parents=True)
    client.build(folder, "flow")
    number = client.send(m.Execute("main", "r", ("total",), {"n": literal(4)}, cache="kept"))

    assert "ok" == client.wait_for(m.RunFinished, number).status
    assert {"numbers": "ok", "total": "ok"} == client.states()
    said = client.output("", "warning")
    assert "(unable to open database file). Not kept: numbers, total." in said
    assert 1 == said.count("cannot be used")


BRANCHES = """
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(3)

def work(item: int) -> int:
    return item + 1

def total(work: Collect[int]) -> int:
    return sum(work)
"""


@pytest.mark.parametrize("executor", ["threads:2", "processes:2"])
def test_branches_run_on_executors_also_where_nobody_says_hamilton(
    client: Client, project: Make, executor: str
) -> None:
    client.build(project(flow=BRANCHES), "flow")
    number = client.send(m.Execute("main", "r", ("total",), executor=executor))
    assert "ok" == client.wait_for(m.RunFinished, number).status
    assert ("6", "[1, 2, 3]") == (client.look("total").text, client.look("work").text)
