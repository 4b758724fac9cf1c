"""Lays out a whole grouped graph, level by level from the innermost, and remembers the levels it has laid out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout.layered import Wire, effort_for
from dagscope_app.layout.level import FRAME, Level, LevelInput, lay_out_level
from dagscope_app.layout.pins import pin
from dagscope_app.layout.structure import Bundle, LevelWire, Tree, build_tree, lift_edges
from dagscope_app.layout.types import (
    Box,
    LayoutEdge,
    LayoutGroup,
    LayoutNode,
    LayoutOptions,
    LayoutResult,
    Point,
    Route,
)

CHARACTER_WIDTH = 7.2
HEADER_EXTRA = 64.0
MOST_LEVELS = 4096
# Wires between the same things that keep a lane of their own; more are bundled.
MOST_ALIKE = 4


@dataclass(slots=True)
class _Placed:
    """A level in its frame: which wire is which, and how large the frame is."""

    level: Level
    numbers: dict[int, int]
    local: dict[int, int]
    length: float
    breadth: float
    inset: Point  # corner of the contents in the frame, (along, across)

    def entry(self, key: int) -> float:
        """Where a wire enters the frame, from the middle of its side."""
        return self.level.entries[self.numbers[key]] + self.inset[1] - self.breadth / 2

    def exit(self, key: int) -> float:
        """Where a wire leaves the frame, from the middle of its side."""
        return self.level.exits[self.numbers[key]] + self.inset[1] - self.breadth / 2


@dataclass(slots=True)
class Layouter:
    """Lays out graphs one after another; levels that did not change cost a look-up, and keep their order when they did.

    The same calls in the same order give the same pictures. A fresh one knows nothing.
    """

    _levels: OrderedDict[LevelInput, Level] = field(default_factory=OrderedDict)
    _order: dict[str, dict[str, float]] = field(default_factory=dict)

    def layout(
        self,
        nodes: Sequence[LayoutNode],
        groups: Sequence[LayoutGroup],
        edges: Sequence[LayoutEdge],
        options: LayoutOptions | None = None,
        previous: LayoutResult | None = None,
        anchor: str = "",
        pinned: Mapping[str, Point] | None = None,
    ) -> LayoutResult:
        """Places everything that is visible.

        Args:
            nodes: all nodes, whether visible or not; their order decides where nothing else does.
            groups: all groups.
            edges: all real edges; those of unknown nodes are left out.
            options: measures and direction.
            previous: an earlier picture, for levels this layouter has not seen: its order is kept.
            anchor: a group or node whose top-left corner stays where it is in `previous`.
            pinned: corners of things moved by hand, from the corner of the frame that holds them (root: the scene).
        """
        run = _Run(self, build_tree(nodes, groups), options or LayoutOptions(), previous, pinned or {})
        levels, bundles = lift_edges(run.tree, edges)
        run.place_levels(levels)
        return run.result(bundles, anchor)

    def level(
        self, group: str, given: LevelInput, ids: Sequence[str], fallback: Mapping[str, float]
    ) -> Level:
        """The layout of one level: the one made before of the same content, or a new one in the order it had last."""
        found = self._levels.get(given)
        if found is None:
            known = self._order.get(group) or fallback
            hints = {number: known[item] for number, item in enumerate(ids) if item in known} if known else {}
            found = lay_out_level(given, hints)
            self._levels[given] = found
            if len(self._levels) > MOST_LEVELS:
                self._levels.popitem(last=False)
        else:
            self._levels.move_to_end(given)
        half = given.across
        self._order[group] = {
            item: found.corners[number][1] + half[number] / 2 for number, item in enumerate(ids)
        }
        return found


class _Run:
    """One call of the layouter."""

    def __init__(
        self,
        layouter: Layouter,
        tree: Tree,
        options: LayoutOptions,
        previous: LayoutResult | None,
        pinned: Mapping[str, Point],
    ) -> None:
        self.layouter = layouter
        self.tree = tree
        self.options = options
        self.previous = previous
        self.pinned = pinned
        self.effort = effort_for(len(tree.nodes))
        self.is_lr = options.direction != "TB"
        self.placed: list[_Placed | None] = [None] * len(tree.groups)
        self.corner: dict[int, Point] = {}

    def place_levels(self, levels: Sequence[dict[int, LevelWire]]) -> None:
        """Lays out every open level, inner ones first."""
        tree = self.tree
        for group in sorted(range(len(tree.groups)), key=lambda at: (-tree.depth[at], at)):
            if tree.is_open[group]:
                self.placed[group] = self._place(group, levels[group])

    def _size(self, item: int) -> Point:
        """Size of an item as (along, across)."""
        tree = self.tree
        count = len(tree.nodes)
        if item < count:
            node = tree.nodes[item]
            return (node.width, node.height) if self.is_lr else (node.height, node.width)
        placed = self.placed[item - count]
        if placed is not None:
            return (placed.length, placed.breadth)
        group = tree.groups[item - count]
        width = group.width or self._header_width(group)
        height = group.height or self.options.header_height + 12.0
        return (width, height) if self.is_lr else (height, width)

    def _header_width(self, group: LayoutGroup) -> float:
        return group.width or len(group.label or group.id) * CHARACTER_WIDTH + HEADER_EXTRA

    def _place(self, group: int, wires: dict[int, LevelWire]) -> _Placed:
        tree, options = self.tree, self.options
        items = tree.children[group]
        local = {item: number for number, item in enumerate(items)}
        sizes = [self._size(item) for item in items]
        made, numbers = self._wires(wires, local)
        given = LevelInput(
            tuple([size[0] for size in sizes]),
            tuple([size[1] for size in sizes]),
            tuple(made),
            options,
            self.effort,
        )
        ids = [tree.item_id(item) for item in items]
        level = self.layouter.level(tree.groups[group].id, given, ids, self._fallback(ids))
        if group == 0:  # pinned once the anchor's place is known
            return _Placed(level, numbers, local, level.length, level.breadth, (0.0, 0.0))
        level = self._pin(level, items, options.padding, options.padding + options.header_height)
        padding, header = options.padding, options.header_height
        least = self._header_width(tree.groups[group])
        if self.is_lr:
            length = max(level.length + 2 * padding, least)
            return _Placed(
                level,
                numbers,
                local,
                length,
                level.breadth + 2 * padding + header,
                (padding, padding + header),
            )
        breadth = max(level.breadth + 2 * padding, least)
        inset = (padding + header, (breadth - level.breadth) / 2)
        return _Placed(level, numbers, local, level.length + 2 * padding + header, breadth, inset)

    def _pin(self, level: Level, items: Sequence[int], x: float, y: float, is_root: bool = False) -> Level:
        """Moves the pinned ones of a level's items; `x` and `y` are the corner of the contents in what holds them."""
        if not self.pinned:
            return level
        found: dict[int, Point] = {}
        for number, item in enumerate(items):
            corner = self.pinned.get(self.tree.item_id(item))
            if corner is not None:
                left, top = corner[0] - x, corner[1] - y
                if not is_root:
                    left, top = max(left, 0.0), max(top, 0.0)
                found[number] = (left, top) if self.is_lr else (top, left)
        return pin(level, found, self.options.node_gap)

    def _fallback(self, ids: Sequence[str]) -> Mapping[str, float]:
        """The order of things in the earlier picture."""
        if self.previous is None:
            return {}
        known = {}
        for item in ids:
            box = self.previous.nodes.get(item) or self.previous.groups.get(item)
            if box is not None:
                known[item] = box.y + box.height / 2 if self.is_lr else box.x + box.width / 2
        return known

    def _wires(
        self, wires: Mapping[int, LevelWire], local: Mapping[int, int]
    ) -> tuple[list[Wire], dict[int, int]]:
        """The wires of a level in its own numbers; many that look alike from here share one."""
        count = len(self.tree.nodes)
        made: list[Wire] = []
        numbers: dict[int, int] = {}
        alike: dict[tuple[int, tuple[int, ...], bool], list[int]] = {}
        placed = self.placed
        for key, wire in wires.items():
            targets = sorted([(local[item], item, leaf) for item, leaf in wire.targets.items()])
            reach = tuple([target[0] for target in targets])
            is_plain = 0 <= wire.source < count
            if not is_plain:
                same = alike.setdefault((wire.source, reach, wire.leaves), [])
                if len(same) >= MOST_ALIKE:
                    numbers[key] = same[-1]
                    continue
                same.append(len(made))
            offsets: tuple[float, ...] = ()
            if any(item >= count for _, item, _ in targets):
                offsets = tuple(
                    [
                        inner.entry(leaf)
                        if item >= count and (inner := placed[item - count]) is not None
                        else 0.0
                        for _, item, leaf in targets
                    ]
                )
            start = 0.0
            if wire.source >= count:
                around = placed[wire.source - count]
                start = around.exit(key) if around is not None else 0.0
            numbers[key] = len(made)
            source = local[wire.source] if wire.source >= 0 else FRAME
            made.append(Wire(source, reach, wire.leaves, start, offsets))
        return made, numbers

    def result(self, bundles: Mapping[tuple[int, int], Bundle], anchor: str) -> LayoutResult:
        """Puts the levels into each other and the wires together."""
        tree = self.tree
        count = len(tree.nodes)
        origin: list[Point] = [(0.0, 0.0)] * len(tree.groups)
        nodes: dict[str, Box] = {}
        groups: dict[str, Box] = {}
        shift = self._shift(anchor)
        root = self.placed[0]
        if root is not None and self.pinned:
            x, y = shift if self.is_lr else (shift[1], shift[0])
            root.level = self._pin(root.level, tree.children[0], x, y, is_root=True)
        for group in sorted(range(len(tree.groups)), key=lambda at: (tree.depth[at], at)):
            placed = self.placed[group]
            if placed is None:
                continue
            base = self.corner[count + group] if group else shift
            left, top = base[0] + placed.inset[0], base[1] + placed.inset[1]
            origin[group] = (left, top)
            for item, (along, across) in zip(tree.children[group], placed.level.corners):
                corner = (left + along, top + across)
                self.corner[item] = corner
                size = self._size(item)
                if self.is_lr:
                    box = Box(corner[0], corner[1], size[0], size[1])
                else:
                    box = Box(corner[1], corner[0], size[1], size[0])
                (nodes if item < count else groups)[tree.item_id(item)] = box
        routes = tuple([self._route(bundle, origin) for bundle in bundles.values()])
        return LayoutResult(nodes, groups, routes, _bounds(nodes, groups, routes))

    def _shift(self, anchor: str) -> Point:
        """How far to move everything, as (along, across), so that the anchor stays."""
        if not anchor or self.previous is None:
            return (0.0, 0.0)
        tree = self.tree
        before = self.previous.groups.get(anchor)
        item = next((at for at, group in enumerate(tree.groups) if at and group.id == anchor), -1)
        if before is not None and item > 0:
            item += len(tree.nodes)
        else:
            before = self.previous.nodes.get(anchor)
            item = tree.node_number.get(anchor, -1)
        if before is None or item < 0:
            return (0.0, 0.0)
        along = across = 0.0
        while True:
            group = tree.group_of(item)
            placed = self.placed[group]
            if placed is None:  # hidden in a folded group: that one stays instead
                item = len(tree.nodes) + group
                before = self.previous.groups.get(tree.groups[group].id, before)
                continue
            corner = placed.level.corners[placed.local[item]]
            along += corner[0] + placed.inset[0]
            across += corner[1] + placed.inset[1]
            if group == 0:
                break
            item = len(tree.nodes) + group
        if self.is_lr:
            return (before.x - along, before.y - across)
        return (before.y - along, before.x - across)

    def _route(self, bundle: Bundle, origin: Sequence[Point]) -> Route:
        """The points of one drawn wire: out of the groups of its source, across, into those of its target."""
        tree = self.tree
        count = len(tree.nodes)
        item, goal = bundle.source, bundle.target
        group, goal_group = tree.group_of(item), tree.group_of(goal)
        head: list[Point] = []
        tail: list[Point] = []
        while group != goal_group:
            if tree.depth[group] >= tree.depth[goal_group]:
                head += self._path(group, bundle.source, FRAME, origin, head, [])
                item, group = count + group, tree.parent[group]
                head.append((self.corner[item][0] + self._size(item)[0], head[-1][1]))
            else:
                tail = self._path(goal_group, bundle.leaf, goal, origin, [], tail) + tail
                goal, goal_group = count + goal_group, tree.parent[goal_group]
                tail.insert(0, (self.corner[goal][0], tail[0][1]))
        points = _simplified(head + self._path(group, bundle.source, goal, origin, head, tail) + tail)
        if not self.is_lr:
            points = [(across, along) for along, across in points]
        return Route(tree.item_id(bundle.source), tree.item_id(bundle.target), bundle.count, tuple(points))

    def _path(
        self,
        group: int,
        key: int,
        target: int,
        origin: Sequence[Point],
        head: Sequence[Point],
        tail: Sequence[Point],
    ) -> list[Point]:
        """A wire's way through one level, from where `head` left off to where `tail` begins."""
        placed = self.placed[group]
        assert placed is not None
        left, top = origin[group]
        path = placed.level.path(
            placed.numbers[key],
            target if target == FRAME else placed.local[target],
            head[-1][1] - top if head else None,
            tail[0][1] - top if tail else None,
        )
        return [(left + along, top + across) for along, across in path]


def _simplified(points: Sequence[Point]) -> list[Point]:
    """The same polyline without points that repeat or lie in the middle of a straight stretch."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < 0.01 and abs(kept[-1][1] - point[1]) < 0.01:
            continue
        if len(kept) > 1 and abs(kept[-1][1] - point[1]) < 0.01 and abs(kept[-2][1] - point[1]) < 0.01:
            kept[-1] = point
        else:
            kept.append(point)
    return kept


def _bounds(nodes: Mapping[str, Box], groups: Mapping[str, Box], routes: Sequence[Route]) -> Box:
    boxes = [*nodes.values(), *groups.values()]
    if not boxes:
        return Box(0.0, 0.0, 0.0, 0.0)
    left = min([box.x for box in boxes])
    top = min([box.y for box in boxes])
    right = max([box.x + box.width for box in boxes])
    bottom = max([box.y + box.height for box in boxes])
    for route in routes:
        for x, y in route.points:
            left, right = min(left, x), max(right, x)
            top, bottom = min(top, y), max(bottom, y)
    return Box(left, top, right - left, bottom - top)


def layout(
    nodes: Sequence[LayoutNode],
    groups: Sequence[LayoutGroup],
    edges: Sequence[LayoutEdge],
    options: LayoutOptions | None = None,
    previous: LayoutResult | None = None,
    anchor: str = "",
    pinned: Mapping[str, Point] | None = None,
) -> LayoutResult:
    """Lays out one graph with a fresh layouter; see `Layouter.layout`."""
    return Layouter().layout(nodes, groups, edges, options, previous, anchor, pinned)
