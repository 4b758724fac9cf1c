"""What folding does to the picture at once: it must be a picture as good as a layout's, but for the room it leaves."""

from __future__ import annotations

from dagscope_app.layout.layouter import Layouter
from dagscope_app.layout.types import LayoutOptions
from dagscope_app.model.picture.anticipation import folded_in_place, unfolded_in_place
from dagscope_app.model.placement import Box, Layout
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.layout_graphs import Graph
from tests.app.layout.graphs import folded, graphs, overlapping_siblings, strays

SOME = settings(max_examples=60)
SIZE = (90.0, 44.0)


def scene(graph: Graph, result: Layout, direction: str) -> SceneSpec:
    """Return the picture of a layout."""
    is_folded = {group.id: group.is_folded for group in graph[1]}
    return SceneSpec(
        {k: NodeItem(k, k, "int", "function", Box(b.x, b.y, b.width, b.height)) for k, b in result.nodes.items()},
        {k: GroupItem(k, k, Box(b.x, b.y, b.width, b.height), 0, is_folded[k], 1) for k, b in result.groups.items()},
        {(r.source, r.target): WireItem(r.source, r.target, r.points, r.count) for r in result.routes},
        direction=direction,
    )


def boxes(spec: SceneSpec) -> Layout:
    """Return the boxes of a picture as a layout has them."""

    def box(rect: Box) -> Box:
        return Box(rect.x, rect.y, rect.width, rect.height)

    nodes = {name: box(item.box) for name, item in spec.nodes.items()}
    return Layout(nodes, {name: box(item.box) for name, item in spec.groups.items()})


def inside(graph: Graph, group: str) -> tuple[set[str], set[str]]:
    """Return the nodes and the groups in a group."""
    parent = {item.id: item.parent for item in graph[1]}

    def is_in(item: str) -> bool:
        while item and item != group:
            item = parent.get(item, "")
        return item == group

    return {n.id for n in graph[0] if is_in(n.group)}, {g for g in parent if g != group and is_in(g)}


GROUPS = st.sampled_from(["g0", "g1", "g2", "g3"])
DIRECTIONS = st.sampled_from(["LR", "TB"])


@SOME
@given(graph=graphs(), group=GROUPS, direction=DIRECTIONS)
def test_a_frame_folds_where_it_is_and_all_else_stays(graph: Graph, group: str, direction: str) -> None:
    before = scene(graph, Layouter().layout(*graph, LayoutOptions(direction=direction)), direction)
    nodes, groups = inside(graph, group)
    after = folded_in_place(before, group, SIZE, nodes, groups)
    if group not in before.groups:
        assert after is None
        return
    assert after is not None
    shut = after.groups[group]
    assert shut.is_folded and (shut.box.width, shut.box.height) == SIZE
    assert (shut.box.x, shut.box.y) == (before.groups[group].box.x, before.groups[group].box.y)
    assert set(after.nodes) == set(before.nodes) - nodes
    assert set(after.groups) == set(before.groups) - groups
    assert all(after.nodes[name] is before.nodes[name] for name in after.nodes)
    outer = {ends: wire.count for ends, wire in before.wires.items() if not {*ends} & (nodes | groups)}
    lifted = [w for w in before.wires.values() if len({w.source, w.target} & (nodes | groups)) == 1]
    assert {ends: w.count for ends, w in after.wires.items() if group not in ends} == outer
    assert sum(w.count for ends, w in after.wires.items() if group in ends) == sum(w.count for w in lifted)
    axis = 0 if direction == "LR" else 1
    for wire in after.wires.values():
        end = (shut.box.x, shut.box.y)[axis]
        if wire.source == group:
            assert wire.points[0][axis] == end + (shut.box.width, shut.box.height)[axis]
        if wire.target == group:
            assert wire.points[-1][axis] == end
    assert folded_in_place(after, group, SIZE, nodes, groups) is None


@SOME
@given(graph=graphs(), group=GROUPS, direction=DIRECTIONS)
def test_a_box_unfolds_where_it_is_and_makes_room(graph: Graph, group: str, direction: str) -> None:
    options, shut = LayoutOptions(direction=direction), folded(graph, {group})
    layouter = Layouter()
    placed = layouter.layout(*shut, options)
    before = scene(shut, placed, direction)
    early = layouter.inside(group, *graph, options, placed)
    if early is None:
        assert group not in before.groups
        return
    corner = before.groups[group].box

    def moved(box: Box) -> Box:
        return Box(box.x + corner.x, box.y + corner.y, box.width, box.height)

    frame = {group: moved(early.bounds), **{name: moved(box) for name, box in early.groups.items()}}
    held = Layout({name: moved(box) for name, box in early.nodes.items()}, frame)
    after = unfolded_in_place(before, group, scene(graph, held, direction))
    assert after is not None
    assert (after.groups[group].box.x, after.groups[group].box.y) == (corner.x, corner.y)
    assert overlapping_siblings(graph, boxes(after)) == []
    assert strays(graph, boxes(after)) == []
    for name, item in before.nodes.items():
        assert (after.nodes[name].box.width, after.nodes[name].box.height) == (item.box.width, item.box.height)
    assert unfolded_in_place(after, group, scene(graph, held, direction)) is None
