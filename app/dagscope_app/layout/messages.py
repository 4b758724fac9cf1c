"""What the window and the layout process say to each other: records, and those as JSON objects and back.

It must not read or write a stream, page anything or lay out. Every message names the job it belongs to.

A job begins with rows of a new graph (`Nodes`, `Groups`, `Edges`, each as often as wanted), or with `Again`, which
takes the graph of the job before; `Folded` and `Pinned` follow, and `Go` asks for the layout. The answer is pages of
boxes and routes, then `End`; or `Failed`. Where `Go` unfolds its anchor, what that frame will hold is sent first,
before the rest is computed: pages of boxes and routes, then `Inside`; coordinates count from the frame's corner there.

The records are named tuples because thirteen frozen dataclasses would take 4 ms of the process' start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple, TypeVar

from dagscope.protocol.framing import ProtocolError

from dagscope_app.layout.types import Ends, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.placement import Box, PinKey, Point, Route

Named = tuple[str, Box]
Message = TypeVar("Message")


class Nodes(NamedTuple):
    """Some nodes of a new graph."""

    job: int
    rows: tuple[LayoutNode, ...]


class Groups(NamedTuple):
    """Some groups of a new graph."""

    job: int
    rows: tuple[LayoutGroup, ...]


class Edges(NamedTuple):
    """Some edges of a new graph."""

    job: int
    rows: tuple[Ends, ...]


class Again(NamedTuple):
    """The graph is that of the job before, with what was folded there; nothing is pinned yet."""

    job: int


class Folded(NamedTuple):
    """Groups to fold (true) or unfold in the graph of the job before."""

    job: int
    rows: tuple[tuple[str, bool], ...]


class Pinned(NamedTuple):
    """Where things were put by hand."""

    job: int
    rows: tuple[tuple[PinKey, Point], ...]


class Go(NamedTuple):
    """Lay out what was sent. A fresh layout keeps nothing of the order of earlier ones."""

    job: int
    options: LayoutOptions
    anchor: str = ""
    is_fresh: bool = False


class GroupBoxes(NamedTuple):
    """Where some groups are."""

    job: int
    rows: tuple[Named, ...]


class NodeBoxes(NamedTuple):
    """Where some nodes are."""

    job: int
    rows: tuple[Named, ...]


class Routes(NamedTuple):
    """How some wires run."""

    job: int
    rows: tuple[Route, ...]


class Inside(NamedTuple):
    """What came of this job so far is what the frame of the unfolded group will hold."""

    job: int
    group: str
    bounds: Box


class End(NamedTuple):
    """The layout is complete."""

    job: int
    bounds: Box


class Failed(NamedTuple):
    """The layout cannot be made, for a reason in one sentence."""

    job: int
    message: str


Request = Nodes | Groups | Edges | Again | Folded | Pinned | Go
Answer = GroupBoxes | NodeBoxes | Routes | Inside | End | Failed


def to_json(message: Request | Answer) -> dict[str, Any]:
    """Return the JSON object of a message; coordinates are rounded to a hundredth."""
    part, body = _WRITERS[type(message)]
    return {"id": message.job, "part": part, **body(message)}


def request_from(data: Mapping[str, Any]) -> Request:
    """Return the request in a JSON object.

    Raises:
        ProtocolError: it is no request.
    """
    return _read(_REQUESTS, data)


def answer_from(data: Mapping[str, Any]) -> Answer:
    """Return the answer in a JSON object.

    Raises:
        ProtocolError: it is no answer.
    """
    return _read(_ANSWERS, data)


def _read(readers: Mapping[str, Callable[[int, Any], Message]], data: Mapping[str, Any]) -> Message:
    try:
        return readers[data["part"]](int(data["id"]), data)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ProtocolError(f"an unusable part {data.get('part')!r}: {error!r}") from None


def _rounded(box: Box) -> tuple[float, float, float, float]:
    return (round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2))


def _boxes(message: GroupBoxes | NodeBoxes) -> dict[str, Any]:
    return {"rows": [(name, *_rounded(box)) for name, box in message.rows]}


def _routes(message: Routes) -> dict[str, Any]:
    rows = [
        (route.source, route.target, route.count, [round(value, 2) for point in route.points for value in point])
        for route in message.rows
    ]
    return {"rows": rows}


_WRITERS: Mapping[type[Any], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Nodes: ("nodes", lambda m: {"rows": [(n.id, n.width, n.height, n.group) for n in m.rows]}),
    Groups: (
        "groups",
        lambda m: {"rows": [(g.id, g.parent, g.label, g.is_folded, g.width, g.height) for g in m.rows]},
    ),
    Edges: ("edges", lambda m: {"rows": m.rows}),
    Again: ("again", lambda m: {}),
    Folded: ("folded", lambda m: {"rows": m.rows}),
    Pinned: ("pinned", lambda m: {"rows": [(name, *corner) for name, corner in m.rows]}),
    Go: ("go", lambda m: {"options": asdict(m.options), "anchor": m.anchor, "fresh": m.is_fresh}),
    GroupBoxes: ("groups", _boxes),
    NodeBoxes: ("nodes", _boxes),
    Routes: ("routes", _routes),
    Inside: ("inside", lambda m: {"group": m.group, "bounds": _rounded(m.bounds)}),
    End: ("end", lambda m: {"bounds": _rounded(m.bounds)}),
    Failed: ("error", lambda m: {"message": m.message}),
}


def _named(rows: Any) -> tuple[Named, ...]:
    return tuple([(str(name), _box(box)) for name, *box in rows])


def _box(row: Any) -> Box:
    x, y, width, height = row
    return Box(float(x), float(y), float(width), float(height))


def _route(source: Any, target: Any, count: Any, flat: Any) -> Route:
    numbers = [float(value) for value in flat]
    return Route(str(source), str(target), int(count), tuple(zip(numbers[0::2], numbers[1::2])))


def _node(name: Any, width: Any, height: Any, group: Any) -> LayoutNode:
    return LayoutNode(str(name), float(width), float(height), str(group))


def _group(name: Any, parent: Any, label: Any, is_folded: Any, width: Any, height: Any) -> LayoutGroup:
    return LayoutGroup(str(name), str(parent), str(label), bool(is_folded), float(width), float(height))


_REQUESTS: Mapping[str, Callable[[int, Any], Request]] = {
    "nodes": lambda job, data: Nodes(job, tuple([_node(*row) for row in data["rows"]])),
    "groups": lambda job, data: Groups(job, tuple([_group(*row) for row in data["rows"]])),
    "edges": lambda job, data: Edges(job, tuple([(str(one), str(two)) for one, two in data["rows"]])),
    "again": lambda job, data: Again(job),
    "folded": lambda job, data: Folded(job, tuple([(str(name), bool(is_on)) for name, is_on in data["rows"]])),
    "pinned": lambda job, data: Pinned(
        job, tuple([(PinKey(str(n)), (float(x), float(y))) for n, x, y in data["rows"]])
    ),
    "go": lambda job, data: Go(job, LayoutOptions(**data["options"]), str(data["anchor"]), bool(data["fresh"])),
}
_ANSWERS: Mapping[str, Callable[[int, Any], Answer]] = {
    "groups": lambda job, data: GroupBoxes(job, _named(data["rows"])),
    "nodes": lambda job, data: NodeBoxes(job, _named(data["rows"])),
    "routes": lambda job, data: Routes(job, tuple([_route(*row) for row in data["rows"]])),
    "inside": lambda job, data: Inside(job, str(data["group"]), _box(data["bounds"])),
    "end": lambda job, data: End(job, _box(data["bounds"])),
    "error": lambda job, data: Failed(job, str(data["message"])),
}
