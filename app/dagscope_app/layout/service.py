"""The layout process: reads graphs as frames, answers with coordinates as frames. Draws nothing and never guesses.

A frame is `u32 big-endian length | u8 kind | payload`; the kind is always `J` (JSON, UTF-8), the length counts the payload.
One job is going on at a time; a part with a new `id` begins a new job and forgets what was sent for the old one.

Requests, in this order (parts may be repeated, and left out when empty)::

    {"id": 7, "part": "nodes",  "rows": [[id, width, height, group], ...]}
    {"id": 7, "part": "groups", "rows": [[id, parent, label, folded, width, height], ...]}   width, height optional
    {"id": 7, "part": "edges",  "rows": [[source, target], ...]}
    {"id": 7, "part": "go", "options": {...}, "anchor": "", "pinned": {id: [x, y]}, "previous": {id: [x, y, w, h]}}

or all of it at once, without `part`::

    {"id": 7, "nodes": [...], "groups": [...], "edges": [...], "options": {...}, "anchor": "", "pinned": {}}

or, when only groups were folded or unfolded, things pinned or options changed since the last job::

    {"id": 8, "part": "again", "folded": {group: true}, "anchor": "", "pinned": {...}, "options": {...}}

`options` are the fields of `LayoutOptions`; `options` and `pinned` left out of `again` stay as they were. `previous` is needed
only by a process that has not laid out the earlier picture itself; otherwise its last answer is taken. Any request that asks for
a layout may carry `"fresh": true`: the order of earlier layouts is forgotten, for "tidy up".

When `again` unfolds its anchor, what will be inside that frame is told first, before the rest is computed, in one message;
coordinates count from the frame's corner, and wires that cross its border are left out. It is left out itself where the frame
holds more than 700 things::

    {"id": 8, "part": "inside", "group": g, "size": [width, height], "nodes": [...], "groups": [...], "routes": [...]}

Answers, with the `id` of the request, in pages of at most 200 rows::

    {"id": 7, "part": "groups", "rows": [[id, x, y, width, height], ...]}
    {"id": 7, "part": "nodes",  "rows": [[id, x, y, width, height], ...]}
    {"id": 7, "part": "routes", "rows": [[source, target, count, [x0, y0, x1, y1, ...]], ...]}
    {"id": 7, "part": "end", "size": [width, height], "bounds": [x, y, width, height]}

or `{"id": 7, "part": "error", "message": "..."}`. Coordinates are rounded to a hundredth. The process ends with its input.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, BinaryIO

from dagscope_app.layout.layouter import Layouter
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.placement import Box, Layout, Point, Route

HEAD = struct.Struct(">IB")
KIND = ord("J")
PAGE_ROWS = 200
MOST_BYTES = 64 * 1024 * 1024
MOST_INSIDE = 700
OPTION_NAMES = frozenset(entry.name for entry in fields(LayoutOptions))


class FrameError(Exception):
    """The input is not a sequence of frames."""


@dataclass(slots=True)
class Job:
    """What has been sent of a graph."""

    id: Any = None
    nodes: list[LayoutNode] = field(default_factory=list)
    groups: list[LayoutGroup] = field(default_factory=list)
    edges: list[LayoutEdge] = field(default_factory=list)
    options: LayoutOptions = field(default_factory=LayoutOptions)
    pinned: dict[str, Point] = field(default_factory=dict)


@dataclass(slots=True)
class Service:
    """Turns requests into answers; remembers the last graph and its picture, so that folding is cheap."""

    layouter: Layouter = field(default_factory=Layouter)
    job: Job = field(default_factory=Job)
    result: Layout | None = None

    def answer(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The answers to one request; none to one that only brings rows."""
        request_id = request.get("id")
        try:
            yield from self._answer(request_id, request)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            yield {"id": request_id, "part": "error", "message": f"Unusable layout request: {error!r}"}

    def _answer(self, request_id: Any, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        part = request.get("part", "all")
        if part == "again":
            self._change(request)
            self.job.id = request_id
        else:
            if self.job.id != request_id or part == "all":
                self.job = Job(request_id)
            self._add(part, request)
            if part not in ("go", "all"):
                return
            self.job.options = _options(request.get("options") or {})
            self.job.pinned = _pinned(request.get("pinned") or {})
        job = self.job
        if request.get("fresh"):
            self.layouter.forget()
            self.result = None
        if request.get("previous"):
            self.result = _previous(request["previous"])
        if part == "again" and request.get("folded", {}).get(request.get("anchor")) is False:
            yield from self._inside(str(request["anchor"]))
        self.result = self.layouter.layout(
            job.nodes,
            job.groups,
            job.edges,
            job.options,
            self.result,
            str(request.get("anchor") or ""),
            job.pinned,
        )
        yield from pages(request_id, self.result)

    def _inside(self, group: str) -> Iterator[dict[str, Any]]:
        """What will be in a frame that was just unfolded."""
        job = self.job
        found = self.layouter.inside(group, job.nodes, job.groups, job.edges, job.options, self.result, job.pinned)
        if found is None or len(found.nodes) + len(found.groups) > MOST_INSIDE:
            return
        yield {
            "id": job.id,
            "part": "inside",
            "group": group,
            "size": _rounded(found.bounds)[2:],
            "nodes": _box_rows(found.nodes),
            "groups": _box_rows(found.groups),
            "routes": _route_rows(found.routes),
        }

    def _add(self, part: str, request: Mapping[str, Any]) -> None:
        """Takes in rows of the graph."""
        job = self.job
        rows = request.get("rows", ())
        if part in ("nodes", "all"):
            for row in request.get("nodes", ()) if part == "all" else rows:
                job.nodes.append(LayoutNode(str(row[0]), float(row[1]), float(row[2]), str(row[3])))
        if part in ("groups", "all"):
            for row in request.get("groups", ()) if part == "all" else rows:
                size = [float(value) for value in row[4:6]]
                job.groups.append(LayoutGroup(str(row[0]), str(row[1]), str(row[2]), bool(row[3]), *size))
        if part in ("edges", "all"):
            for row in request.get("edges", ()) if part == "all" else rows:
                job.edges.append(LayoutEdge(str(row[0]), str(row[1])))
        if part not in ("nodes", "groups", "edges", "go", "all"):
            raise ValueError(f"no part is called {part!r}")

    def _change(self, request: Mapping[str, Any]) -> None:
        """Folds and unfolds groups of the last graph."""
        job = self.job
        folded = request.get("folded") or {}
        job.groups = [
            replace(group, is_folded=bool(folded[group.id])) if group.id in folded else group for group in job.groups
        ]
        if "options" in request:
            job.options = _options(request["options"])
        if "pinned" in request:
            job.pinned = _pinned(request["pinned"])


def _options(given: Mapping[str, Any]) -> LayoutOptions:
    return LayoutOptions(**{name: value for name, value in given.items() if name in OPTION_NAMES})


def _pinned(given: Mapping[str, Any]) -> dict[str, Point]:
    return {str(item): (float(corner[0]), float(corner[1])) for item, corner in given.items()}


def _previous(given: Mapping[str, Any]) -> Layout:
    boxes = {str(item): Box(*[float(value) for value in row]) for item, row in given.items()}
    return Layout(nodes=boxes, groups=boxes)


def pages(request_id: Any, result: Layout) -> Iterator[dict[str, Any]]:
    """A layout as answers."""
    for part, boxes in (("groups", result.groups), ("nodes", result.nodes)):
        yield from _paged(request_id, part, _box_rows(boxes))
    yield from _paged(request_id, "routes", _route_rows(result.routes))
    bounds = _rounded(result.bounds)
    yield {"id": request_id, "part": "end", "size": bounds[2:], "bounds": bounds}


def _paged(request_id: Any, part: str, rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(rows), PAGE_ROWS):
        yield {"id": request_id, "part": part, "rows": rows[start : start + PAGE_ROWS]}


def _box_rows(boxes: Mapping[str, Box]) -> list[list[Any]]:
    return [[item, *_rounded(box)] for item, box in boxes.items()]


def _route_rows(routes: Sequence[Route]) -> list[list[Any]]:
    return [
        [
            route.source,
            route.target,
            route.count,
            [round(value, 2) for point in route.points for value in point],
        ]
        for route in routes
    ]


def _rounded(box: Box) -> list[float]:
    return [round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2)]


def read_frame(stream: BinaryIO) -> Mapping[str, Any] | None:
    """The next request, or None at the end of the input."""
    head = _read(stream, HEAD.size)
    if not head:
        return None
    if len(head) < HEAD.size:
        raise FrameError("the input ends inside a frame")
    length, kind = HEAD.unpack(head)
    if kind != KIND or length > MOST_BYTES:
        raise FrameError(f"a frame of kind {kind} and {length} bytes")
    payload = _read(stream, length)
    if len(payload) < length:
        raise FrameError("the input ends inside a frame")
    request = json.loads(payload)
    if not isinstance(request, dict):
        raise FrameError("a frame that is no object")
    return request


def _read(stream: BinaryIO, length: int) -> bytes:
    """Exactly so many bytes, fewer only at the end of the input."""
    data = stream.read(length)
    while data and len(data) < length:
        more = stream.read(length - len(data))
        if not more:
            break
        data += more
    return data


def write_frame(stream: BinaryIO, answer: Mapping[str, Any]) -> None:
    """Writes one answer."""
    payload = json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()
    stream.write(HEAD.pack(len(payload), KIND) + payload)


def serve(source: BinaryIO, sink: BinaryIO) -> int:
    """Answers requests until the input ends; returns the exit code."""
    service = Service()
    try:
        while (request := read_frame(source)) is not None:
            for answer in service.answer(request):
                write_frame(sink, answer)
                if answer["part"] == "inside":  # it is told early so that it is there early
                    sink.flush()
            sink.flush()
    except (FrameError, ValueError, RecursionError) as error:
        write_frame(sink, {"id": None, "part": "error", "message": f"Unreadable layout request: {error}"})
        sink.flush()
        return 2
    except BrokenPipeError:
        return 1
    return 0
