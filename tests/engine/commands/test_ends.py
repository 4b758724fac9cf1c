"""How a command ends: stopped from outside, with a full disk, without anybody who reads it, with too much memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagscope.commands import command_line

from tests.patience import PATIENCE_S

DAGSCOPE = str(Path(sys.executable).with_name("dagscope"))
FLOW = """
import os
import subprocess
import time

MARKS = os.environ["MARKS"]

def _wait() -> None:
    open(os.path.join(MARKS, f"begun-{os.getpid()}"), "w").close()
    while not os.path.exists(os.path.join(MARKS, "go")):
        time.sleep(0.005)

def first(n: int) -> int:
    return n

def slow(first: int) -> int:
    subprocess.Popen(["sleep", "1000"])
    _wait()
    return first

def after(slow: int) -> int:
    return slow

def leak(n: int) -> int:
    kept = []
    while True:
        kept.append(bytearray(b"x") * 10_000_000)

def much(n: int) -> int:
    kept = bytearray(b"x") * n
    _wait()
    return len(kept)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    made.mkdir()
    (made / "flow.py").write_text(FLOW)
    return made


class Started:
    """A command that runs, and everything it started."""

    def __init__(self, marks: Path, arguments: list[str], memory: str = "off") -> None:
        self.marks = marks
        marks.mkdir()
        self.mark = uuid.uuid4().hex
        environment = {**os.environ, "MARKS": str(marks), "THE_MARK": self.mark, "DAGSCOPE_MEMORY": memory}
        self.process = subprocess.Popen(
            [DAGSCOPE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def begun(self) -> None:
        self._until(lambda: any(self.marks.glob("begun-*")))

    def go(self) -> None:
        (self.marks / "go").touch()

    def _until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end and self.process.poll() is None, self.process.communicate()
            time.sleep(0.005)

    def end(self, number: int = 0) -> tuple[int, str, str]:
        """Send a signal, if it is one, and wait for the end."""
        if number:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err
        return self.process.returncode, out, err

    def left(self) -> list[int]:
        """Return the processes that carry the mark of this command."""
        found = []
        for each in Path("/proc").iterdir():
            try:
                if each.name.isdigit() and self.mark.encode() in (each / "environ").read_bytes():
                    found.append(int(each.name))
            except OSError:
                continue
        return found

    def leaves_nothing(self) -> bool:
        end = time.monotonic() + PATIENCE_S
        while self.left() and time.monotonic() < end:
            time.sleep(0.01)
        return self.left() == []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    made: list[Started] = []

    def begin(*arguments: str, memory: str = "off") -> Started:
        made.append(Started(tmp_path / "marks", list(arguments), memory))
        return made[-1]

    yield begin
    for each in made:
        for pid in each.left():
            os.kill(pid, signal.SIGKILL)
        each.process.communicate()


@pytest.mark.parametrize("executor", ["sync", "threads", "processes"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_run_that_is_stopped_says_so_and_leaves_nothing(
    start: Callable[..., Started], folder: Path, executor: str, number: int, code: int
) -> None:
    run = start("run", str(folder), "--trust", "--input", "n=1", "--final-vars", "after", "--executor", executor)
    run.begun()

    found, out, err = run.end(number)

    assert found == code and "stopped" in err
    assert ["first", "ok"] == out.split("\n")[1].split()[:2] and "skipped" in out
    assert run.leaves_nothing()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_sweep_that_is_stopped_keeps_its_rows(
    start: Callable[..., Started], folder: Path, tmp_path: Path, number: int
) -> None:
    varied = ("--vary", "n=1,2,3", "--final-vars", "first", "after")
    table = tmp_path / "t.csv"
    sweep = start("sweep", str(folder), "--trust", *varied, "-o", str(table))
    sweep.begun()

    code, out, err = sweep.end(number)

    assert code == 128 + number and "stopped" in err and "2/3" not in err
    assert sweep.leaves_nothing()
    lines = table.read_text().splitlines()
    assert len(lines) == 2 and lines[1].startswith("1,1,") and "stopped" in lines[1]


def test_a_comparison_that_is_stopped_compares_nothing(start: Callable[..., Started], folder: Path) -> None:
    options = ("--left", "all modules", "--right", "all modules", "--input", "n=1", "--final-vars", "after")
    compare = start("compare", str(folder), "--trust", *options)
    compare.begun()

    assert (130, "") == compare.end(signal.SIGINT)[:2]
    assert compare.leaves_nothing()


def test_a_stop_while_the_command_is_loaded_is_one_word(monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    def interrupted(names: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "make_parser", interrupted)
    assert 130 == command_line.run_command(["graph", "x"])


VERBS = (
    ("run", "--input", "n=1", "--final-vars", "first"),
    ("graph",),
    ("graph", "--json"),
    ("compare", "--left", "all modules", "--right", "all modules"),
    ("sweep", "--vary", "n=1,2", "--final-vars", "first"),
    ("compare", "--left", "all modules", "--right", "all modules", "-o", "-"),
    ("draw", "-o", "-", "--format", "dot"),
    ("script",),
)


def _shell(folder: Path, verb: tuple[str, ...], rest: str) -> tuple[int, str]:
    words = [DAGSCOPE, verb[0], str(folder), "--trust", *verb[1:]]
    line = " ".join(f"'{word}'" for word in words) + f" {rest}"
    environment = {**os.environ, "MARKS": str(folder)}
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=PATIENCE_S, env=environment)
    return done.returncode, done.stderr


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_full_disk_is_a_sentence(folder: Path, verb: tuple[str, ...]) -> None:
    code, err = _shell(folder, verb, ">/dev/full")

    assert code == 1 and "Traceback" not in err and "Exception ignored" not in err
    assert err.splitlines()[-1] == f"dagscope {verb[0]}: the result cannot be written: No space left on device"


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_reader_that_goes_away_is_no_traceback(folder: Path, verb: tuple[str, ...]) -> None:
    code, err = _shell(folder, verb, "| true; exit ${PIPESTATUS[0]}")

    assert code in (0, 1) and "Traceback" not in err and "Exception ignored" not in err


@pytest.mark.parametrize("rest", ["2>/dev/full", "2>&-", ">&-", "<&- >&- 2>&-", "2>&1 | true; exit ${PIPESTATUS[0]}"])
def test_messages_that_nobody_gets_change_no_result(folder: Path, rest: str) -> None:
    code, err = _shell(folder, ("graph",), rest)
    assert "Traceback" not in err and code in ((0, 1) if "|" in rest else (0,))
    missing, err = _shell(folder / "nowhere", ("graph",), rest)
    assert missing == 2 and "Traceback" not in err


def test_too_much_memory_ends_a_run_and_says_who_and_how_much(start: Callable[..., Started], folder: Path) -> None:
    run = start("run", str(folder), "--trust", "--input", "n=1", "--final-vars", "leak", "--json", memory="300M")

    code, out, err = run.end()

    assert code == -signal.SIGKILL and run.leaves_nothing()
    last = err.splitlines()[-1]
    assert last.startswith("run: the code uses ") and " of the 315 MB it may use while running leak, and was" in last
    assert last in json.loads(out)["error"]["messages"]


def test_much_memory_is_a_warning(start: Callable[..., Started], folder: Path) -> None:
    run = start("run", str(folder), "--trust", "--input", "n=270_000_000", "--final-vars", "much", memory="320M")
    assert run.process.stderr is not None
    line = next(line for line in run.process.stderr if "may use" in line)
    assert " of the 336 MB it may use while running much; above that it is ended (warning)" in line
    run.go()

    assert 0 == run.end()[0] and run.leaves_nothing()


def test_what_watches_is_no_child_of_the_command(start: Callable[..., Started], folder: Path) -> None:
    code = "import os\ndef alone(n: int) -> int:\n    while True:\n        try:\n            os.wait()\n" \
           "        except ChildProcessError:\n            return n\n"  # fmt: skip
    (folder / "flow.py").write_text(code)
    run = start("run", str(folder), "--trust", "--input", "n=1", memory="2G")

    assert 0 == run.end()[0] and run.leaves_nothing()


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_a_process_that_is_killed_has_its_node_named(
    start: Callable[..., Started], folder: Path, executor: str
) -> None:
    (folder / "flow.py").write_text(
        "import os, signal\ndef before(n: int) -> int:\n    return n\n"
        "def dies(before: int) -> int:\n    os.kill(os.getpid(), signal.SIGKILL)\n    return 1\n"
    )
    run = start("run", str(folder), "--trust", "--input", "n=1", "--json", "--executor", executor, memory="2G")

    code, out, err = run.end()

    assert -signal.SIGKILL == code and run.leaves_nothing()
    assert "run: the process was killed while running dies: by a crash in C code" in err
    error = json.loads(out)["error"]
    assert error["exit_code"] is None and error["messages"] == err.splitlines()[-1:]


def test_of_nodes_on_threads_the_one_that_ended_all_is_named(start: Callable[..., Started], folder: Path) -> None:
    (folder / "flow.py").write_text(
        "import os, time\ndef _wait(name: str) -> None:\n"
        "    while not os.path.exists(os.path.join(os.environ['MARKS'], name)):\n        time.sleep(0.005)\n"
        "def leaves(n: int) -> int:\n    _wait('begun')\n    os._exit(0)\n"
        "def waits(n: int) -> int:\n    open(os.path.join(os.environ['MARKS'], 'begun'), 'w').close()\n"
        "    _wait('never')\n    return 1\n"
    )
    run = start("run", str(folder), "--trust", "--input", "n=1", "--executor", "threads:2", "--quiet")

    code, _, err = run.end()

    assert (1, "failed: leaves: it called os._exit(0), which ended everything\n") == (code, err)


LEFT = {
    "a thread": "threading.Thread(target=_wait, name='collector').start()\n",
    "a process": "multiprocessing.get_context('fork').Process(target=_wait, name='collector').start()\n",
}


@pytest.mark.parametrize("code", LEFT.values(), ids=LEFT)
def test_what_a_command_waits_for_at_its_end_is_said(start: Callable[..., Started], folder: Path, code: str) -> None:
    head, _, _ = FLOW.partition("def slow")
    (folder / "flow.py").write_text(f"import multiprocessing\nimport threading\n{head}\n{code}")
    command = start("run", str(folder), "--trust", "--input", "n=3")
    assert command.process.stderr is not None
    words = next((line for line in command.process.stderr if "it is done and waits for" in line), "")

    status, out, _ = command.end(signal.SIGINT)

    assert "collector" in words
    assert "first" in out and "3" in out
    assert 130 == status
    assert command.leaves_nothing()
