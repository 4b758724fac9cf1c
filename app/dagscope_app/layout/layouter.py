"""Lays out whole grouped graphs and remembers the levels it has laid out, so that folding is cheap and order is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout.assembly import Assembly
from dagscope_app.layout.level import Level, LevelInput, lay_out_level
from dagscope_app.layout.structure import build_tree, lift_edges
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions, LayoutResult, Point

MOST_LEVELS = 4096


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
            pinned: corners of things moved by hand, from the corner of the frame that holds them (root: the scene);
                a group's id stands behind `GROUP_PIN`.
        """
        assembly = Assembly(
            self._level, build_tree(nodes, groups), options or LayoutOptions(), previous, pinned or {}
        )
        levels, bundles = lift_edges(assembly.tree, edges)
        assembly.place_levels(levels)
        return assembly.result(bundles, anchor)

    def forget(self) -> None:
        """Drops all order: what is laid out next is as good as it can be, and may look quite different."""
        self._levels.clear()
        self._order.clear()

    def _level(
        self, group: str, given: LevelInput, ids: Sequence[str], fallback: Mapping[str, float]
    ) -> Level:
        """The layout of one level: the one made before of the same content, or a new one in the order it had last."""
        found = self._levels.get(given)
        if found is None:
            known = self._order.get(group) or fallback
            hints = {number: known[item] for number, item in enumerate(ids) if item in known} if known else {}
            if 2 * len(hints) < len(ids):  # another graph, whose order says little
                hints = {}
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
