"""User code that hangs: Stop ends the run or, step by step, the worker.
Real processes; the numbers are those of `tests/faults/projects`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import ModuleChoice, Scenario

from tests.engine.worker.client import Client, bad_node, check_works, gate
from tests.patience import PATIENCE_S

Make = Callable[..., Path]


ENDLESS = {
    "loop": "while True: pass",
    "sleep": "time.sleep(1e6)",
    "lock": "l = threading.Lock(); l.acquire(); l.acquire()",
    "regex": "re.match('(a+)+$', 'a' * 60 + 'b')",
    "finally": "try:\n    time.sleep(1e6)\nfinally:\n    print('cleaned')",
}


# A C loop that holds the interpreter's lock hears only signals that come from outside.
STOPS = [(case, how) for case in ENDLESS for how in ("signal", "command") if (case, how) != ("regex", "command")]


@pytest.mark.parametrize(("case", "how"), STOPS)
def test_f20_stop_ends_the_run_and_keeps_the_worker(
    client: Client, project: Make, case: str, how: str, tmp_path: Path
) -> None:
    is_there, wait = gate(tmp_path)
    client.build(project(flow=bad_node(is_there + "\n" + ENDLESS[case], "import time, threading, re")), "flow")
    id = client.start("good", "bad")
    wait()

    if how == "signal":
        client.interrupt()
    else:
        client.send(m.Cancel("r"))
    finished = client.wait_for(m.RunFinished, id)

    assert "cancelled" == finished.status
    assert "ok" == client.states()["good"]
    check_works(client)


# Each says that it is there from where it does not listen any more: a busy machine may hold it up in between.
_IN_C = "map(os.close, map(os.open, [{path!r}], [os.O_WRONLY]))"


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (f"any(itertools.chain({_IN_C}, itertools.repeat(None)))", signal.SIGTERM),
        (
            "while True:\n    try:\n        {gate}\n        time.sleep(1)\n    except BaseException:\n        pass",
            signal.SIGTERM,
        ),
        (
            "signal.signal(2, signal.SIG_IGN); signal.signal(15, signal.SIG_IGN)\n{gate}\nwhile True: time.sleep(1)",
            signal.SIGKILL,
        ),
    ],
)
def test_f21_to_f23_the_ladder_ends_what_does_not_listen(
    client: Client, project: Make, body: str, ending: signal.Signals, tmp_path: Path
) -> None:
    is_there, wait = gate(tmp_path)
    code = body.format(gate=is_there, path=str(tmp_path / "gate"))
    client.build(project(flow=bad_node(code, "import time, itertools, os, signal")), "flow")
    client.start("bad")
    wait()

    client.interrupt()
    with pytest.raises(subprocess.TimeoutExpired):
        client.process.wait(0.3)
    os.killpg(client.process.pid, ending)

    assert -ending == client.process.wait(PATIENCE_S)


def test_f29_stop_at_other_times_does_nothing(client: Client, project: Make) -> None:
    client.build(project(flow=bad_node("pass")), "flow")
    for _ in range(10):
        client.interrupt()
        client.send(m.Cancel("r"))

    assert "ok" == client.run("bad").status
    client.interrupt()
    client.send(m.Cancel("r"))
    check_works(client)


def test_f30_where_it_is_stuck_is_said_on_a_signal(client: Client, project: Make, tmp_path: Path) -> None:
    is_there, wait = gate(tmp_path)
    folder = project(flow=bad_node(is_there + "\nsum(itertools.repeat(1))", "import itertools"))
    client.build(folder, "flow")
    client.start("bad")
    wait()

    os.kill(client.pid, signal.SIGUSR1)
    end = time.monotonic() + PATIENCE_S
    while "flow.py" not in client.error_text() and time.monotonic() < end:
        os.sched_yield()

    assert f'File "{folder}/flow.py", line' in client.error_text()


def test_f28_a_module_that_does_not_finish_is_stopped_and_the_rest_opens(
    client: Client, project: Make, tmp_path: Path
) -> None:
    is_there, wait = gate(tmp_path)
    stuck = f"import time\n{is_there}\nwhile True:\n    time.sleep(1)\ndef never() -> int:\n    return 1\n"
    client.ask(m.Open(str(project(stuck=stuck, flow=bad_node("pass")))), m.Project)
    modules = (ModuleChoice("stuck"), ModuleChoice("flow"))
    asked = client.send(m.Build("main", Scenario("s", modules=modules)))
    wait()
    client.send(m.Cancel(""))

    built = client.wait_for(m.GraphEnd, asked)

    (problem,) = built.problems
    said, _, line = problem.message.rpartition(" ")
    assert "module 'stuck' cannot be imported: it was stopped while being imported, at line" == said
    assert line in ("2", "3", "4")  # whether the line that opened the gate was left yet
    check_works(client)


STUBBORN = {
    "sleep": "time.sleep(1e6)",
    "loop": "while True: pass",
    "deaf": "while True:\n    try:\n        time.sleep(0.1)\n    except BaseException:\n        pass",
    "c": "sum(itertools.repeat(1))",
}
# On a thread a C loop that holds the interpreter's lock leaves nobody who could hear of a stop.
ELSEWHERE = [
    (case, where) for case in STUBBORN for where in ("threads:2", "processes:2") if (case, where[0]) != ("c", "t")
]
BLOCKED = """
from dagscope.htypes import Collect, Parallelizable

def item(good: int) -> Parallelizable[int]:
    yield from range(3)

def work(item: int) -> int:
    return bad_one()

def bad(work: Collect[int]) -> int:
    return sum(work)
"""


@pytest.mark.parametrize(("case", "where"), ELSEWHERE)
@pytest.mark.parametrize("is_blocked", [False, True])
def test_a_stop_keeps_what_nodes_gave_on_threads_and_in_processes(
    client: Client, project: Make, case: str, where: str, is_blocked: bool, tmp_path: Path
) -> None:
    is_there, wait = gate(tmp_path)
    code = bad_node(is_there + "\n" + STUBBORN[case], "import itertools, time").replace("bad()", "bad(good: int)")
    if is_blocked:
        code = code.replace("def bad(good: int)", "def bad_one()").replace("bad_one", "_one") + BLOCKED.replace(
            "bad_one", "_one"
        )
    client.build(project(flow=code), "flow")
    id = client.send(m.Execute("main", "r", ("good", "bad"), executor=where))
    wait()
    client.interrupt()
    finished = client.wait_for(m.RunFinished, id)

    assert "cancelled" == finished.status
    assert "ok" == client.states()["good"]
    assert "7" == client.look("good").text
    assert "ok" == client.run("good", run="s").status
