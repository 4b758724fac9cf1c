"""User code that exits, crashes, hangs, floods, forks and closes things. Real processes; the numbers are reliability's."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec
from dagscope.worker import messages as m
from dagscope.worker.leftovers import end_leftovers, find_leftovers, tag_of
from worker_client import GENERATION, Client, WorkerGone

Make = Callable[..., Path]


def _node(body: str, imports: str = "") -> str:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"{imports}\ndef bad() -> int:\n{lines}\n    return 1\ndef good() -> int:\n    return 7\n"


def _gate(folder: Path) -> tuple[str, Callable[[], None]]:
    """Code for a node that says it is there, also when nothing else runs any more, and the test's wait for it."""
    path = folder / "gate"
    os.mkfifo(path)

    def wait() -> None:
        with open(path) as gate:
            assert "" == gate.read()

    return f"open({str(path)!r}, 'w').close()", wait


def _gone(client: Client) -> int:
    """Read until the worker's end; gives its exit code."""
    with pytest.raises(WorkerGone):
        while True:
            client.next()
    return client.process.wait(10)


def _still_works(client: Client) -> None:
    assert "ok" == client.run("good", run="again").status
    assert "7" == client.summaries("again")["good"]


# Death --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["0", "9", "'msg'", ""])
def test_f10_an_exit_fails_the_node_only(client: Client, project: Make, code: str) -> None:
    client.build(project(flow=_node(f"sys.exit({code})", "import sys")), "flow")

    finished = client.run("bad", "good")

    assert ({"bad": "failed", "good": "ok"}, "failed") == (client.states(), finished.status)
    assert finished.error is not None and "called sys.exit" in finished.error.message
    _still_works(client)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("os._exit(0)", 0),
        ("ctypes.string_at(0)", -signal.SIGSEGV),
        ("os.abort()", -signal.SIGABRT),
        ("os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ("os.kill(os.getpid(), 15)", -signal.SIGTERM),
        ("os.execv('/bin/true', ['true'])", 0),
    ],
)
def test_f11_to_f15_a_death_is_blamed_on_its_node(
    client: Client, project: Make, body: str, code: int
) -> None:
    folder = project(flow=_node(body, "import os, ctypes"))
    client.build(folder, "flow")
    client.start("good", "bad")

    assert code == _gone(client)

    assert ("r", "bad", "node") == (client.where().run, client.where().node, client.where().phase)
    assert not any(isinstance(message.body, m.Goodbye) for message in client.seen)
    if code in (-signal.SIGSEGV, -signal.SIGABRT):
        assert f'File "{folder}/flow.py", line 3 in bad' in client.error_text()


@pytest.mark.parametrize("phase", ["import", "value", "preview"])
def test_f16_a_death_elsewhere_names_the_phase(client: Client, project: Make, phase: str) -> None:
    texts = {
        "import": "import os\nos._exit(3)\n" + _node("pass"),
        "value": "def bad(x: int) -> int:\n    return x\n",
        "preview": "import os\nclass C:\n    def __repr__(self):\n        os._exit(3)\ndef bad() -> C:\n    return C()\n",
    }
    folder = project(flow=texts[phase])
    if phase == "import":
        client.ask(m.Open(str(folder)), m.Project)
        client.send(m.Build("main", Scenario("s", modules=(ModuleChoice("flow"),))))
    else:
        client.build(folder, "flow")
        client.start(
            "bad", **({"x": ValueSpec("expression", "__import__('os')._exit(3)")} if phase == "value" else {})
        )

    assert 3 == _gone(client)
    assert phase == client.where().phase


# Stuck --------------------------------------------------------------------------------------------------------------

ENDLESS = {
    "loop": "while True: pass",
    "sleep": "time.sleep(1e6)",
    "lock": "l = threading.Lock(); l.acquire(); l.acquire()",
    "regex": "re.match('(a+)+$', 'a' * 60 + 'b')",
    "finally": "try:\n    time.sleep(1e6)\nfinally:\n    print('cleaned')",
}


# A C loop that holds the interpreter's lock hears only signals that come from outside.
STOPS = [
    (case, how) for case in ENDLESS for how in ("signal", "command") if (case, how) != ("regex", "command")
]


@pytest.mark.parametrize(("case", "how"), STOPS)
def test_f20_stop_ends_the_run_and_keeps_the_worker(
    client: Client, project: Make, case: str, how: str, tmp_path: Path
) -> None:
    is_there, wait = _gate(tmp_path)
    client.build(project(flow=_node(is_there + "\n" + ENDLESS[case], "import time, threading, re")), "flow")
    id = client.start("good", "bad")
    wait()
    started = time.perf_counter()

    if how == "signal":
        client.interrupt()
    else:
        client.send(m.Cancel("r"))
    finished = client.wait_for(m.RunFinished, id)

    assert "cancelled" == finished.status
    assert 1.0 > time.perf_counter() - started
    assert "ok" == client.states()["good"]
    _still_works(client)


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        ("sum(itertools.repeat(1))", signal.SIGTERM),
        (
            "while True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass",
            signal.SIGTERM,
        ),
        (
            "signal.signal(2, signal.SIG_IGN); signal.signal(15, signal.SIG_IGN)\nwhile True: time.sleep(1)",
            signal.SIGKILL,
        ),
    ],
)
def test_f21_to_f23_the_ladder_ends_what_does_not_listen(
    client: Client, project: Make, body: str, ending: signal.Signals, tmp_path: Path
) -> None:
    is_there, wait = _gate(tmp_path)
    client.build(project(flow=_node(is_there + "\n" + body, "import time, itertools, signal")), "flow")
    client.start("bad")
    wait()

    client.interrupt()
    with pytest.raises(subprocess.TimeoutExpired):
        client.process.wait(0.3)
    os.killpg(client.process.pid, ending)

    assert -ending == client.process.wait(5)


def test_f29_stop_at_other_times_does_nothing(client: Client, project: Make) -> None:
    client.build(project(flow=_node("pass")), "flow")
    for _ in range(10):
        client.interrupt()
        client.send(m.Cancel("r"))

    assert "ok" == client.run("bad").status
    client.interrupt()
    client.send(m.Cancel("r"))
    _still_works(client)


def test_f27_reading_input_fails_at_once(client: Client, project: Make) -> None:
    client.build(project(flow=_node("input()")), "flow")

    finished = client.run("bad")

    assert finished.error is not None
    assert "EOFError" == finished.error.error_type


def test_f30_where_it_is_stuck_is_told_on_a_signal(client: Client, project: Make, tmp_path: Path) -> None:
    is_there, wait = _gate(tmp_path)
    folder = project(flow=_node(is_there + "\nsum(itertools.repeat(1))", "import itertools"))
    client.build(folder, "flow")
    client.start("bad")
    wait()

    os.kill(client.process.pid, signal.SIGUSR1)
    end = time.monotonic() + 5
    while "flow.py" not in client.error_text() and time.monotonic() < end:
        os.sched_yield()

    assert f'File "{folder}/flow.py", line' in client.error_text()


# Channel ------------------------------------------------------------------------------------------------------------


def test_f35_output_of_every_kind_lands_in_its_node(client: Client, project: Make) -> None:
    body = (
        "print('py')\nsys.stdout.buffer.write(b'raw\\n')\nprint('err', file=sys.stderr)\n"
        "ctypes.CDLL(None).puts(b'c puts')\nos.write(1, b'fd 1\\n')\nos.system('echo shell; echo bad >&2')\n"
        "subprocess.run([sys.executable, '-c', 'print(1)'])\nlogging.getLogger('x').warning('log %s', 3)\n"
        "warnings.warn('careful')"
    )
    client.build(project(flow=_node(body, "import sys, os, ctypes, logging, subprocess, warnings")), "flow")

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
    client.build(project(flow=_node("os.closerange(0, 256)\nwhile True: pass", "import os")), "flow")
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

    assert 0 == _gone(client)
    assert "broke the protocol" in client.error_text()


def test_f38_unknown_commands_are_ignored(client: Client) -> None:
    payload = json.dumps({"v": 1, "type": "dance", "id": 1}).encode()
    client.write(struct.pack(">IB", len(payload), ord("J")) + payload)

    assert m.Pong() == client.ask(m.Ping(), m.Pong)


def test_f40_a_fork_returns_once(client: Client, project: Make) -> None:
    body = "pid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint('parent' if pid else 'child')"
    client.build(project(flow=_node(body, "import os")), "flow")

    finished = client.run("bad", "good")

    assert "ok" == finished.status
    ended = [message.body for message in client.seen if isinstance(message.body, m.RunFinished)]
    assert 1 == len(ended)
    assert ["child", "parent"] == sorted(client.output("bad").split())
    _still_works(client)


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
    _still_works(client)


def test_f42_interrupts_at_any_moment_corrupt_no_frame(client: Client, project: Make) -> None:
    text = "".join(f"def n{i}() -> int:\n    return sum(range(2000))\n" for i in range(60)) + _node("pass")
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
    _still_works(client)


# Flood --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(200_000): print('x' * 80)",
        "for i in range(400): os.write(1, b'y' * 65_536)",
        "print('z' * 20_000_000)",
    ],
)
def test_f45_floods_are_kept_at_both_ends(client: Client, project: Make, body: str) -> None:
    client.build(project(flow=_node(body + "\nprint('\\nthe end')", "import os")), "flow")

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


# Values and leftovers -----------------------------------------------------------------------------------------------


def test_f55_a_hostile_value_costs_its_preview_only(client: Client, project: Make) -> None:
    text = (
        "import sys\nclass Loop:\n    def __repr__(self):\n        while True: pass\n"
        "class Exit:\n    def __repr__(self):\n        sys.exit(1)\n    __len__ = __iter__ = __eq__ = __repr__\n"
        "def loop() -> Loop:\n    return Loop()\ndef leave() -> Exit:\n    return Exit()\ndef good() -> int:\n    return 7\n"
    )
    client.build(project(flow=text), "flow")

    finished = client.run("loop", "leave", "good")

    assert ("ok", {"loop": "ok", "leave": "ok", "good": "ok"}) == (finished.status, client.states())
    previews = {
        message.body.node: message.body.preview
        for message in client.seen
        if isinstance(message.body, m.Result)
    }
    assert "it took too long" in previews["loop"].text and "sys.exit" in previews["leave"].text


@pytest.mark.parametrize(
    ("value", "kind", "change"),
    [
        ("[1, 2]", "list", "x.append(3)"),
        ("{'a': 1}", "dict", "x['a'] = 'other'"),
        ("pd.DataFrame({'a': [1.0, 2.0]})", "pd.DataFrame", "x['new'] = 1"),
        ("pd.DataFrame({'a': [1.0, 2.0]})", "pd.DataFrame", "x.loc[0, 'a'] = 9"),
        ("pd.Series(range(1_000_000))", "pd.Series", "x[:] = 0"),
        ("np.zeros((1000, 1000))", "np.ndarray", "x += 1"),
    ],
)
def test_f59_a_changed_input_is_flagged(
    client: Client, project: Make, value: str, kind: str, change: str
) -> None:
    text = (
        f"import pandas as pd, numpy as np\ndef x() -> {kind}:\n    return {value}\n"
        f"def bad(x: {kind}) -> int:\n    {change}\n    return 1\ndef fine(x: {kind}) -> int:\n    return len(x)\n"
    )
    client.build(project(flow=text), "flow")

    assert "ok" == client.run("bad", "fine").status

    assert "bad changed the value of x in place" in client.output("bad", "warning")
    assert "" == client.output("fine", "warning")


def test_f06_nothing_runs_before_the_project_is_wanted(project: Make) -> None:
    bait = "import pathlib\npathlib.Path(__file__).with_name('RAN').touch()\n"
    folder = project(**dict.fromkeys(("sitecustomize", "usercustomize", "json", "random", "flow"), bait))
    with Client(environment={"PYTHONPATH": str(folder)}, folder=folder) as client:
        client.wait_for(m.Hello)
        client.ask(m.Open(str(folder)), m.Project)
        assert not (folder / "RAN").exists()
        client.rebuild("flow")
        assert (folder / "RAN").exists()


CHILDREN = """
import os, subprocess, sys, multiprocessing, time
CODE = "import time; time.sleep(1000)"
def bad() -> int:
    subprocess.Popen([sys.executable, "-c", CODE])
    subprocess.Popen([sys.executable, "-c", CODE], start_new_session=True)
    subprocess.Popen([sys.executable, "-c", CODE], start_new_session=True, env={})
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", CODE])
        os._exit(0)
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    multiprocessing.get_context("fork").Process(target=os.system, args=("sleep 1000",)).start()
    END
    return 1
def good() -> int:
    return 7
"""


def _all_gone(pids: list[int]) -> bool:
    end = time.monotonic() + 3
    alive = pids
    while alive and time.monotonic() < end:
        alive = [pid for pid in alive if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]
    return not alive


@pytest.mark.parametrize("how", ["shutdown", "end of input", "crash", "kill"])
def test_f62_nothing_is_left_behind(client: Client, project: Make, how: str, tmp_path: Path) -> None:
    is_there, wait = _gate(tmp_path)
    os.mkfifo(tmp_path / "go")
    ending = "os._exit(1)" if how == "crash" else "pass" if how == "shutdown" else "while True: pass"
    body = (
        f"{is_there}; open({str(tmp_path / 'go')!r}).read(); {ending}"
        if how in ("crash", "shutdown")
        else (f"{is_there}\n    {ending}")
    )
    client.build(project(flow=CHILDREN.replace("END", body)), "flow")
    pid, tag = client.process.pid, tag_of(client.process.pid, GENERATION)
    started = client.start("bad")
    wait()
    pids = find_leftovers(pid, tag)
    if how in ("crash", "shutdown"):
        (tmp_path / "go").write_text("")

    if how == "shutdown":
        client.wait_for(m.RunFinished, started)
        client.send(m.Shutdown())
    elif how == "end of input":
        assert client.process.stdin is not None
        client.process.stdin.close()
    elif how == "kill":
        end_leftovers(pid, tag)
        client.process.kill()
    client.process.wait(5)
    if how in ("crash", "kill"):
        end_leftovers(pid, tag, group=True)

    assert 6 <= len(pids)
    left = [other for other in pids if not _all_gone([other])] if how == "crash" else []
    for other in left:
        os.kill(other, signal.SIGKILL)
    # After a crash one shape may stay: its environment cleared, its session its own, its parent dead.
    assert len(left) <= (1 if how == "crash" else 0)
    assert _all_gone(pids)


@pytest.mark.parametrize("body", ["pass", "while True: pass", "sum(itertools.repeat(1))"])
def test_f63_the_worker_dies_with_its_parent(project: Make, body: str, tmp_path: Path) -> None:
    is_there, _ = _gate(tmp_path)
    folder = project(flow=_node(is_there + "\n" + body, "import itertools"))
    script = tmp_path / "window.py"
    script.write_text(
        "import importlib.util, os, sys\nfrom pathlib import Path\n"
        f"spec = importlib.util.spec_from_file_location('c', {str(Path(__file__).with_name('client.py'))!r})\n"
        "c = importlib.util.module_from_spec(spec); sys.modules['c'] = c; spec.loader.exec_module(c)\n"
        f"client = c.Client(); client.build(Path({str(folder)!r}), 'flow'); client.start('bad')\n"
        f"open({str(tmp_path / 'gate')!r}).read(); print(client.process.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30)

    assert -9 == done.returncode, done.stderr
    assert _all_gone([int(done.stdout)])


def test_the_worker_is_the_first_to_go_and_leaves_no_core(client: Client, project: Make) -> None:
    text = "import resource, os\ndef bad() -> tuple:\n    return resource.getrlimit(resource.RLIMIT_CORE)\n"
    client.build(project(flow=text), "flow")
    client.run("bad")

    assert "900" == Path(f"/proc/{client.process.pid}/oom_score_adj").read_text().strip()
    assert "(0, 0)" == client.summaries()["bad"]
    assert client.process.pid == os.getpgid(client.process.pid)


def test_pings_are_answered_while_user_code_runs(client: Client, project: Make, tmp_path: Path) -> None:
    is_there, wait = _gate(tmp_path)
    client.build(project(flow=_node(is_there + "\nwhile True: pass")), "flow")
    client.start("bad")
    wait()

    assert m.Pong() == client.ask(m.Ping(), m.Pong)


def test_nothing_is_written_into_the_project(client: Client, project: Make) -> None:
    folder = project(**{"flow": _node("pass"), "pkg/__init__": "", "pkg/inner": _node("pass")})
    before = sorted(folder.rglob("*"))
    client.build(folder, "flow", "pkg.inner", allow_module_overrides=True)
    client.run("bad")

    assert before == sorted(folder.rglob("*"))
