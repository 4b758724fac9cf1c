"""Puts the levels of one graph together: frames into frames, wires through borders, everything to its position.

Lays out no level itself; it is given a function that does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dagscope_app.layout.level import FRAME, Level, LevelInput, simplified
from dagscope_app.layout.parts import Wire, effort_for
from dagscope_app.layout.pins import pin
from dagscope_app.layout.structure import Bundle, LevelWire, Tree
from dagscope_app.layout.types import LayoutGroup, LayoutOptions
from dagscope_app.model.placement import Box, Layout, PinKey, Point, Route, pin_key

CHARACTER_WIDTH = 7.2
HEADER_EXTRA = 64.0
# Wires between the same things that keep a lane of their own; more are bundled.
MOST_ALIKE = 4

# A group's id, its contents, their ids, and where they were in an earlier picture.
LayOutLevel = Callable[[str, LevelInput, Sequence[str], Mapping[str, float]], Level]


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
        """Return where a wire enters the frame, from the middle of its side."""
        return self.level.entries[self.numbers[key]] + self.inset[1] - self.breadth / 2

    def exit(self, key: int) -> float:
        """Return where a wire leaves the frame, from the middle of its side."""
        return self.level.exits[self.numbers[key]] + self.inset[1] - self.breadth / 2


class Assembly:
    """One graph being laid out."""

    def __init__(
        self,
        lay_out_level: LayOutLevel,
        tree: Tree,
        options: LayoutOptions,
        previous: Layout | None,
        pinned: Mapping[PinKey, Point],
    ) -> None:
        self.lay_out_level = lay_out_level
        self.tree = tree
        self.options = options
        self.previous = previous
        self.pinned = pinned
        self.effort = effort_for(len(tree.nodes))
        self.is_lr = options.direction != "TB"
        self.placed: list[_Placed | None] = [None] * len(tree.groups)
        self.corner: dict[int, Point] = {}

    def place_levels(self, levels: Sequence[dict[int, LevelWire]], chosen: Sequence[bool] | None = None) -> None:
        """Lay out every open level, or those of the chosen groups, inner ones first."""
        tree = self.tree
        for group in sorted(range(len(tree.groups)), key=lambda at: (-tree.depth[at], at)):
            if tree.is_open[group] and (chosen is None or chosen[group]):
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
            options if group else replace(options, wrap=0.0),
            self.effort,
        )
        ids = [tree.item_id(item) for item in items]
        level = self.lay_out_level(tree.groups[group].id, given, ids, self._fallback(ids))
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

    def _pin_key(self, item: int) -> PinKey:
        """Return the key of an item's position when it was moved by hand."""
        name = self.tree.item_id(item)
        return pin_key(name, is_group=item >= len(self.tree.nodes))

    def _pin(self, level: Level, items: Sequence[int], x: float, y: float, is_root: bool = False) -> Level:
        """Move the pinned ones of a level's items; `x` and `y` are the corner of the contents in what holds them."""
        if not self.pinned:
            return level
        found: dict[int, Point] = {}
        for number, item in enumerate(items):
            corner = self.pinned.get(self._pin_key(item))
            if corner is not None:
                left, top = corner[0] - x, corner[1] - y
                if not is_root:
                    left, top = max(left, 0.0), max(top, 0.0)
                found[number] = (left, top) if self.is_lr else (top, left)
        return pin(level, found, self.options.node_gap)

    def _fallback(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Return the order of things in the earlier picture."""
        if self.previous is None:
            return {}
        known = {}
        for item in ids:
            box = self.previous.nodes.get(item) or self.previous.groups.get(item)
            if box is not None:
                known[item] = box.y + box.height / 2 if self.is_lr else box.x + box.width / 2
        return known

    def _wires(self, wires: Mapping[int, LevelWire], local: Mapping[int, int]) -> tuple[list[Wire], dict[int, int]]:
        """Return the wires of a level in its own numbers; many that look alike from here share one."""
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
                        inner.entry(leaf) if item >= count and (inner := placed[item - count]) is not None else 0.0
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

    def result(self, bundles: Mapping[tuple[int, int], Bundle], anchor: str, *, with_pins: bool = True) -> Layout:
        """Nest the levels and join the wires; at the root, pinned things stay where they were put."""
        tree = self.tree
        count = len(tree.nodes)
        origin: list[Point] = [(0.0, 0.0)] * len(tree.groups)
        nodes: dict[str, Box] = {}
        groups: dict[str, Box] = {}
        shift = self._shift(anchor)
        root = self.placed[0]
        if root is not None and self.pinned and with_pins:
            x, y = shift if self.is_lr else (shift[1], shift[0])
            root.level = self._pin(root.level, tree.children[0], x, y, is_root=True)
        for group in sorted(range(len(tree.groups)), key=lambda at: (tree.depth[at], at)):
            if self.placed[group] is not None:
                base = self.corner[count + group] if group else shift
                origin[group] = self._put(group, base, nodes, groups)
        routes = tuple([self._route(bundle, origin) for bundle in bundles.values()])
        return Layout(nodes, groups, routes, self._bounds(nodes, groups, shift))

    def roots(self, layout: Layout) -> list[tuple[PinKey, Box]]:
        """Return what lies at the root of a layout of this graph, with its box there."""
        tree, found = self.tree, []
        for item in tree.children[0]:
            boxes = layout.nodes if item < len(tree.nodes) else layout.groups
            found.append((self._pin_key(item), boxes[tree.item_id(item)]))
        return found

    def anchored_box(self, layout: Layout, anchor: str) -> tuple[Box | None, Box | None]:
        """Return where the anchor is in a layout of this graph, and where it was; None where there is no anchor."""
        found = self._anchored(anchor)
        if found is None:
            return None, None
        item, before = found
        boxes = layout.nodes if item < len(self.tree.nodes) else layout.groups
        return boxes.get(self.tree.item_id(item)), before

    def inside(self, group: int, bundles: Mapping[tuple[int, int], Bundle]) -> Layout:
        """Return what lies in one frame, from the frame's corner, with the wires between what lies in it."""
        tree = self.tree
        count = len(tree.nodes)
        chosen = tree.inside(group)
        origin: list[Point] = [(0.0, 0.0)] * len(tree.groups)
        nodes: dict[str, Box] = {}
        groups: dict[str, Box] = {}
        self.corner[count + group] = (0.0, 0.0)
        for inner in sorted(range(len(tree.groups)), key=lambda at: (tree.depth[at], at)):
            if chosen[inner] and self.placed[inner] is not None:
                origin[inner] = self._put(inner, self.corner[count + inner], nodes, groups)
        routes = tuple(
            [
                self._route(bundle, origin)
                for bundle in bundles.values()
                if chosen[tree.group_of(bundle.source)] and chosen[tree.group_of(bundle.target)]
            ]
        )
        size = self._size(count + group)
        width, height = size if self.is_lr else (size[1], size[0])
        return Layout(nodes, groups, routes, Box(0.0, 0.0, width, height))

    def _put(self, group: int, base: Point, nodes: dict[str, Box], groups: dict[str, Box]) -> Point:
        """Note the boxes of what a frame at `base` holds, and return the corner of its contents."""
        tree, placed = self.tree, self._at(group)
        left, top = base[0] + placed.inset[0], base[1] + placed.inset[1]
        for item, (along, across) in zip(tree.children[group], placed.level.corners):
            corner = (left + along, top + across)
            self.corner[item] = corner
            size = self._size(item)
            if self.is_lr:
                box = Box(corner[0], corner[1], size[0], size[1])
            else:
                box = Box(corner[1], corner[0], size[1], size[0])
            (nodes if item < len(tree.nodes) else groups)[tree.item_id(item)] = box
        return (left, top)

    def _bounds(self, nodes: Mapping[str, Box], groups: Mapping[str, Box], corner: Point) -> Box:
        """Return the box around all boxes, and the wires, which never leave the root level."""
        if not (nodes or groups):
            return Box(0.0, 0.0, 0.0, 0.0)
        left, top = corner if self.is_lr else (corner[1], corner[0])
        level = self._at(0).level
        right, bottom = (level.length, level.breadth) if self.is_lr else (level.breadth, level.length)
        right, bottom = right + left, bottom + top
        for item in self.tree.children[0]:  # pinned ones may lie anywhere
            box = (nodes if item < len(self.tree.nodes) else groups)[self.tree.item_id(item)]
            left, right = min(left, box.x), max(right, box.x + box.width)
            top, bottom = min(top, box.y), max(bottom, box.y + box.height)
        return Box(left, top, right - left, bottom - top)

    def _shift(self, anchor: str) -> Point:
        """Return how far to move everything, as (along, across), so that the anchor stays."""
        found = self._anchored(anchor)
        if found is None:
            return (0.0, 0.0)
        item, before = found
        along = across = 0.0
        while True:
            group = self.tree.group_of(item)
            placed = self._at(group)
            corner = placed.level.corners[placed.local[item]]
            along += corner[0] + placed.inset[0]
            across += corner[1] + placed.inset[1]
            if group == 0:
                break
            item = len(self.tree.nodes) + group
        if self.is_lr:
            return (before.x - along, before.y - across)
        return (before.y - along, before.x - across)

    def _anchored(self, anchor: str) -> tuple[int, Box] | None:
        """Return the item that stays, and where it was: the anchor, the folded group or pinned frame around it."""
        tree, previous = self.tree, self.previous
        if previous is None:
            return None
        count = len(tree.nodes)
        number = next((at for at, group in enumerate(tree.groups) if at and group.id == anchor), 0)
        before = previous.groups.get(anchor) if number else None
        item = count + number
        if before is None:
            item, before = tree.node_number.get(anchor, -1), previous.nodes.get(anchor)
            if item < 0:
                return self._free_at_the_root() if self.pinned else None
        at = item
        while True:
            group = tree.group_of(at)
            if self.placed[group] is None or (group and self._pin_key(at) in self.pinned):
                item, before = count + group, previous.groups.get(tree.groups[group].id, before)
            elif not group:
                break
            at = count + group
        if self._pin_key(at) in self.pinned:
            return self._free_at_the_root()
        return (item, before) if before is not None else None

    def _free_at_the_root(self) -> tuple[int, Box] | None:
        """Return the first thing at the root that was there and is not pinned: it stays when there is no anchor."""
        assert self.previous is not None
        for item in self.tree.children[0]:
            name = self.tree.item_id(item)
            boxes = self.previous.nodes if item < len(self.tree.nodes) else self.previous.groups
            if self._pin_key(item) not in self.pinned and name in boxes:
                return item, boxes[name]
        return None

    def _route(self, bundle: Bundle, origin: Sequence[Point]) -> Route:
        """Return the points of one drawn wire: out of the groups of its source, across, into those of its target."""
        tree = self.tree
        count = len(tree.nodes)
        item, goal = bundle.source, bundle.target
        group, goal_group = tree.group_of(item), tree.group_of(goal)
        if group == goal_group:
            placed = self._at(group)
            return self._made(bundle, placed.level.route(placed.numbers[item], placed.local[goal]), *origin[group])
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
        points = simplified(head + self._path(group, bundle.source, goal, origin, head, tail) + tail)
        return self._made(bundle, points, 0.0, 0.0)

    def _made(self, bundle: Bundle, points: Sequence[Point], left: float, top: float) -> Route:
        if self.is_lr:
            scene = tuple([(left + along, top + across) for along, across in points])
        else:
            scene = tuple([(top + across, left + along) for along, across in points])
        return Route(self.tree.item_id(bundle.source), self.tree.item_id(bundle.target), bundle.count, scene)

    def _at(self, group: int) -> _Placed:
        placed = self.placed[group]
        assert placed is not None  # only open groups are asked for
        return placed

    def _path(
        self,
        group: int,
        key: int,
        target: int,
        origin: Sequence[Point],
        head: Sequence[Point],
        tail: Sequence[Point],
    ) -> list[Point]:
        """Return a wire's path through one level, from where `head` left off to where `tail` begins."""
        placed = self._at(group)
        left, top = origin[group]
        path = placed.level.route(
            placed.numbers[key],
            target if target == FRAME else placed.local[target],
            head[-1][1] - top if head else None,
            tail[0][1] - top if tail else None,
        )
        return [(left + along, top + across) for along, across in path]
