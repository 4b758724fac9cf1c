"""What a node writes and how long it takes where it runs, reported to the process that asked for it.
It must not run or schedule.

A pool's processes share the descriptors 1 and 2 of the process above them: a record on one of these is one write that
no other cuts in two, and `records_in` finds it among whatever else is written there.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dagscope.lifecycle import NodeExecutionHook

WANTED = "DAGSCOPE_RECORDS"
"""The environment variable whose value `1` says that somebody reads records from the descriptors."""
_BEGIN, _END = b'\x1e{"dagscope":', b"\x1e"
_WHOLE = 4096  # so much is written at once or not at all (PIPE_BUF)
_PIECE = 600
_TEXT = 160

Record = dict[str, Any]


class Traced:
    """A function whose run, in another process, is reported."""

    def __init__(self, run: str, node: str, function: Callable[..., Any]) -> None:
        self.run = run
        self.node = node
        self.function = function
        self.__module__ = getattr(function, "__module__", "") or ""
        self.__wrapped__ = function

    def __call__(self, **kwargs: Any) -> Any:
        with traced(self.run, self.node):
            return self.function(**kwargs)


class TracedNodes(NodeExecutionHook):
    """Tells of each node of a task; it travels with the task.

    Args:
        run: the run.
        expanders: the nodes that branches come from, of whose values a branch is given one.
    """

    def __init__(self, run: str, expanders: frozenset[str] = frozenset()) -> None:
        self.run = run
        self._expanders = expanders
        self._home = os.getpid()

    def run_before_node_execution(
        self, *, node_name: str, node_kwargs: dict[str, Any], task_id: str | None, **future_kwargs: Any
    ) -> None:
        if os.getpid() == self._home:
            return
        _here.trace = _Trace(self.run, node_name, time.perf_counter())
        items = [_short(value) for name, value in node_kwargs.items() if name in self._expanders]
        _here.trace.facts.update(task=task_id or "", item=items[0] if items else "")
        _listen()

    def run_after_node_execution(self, *, result: Any, error: Any, success: bool, **future_kwargs: Any) -> None:
        trace, _here.trace = getattr(_here, "trace", None), None
        if trace is not None:
            summary = _short(result) if success else _short_error(error)
            trace.end(has_failed=not success, summary=summary)


def _short(value: Any) -> str:
    """Return a value in a few words; nothing where nobody reads them."""
    if os.environ.get(WANTED) != "1":
        return ""
    from dagscope.preview import summary_of  # only where it is reported

    return summary_of(value)[:_TEXT]


def _short_error(error: BaseException) -> str:
    """Return an error in a few words, whatever its own text does."""
    try:
        return f"{type(error).__name__}: {error}"[:_TEXT]
    except Exception:  # noqa: BLE001 - a text of the user's
        return type(error).__name__


@dataclass(frozen=True, slots=True)
class _Trace:
    run: str
    node: str
    began: float
    since: float = field(default_factory=time.time)
    facts: dict[str, Any] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)
    """What was written of a line that is not whole yet, by the descriptor."""

    def tell(self, number: int, text: str) -> None:
        stream = "stderr" if number == 2 else "stdout"
        for start in range(0, len(text), _PIECE):
            _write(number, {"run": self.run, "node": self.node, "stream": stream, "text": text[start : start + _PIECE]})

    def end(self, has_failed: bool = False, summary: str = "") -> None:
        seconds = time.perf_counter() - self.began
        for number, text in self.lines.items():
            self.tell(number, text)
        where = {"process": os.getpid(), "since": self.since, "has_failed": has_failed, "summary": summary}
        _write(1, {"run": self.run, "node": self.node, "seconds": seconds, **where, **self.facts})


_here = threading.local()


@contextlib.contextmanager
def traced(run: str, node: str) -> Iterator[None]:
    """Let what this thread writes in the block be the node's, and tell how long the block took."""
    if os.environ.get(WANTED) != "1":
        yield
        return
    _listen()
    trace = _here.trace = _Trace(run, node, time.perf_counter())
    has_failed = True
    try:
        yield
        has_failed = False
    finally:
        _here.trace = None
        trace.end(has_failed)


class _Stream(io.TextIOBase):
    """`sys.stdout` in a process that runs nodes for another one."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, number: int, before: Any) -> None:
        self._number = number
        self._before = before
        self.buffer = getattr(before, "buffer", None)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        trace = getattr(_here, "trace", None)
        if trace is None:
            return int(self._before.write(text))
        begun = trace.lines.pop(self._number, "") + text
        whole = begun.rfind("\n") + 1
        if len(begun) - whole > _PIECE:
            whole = len(begun)
        trace.lines[self._number] = begun[whole:]
        trace.tell(self._number, begun[:whole])
        return len(text)

    def flush(self) -> None:
        self._before.flush()


def _listen() -> None:
    """Take over Python's streams, once; handlers of logs that hold the earlier ones follow."""
    if os.environ.get(WANTED) != "1" or isinstance(sys.stdout, _Stream):
        return
    before = sys.stdout, sys.stderr
    sys.stdout = _Stream(1, before[0])
    sys.stderr = _Stream(2, before[1])


def _write(number: int, record: Record) -> None:
    if os.environ.get(WANTED) != "1":
        return
    data = b"\x1e" + json.dumps({"dagscope": 1, **record}, ensure_ascii=True, separators=(",", ":")).encode() + _END
    if len(data) <= _WHOLE:
        with contextlib.suppress(OSError):
            os.write(number, data)
    elif "text" in record and len(record["text"]) > 1:
        half = len(record["text"]) // 2
        _write(number, {**record, "text": record["text"][:half]})
        _write(number, {**record, "text": record["text"][half:]})
    elif "text" in record:
        with contextlib.suppress(OSError):
            os.write(number, record["text"].encode("utf-8", "backslashreplace"))


def records_in(data: bytes) -> tuple[list[bytes | Record], bytes]:
    """Return what was written, in order: bytes, and the records among them; and the beginning of a record that is
    not whole.
    """
    found: list[bytes | Record] = []
    while data:
        start = data.find(_BEGIN)
        if start < 0:
            break
        if start:
            found.append(data[:start])
        end = data.find(_END, start + 1)
        if end < 0:
            rest = data[start:]
            return (found, rest) if len(rest) < _WHOLE else ([*found, rest], b"")
        try:
            found.append(json.loads(data[start + 1 : end]))
        except ValueError:
            found.append(data[start : end + 1])
        data = data[end + 1 :]
    cut = data.rfind(b"\x1e")
    if cut >= 0 and _BEGIN.startswith(data[cut:]):  # the first signs of one
        return ([*found, data[:cut]] if cut else found), data[cut:]
    return ([*found, data] if data else found), b""
