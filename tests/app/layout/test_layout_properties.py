"""What must hold for the layout of any graph."""

from __future__ import annotations

import random

import pytest
from dagscope_app.layout.curves import cubics
from dagscope_app.layout.layouter import Layouter, layout
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.placement import Layout, Point
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.layout_graphs import Graph, flat_graph, nested_graph
from tests.app.layout.graphs import folded, graphs, overlapping_siblings, strays

SOME = settings(max_examples=60)
DIRECTIONS = st.sampled_from(["LR", "TB"])


def curve_points(points: tuple[Point, ...], direction: str) -> list[Point]:
    """Return points along a drawn wire."""
    found = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in cubics(points, direction):
        for step in range(9):
            t = step / 8
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return found


def hit_nodes(result: Layout, direction: str) -> list[tuple[str, str, str]]:
    """Return the wires that run through a node that is not their own."""
    return [
        (route.source, route.target, name)
        for route in result.routes
        for x, y in curve_points(route.points, direction)
        for name, box in result.nodes.items()
        if box.x + 0.5 < x < box.x + box.width - 0.5 and box.y + 0.5 < y < box.y + box.height - 0.5
    ]


def connected(graph: Graph) -> dict[str, int]:
    """Return for each node which part of its group it belongs to, joined by the wires inside that group."""
    holder = {node.id: node.group for node in graph[0]}
    part = {node.id: number for number, node in enumerate(graph[0])}
    for edge in graph[2] * len(graph[0]):
        if holder[edge.source] == holder[edge.target]:
            part[edge.source] = part[edge.target] = min(part[edge.source], part[edge.target])
    return part


@SOME
@given(graph=graphs(), direction=DIRECTIONS, fold=st.sets(st.sampled_from(["g0", "g1", "g2", "g3"])))
def test_nothing_overlaps_and_all_lies_in_its_group(graph: Graph, direction: str, fold: set[str]) -> None:
    graph = folded(graph, fold)
    result = layout(*graph, LayoutOptions(direction=direction))
    assert overlapping_siblings(graph, result) == []
    assert strays(graph, result) == []


@SOME
@given(graph=graphs(is_ordered=True), direction=DIRECTIONS)
def test_wires_run_forward_and_past_nodes(graph: Graph, direction: str) -> None:
    result = layout(*graph, LayoutOptions(direction=direction))
    axis = 0 if direction == "LR" else 1
    for route in result.routes:
        steps = [point[axis] for point in route.points]
        assert steps == sorted(steps), route
    assert hit_nodes(result, direction) == []


@SOME
@given(graph=graphs())
def test_wires_avoid_nodes_where_groups_feed_each_other(graph: Graph) -> None:
    assert hit_nodes(layout(*graph), "LR") == []


@SOME
@given(graph=graphs())
def test_routes_stand_for_all_visible_edges(graph: Graph) -> None:
    nodes, _, edges = graph
    graph = folded(graph, {"g0", "g2"})
    result = layout(*graph)
    parents = {group.id: group.parent for group in graph[1]}

    def seen(node_id: str) -> str:
        shown = node_id
        group = next(node.group for node in nodes if node.id == node_id)
        while group:
            if group in {"g0", "g2"}:
                shown = group
            group = parents[group]
        return shown

    expected: dict[tuple[str, str], int] = {}
    for edge in edges:
        pair = (seen(edge.source), seen(edge.target))
        if pair[0] != pair[1]:
            expected[pair] = expected.get(pair, 0) + 1
    assert {(route.source, route.target): route.count for route in result.routes} == expected


@SOME
@given(graph=graphs(), direction=DIRECTIONS)
def test_routes_start_and_end_on_the_borders(graph: Graph, direction: str) -> None:
    result = layout(*folded(graph, {"g1"}), LayoutOptions(direction=direction))
    for route in result.routes:
        source, target = result.box(route.source), result.box(route.target)
        assert source is not None and target is not None
        start, end = route.points[0], route.points[-1]
        if direction == "LR":
            assert start[0] == pytest.approx(source.x + source.width)
            assert source.y <= start[1] <= source.y + source.height
            assert end[0] == pytest.approx(target.x)
        else:
            assert start[1] == pytest.approx(source.y + source.height)
            assert source.x <= start[0] <= source.x + source.width
            assert end[1] == pytest.approx(target.y)


@SOME
@given(graph=graphs(), name=st.sampled_from(["g0", "g1", "g2", "g3", "g4"]))
def test_fold_then_unfold_changes_no_coordinate(graph: Graph, name: str) -> None:
    layouter = Layouter()
    first = layouter.layout(*graph)
    between = layouter.layout(*folded(graph, {name}), previous=first, anchor=name)
    last = layouter.layout(*graph, previous=between, anchor=name)
    assert set(last.nodes) == set(first.nodes)
    for node_id, box in first.nodes.items():
        assert (last.nodes[node_id].x, last.nodes[node_id].y) == pytest.approx((box.x, box.y))
    for group_id, box in first.groups.items():
        again = last.groups[group_id]
        assert (again.x, again.y, again.width) == pytest.approx((box.x, box.y, box.width))


@SOME
@given(
    graph=graphs(),
    name=st.sampled_from(["g0", "g1", "g2", "g3"]),
    fold=st.sets(st.sampled_from(["g1", "g2", "g3"])),
    direction=DIRECTIONS,
)
def test_what_is_said_early_of_a_frame_is_what_it_will_hold(
    graph: Graph, name: str, fold: set[str], direction: str
) -> None:
    options, opened = LayoutOptions(direction=direction), folded(graph, fold - {name})
    layouter = Layouter()
    before = layouter.layout(*folded(graph, fold | {name}), options)
    early = layouter.inside(name, *opened, options, before)
    late = layouter.layout(*opened, options, previous=before, anchor=name)
    frame = late.groups.get(name)
    if frame is None:
        assert early is None
        return
    assert early is not None
    assert (early.bounds.width, early.bounds.height) == pytest.approx((frame.width, frame.height))
    for boxes, there in ((early.nodes, late.nodes), (early.groups, late.groups)):
        for item, box in boxes.items():
            assert (box.x + frame.x, box.y + frame.y) == pytest.approx((there[item].x, there[item].y))
    ends = {**early.nodes, **early.groups}
    expected = {(r.source, r.target): r for r in late.routes}
    assert {(r.source, r.target) for r in early.routes} == {
        pair for pair in expected if pair[0] in ends and pair[1] in ends
    }
    for route in early.routes:
        points = [(x - frame.x, y - frame.y) for x, y in expected[route.source, route.target].points]
        assert [value for point in route.points for value in point] == pytest.approx(
            [value for point in points for value in point], abs=1e-6
        )


@SOME
@given(graph=graphs(), name=st.sampled_from(["g0", "g1", "g2"]), direction=DIRECTIONS)
def test_the_anchor_stays_to_a_pixel(graph: Graph, name: str, direction: str) -> None:
    options = LayoutOptions(direction=direction)
    layouter = Layouter()
    before = layouter.layout(*graph, options)
    after = layouter.layout(*folded(graph, {name}), options, previous=before, anchor=name)
    if name in before.groups:
        assert abs(after.groups[name].x - before.groups[name].x) < 1
        assert abs(after.groups[name].y - before.groups[name].y) < 1


@SOME
@given(graph=graphs(most_nodes=16), place=st.integers(0, 16), links=st.sets(st.integers(0, 15), max_size=3))
def test_insertion_keeps_the_order_within_a_connected_part(graph: Graph, place: int, links: set[int]) -> None:
    nodes, groups, edges = graph
    layouter = Layouter()
    before = layouter.layout(nodes, groups, edges)
    more = [*nodes[:place], LayoutNode("new", 90.0, 40.0, nodes[0].group if nodes else ""), *nodes[place:]]
    wired = edges + [LayoutEdge(f"n{at}", "new") for at in sorted(links) if at < len(nodes)]
    after = layouter.layout(more, groups, wired, previous=before)
    part = connected(graph)
    for one in nodes:
        for other in nodes:
            if part[one.id] != part[other.id]:
                continue
            a, b = before.nodes[one.id], before.nodes[other.id]
            c, d = after.nodes[one.id], after.nodes[other.id]
            if one.group == other.group and c.x == d.x and a.x == b.x and a.y < b.y:
                assert c.y < d.y, (one.id, other.id)


@SOME
@given(graph=graphs())
def test_the_same_graph_gives_the_same_picture(graph: Graph) -> None:
    assert layout(*graph) == layout(*graph)


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("graph", [flat_graph(150), nested_graph(300), nested_graph(200, seed=3, inside=0.6)])
def test_larger_graphs_hold_the_rules_too(graph: Graph, direction: str) -> None:
    result = layout(*graph, LayoutOptions(direction=direction))
    assert len(result.nodes) == len(graph[0])
    assert overlapping_siblings(graph, result) == []
    assert strays(graph, result) == []
    assert hit_nodes(result, direction) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [3, 5])
def test_groups_by_tag_all_feed_each_other(seed: int, count: int) -> None:
    """Groups that cut across the dataflow, as tags and modules do, make many cycles between frames."""
    chance = random.Random(f"{seed} {count}")
    size = 40 * count
    nodes = tuple(
        LayoutNode(f"n{i}", 90.0, 48.0, f"g{chance.randrange(count)}" if chance.random() < 0.6 else "")
        for i in range(size)
    )
    groups = tuple(LayoutGroup(f"g{i}", "", f"g{i}", chance.random() < 0.3, 120.0, 60.0) for i in range(count))
    edges = tuple(
        LayoutEdge(f"n{max(0, i - chance.randint(1, 25))}", f"n{i}")
        for i in range(1, size)
        for _ in range(chance.randint(1, 3))
    )
    graph = (nodes, groups, edges)
    result = layout(*graph)
    assert overlapping_siblings(graph, result) == []
    assert strays(graph, result) == []
    assert {node.group for node in nodes} - {""} == set(result.groups)
