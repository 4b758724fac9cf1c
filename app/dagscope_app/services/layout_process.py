"""The layout process: sends what is to be placed, gives back where. It must not lay out anything in the window's process."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagscope.protocol.framing import FrameReader, ProtocolError, encode
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

import dagscope_app.layout
from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.placement import Box, Layout, Route

ROWS_IN_A_PART = 500
PAGES_IN_A_TURN = 6
RESTART_LIMIT = 3
PROGRAM = str(Path(dagscope_app.layout.__file__).parent / "__main__.py")


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    wanted: LayoutRequest
    answer: Callable[[Layout], None]
    anchor: str
    pinned: Mapping[str, tuple[float, float]]
    is_fresh: bool
    inside: Callable[[str, Layout], None] | None

    def bears(self, other: _Job) -> bool:
        """The other differs from this one in what is folded, pinned or chosen at most."""
        ours, theirs = self.wanted, other.wanted
        if ours.nodes is not theirs.nodes or ours.edges is not theirs.edges:
            return False
        if len(ours.groups) != len(theirs.groups):
            return False
        return all(
            dataclasses.replace(one, is_folded=two.is_folded) == two for one, two in zip(ours.groups, theirs.groups)
        )


class LayoutProcess(QObject):
    """One process that lays out one graph at a time; while it is busy only the newest request waits.

    Signals:
        failed(str): it does not work, in one sentence
        stopped(): it is gone
    """

    failed = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._reader = FrameReader()
        self._number = 0
        self._current: _Job | None = None
        self._waiting: _Job | None = None
        self._base: _Job | None = None
        self._nodes: dict[str, Box] = {}
        self._groups: dict[str, Box] = {}
        self._routes: list[Route] = []
        self._restarts = 0
        self._is_stopping = False
        self._messages: Iterator[dict[str, Any]] = iter(())
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._send_some)

    def start(self) -> None:
        """Start the process, so that the first request does not wait for it."""
        if self._process is not None or self._is_stopping:
            return
        self._reader = FrameReader()
        self._base = None
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments([PROGRAM])
        self._process.readyReadStandardOutput.connect(self._on_process_ready_read)
        self._process.readyReadStandardError.connect(self._on_process_error_read)
        self._process.errorOccurred.connect(self._on_process_error)
        self._process.finished.connect(self._on_process_finished)
        self._process.start()

    def stop(self) -> None:
        """End the process for good; `stopped` tells when it is gone."""
        self._is_stopping = True
        self._current = self._waiting = None
        self._turn.stop()
        if self._process is None:
            self.stopped.emit()
        else:
            self._process.kill()

    @property
    def is_empty(self) -> bool:
        """No process is left."""
        return self._process is None

    def request(
        self,
        wanted: LayoutRequest,
        answer: Callable[[Layout], None],
        *,
        anchor: str = "",
        pinned: Mapping[str, tuple[float, float]] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
    ) -> None:
        """Ask for places; an earlier request that was not answered yet never will be. A fresh one keeps no earlier order.

        When all that differs from the request before is that the anchor was unfolded, `inside` is told early what its
        frame will hold, from the frame's corner.
        """
        self._number += 1
        job = _Job(self._number, wanted, answer, anchor, pinned or {}, is_fresh, inside)
        self.start()
        if self._current is None:
            self._send(job)
        else:
            self._waiting = job

    def _send(self, job: _Job) -> None:
        self._current = job
        self._nodes, self._groups, self._routes = {}, {}, []
        base = self._base
        is_known = base is not None and base.bears(job)
        self._messages = _again(base, job) if base is not None and is_known else _whole(job)
        self._base = job
        self._send_some()

    def _send_some(self) -> None:
        """Write some pages and leave the rest to the next turn of the event loop: a large graph is many."""
        for _ in range(PAGES_IN_A_TURN):
            message = next(self._messages, None)
            if message is None:
                return
            self._write(message)
        self._turn.start()

    def _write(self, message: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.write(encode(message))

    def _on_process_ready_read(self) -> None:
        if self._process is None:
            return
        try:
            frames = self._reader.feed(bytes(self._process.readAllStandardOutput().data()))
        except ProtocolError:
            self._process.kill()
            return
        for frame in frames:
            self._take(frame.message)

    def _on_process_error_read(self) -> None:
        if self._process is not None:
            self._process.readAllStandardError()

    def _take(self, message: dict[str, Any]) -> None:
        job = self._current
        if job is None or message.get("id") != job.number:
            return
        part = message.get("part")
        rows = message.get("rows", ())
        if part == "nodes":
            self._nodes.update((row[0], Box(row[1], row[2], row[3], row[4])) for row in rows)
        elif part == "groups":
            self._groups.update((row[0], Box(row[1], row[2], row[3], row[4])) for row in rows)
        elif part == "routes":
            self._routes += [Route(row[0], row[1], row[2], _points(row[3])) for row in rows]
        elif part == "inside":
            self._tell_inside(job, message)
        elif part in ("end", "error"):
            self._finish(job, message)

    def _tell_inside(self, job: _Job, message: dict[str, Any]) -> None:
        if job.inside is None or self._waiting is not None:
            return
        found = Layout(
            {row[0]: Box(*row[1:5]) for row in message["nodes"]},
            {row[0]: Box(*row[1:5]) for row in message["groups"]},
            tuple([Route(row[0], row[1], row[2], _points(row[3])) for row in message["routes"]]),
            Box(0.0, 0.0, *message["size"]),
        )
        job.inside(message["group"], found)

    def _finish(self, job: _Job, message: dict[str, Any]) -> None:
        self._current = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._send(waiting)
            return
        if message.get("part") == "error":
            self._base = None
            self.failed.emit(f"The graph could not be laid out: {message.get('message', '')}")
            return
        bounds = message.get("bounds") or [0.0, 0.0, 0.0, 0.0]
        job.answer(Layout(self._nodes, self._groups, tuple(self._routes), Box(*bounds)))

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._process = None
            self.failed.emit(
                "The graph could not be laid out: the process for that could not be started. Reload the project to try again."
            )

    def _on_process_finished(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._is_stopping:
            self.stopped.emit()
            return
        job = self._waiting or self._current
        self._current = self._waiting = None
        self._turn.stop()
        self._restarts += 1
        if self._restarts > RESTART_LIMIT:
            self.failed.emit(
                "The graph could not be laid out: the process for that ended several times. Reload the project to try again."
            )
            self._restarts = 0
        elif job is not None:
            self.start()
            self._send(job)


def _again(base: _Job, job: _Job) -> Iterator[dict[str, Any]]:
    """What tells the process that only folding, pins or options are others."""
    folded = {
        new.id: new.is_folded
        for old, new in zip(base.wanted.groups, job.wanted.groups)
        if old.is_folded != new.is_folded
    }
    yield {"id": job.number, "part": "again", "folded": folded, **_rest(job)}


def _whole(job: _Job) -> Iterator[dict[str, Any]]:
    """All of a graph, in pages."""
    yield from _rows(job.number, "nodes", ([n.id, n.width, n.height, n.group] for n in job.wanted.nodes))
    groups = ([g.id, g.parent, g.label, g.is_folded, g.width, g.height] for g in job.wanted.groups)
    yield from _rows(job.number, "groups", groups)
    yield from _rows(job.number, "edges", ([e.source, e.target] for e in job.wanted.edges))
    yield {"id": job.number, "part": "go", **_rest(job)}


def _rest(job: _Job) -> dict[str, Any]:
    pinned = {name: list(place) for name, place in job.pinned.items()}
    rest = {"options": dataclasses.asdict(job.wanted.options), "anchor": job.anchor, "pinned": pinned}
    return {**rest, "fresh": True} if job.is_fresh else rest


def _rows(number: int, part: str, rows: Iterable[list[Any]]) -> Iterator[dict[str, Any]]:
    page: list[list[Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == ROWS_IN_A_PART:
            yield {"id": number, "part": part, "rows": page}
            page = []
    if page:
        yield {"id": number, "part": part, "rows": page}


def _points(flat: Sequence[float]) -> tuple[tuple[float, float], ...]:
    return tuple(zip(flat[0::2], flat[1::2]))
