"""Runs of the window's worker and of the command line on a real Dask cluster."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope.protocol import messages as m
from dagscope.protocol import values

from tests.engine.worker.client import Client
from tests.engine.worker.test_branches import branches
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.cluster

FLOW = """
import logging
import os
import sys
import time
import pandas as pd
import far_words
from hamilton.htypes import Collect, Parallelizable

def words(n: int) -> list[str]:
    return [far_words.word(i) for i in range(n)]

def table(words: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"word": words})

def broken(n: int) -> int:
    raise ValueError("no good")

def after(broken: int) -> int:
    return broken

def slow(words: list[str], folder: str) -> str:
    with open(os.path.join(folder, "started"), "a") as file:
        file.write(str(os.getpid()) + " ")
    end = time.monotonic() + 300
    while not os.path.exists(os.path.join(folder, "go")) and time.monotonic() < end:
        time.sleep(0.01)
    return folder

def end(slow: str, words: list[str]) -> int:
    return len(words)

def said(n: int) -> int:
    print("so much:", n)
    print("and a half", end="")
    print("complaint", file=sys.stderr)
    logging.getLogger("flow").warning("careful")
    return n

def wide(said: int) -> int:
    print("x" * 100_000)
    return said

class Hostile(Exception):
    def __reduce__(self):
        raise RuntimeError("no pickle")

def hostile(n: int) -> int:
    raise Hostile("so it is")

def leaves(n: int) -> int:
    sys.exit(3)

def locked(n: int) -> object:
    import threading
    return threading.Lock()

def items(n: int) -> Parallelizable[int]:
    yield from range(n)

def half(items: int) -> float:
    print("half of", items)
    if items == 7:
        raise ValueError("seven")
    return items / 2

def total(half: Collect[float]) -> float:
    return sum(half)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    (place / "flow.py").write_text(FLOW)
    (place / "far_words.py").write_text("def word(i: int) -> str:\n    return f'word {i}'\n")
    return place


@pytest.fixture
def worker(folder: Path) -> Iterator[Any]:
    with Client() as found:
        found.wait_for(m.Hello)
        found.build(folder, "flow")
        yield found


def _wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def _execute(address: str, *final_vars: str, **inputs: Any) -> Any:
    from dagscope.scenario import literal

    specs = {name: literal(value) for name, value in inputs.items()}
    return m.Execute("main", "r", final_vars, specs, executor=address.replace("tcp", "dask"))


def _keys(client: Any) -> set[str]:
    return {key for keys in client.has_what().values() for key in keys}


def test_values_stay_there_until_looked_at_and_are_let_go(client: Any, worker: Any) -> None:
    finished = worker.ask(
        _execute(client.scheduler.address, "words", "table", "after", n=60), m.RunFinished, timeout=PATIENCE_S
    )
    assert ("failed", "broken failed; 2 of 3 final variables have a value") == (finished.status, finished.message)
    assert {"words": "ok", "table": "ok", "broken": "failed", "after": "skipped"} == worker.states()
    shown = {item.body.node: item.body.preview for item in worker.seen if isinstance(item.body, m.Result)}
    assert "60 × 1" == shown["table"].summary
    assert "no good" == shown["broken"].message

    page = worker.ask_value("table", values.PageAsk(50, 5, 0, 1))
    assert 60 == page.total_rows
    assert ("word 50",) == page.cells[0]
    assert any(key.startswith("words-") for key in _keys(client))

    worker.ask(m.Forget("main", "r"), m.Forgotten)
    _wait_until(lambda: not any(key.startswith("words-") for key in _keys(client)), "values are still there")


def test_stop_reaches_the_cluster_and_keeps_the_worker(client: Any, worker: Any, tmp_path: Path) -> None:
    number = worker.send(_execute(client.scheduler.address, "end", n=1, folder=str(tmp_path)))
    _wait_until((tmp_path / "started").exists, "the node never started")
    worker.send(m.Cancel("r"))
    worker.interrupt()
    assert "cancelled" == worker.wait_for(m.RunFinished, number, timeout=PATIENCE_S).status
    _wait_until(lambda: not any(client.processing().values()), "the cluster still has work")
    (tmp_path / "go").touch()
    assert "ok" == worker.run("words", run="again", n=1).status


def test_a_lost_worker_is_made_up_for(client: Any, cluster: Any, worker: Any, tmp_path: Path) -> None:
    number = worker.send(_execute(client.scheduler.address, "end", n=7, folder=str(tmp_path)))
    _wait_until(lambda: any("slow-" in key for keys in client.processing().values() for key in keys), "no slow node")
    _wait_until((tmp_path / "started").exists, "the node never started")
    names = {address: item["name"] for address, item in client.scheduler_info()["workers"].items()}
    busy = next(names[place] for place, keys in client.processing().items() if any("slow-" in key for key in keys))
    cluster.kill_worker(busy)
    (tmp_path / "go").touch()
    assert "ok" == worker.wait_for(m.RunFinished, number, timeout=PATIENCE_S).status
    assert "7" == worker.look("end").text


def _written(worker: Any, run: str = "r") -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for item in worker.seen:
        if isinstance(item.body, m.Output) and item.body.run == run:
            key = (item.body.node, item.body.stream)
            found[key] = found.get(key, "") + item.body.text
    return found


def test_what_nodes_write_there_is_theirs(client: Any, worker: Any) -> None:
    worker.ask(_execute(client.scheduler.address, "wide", n=3), m.RunFinished, timeout=PATIENCE_S)
    assert {
        ("said", "stdout"): "so much: 3\nand a half",
        ("said", "stderr"): "complaint\ncareful\n",
        ("wide", "stdout"): "x" * 4096 + "\n",
    } == _written(worker)


def test_branches_there_tell_of_themselves(client: Any, worker: Any) -> None:
    worker.ask(_execute(client.scheduler.address, "total", n=4), m.RunFinished, timeout=PATIENCE_S)
    rows = [row for row in branches(worker).values() if row.node == "half"]
    assert {(str(i), "ok", str(i), str(i / 2)) for i in range(4)} == {
        (row.branch, row.state, row.item, row.summary) for row in rows
    }
    assert {"worker one", "worker two"} >= {row.lane for row in rows} != set()
    text = _written(worker)["half", "stdout"]
    assert [f"half of {i}" for i in range(4)] == sorted(text.splitlines())


def test_a_branch_that_fails_there_is_named(client: Any, worker: Any) -> None:
    finished = worker.ask(_execute(client.scheduler.address, "total", n=8), m.RunFinished, timeout=PATIENCE_S)
    assert ("failed", "half failed") == (finished.status, finished.message)
    (row,) = [row for row in branches(worker).values() if row.state == "failed"]
    assert ("half", "7", "7", "ValueError: seven") == (row.node, row.branch, row.item, row.summary)


def test_errors_that_hardly_travel_are_what_they_were(client: Any, worker: Any) -> None:
    worker.ask(_execute(client.scheduler.address, "hostile", "leaves", n=1), m.RunFinished, timeout=PATIENCE_S)
    shown = {item.body.node: item.body.preview for item in worker.seen if isinstance(item.body, m.Result)}
    assert ("Hostile", "so it is") == (shown["hostile"].error_type, shown["hostile"].message)
    assert ("SystemExit", "the code called sys.exit(3)") == (shown["leaves"].error_type, shown["leaves"].message)


def test_a_value_that_cannot_leave_the_cluster_is_no_success(client: Any, folder: Path) -> None:
    address = client.scheduler.address.replace("tcp", "dask")
    done = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "run", str(folder), "--trust", "--module", "flow", "--json",
         "--executor", address, "--input", "n=3", "--final-vars", "locked", "said"],
        capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (1, "failed", ["said"]) == (done.returncode, found["status"], list(found["results"]))
    assert found["message"].startswith("the value of locked cannot be brought here: ")


def test_the_command_line_runs_there(client: Any, folder: Path) -> None:
    address = client.scheduler.address.replace("tcp", "dask")
    done = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "run", str(folder), "--module", "flow", "--json",
         "--executor", address, "--input", "n=3", "--final-vars", "words"],
        capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    assert ["word 0", "word 1", "word 2"] == found["results"]["words"]["value"]
    assert None not in [node["seconds"] for node in found["nodes"].values()], "measured there"
