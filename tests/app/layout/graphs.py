"""Graphs for the layout's tests as hypothesis draws them, and what must hold for any picture.
Asserts nothing itself.
"""

from __future__ import annotations

from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode
from dagscope_app.model.placement import Box, Layout
from hypothesis import strategies as st

from benchmarks.layout_graphs import Graph


@st.composite
def graphs(draw: st.DrawFn, most_nodes: int = 24, most_groups: int = 5, is_ordered: bool = False) -> Graph:
    """Draw any small dataflow in any tree of groups; `is_ordered` ones have no cycles between groups either."""
    count = draw(st.integers(0, most_nodes))
    group_count = draw(st.integers(0, most_groups))
    groups = []
    for number in range(group_count):
        parent = draw(st.integers(-1, number - 1))
        groups.append(LayoutGroup(f"g{number}", f"g{parent}" if parent >= 0 else "", f"group {number}"))
    holders = draw(st.lists(st.integers(-1, group_count - 1), min_size=count, max_size=count))
    if is_ordered:
        groups = [LayoutGroup(group.id, "", group.label) for group in groups]
        holders.sort()
    nodes = []
    for number, holder in enumerate(holders):
        width, height = draw(st.integers(20, 200)), draw(st.integers(20, 80))
        nodes.append(LayoutNode(f"n{number}", width, height, f"g{holder}" if holder >= 0 else ""))
    pairs = draw(st.lists(st.tuples(st.integers(0, max(0, count - 1)), st.integers(0, max(0, count - 1))), max_size=40))
    edges = [LayoutEdge(f"n{min(pair)}", f"n{max(pair)}") for pair in pairs if pair[0] != pair[1]]
    return nodes, groups, edges


def folded(graph: Graph, names: set[str]) -> Graph:
    """Return the graph with those groups folded and the others not."""
    nodes, groups, edges = graph
    made = [LayoutGroup(group.id, group.parent, group.label, group.id in names) for group in groups]
    return nodes, made, edges


def overlaps(one: Box, other: Box) -> bool:
    """Return whether two boxes share more than an edge."""
    return (
        one.x + 0.01 < other.x + other.width
        and other.x + 0.01 < one.x + one.width
        and one.y + 0.01 < other.y + other.height
        and other.y + 0.01 < one.y + one.height
    )


def overlapping_siblings(graph: Graph, result: Layout) -> list[tuple[str, str]]:
    """Return pairs of things directly in one group whose boxes overlap."""
    inside: dict[str, list[tuple[str, Box]]] = {}
    for node in graph[0]:
        if node.id in result.nodes:
            inside.setdefault(node.group, []).append((node.id, result.nodes[node.id]))
    for group in graph[1]:
        if group.id in result.groups:
            inside.setdefault(group.parent, []).append((group.id, result.groups[group.id]))
    return [
        (one, other)
        for things in inside.values()
        for at, (one, box) in enumerate(things)
        for other, other_box in things[at + 1 :]
        if overlaps(box, other_box)
    ]


def strays(graph: Graph, result: Layout) -> list[str]:
    """Return things that reach out of the frame of their group."""
    found = []
    things = [(node.id, node.group, result.nodes.get(node.id)) for node in graph[0]]
    things += [(group.id, group.parent, result.groups.get(group.id)) for group in graph[1]]
    for name, holder, box in things:
        if box is None or not holder:
            continue
        frame = result.groups[holder]
        if (
            box.x < frame.x - 0.01
            or box.y < frame.y - 0.01
            or box.x + box.width > frame.x + frame.width + 0.01
            or box.y + box.height > frame.y + frame.height + 0.01
        ):
            found.append(name)
    return found
