"""Values that cannot be looked at, and what a worker must not leave behind.
Real processes; the numbers are those of `tests/faults/projects`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from dagscope.protocol import messages as m
from dagscope.system.posix_processes import end_leftovers, find_leftovers
from dagscope.system.tags import tag_of

from tests.engine.worker.client import GENERATION, Client, bad_node, check_works, gate
from tests.patience import PATIENCE_S

Make = Callable[..., Path]


def test_f55_a_hostile_value_costs_its_preview_only(client: Client, project: Make) -> None:
    text = (
        "import sys\nclass Loop:\n    def __repr__(self):\n        while True: pass\n"
        "class Exit:\n    def __repr__(self):\n        sys.exit(1)\n    __len__ = __iter__ = __eq__ = __repr__\n"
        "def loop() -> Loop:\n    return Loop()\ndef leave() -> Exit:\n    return Exit()\ndef good() -> int:\n"
        "    return 7\n"
    )
    client.build(project(flow=text), "flow")

    finished = client.run("loop", "leave", "good")

    assert ("ok", {"loop": "ok", "leave": "ok", "good": "ok"}) == (finished.status, client.states())
    previews = {
        message.body.node: message.body.preview for message in client.seen if isinstance(message.body, m.Result)
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
def test_f59_a_changed_input_is_flagged(client: Client, project: Make, value: str, kind: str, change: str) -> None:
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


def test_f62_a_stopped_run_leaves_no_process(client: Client, project: Make, tmp_path: Path) -> None:
    is_there, wait = gate(tmp_path)
    folder = project(flow=CHILDREN.replace("END", f"{is_there}\n    time.sleep(1000)"))
    client.build(folder, "flow")
    started = client.start("bad")
    wait()
    pids = [pid for pid in find_leftovers(client.pid, tag_of(client.pid, GENERATION)) if pid != client.process.pid]
    client.interrupt()

    assert "cancelled" == client.wait_for(m.RunFinished, started).status
    assert 6 <= len(pids) and _all_gone(pids)
    check_works(client)


def test_f64_a_run_finds_nothing_of_the_one_before(client: Client, project: Make) -> None:
    body = (
        "import os, sys\ndef bad() -> tuple:\n"
        "    found = (os.getcwd(), os.environ.get('ZZ'), '/zz' in sys.path, sys.getrecursionlimit())\n"
        "    os.chdir('/')\n    os.environ['ZZ'] = '1'\n    sys.path.append('/zz')\n    sys.setrecursionlimit(5000)\n"
        "    return found\n"
    )
    client.build(project(flow=body), "flow")
    for run in ("one", "two"):
        assert "ok" == client.run("bad", run=run).status

    assert client.summaries("one") == client.summaries("two")
    assert client.look("bad", run="one") == client.look("bad", run="two")


WINDOW = """
import importlib.util, os, sys
from pathlib import Path
import psutil
spec = importlib.util.spec_from_file_location('c', {client!r})
c = importlib.util.module_from_spec(spec); sys.modules['c'] = c; spec.loader.exec_module(c)
client = c.Client(); client.build(Path({folder!r}), 'flow'); client.start('bad')
open({gate!r}).read()
print(*[each.pid for each in psutil.Process().children(recursive=True)], flush=True)
os.kill(os.getpid(), 9)
"""


def _run_to_its_death(script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that kills itself: what it could not tidy up is left beside it."""
    environment = {**os.environ, "TMPDIR": str(script.parent)}
    command = [sys.executable, str(script)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=environment)


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _all_gone(pids: list[int]) -> bool:
    end = time.monotonic() + PATIENCE_S
    alive = pids
    while alive and time.monotonic() < end:
        alive = [pid for pid in alive if _is_alive(pid)]
    return not alive


@pytest.mark.parametrize("how", ["shutdown", "end of input", "crash", "kill"])
def test_f62_nothing_is_left_behind(client: Client, project: Make, how: str, tmp_path: Path) -> None:
    is_there, wait = gate(tmp_path)
    os.mkfifo(tmp_path / "go")
    ending = "os._exit(1)" if how == "crash" else "pass" if how == "shutdown" else "while True: pass"
    body = (
        f"{is_there}; open({str(tmp_path / 'go')!r}).read(); {ending}"
        if how in ("crash", "shutdown")
        else (f"{is_there}\n    {ending}")
    )
    client.build(project(flow=CHILDREN.replace("END", body)), "flow")
    pid, tag = client.process.pid, tag_of(client.pid, GENERATION)
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
    client.process.wait(PATIENCE_S)

    assert 7 <= len(pids)
    assert _all_gone(pids), "the guard has ended all of them before it went itself"


@pytest.mark.parametrize("body", ["pass", "while True: pass", "sum(itertools.repeat(1))"])
def test_f63_the_worker_dies_with_its_parent(project: Make, body: str, tmp_path: Path) -> None:
    is_there, _ = gate(tmp_path)
    folder = project(flow=bad_node(is_there + "\n" + body, "import itertools"))
    script = tmp_path / "window.py"
    script.write_text(
        "import importlib.util, os, sys\nfrom pathlib import Path\n"
        f"spec = importlib.util.spec_from_file_location('c', {str(Path(__file__).with_name('client.py'))!r})\n"
        "c = importlib.util.module_from_spec(spec); sys.modules['c'] = c; spec.loader.exec_module(c)\n"
        f"client = c.Client(); client.build(Path({str(folder)!r}), 'flow'); client.start('bad')\n"
        f"open({str(tmp_path / 'gate')!r}).read(); print(client.process.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = _run_to_its_death(script)

    assert -9 == done.returncode, done.stderr
    assert _all_gone([int(done.stdout)])


def test_f63_a_window_that_is_killed_leaves_no_process(project: Make, tmp_path: Path) -> None:
    is_there, _ = gate(tmp_path)
    folder = project(flow=CHILDREN.replace("END", f"{is_there}\n    time.sleep(1000)"))
    script = tmp_path / "window.py"
    script.write_text(
        WINDOW.format(
            client=str(Path(__file__).with_name("client.py")), folder=str(folder), gate=str(tmp_path / "gate")
        )
    )
    done = _run_to_its_death(script)

    assert -9 == done.returncode, done.stderr
    pids = [int(pid) for pid in done.stdout.split()]
    assert 8 <= len(pids) and _all_gone(pids)


def test_the_worker_is_the_first_to_go_and_leaves_no_core(client: Client, project: Make) -> None:
    text = "import resource, os\ndef bad() -> tuple:\n    return resource.getrlimit(resource.RLIMIT_CORE)\n"
    client.build(project(flow=text), "flow")
    client.run("bad")

    assert "900" == Path(f"/proc/{client.pid}/oom_score_adj").read_text().strip()
    assert "(0, 0)" == client.summaries()["bad"]
    assert client.process.pid == os.getpgid(client.pid)


def test_pings_are_answered_while_user_code_runs(client: Client, project: Make, tmp_path: Path) -> None:
    is_there, wait = gate(tmp_path)
    client.build(project(flow=bad_node(is_there + "\nwhile True: pass")), "flow")
    client.start("bad")
    wait()

    assert m.Pong() == client.ask(m.Ping(), m.Pong)


def test_nothing_is_written_into_the_project(client: Client, project: Make) -> None:
    folder = project(**{"flow": bad_node("pass"), "pkg/__init__": "", "pkg/inner": bad_node("pass")})
    before = sorted(folder.rglob("*"))
    client.build(folder, "flow", "pkg.inner", allow_module_overrides=True)
    client.run("bad")

    assert before == sorted(folder.rglob("*"))
