"""How runs end: well only when everything asked for has a value, for every runner, also when no node is to blame."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from dagscope.execution.node_executors import ThreadsExecutor
from dagscope.protocol import messages as m
from dagscope.records import StateRow, ValueRef
from dagscope.scenario import ModuleChoice, Scenario, literal
from dagscope.session import executor_run
from dagscope.session.interrupts import Interrupts
from dagscope.session.reporter import Silent
from dagscope.session.run import Run, RunContext
from dagscope.session.session import Session
from dagscope.session.start_run import Wanted, start_run

from tests.engine.worker.client import Client

Make = Callable[..., Path]

FLAT = """
def a() -> int:
    return 1

def b(a: int) -> int:
    return a + 1

def c(b: int) -> int:
    return b + 1
"""
BLOCKS = """
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(3)

def work(item: int) -> int:
    return item

def c(work: Collect[int]) -> int:
    return sum(work)
"""
TROUBLES: dict[str, Exception] = {
    "pool": BrokenProcessPool("a child process terminated abruptly"),
    "serialisation": TypeError("cannot pickle '_thread.lock' object"),
    "worker": ConnectionError("lost the worker"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
}


class Told(Silent):
    """Keeps the states of a run."""

    def __init__(self) -> None:
        self.rows: dict[str, StateRow] = {}

    def state(self, run: str, row: StateRow) -> None:
        self.rows[row.node] = row


def carry_out(
    folder: Path,
    executor: str,
    between: Callable[[], None] = lambda: None,
    inputs: dict[str, Any] | None = None,
) -> tuple[m.RunFinished, Run, Told]:
    session = Session()
    session.open(str(folder))
    slot = session.build("main", Scenario("s", modules=(ModuleChoice("flow"),)))
    told = Told()
    context = RunContext(told, Interrupts(), folder, between)
    finished = start_run(session, context, Wanted("main", "r", ("c",), inputs or {}, {}, executor))
    return finished, slot.runs["r"], told


@pytest.mark.parametrize("method", ["start", "submit", "task_executor"])
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize("flow", [FLAT, BLOCKS], ids=["flat", "blocks"])
def test_trouble_outside_of_nodes_fails_the_run_with_its_reason(
    in_project: Make, monkeypatch: pytest.MonkeyPatch, flow: str, trouble: Exception, method: str
) -> None:
    class Broken(ThreadsExecutor):
        pass

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise trouble

    setattr(Broken, method, fail)
    monkeypatch.setattr(executor_run, "make_executor", lambda name: Broken(2))
    finished, run, told = carry_out(in_project(flow), "threads:2")

    if "c" in run.values:  # this executor never came to the broken method for such a graph
        assert "ok" == finished.status
        return
    assert "failed" == finished.status
    assert str(trouble) in finished.message or str(trouble) in str(finished.error)
    assert not {"waiting", "running"} & {row.state for row in told.rows.values()}
    assert all(row.summary for row in told.rows.values() if row.state in ("skipped", "stopped"))


@pytest.mark.parametrize("flow", [FLAT, BLOCKS], ids=["flat", "blocks"])
def test_a_run_that_ends_silently_without_its_value_failed(
    in_project: Make, monkeypatch: pytest.MonkeyPatch, flow: str
) -> None:
    monkeypatch.setattr(executor_run, "run_parallel_events", lambda *args, **kwargs: (each for each in ()))
    finished, run, told = carry_out(in_project(flow), "threads:2")
    assert ("failed", "the run ended without a value for c, and no node says why") == (
        finished.status,
        finished.message,
    )
    assert {"skipped"} == {row.state for row in told.rows.values()}


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
@pytest.mark.parametrize("flow", [FLAT, BLOCKS], ids=["flat", "blocks"])
def test_trouble_between_nodes_is_an_end_and_no_escape(in_project: Make, executor: str, flow: str) -> None:
    def between() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    finished, run, told = carry_out(in_project(flow), executor, between)
    if "c" not in run.values:
        assert "failed" == finished.status and "No space left on device" in finished.message


ENDED_BLOCK = """
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from ()

def work(item: int) -> int:
    return item

def joined(work: Collect[int]) -> int:
    return sum(work)

def bad(joined: int) -> int:
    raise ValueError("no")

def seeds(joined: int) -> Parallelizable[int]:
    yield 1

def other(seeds: int) -> int:
    return seeds

def others(other: Collect[int]) -> list:
    return other

def c(bad: int, others: list) -> int:
    return bad
"""


@pytest.mark.parametrize("executor", ["threads:1", "threads:4"])
def test_a_failure_is_no_reason_for_nodes_that_do_not_need_it(in_project: Make, executor: str) -> None:
    finished, _, told = carry_out(in_project(ENDED_BLOCK), executor)
    said = {name: (row.state, row.summary) for name, row in told.rows.items()}

    assert ("failed", "bad failed") == (finished.status, finished.message)
    assert ("failed", "skipped", "needs bad") == (said["bad"][0], *said["c"])
    assert ("ok", "ok", "ok") == (said["item"][0], said["work"][0], said["joined"][0]), "all branches of it ended: none"
    assert not {"needs bad"} & {summary for name, (_, summary) in said.items() if name != "c"}


def test_a_thread_that_comes_too_late_does_not_begin(in_project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    late: list[BaseException] = []

    def begin_late(report: Any, status: Any, message: str) -> None:
        rest(report, status, message)
        try:
            marks[0].run_before_node_execution(node_name="c", node_kwargs={}, task_id=None)
        except SystemExit as error:
            late.append(error)

    marks: list[Any] = []
    made = executor_run._OnThreads.__init__
    monkeypatch.setattr(
        executor_run._OnThreads, "__init__", lambda own, *given: (marks.append(own), made(own, *given))[1]
    )
    rest = executor_run.RunReporter._rest
    monkeypatch.setattr(executor_run.RunReporter, "_rest", begin_late)
    flow = FLAT.replace("return a + 1", "raise ValueError(a)")
    _, _, told = carry_out(in_project(flow), "threads:2")

    assert (1, "skipped") == (len(late), told.rows["c"].state)


@pytest.fixture
def in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Yield a folder with one module `flow`, imported in this process and removed again."""

    def make(text: str) -> Path:
        (tmp_path / "flow.py").write_text(text)
        return tmp_path

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "flow", raising=False)
    yield make
    sys.modules.pop("flow", None)


CHECKED = """
from hamilton.function_modifiers import check_output

@check_output(range=(0, 5), data_type=int, importance="warn")
def tenure() -> int:
    return 9

def doubled(tenure: int) -> int:
    return 2 * tenure
"""


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:1"])
def test_a_check_that_does_not_pass_is_a_warning_of_the_check_and_of_what_it_checks(
    client: Client, project: Make, executor: str
) -> None:
    client.build(project(flow=CHECKED), "flow")
    number = client.send(m.Execute("main", "r", ("doubled",), {}, executor=executor))
    assert "ok" == client.wait_for(m.RunFinished, number).status

    states = client.states()
    assert {"warning"} == {states["tenure"], states["tenure_range_validator"]}
    assert {"ok"} == {states["tenure_raw"], states["tenure_data_type_validator"], states["doubled"]}
    assert client.summaries()["tenure"].startswith("1 of 2 checks failed: Data point 9 does not fall within")


SHARED = """
RATE = 2

def helper(x: int) -> int:
    return x * RATE

def _inner(x: int) -> int:
    return x * RATE

def a() -> list:
    return [1]

def b(a: list) -> int:
    a.append(_inner(1))
    return len(a)

def c(b: int) -> int:
    return b + 1
"""


def test_values_of_earlier_runs_are_taken_unless_they_were_changed_in_place(client: Client, project: Make) -> None:
    client.build(project(flow=SHARED), "flow")
    client.wait_for(m.RunFinished, client.send(m.Execute("main", "r", ("c",))))
    taken = (ValueRef("main", "r", "a"), ValueRef("main", "r", "b"))

    number = client.send(m.Execute("main", "s", ("c",), taken=taken))
    assert "ok" == client.wait_for(m.RunFinished, number).status
    assert ("cached", "ok") == (client.states("s")["b"], client.states("s")["c"])
    assert "a" not in client.states("s")


def test_a_version_is_another_one_when_a_helper_s_constant_is(client: Client, project: Make) -> None:
    folder = project(flow=SHARED)
    client.build(folder, "flow")
    first = client.ask(m.AskVersions("main", ("a", "b", "nobody")), m.Versions).versions
    with Client() as other:
        other.wait_for(m.Hello)
        other.build(project(flow=SHARED.replace("RATE = 2", "RATE = 3")), "flow")
        second = other.ask(m.AskVersions("main", ("a", "b", "nobody")), m.Versions).versions
    assert first[0] == second[0] and first[1] != second[1] and "" == first[2]


def test_what_needs_a_node_with_two_definitions_cannot_run(client: Client, project: Make) -> None:
    one = (
        "def foo() -> int:\n    return 1\n\ndef loud(foo: int) -> int:\n    return foo\n\ndef apart() -> int:\n"
        "    return 3\n"
    )
    client.build(project(module_a=one, module_b="def foo() -> int:\n    return 2\n"), "module_a", "module_b")

    refused = client.run("loud")
    assert ("failed", {}) == (refused.status, client.states())
    assert "foo is defined more than once. Allow overrides, or switch module_b off." == refused.message
    assert "ok" == client.run("apart", run="s").status
    number = client.send(m.Execute("main", "t", ("loud",), overrides={"foo": literal(7)}))
    assert "ok" == client.wait_for(m.RunFinished, number).status, "a given value needs no function"


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_what_ran_in_every_branch_before_a_failure_is_not_said_to_be_skipped(in_project: Make, executor: str) -> None:
    flow = BLOCKS.replace("return sum(work)", "raise ValueError('in c')")
    finished, run, told = carry_out(in_project(flow), executor)
    assert finished.status == "failed"
    assert {name: row.state for name, row in told.rows.items()} == {"item": "ok", "work": "ok", "c": "failed"}


EXITS = """
import asyncio
import sys
from dagscope.htypes import Collect, Parallelizable

ENDINGS = {"exit": SystemExit(0), "interrupt": KeyboardInterrupt(), "generator": GeneratorExit(),
           "cancelled": asyncio.CancelledError(), "base": BaseException("b"), "stop": StopIteration(5)}

def item() -> Parallelizable[int]:
    yield from range(3)

def work(item: int, ending: str) -> int:
    if item == 1:
        raise ENDINGS[ending]
    return item

def c(work: Collect[int]) -> int:
    return sum(work)
"""
IN_ITEMS = """
import sys
from dagscope.htypes import Collect, Parallelizable

def work(ending: str) -> Parallelizable[int]:
    yield 1
    sys.exit(3)

def after(work: int) -> int:
    return work

def c(after: Collect[int]) -> int:
    return sum(after)
"""
RUNNERS = ["sync", "threads:2", "processes:2"]


@pytest.mark.parametrize("executor", RUNNERS)
@pytest.mark.parametrize(
    ("flow", "ending", "kind"),
    [
        (EXITS, "exit", "SystemExit"),
        (EXITS, "interrupt", "KeyboardInterrupt"),
        (EXITS, "generator", "GeneratorExit"),
        (EXITS, "cancelled", "CancelledError"),
        (EXITS, "base", "BaseException"),
        (EXITS, "stop", "StopIteration"),
        (IN_ITEMS, "", "SystemExit"),
    ],
)
def test_whatever_a_branch_raises_fails_its_node(
    in_project: Make, executor: str, flow: str, ending: str, kind: str
) -> None:
    finished, run, told = carry_out(in_project(flow), executor, inputs={"ending": ending})
    assert ("failed", "work failed") == (finished.status, finished.message)
    assert {"work": kind} == {name: error.error_type for name, error in run.errors.items()}
    assert "failed" == told.rows["work"].state and "skipped" == told.rows["c"].state


@pytest.mark.parametrize("executor", RUNNERS)
def test_a_block_without_branches_is_no_failure(in_project: Make, executor: str) -> None:
    finished, run, told = carry_out(in_project(BLOCKS.replace("range(3)", "[]")), executor)
    assert "ok" == finished.status and {"ok"} == {row.state for row in told.rows.values()}
    assert ([], 0) == (run.values["work"], run.values["c"])


FORKS = """
import os
from dagscope.htypes import Collect, Parallelizable

def _forked(ending: str) -> bool:
    child = os.fork()
    if not child and ending:
        raise SystemExit(0)
    if child:
        os.waitpid(child, 0)
    return child > 0
"""
FLAT_FORK = FORKS + "def c(ending: str) -> bool:\n    return _forked(ending)\n"
ASYNC_FORK = (
    FORKS
    + "async def a(ending: str) -> bool:\n    return _forked(ending)\n"
    + "async def b(ending: str) -> bool:\n    return True\n"
    + "def c(a: bool, b: bool) -> bool:\n    return a\n"
)
BLOCK_FORK = FORKS + (
    "def item() -> Parallelizable[int]:\n    yield from range(2)\n"
    "def work(item: int, ending: str) -> bool:\n    return _forked(ending)\n"
    "def c(work: Collect[bool]) -> bool:\n    return all(work)\n"
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.parametrize("executor", RUNNERS)
@pytest.mark.parametrize("ending", ["", "exit"])
@pytest.mark.parametrize("flow", [FLAT_FORK, ASYNC_FORK, BLOCK_FORK], ids=["flat", "async", "block"])
def test_a_child_that_a_node_forks_ends_where_the_node_does(
    in_project: Make, executor: str, flow: str, ending: str
) -> None:
    process = os.getpid()
    finished, run, told = carry_out(in_project(flow), executor, inputs={"ending": ending})
    if os.getpid() != process:  # what must not be
        os._exit(1)
    assert ("ok", True) == (finished.status, run.values.get("c"))


LOST = """
import os
import signal
import time

def slow(folder: str) -> int:
    while not os.path.exists(folder):
        time.sleep(0.01)
    return 1

def killer(folder: str) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1

def c(slow: int, killer: int) -> int:
    return 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there processes end otherwise")
def test_a_lost_process_is_no_riddle(in_project: Make, tmp_path: Path) -> None:
    finished, run, told = carry_out(in_project(LOST), "processes:2", inputs={"folder": str(tmp_path / "never")})
    assert "failed" == finished.status
    assert {"killer", "slow"} == set(run.errors)
    for error in run.errors.values():
        assert "ended without a word (one of 2 nodes that were there: " in error.message


CHECKED_BLOCK = """
from dagscope.function_modifiers import check_output
from dagscope.htypes import Collect, Parallelizable

def item() -> Parallelizable[int]:
    yield from range(4)

@check_output(range=(0, 1), importance="warn")
def work(item: int) -> int:
    return item

def c(work: Collect[int]) -> int:
    return sum(work)
"""


@pytest.mark.parametrize("executor", RUNNERS)
def test_a_check_in_a_block_that_does_not_pass_is_a_warning(in_project: Make, executor: str) -> None:
    finished, run, told = carry_out(in_project(CHECKED_BLOCK), executor)
    assert "ok" == finished.status
    assert {"work_range_validator": "warning", "work": "warning", "work_raw": "ok"} == {
        name: row.state for name, row in told.rows.items() if name.startswith("work")
    }
    text = "Data point 2 does not fall within acceptable range: (0, 1) (in 2 branches)"
    assert {"work_range_validator": text, "work": f"1 of 1 check failed: {text}"} == run.remarks


HOSTILE_CHECK = """
from dagscope.data_quality.base import DataValidator, ValidationResult
from dagscope.function_modifiers import check_output_custom

class Odd(DataValidator):
    def __init__(self) -> None:
        super().__init__("warn")
    def applies_to(self, datatype):
        return True
    def description(self):
        return "odd"
    @classmethod
    def name(cls):
        return "odd"
    def validate(self, dataset):
        class Unsure:
            def __bool__(self):
                raise ValueError("it is ambiguous")
        return ValidationResult(passes=Unsure(), message="m")

@check_output_custom(Odd())
def c() -> int:
    return 1
"""


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_a_check_whose_result_cannot_be_read_has_not_passed(in_project: Make, executor: str) -> None:
    finished, run, told = carry_out(in_project(HOSTILE_CHECK), executor)
    assert ("failed", "c failed") == (finished.status, finished.message)
    assert "warning" == told.rows["c_odd"].state and "it is ambiguous" in told.rows["c_odd"].summary
