"""Answers that take long are named while they are made and can be stopped; a stop counts whenever it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.records import ValueRef

from tests.engine.worker.client import PATIENCE_S, Client

Make = Callable[..., Path]

SLOW = """
import os
import time

def _wait():
    open(os.path.join(os.environ["MARKS"], "begun"), "w").close()
    while not os.path.exists(os.path.join(os.environ["MARKS"], "go")):
        time.sleep(0.005)

class Slow:
    def __reduce__(self):
        _wait()
        return str, ()

    def __eq__(self, other):
        _wait()
        return True

    __hash__ = None

def slow() -> object:
    return Slow()

def other() -> object:
    return Slow()

def quick() -> int:
    open(os.path.join(os.environ["MARKS"], "ran"), "w").close()
    return 1
"""


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    made = tmp_path / "marks"
    made.mkdir()
    return made


@pytest.fixture
def client(marks: Path, project: Make) -> Iterator[Client]:
    with Client(environment={"MARKS": str(marks)}) as found:
        found.wait_for(m.Hello)
        found.build(project(flow=SLOW), "flow")
        found.run("slow", "other")
        yield found


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("phase", ["save", "compare"])
def test_what_takes_long_is_named_and_stopped(client: Client, marks: Path, tmp_path: Path, phase: str) -> None:
    save = m.SaveValue("main", "r", "slow", str(tmp_path / "x.pickle"), "pickle")
    compare = m.CompareValues(ValueRef("main", "r", "slow"), ValueRef("main", "r", "other"))
    id = client.send(save if phase == "save" else compare)
    _wait_for((marks / "begun").exists)
    assert ("slow", phase) == (client.where().node, client.where().phase)

    client.send(m.Cancel(""))
    with pytest.raises(AssertionError, match="stopped"):
        client.wait_for(m.Saved if phase == "save" else m.ValueDiffAnswer, id)

    assert [] == list(tmp_path.glob("x*")) and "" == client.where().node
    assert "ok" == client.run("quick", run="q").status


def test_the_nodes_of_a_comparison_are_named_one_by_one(client: Client, marks: Path) -> None:
    client.rebuild("flow", slot="right")
    client.run("slow", "other", slot="right", run="s")
    id = client.send(m.Compare("main", "right", "r", "s"))
    _wait_for((marks / "begun").exists)
    assert "compare" == client.where().phase and client.where().node in ("slow", "other")
    (marks / "go").touch()
    client.wait_for(m.CompareEnd, id)


def test_a_run_that_is_stopped_before_it_begins_does_not_begin(client: Client, marks: Path, tmp_path: Path) -> None:
    client.send(m.SaveValue("main", "r", "slow", str(tmp_path / "x.pickle"), "pickle"))
    _wait_for((marks / "begun").exists)
    id = client.start("quick", run="q")
    client.send(m.Cancel("q"))
    client.send(m.Ping())
    client.wait_for(m.Pong)  # what was sent before has been read
    (marks / "go").touch()

    assert "cancelled" == client.wait_for(m.RunFinished, id).status
    assert not (marks / "ran").exists()
    assert "ok" == client.run("quick", run="q").status  # what was stopped before is over
