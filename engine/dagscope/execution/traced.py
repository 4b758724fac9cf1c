"""What a node writes and how long it takes where it runs, reported to the process that asked for it.
It must not run or schedule.

A pool's processes share the descriptors 1 and 2 of the process above them: a record on one of these is one write that
no other cuts in two, and `records_in` finds it among whatever else is written there. From elsewhere records come
through a channel (`trace_channels`).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dagscope.class_home import home_of, own_name
from dagscope.execution.graph_functions import leave_failures_to_reports
from dagscope.execution.trace_channels import Channel, Gathered, Record, take_here
from dagscope.lifecycle import NodeExecutionHook
from dagscope.system import opened_files
from dagscope.system.forks import end_forked_child
from dagscope.system.memory_use import MemoryUse
from dagscope.value_code import value_code

WANTED = "DAGSCOPE_RECORDS"
"""The environment variable whose value `1` says that somebody reads records from the descriptors."""
_BEGIN, _END = b'\x1e{"dagscope":', b"\x1e"
_WHOLE = 4096  # so much is written at once or not at all (PIPE_BUF)
_PIECE = 600
_TEXT = 160
_OPENED = 1_000
_SYSTEM = ("/proc/", "/sys/", "/dev/", "/usr/", "/etc/", sys.prefix)
_PROCESS = uuid.uuid4().hex
"""What this process shares with those forked from it alone: other computers may have a process of its number."""


class Traced:
    """A function whose run, in another process, is reported."""

    def __init__(self, run: str, node: str, function: Callable[..., Any], channel: Channel | None = None) -> None:
        self.run = run
        self.node = node
        self.function = function
        self.channel = channel
        self._home = _here_now()
        self.__module__ = home_of(function)
        self.__wrapped__ = function

    def __call__(self, /, **kwargs: Any) -> Any:
        here = _here_now()
        trace = None if self._home == here else _begun(self.run, self.node, self.channel)
        leave_failures_to_reports(True)
        has_failed = True
        try:
            value = self.function(**kwargs)
            has_failed = False
            return value
        finally:
            end_forked_child(here[1])
            if trace is not None:
                _here.trace = None
                trace.end(has_failed)


class TracedNodes(NodeExecutionHook):
    """Tells of each node of a task; it travels with the task.

    Args:
        run: the run.
        expanders: the nodes that branches come from, of whose values a branch is given one.
        channel: the way home; none where descriptors are shared.
    """

    def __init__(self, run: str, expanders: frozenset[str] = frozenset(), channel: Channel | None = None) -> None:
        self.run = run
        self._expanders = expanders
        self._channel = channel
        self._home = _here_now()

    def run_before_node_execution(
        self, *, node_name: str, node_kwargs: dict[str, Any], task_id: str | None, **future_kwargs: Any
    ) -> None:
        here = _here_now()
        if self._home == here:
            return
        leave_failures_to_reports(True)
        _here.process = here[1]
        trace = _begun(self.run, node_name, self._channel)
        if trace is not None:
            items = [_short(value) for name, value in node_kwargs.items() if name in self._expanders]
            trace.facts.update(task=task_id or "", item=items[0] if items else "")

    def run_after_node_execution(self, *, result: Any, error: Any, success: bool, **future_kwargs: Any) -> None:
        end_forked_child(getattr(_here, "process", os.getpid()))
        trace, _here.trace = getattr(_here, "trace", None), None
        if trace is not None:
            summary = _short(result) if success else _short_error(error)
            trace.facts["passes"] = _passes(result)
            trace.end(has_failed=not success, summary=summary)


def _here_now() -> tuple[str, int]:
    """Return what no other process has, forked or far away."""
    return _PROCESS, os.getpid()


def _short(value: Any) -> str:
    """Return a value in a few words."""
    from dagscope.preview import summary_of  # only where it is reported

    return summary_of(value)[:_TEXT]


def _passes(result: Any) -> bool:
    """Return whether a check's result passed; true for what is none."""
    try:
        with value_code():
            return bool(getattr(result, "passes", True))
    except Exception:  # noqa: BLE001 - results are of the project's classes
        return False


def _short_error(error: BaseException) -> str:
    """Return an error in a few words, whatever its own text does."""
    try:
        with value_code():
            return f"{own_name(type(error))}: {error}"[:_TEXT]
    except Exception:  # noqa: BLE001 - a text of the user's
        return own_name(type(error))


class _Shared:
    """What one node reports, on the descriptors that this process shares with the one above it."""

    def __init__(self, facts: Record) -> None:
        self._facts = facts

    def text(self, stream: str, text: str) -> None:
        number = 2 if stream == "stderr" else 1
        for start in range(0, len(text), _PIECE):
            _write(number, {**self._facts, "stream": stream, "text": text[start : start + _PIECE]})

    def opened(self, path: str, is_written: bool) -> None:
        _write(1, {**self._facts, "opened": path, "is_written": is_written})

    def end(self, record: Record) -> None:
        _write(1, {**self._facts, **record})


@dataclass(frozen=True, slots=True)
class _Trace:
    out: _Shared | Gathered
    worker: str = ""
    keeps_log: bool = False
    began: float = field(default_factory=time.perf_counter)
    since: float = field(default_factory=time.time)
    facts: dict[str, Any] = field(default_factory=dict)
    memory: MemoryUse | None = None
    """Asked where nodes run one after the other in their process."""
    opened: set[tuple[str, bool]] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)
    """What was written of a line that is not whole yet, by the stream."""

    def write(self, stream: str, text: str) -> None:
        """Take what the node writes; a line goes when it is whole, or long."""
        begun = self.lines.pop(stream, "") + text
        whole = begun.rfind("\n") + 1
        if len(begun) - whole > _PIECE:
            whole = len(begun)
        self.lines[stream] = begun[whole:]
        self.out.text(stream, begun[:whole])

    def end(self, has_failed: bool = False, summary: str = "") -> None:
        seconds = time.perf_counter() - self.began
        for stream, text in self.lines.items():
            self.out.text(stream, text)
        grown = 0
        if self.memory is not None:
            grown = self.memory.grown()
            self.memory.close()
        where = {"process": os.getpid(), "lane": self.worker, "since": self.since}
        how = {"seconds": seconds, "has_failed": has_failed, "summary": summary, "memory": grown}
        self.out.end({**how, **where, **self.facts})


_here = threading.local()


def _begun(run: str, node: str, channel: Channel | None) -> _Trace | None:
    """Let what this thread writes be the node's from now on; nothing where nobody wants to hear of it."""
    facts: Record = {"run": run, "node": node}
    if channel is not None:
        try:
            way = channel.open()
        except Exception:  # noqa: BLE001 - the cluster's own; the node runs all the same
            return None
        is_apart = os.environ.get(WANTED) != "1"  # else this worker's log is what the asking process reads
        trace = _Trace(Gathered(way.send, facts), way.worker, way.keeps_log and is_apart)
        if not way.takes_texts:
            _here.trace = trace
            return trace
    elif os.environ.get(WANTED) == "1":
        memory = MemoryUse()
        memory.open()
        memory.begin()
        trace = _Trace(_Shared(facts), memory=memory)
    else:
        return None
    _listen()
    opened_files.listen(_on_opened)
    _here.trace = trace
    return trace


def _on_opened(path: str, is_written: bool) -> None:
    """Report a file that the node of this thread opens, to a process of this computer alone."""
    trace: _Trace | None = getattr(_here, "trace", None)
    if trace is None or not isinstance(trace.out, _Shared) or path.startswith(_SYSTEM):
        return
    if len(trace.opened) < _OPENED and (path, is_written) not in trace.opened:
        trace.opened.add((path, is_written))
        trace.out.opened(path, is_written)


class _Stream(io.TextIOBase):
    """`sys.stdout` in a process that runs nodes for another one."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, before: Any) -> None:
        self._name = name
        self._before = before
        self.buffer = getattr(before, "buffer", None)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2 if self._name == "stderr" else 1

    def write(self, text: str) -> int:
        trace = getattr(_here, "trace", None)
        if trace is None:
            self._before.write(text)
            return len(text)  # that of a cluster's own stream returns nothing
        trace.write(self._name, text)
        if trace.keeps_log:
            self._before.write(text)
        return len(text)

    def flush(self) -> None:
        self._before.flush()


def _listen() -> None:
    """Take over Python's streams, once; handlers of logs that hold the earlier ones follow."""
    if isinstance(sys.stdout, _Stream):
        return
    before = sys.stdout, sys.stderr
    sys.stdout = _Stream("stdout", before[0])
    sys.stderr = _Stream("stderr", before[1])


def arrived(record: Record) -> None:
    """Take a record that came home through a channel: as those of a pool's processes, or here."""
    if os.environ.get(WANTED) == "1":
        _write(2 if record.get("stream") == "stderr" else 1, record)
    else:
        take_here(record)


def _write(number: int, record: Record) -> None:
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
