"""No wait of the engine is without end while a signal is pending: such waits are those of `dagscope.system.hearing`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2] / "engine" / "dagscope"
WAITING = {"acquire", "get", "join", "result", "wait", "waitpid"}
MAY_WAIT = re.compile(rf"\.({'|'.join(WAITING)})\s*\(\s*\)|\.shutdown\b")
KNOWN = {
    "execution/run_async.py": "tasks that have ended; and a wait on a thread of its own, which no signal reaches",
    "execution/task_shipping.py": "the future inside has ended, or a caller waits for this one with `hearing`",
    "plugins/dask_calls.py": "Dask's client wakes up by itself",
    "plugins/h_logging.py": "a context variable",
    "plugins/h_opentelemetry.py": "a context variable",
    "plugins/h_threadpool.py": "on a thread of the pool, when all have ended",
    "system/hearing.py": "the waits themselves",
    "system/thread_pipes.py": "the thread that reads what is printed",
    "system/thread_ticks.py": "a lock that was made the line before",
    "system/windows_guard.py": "it runs in the guard, which nothing interrupts",
    "worker/capture.py": "the thread that reads what is printed",
    "worker/main.py": "the worker waits for the next command: nothing runs that could be stopped",
}


def _endless(source: str) -> Iterator[int]:
    """Yield the lines of calls that may wait without end: without any argument, or with `wait=True`."""
    if not MAY_WAIT.search(source):  # much quicker than to parse it
        return
    for each in ast.walk(ast.parse(source)):
        if not isinstance(each, ast.Call) or not isinstance(each.func, ast.Attribute):
            continue
        name = each.func.attr
        if (
            name in WAITING
            and not each.args
            and not each.keywords
            or name == "shutdown"
            and any(
                word.arg == "wait" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
                for word in each.keywords
            )
        ):
            yield each.lineno


def test_a_wait_without_end_hears_signals() -> None:
    found = {
        path.relative_to(ENGINE).as_posix(): lines
        for path in sorted(ENGINE.rglob("*.py"))
        if (lines := list(_endless(path.read_text(encoding="utf-8"))))
    }

    assert {name: lines for name, lines in found.items() if name not in KNOWN} == {}
    assert KNOWN.keys() <= found.keys()


def test_the_scan_finds_such_waits() -> None:
    lines = ["q.get()", "f.result()", "pool.shutdown(wait=True)", "q.get(timeout=1)", "pool.shutdown(wait=False)"]

    assert list(_endless("\n".join(lines))) == [1, 2, 3]
