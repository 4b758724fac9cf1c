"""Turns ids into numbers: the tree of groups, what of it is visible, and each wire at the levels it passes.

An *item* is a node (its number) or a group (the number of nodes plus its own). Group 0 is the root. No geometry here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dagscope_app.layout.types import Ends, LayoutGroup, LayoutNode

ROOT = LayoutGroup("", "", "")


@dataclass(slots=True)
class Tree:
    """Groups and their contents.

    Attributes:
        holder: the group of each node.
        parent: the parent of each group; the root is its own.
        depth: how deep each group lies; the root 0.
        children: the items of each group, in input order.
        is_open: whether a group and all around it are unfolded.
        closed: for each group the item that stands for its contents: the outermost folded group around it, or -1.
    """

    nodes: Sequence[LayoutNode]
    groups: Sequence[LayoutGroup]
    node_number: dict[str, int]
    holder: list[int]
    parent: list[int]
    depth: list[int]
    children: list[list[int]]
    is_open: list[bool]
    closed: list[int]

    def group_of(self, item: int) -> int:
        """Return the group that holds an item."""
        return self.holder[item] if item < len(self.nodes) else self.parent[item - len(self.nodes)]

    def inside(self, group: int) -> list[bool]:
        """Return for each group whether it is this one or lies in it."""
        found = [False] * len(self.groups)
        found[group] = True
        for other in sorted(range(1, len(self.groups)), key=self.depth.__getitem__):
            found[other] = found[other] or found[self.parent[other]]
        return found

    def item_id(self, item: int) -> str:
        """Return the id of an item."""
        return self.nodes[item].id if item < len(self.nodes) else self.groups[item - len(self.nodes)].id


@dataclass(slots=True)
class LevelWire:
    """A wire at one level: from an item (-1: the frame) to items, each with a real source behind it."""

    source: int
    targets: dict[int, int] = field(default_factory=dict)
    leaves: bool = False


@dataclass(slots=True)
class Bundle:
    """All real edges between two visible items, drawn as one wire; `leaf` is the source of the first of them."""

    source: int
    target: int
    leaf: int
    count: int = 1


def build_tree(nodes: Sequence[LayoutNode], groups: Sequence[LayoutGroup]) -> Tree:
    """Build the tree of groups. A group or node whose parent is unknown, or that lies in itself, goes to the root."""
    unique = {group.id: group for group in groups if group.id}
    known: list[LayoutGroup] = [ROOT, *unique.values()]
    number = {group.id: index for index, group in enumerate(known)}
    parent = [number.get(group.parent, 0) for group in known]
    depth = _depths(parent)
    distinct = {node.id: node for node in nodes}
    kept = list(distinct.values())
    count = len(kept)
    holder = [number.get(node.group, 0) for node in kept]
    children: list[list[int]] = [[] for _ in known]
    is_listed = [False] * len(known)
    is_listed[0] = True

    def list_group(group: int) -> None:
        while not is_listed[group]:
            is_listed[group] = True
            children[parent[group]].append(count + group)
            group = parent[group]

    for node, group in enumerate(holder):
        if not is_listed[group]:
            list_group(group)
        children[group].append(node)
    for group in range(1, len(known)):
        list_group(group)
    closed = _closed(known, parent, depth, count)
    return Tree(
        kept,
        known,
        {node_id: at for at, node_id in enumerate(distinct)},
        holder,
        parent,
        depth,
        children,
        [item < 0 for item in closed],
        closed,
    )


def refolded(tree: Tree, groups: Sequence[LayoutGroup]) -> Tree | None:
    """Return the tree with other groups folded; None where these are not its groups."""
    unique = {group.id: group for group in groups if group.id}
    known = [ROOT, *unique.values()]
    if [(group.id, group.parent) for group in known] != [(group.id, group.parent) for group in tree.groups]:
        return None
    closed = _closed(known, tree.parent, tree.depth, len(tree.nodes))
    return replace(tree, groups=known, is_open=[item < 0 for item in closed], closed=closed)


def _closed(groups: Sequence[LayoutGroup], parent: list[int], depth: list[int], count: int) -> list[int]:
    closed = [-1] * len(groups)
    for group in sorted(range(1, len(groups)), key=depth.__getitem__):
        around = closed[parent[group]]
        closed[group] = around if around >= 0 else count + group if groups[group].is_folded else -1
    return closed


def _depths(parent: list[int]) -> list[int]:
    """Return the depth of every group; breaks cycles by moving a group to the root."""
    depth = [-1] * len(parent)
    depth[0] = 0
    for group in range(1, len(parent)):
        path = [group]
        seen = {group}
        while depth[path[-1]] < 0:
            above = parent[path[-1]]
            if above in seen:
                parent[path[-1]] = above = 0
            seen.add(above)
            path.append(above)
        for at in reversed(path[:-1]):
            depth[at] = depth[parent[at]] + 1
    return depth


def lift_edges(tree: Tree, edges: Sequence[Ends]) -> tuple[list[dict[int, LevelWire]], dict[tuple[int, int], Bundle]]:
    """Split every edge over the levels it passes.

    A wire is known at each level by its visible source, and inside groups it enters by its real source: what is
    inside a group then looks the same whether its neighbours are folded or not.

    Returns:
        For each group its wires by key, and for each pair of visible items the edges between them.
    """
    levels: list[dict[int, LevelWire]] = [{} for _ in tree.groups]
    bundles: dict[tuple[int, int], Bundle] = {}
    number, holder, closed = tree.node_number, tree.holder, tree.closed
    for one, other in edges:
        try:
            leaf, target = number[one], number[other]
        except KeyError:
            continue
        source_group, target_group = holder[leaf], holder[target]
        source = leaf
        if closed[source_group] >= 0:
            source = closed[source_group]
            source_group = tree.group_of(source)
        if closed[target_group] >= 0:
            target = closed[target_group]
            target_group = tree.group_of(target)
        if source == target:
            continue
        bundle = bundles.get((source, target))
        if bundle is None:
            bundles[source, target] = Bundle(source, target, leaf)
        else:
            bundle.count += 1
            if bundle.leaf == leaf:
                continue
        if source_group == target_group:
            wire = levels[source_group].get(source)
            if wire is None:
                wire = levels[source_group][source] = LevelWire(source)
            wire.targets.setdefault(target, leaf)
        else:
            _lift(tree, levels, source, target, leaf)
    return levels, bundles


def _lift(tree: Tree, levels: list[dict[int, LevelWire]], source: int, target: int, leaf: int) -> None:
    """Enter an edge between two groups at every level from its source up and down to its target."""
    item, goal = source, target
    group, goal_group = tree.group_of(item), tree.group_of(goal)
    depth, parent, count = tree.depth, tree.parent, len(tree.nodes)
    while group != goal_group:
        if depth[group] >= depth[goal_group]:
            wire = levels[group].setdefault(source, LevelWire(item))
            wire.leaves = True
            item = count + group
            group = parent[group]
        else:
            wire = levels[goal_group].setdefault(leaf, LevelWire(-1))
            wire.targets.setdefault(goal, leaf)
            goal = count + goal_group
            goal_group = parent[goal_group]
    if item != goal:
        wire = levels[group].setdefault(source, LevelWire(item))
        wire.targets.setdefault(goal, leaf)
