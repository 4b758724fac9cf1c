"""Runs of the worker on threads and processes, and with a cache: states, values, output, sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import literal

from tests.engine.worker.client import Client

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


LOUD = """
import logging, os, sys, time
from hamilton.htypes import Collect, Parallelizable

def slow() -> int:
    print("one", end=" "); print("two")
    print("x" * 3_000 + "ä", file=sys.stderr)
    time.sleep(0.2)
    return 1

def quick() -> int:
    logging.getLogger("q").warning("noted")
    os.write(1, b"raw")
    return 2

def item(slow: int) -> Parallelizable[int]:
    yield from range(2)

def work(item: int) -> int:
    print(f"work {item}")
    return item

def total(work: Collect[int], quick: int) -> int:
    print("done")
    return sum(work)

def flat(slow: int, quick: int) -> int:
    raise ValueError(print("flat fails"))
"""


@pytest.mark.parametrize("final", ["total", "flat"])
def test_processes_tell_what_their_nodes_write_and_how_long_they_take(
    client: Client, project: Make, final: str
) -> None:
    client.build(project(flow=LOUD), "flow")
    number = client.send(m.Execute("main", "r", (final,), executor="processes:2"))
    client.wait_for(m.RunFinished, number)
    assert "one two\n" == client.output("slow")
    assert "x" * 3_000 + "ä\n" == client.output("slow", "stderr")
    assert ("", "noted\n") == (client.output("quick"), client.output("quick", "stderr"))
    assert "raw" == client.output(""), "nobody knows whose that is"
    if final == "total":
        assert ["work 0", "work 1"] == sorted(client.output("work").split("\n")[:-1])
        assert "done\n" == client.output("total")
    else:
        assert "flat fails\n" == client.output("flat")
    rows = {row.node: row for each in client.seen if isinstance(each.body, m.Batch) for row in each.body.rows}
    assert rows["slow"].seconds >= 0.2
