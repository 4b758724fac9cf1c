"""Lays out whole grouped graphs and remembers the levels it has laid out, so that folding is cheap and order is
kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout.assembly import Assembly
from dagscope_app.layout.frame_rows import in_rows
from dagscope_app.layout.level import Level, LevelInput, lay_out_level
from dagscope_app.layout.structure import Bundle, Tree, build_tree, lift_edges, refolded
from dagscope_app.layout.types import Ends, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.layout.wrapping import moved_by_hand, wrapped
from dagscope_app.model.placement import Layout, PinKey, Point

MOST_LEVELS = 4096


@dataclass(slots=True)
class Layouter:
    """Lays out graphs one after another; levels that did not change cost a look-up, and keep their order when they did.

    The same calls in the same order give the same pictures. A fresh one knows nothing.
    """

    _levels: OrderedDict[LevelInput, Level] = field(default_factory=OrderedDict)
    _order: dict[str, dict[str, float]] = field(default_factory=dict)
    _tree: tuple[Sequence[LayoutNode], Tree] | None = None

    def layout(
        self,
        nodes: Sequence[LayoutNode],
        groups: Sequence[LayoutGroup],
        edges: Sequence[Ends],
        options: LayoutOptions | None = None,
        previous: Layout | None = None,
        anchor: str = "",
        pinned: Mapping[PinKey, Point] | None = None,
    ) -> Layout:
        """Lay out everything that is visible.

        Args:
            nodes: all nodes, whether visible or not; their order decides where nothing else does.
            groups: all groups.
            edges: all real edges; those of unknown nodes are left out.
            options: measures and direction.
            previous: an earlier picture, for levels this layouter has not seen: its order is kept.
            anchor: a group or node whose top-left corner stays where it is in `previous`.
            pinned: corners of things moved by hand, from the corner of the frame that holds them (root: the scene);
                by `pin_key`.
        """
        assembly = Assembly(
            self._level, self._tree_of(nodes, groups), options or LayoutOptions(), previous, pinned or {}
        )
        levels, bundles = lift_edges(assembly.tree, edges)
        assembly.place_levels(levels)
        if assembly.options.wrap:
            found = self._in_rows(assembly, bundles, anchor)
            if found is not None:
                return found
        return assembly.result(bundles, anchor)

    def _in_rows(self, assembly: Assembly, bundles: Mapping[tuple[int, int], Bundle], anchor: str) -> Layout | None:
        """Return the layout in rows, in one where it is not long enough for more; None where pins are to be put in."""
        options, is_lr = assembly.options, assembly.is_lr
        flat = assembly.result(bundles, anchor, with_pins=False)
        roots = assembly.roots(flat)
        found = wrapped(flat, [box for _, box in roots], options.wrap, is_lr=is_lr)
        if found is flat:
            return None if assembly.pinned else flat
        held, before = assembly.anchored_box(found, anchor)
        if held is not None and before is not None:
            found = found.moved(before.x - held.x, before.y - held.y)
        moves = [(box, assembly.pinned[key]) for key, box in assembly.roots(found) if key in assembly.pinned]
        return moved_by_hand(found, moves) if moves else found

    def inside(
        self,
        group: str,
        nodes: Sequence[LayoutNode],
        groups: Sequence[LayoutGroup],
        edges: Sequence[Ends],
        options: LayoutOptions | None = None,
        previous: Layout | None = None,
        pinned: Mapping[PinKey, Point] | None = None,
    ) -> Layout | None:
        """Return what `layout` puts into one unfolded frame, long before it knows where the frame is.

        Coordinates count from the frame's corner, `bounds` has its size; wires that cross its border are left out.
        None where the group is not to be seen unfolded.
        """
        assembly = Assembly(
            self._level, self._tree_of(nodes, groups), options or LayoutOptions(), previous, pinned or {}
        )
        tree = assembly.tree
        number = next((at for at, known in enumerate(tree.groups) if at and known.id == group), 0)
        if not number or not tree.is_open[number]:
            return None
        chosen = tree.inside(number)
        is_inside = {node.id: chosen[holder] for node, holder in zip(tree.nodes, tree.holder)}
        near = [edge for edge in edges if is_inside.get(edge[0]) or is_inside.get(edge[1])]
        levels, bundles = lift_edges(tree, near)
        assembly.place_levels(levels, chosen)
        return assembly.inside(number, bundles)

    def forget(self) -> None:
        """Drop all order: what is laid out next is as good as it can be, and may look quite different."""
        self._levels.clear()
        self._order.clear()

    def _tree_of(self, nodes: Sequence[LayoutNode], groups: Sequence[LayoutGroup]) -> Tree:
        """Return the tree of groups: the last one where only the folding may differ."""
        tree = None
        if self._tree is not None and self._tree[0] is nodes and len(nodes) == len(self._tree[1].nodes):
            tree = refolded(self._tree[1], groups)
        tree = tree or build_tree(nodes, groups)
        self._tree = (nodes, tree)
        return tree

    def _level(self, group: str, given: LevelInput, ids: Sequence[str], fallback: Mapping[str, float]) -> Level:
        """Return the layout of one level: the one made before of equal content, or a new one in its last order."""
        found = self._levels.get(given)
        if found is None:
            known = self._order.get(group) or fallback
            hints = {number: known[item] for number, item in enumerate(ids) if item in known} if known else {}
            if 2 * len(hints) < len(ids):  # another graph, whose order says little
                hints = {}
            found = lay_out_level(given, hints)
            wrap = given.options.wrap
            if wrap and group:  # the root is wrapped once the frames are in it
                found = in_rows(found, wrap if given.options.direction == "LR" else 1 / wrap)
            self._levels[given] = found
            if len(self._levels) > MOST_LEVELS:
                self._levels.popitem(last=False)
        else:
            self._levels.move_to_end(given)
        half = given.across
        self._order[group] = {item: found.corners[number][1] + half[number] / 2 for number, item in enumerate(ids)}
        return found


def layout(
    nodes: Sequence[LayoutNode],
    groups: Sequence[LayoutGroup],
    edges: Sequence[Ends],
    options: LayoutOptions | None = None,
    previous: Layout | None = None,
    anchor: str = "",
    pinned: Mapping[PinKey, Point] | None = None,
) -> Layout:
    """Lay out one graph with a fresh layouter; see `Layouter.layout`."""
    return Layouter().layout(nodes, groups, edges, options, previous, anchor, pinned)
