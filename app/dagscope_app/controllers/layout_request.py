"""From the state to what the layout needs: visible nodes with measured sizes, groups, edges. It must not lay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dagscope_app.controllers.ports import MeasurePort
from dagscope_app.layout.types import LayoutGroup, LayoutNode, LayoutOptions, LayoutRequest
from dagscope_app.model.graph.visibility import visible_nodes
from dagscope_app.model.placement import Layout, PinKey, Point, pin_key
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping
from dagscope_app.model.state import AppState, ViewState

ROWS_ASPECT = 2.0
"""Width over height of the room a graph usually has: long pictures are wrapped to it."""


def is_laid_out_like(one: AppState, other: AppState) -> bool:
    """Return whether both states lay out one picture, as far as identity shows: the quick answer to most changes."""
    ours, theirs = one.view, other.view
    return (
        one.graphs.get("main") is other.graphs.get("main")
        and one.grouping is other.grouping
        and one.pinned is other.pinned
        and (ours.folded, ours.direction, ours.isolated, ours.hidden, ours.has_ports, ours.has_rows)
        == (theirs.folded, theirs.direction, theirs.isolated, theirs.hidden, theirs.has_ports, theirs.has_rows)
    )


def refolded(request: LayoutRequest, view: ViewState) -> LayoutRequest:
    """Return the request with other groups folded, or turned: nodes and edges stay identical."""
    groups = tuple(
        item if item.is_folded == (item.id in view.folded) else replace(item, is_folded=item.id in view.folded)
        for item in request.groups
    )
    return replace(request, groups=groups, options=_options(view))


def layout_request(graph: GraphSnapshot, grouping: Grouping, view: ViewState, measure: MeasurePort) -> LayoutRequest:
    """Return what the layout needs to know of this view."""
    names = visible_nodes(graph, view)
    shown = frozenset(names)
    parents, size_of = grouping.parents, measure.node
    shown_nodes = [graph.nodes[name] for name in names]
    sizes = [size_of(node.label, node.type) for node in shown_nodes]
    nodes = [LayoutNode(name, width, height, parents.get(name, "")) for name, (width, height) in zip(names, sizes)]
    used: set[str] = set()
    for parent in {node.group for node in nodes}:
        used.update(grouping.ancestors(parent))
    groups = []
    for name, above in grouping.group_parents.items():
        if name in used:
            label = grouping.labels.get(name, name)
            width, height = measure.group(label, len(grouping.members.get(name, ())))
            groups.append(LayoutGroup(name, above, label, name in view.folded, width, height))
    pairs = [(dep.name, name) for name, node in zip(names, shown_nodes) for dep in node.deps if dep.name in shown]
    if graph.decided:
        pairs += [(key, name) for name in names for key in graph.decided.get(name, ()) if key in shown]
    return LayoutRequest(tuple(nodes), tuple(groups), tuple(dict.fromkeys(pairs)), _options(view))


def has_cut_names(layout: Layout, wanted: LayoutRequest) -> bool:
    """Return whether something in a picture is narrower than is wanted for its name."""
    nodes, groups = layout.nodes, layout.groups
    return any(item.id in nodes and nodes[item.id].width + 0.5 < item.width for item in wanted.nodes) or any(
        item.id in groups and groups[item.id].width + 0.5 < item.width for item in wanted.groups
    )


def pins_from_corner(layout: Layout, wanted: LayoutRequest, pinned: Mapping[PinKey, Point]) -> dict[PinKey, Point]:
    """Return the pins as they are in a picture that begins at its corner: the one on show may lie anywhere."""
    roots = {pin_key(item.id, is_group=False): layout.nodes.get(item.id) for item in wanted.nodes if not item.group}
    roots |= {pin_key(item.id, is_group=True): layout.groups.get(item.id) for item in wanted.groups if not item.parent}
    free = [box for key, box in roots.items() if box is not None and key not in pinned]
    if not free:
        return dict(pinned)
    left, top = min(box.x for box in free), min(box.y for box in free)
    return {key: (x - left, y - top) if key in roots else (x, y) for key, (x, y) in pinned.items()}


def _options(view: ViewState) -> LayoutOptions:
    return LayoutOptions(direction=view.direction, wrap=ROWS_ASPECT if view.has_rows else 0.0)
