"""Graphs and layouts as pages of messages, and back. It must not encode, lay out, or know which process it is in.

No message grows with the graph: a page holds so many rows at most, and fewer where they are long, so that it always
fits into a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from dagscope_app.layout.messages import (
    Again,
    Answer,
    Edges,
    End,
    Folded,
    Go,
    GroupBoxes,
    Groups,
    Inside,
    NodeBoxes,
    Nodes,
    Pinned,
    Request,
    Routes,
)
from dagscope_app.layout.types import Ends, LayoutGroup, LayoutNode, LayoutRequest
from dagscope_app.model.placement import Box, Layout, PinKey, Point, Route

ROWS_OF_A_REQUEST = 500
ROWS_OF_AN_ANSWER = 200
# A character may take twelve bytes in JSON, and a frame may hold a mebibyte.
MOST_CHARACTERS = 80_000
NUMBERS = 60  # characters of the numbers and marks of a row
POINT = 24

Row = TypeVar("Row")
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One layout the window wants: the graph, what was clicked to get it, what was put by hand."""

    request: LayoutRequest
    anchor: str = ""
    pinned: Mapping[PinKey, Point] = field(default_factory=dict)
    is_fresh: bool = False


def whole(job: int, wanted: Wanted) -> Iterator[Request]:
    """Return the messages that ask for the layout of a graph that was not sent before."""
    request = wanted.request
    yield from _pages(Nodes, job, request.nodes, _node_size, ROWS_OF_A_REQUEST)
    yield from _pages(Groups, job, request.groups, _group_size, ROWS_OF_A_REQUEST)
    yield from _pages(Edges, job, request.edges, _edge_size, ROWS_OF_A_REQUEST)
    yield from _rest(job, wanted)


def again(job: int, groups: tuple[LayoutGroup, ...], wanted: Wanted) -> Iterator[Request]:
    """Return the messages that ask for the graph of the job before, whose groups were these, folded otherwise."""
    yield Again(job)
    folded = [
        (new.id, new.is_folded) for old, new in zip(groups, wanted.request.groups) if old.is_folded != new.is_folded
    ]
    yield from _pages(Folded, job, folded, lambda row: len(row[0]), ROWS_OF_A_REQUEST)
    yield from _rest(job, wanted)


def _rest(job: int, wanted: Wanted) -> Iterator[Request]:
    yield from _pages(Pinned, job, wanted.pinned.items(), lambda row: len(row[0]), ROWS_OF_A_REQUEST)
    yield Go(job, wanted.request.options, wanted.anchor, wanted.is_fresh)


def laid_out(job: int, layout: Layout) -> Iterator[Answer]:
    """Return the messages of a complete layout."""
    yield from _boxes_and_routes(job, layout)
    yield End(job, layout.bounds)


def held(job: int, group: str, layout: Layout) -> Iterator[Answer]:
    """Return the messages of what the frame of an unfolded group will hold, from the frame's corner."""
    yield from _boxes_and_routes(job, layout)
    yield Inside(job, group, layout.bounds)


def _boxes_and_routes(job: int, layout: Layout) -> Iterator[Answer]:
    yield from _pages(GroupBoxes, job, layout.groups.items(), lambda row: len(row[0]), ROWS_OF_AN_ANSWER)
    yield from _pages(NodeBoxes, job, layout.nodes.items(), lambda row: len(row[0]), ROWS_OF_AN_ANSWER)
    yield from _pages(Routes, job, layout.routes, _route_size, ROWS_OF_AN_ANSWER)


class Collected:
    """Puts the pages of a layout together again."""

    def __init__(self) -> None:
        self._nodes: dict[str, Box] = {}
        self._groups: dict[str, Box] = {}
        self._routes: list[Route] = []

    def add(self, page: GroupBoxes | NodeBoxes | Routes) -> None:
        """Take one page."""
        if isinstance(page, Routes):
            self._routes += page.rows
        elif isinstance(page, NodeBoxes):
            self._nodes.update(page.rows)
        else:
            self._groups.update(page.rows)

    def complete(self, bounds: Box) -> Layout:
        """Return the layout of the pages so far, and begin with nothing again."""
        layout = Layout(self._nodes, self._groups, tuple(self._routes), bounds)
        self._nodes, self._groups, self._routes = {}, {}, []
        return layout


def _pages(
    make: Callable[[int, tuple[Row, ...]], Page], job: int, rows: Iterable[Row], size: Callable[[Row], int], most: int
) -> Iterator[Page]:
    page: list[Row] = []
    characters = 0
    for row in rows:
        length = NUMBERS + size(row)
        if page and (len(page) == most or characters + length > MOST_CHARACTERS):
            yield make(job, tuple(page))
            page, characters = [], 0
        page.append(row)
        characters += length
    if page:
        yield make(job, tuple(page))


def _node_size(node: LayoutNode) -> int:
    return len(node.id) + len(node.group)


def _group_size(group: LayoutGroup) -> int:
    return len(group.id) + len(group.parent) + len(group.label)


def _edge_size(edge: Ends) -> int:
    return len(edge[0]) + len(edge[1])


def _route_size(route: Route) -> int:
    return len(route.source) + len(route.target) + POINT * len(route.points)
