"""The layout process: reads requests as frames, answers with coordinates as frames. It must not draw or guess.

What is said is in `layout.messages`, frames are those of `dagscope.protocol.framing`. One job is going on at a time;
the first message of a new job forgets what was sent for the old one, unless it is `Again`. The process ends with its
input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BufferedIOBase

from dagscope.protocol.framing import Frame, FrameReader, ProtocolError, encode

from dagscope_app.layout.layouter import Layouter
from dagscope_app.layout.messages import (
    Again,
    Answer,
    Edges,
    Failed,
    Folded,
    Go,
    Groups,
    Inside,
    Nodes,
    Pinned,
    Request,
    request_from,
    to_json,
)
from dagscope_app.layout.pages import held, laid_out
from dagscope_app.layout.types import Ends, LayoutGroup, LayoutNode
from dagscope_app.model.placement import Layout, PinKey, Point

MOST_INSIDE = 700
CHUNK = 1 << 16


@dataclass(slots=True)
class Job:
    """What has been sent of a graph; `unfolded` are the groups that are folded no more."""

    id: int = 0
    nodes: list[LayoutNode] = field(default_factory=list)
    groups: list[LayoutGroup] = field(default_factory=list)
    edges: list[Ends] = field(default_factory=list)
    pinned: dict[PinKey, Point] = field(default_factory=dict)
    unfolded: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Service:
    """Turns requests into answers; remembers the last graph and its picture, so that folding is cheap."""

    layouter: Layouter = field(default_factory=Layouter)
    job: Job = field(default_factory=Job)
    result: Layout | None = None

    def answer(self, request: Request) -> Iterator[Answer]:
        """Return the answers to one request; none to one that only brings rows."""
        if isinstance(request, Again):
            self.job = replace(self.job, id=request.job, pinned={}, unfolded=set())
            return
        if self.job.id != request.job:
            self.job = Job(request.job)
        if not isinstance(request, Go):
            self._add(request)
            return
        try:
            yield from self._lay_out(request)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            yield Failed(request.job, f"Unusable layout request: {error!r}")

    def _add(self, request: Nodes | Groups | Edges | Folded | Pinned) -> None:
        job = self.job
        if isinstance(request, Nodes):
            job.nodes += request.rows
        elif isinstance(request, Groups):
            job.groups += request.rows
        elif isinstance(request, Edges):
            job.edges += request.rows
        elif isinstance(request, Pinned):
            job.pinned.update(request.rows)
        else:
            folded = dict(request.rows)
            job.unfolded.update(name for name, is_folded in request.rows if not is_folded)
            job.groups = [
                replace(group, is_folded=folded[group.id]) if group.id in folded else group for group in job.groups
            ]

    def _lay_out(self, request: Go) -> Iterator[Answer]:
        job = self.job
        if request.is_fresh:
            self.layouter.forget()
            self.result = None
        if request.anchor in job.unfolded:
            yield from self._inside(request)
        self.result = self.layouter.layout(
            job.nodes, job.groups, job.edges, request.options, self.result, request.anchor, job.pinned
        )
        yield from laid_out(job.id, self.result)

    def _inside(self, request: Go) -> Iterator[Answer]:
        """Return what will be in the frame that was just unfolded; nothing where that is much."""
        job = self.job
        found = self.layouter.inside(
            request.anchor, job.nodes, job.groups, job.edges, request.options, self.result, job.pinned
        )
        if found is not None and len(found.nodes) + len(found.groups) <= MOST_INSIDE:
            yield from held(job.id, request.anchor, found)


def serve(source: BufferedIOBase, sink: BufferedIOBase) -> int:
    """Answer requests until the input ends; return the exit code."""
    service, reader = Service(), FrameReader()
    try:
        while data := source.read1(CHUNK):
            for frame in reader.feed(data):
                _answer(service, frame, sink)
        reader.finish()
    except ProtocolError as error:
        sink.write(encode(to_json(Failed(0, f"Unreadable layout request: {error}"))))
        sink.flush()
        return 2
    except BrokenPipeError:
        return 1
    return 0


def _answer(service: Service, frame: Frame, sink: BufferedIOBase) -> None:
    """Write the answers to one frame; what cannot be read or written is answered too, and the next one served."""
    try:
        for answer in service.answer(request_from(frame.message)):
            sink.write(encode(to_json(answer)))
            if isinstance(answer, Inside):  # sent early so that it is there early
                sink.flush()
    except ProtocolError as error:
        job = frame.message.get("id")
        sink.write(encode(to_json(Failed(job if isinstance(job, int) else 0, f"Unusable layout request: {error}"))))
    sink.flush()
