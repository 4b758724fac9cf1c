"""Long pictures in rows."""

from __future__ import annotations

import random

import pytest
from dagscope_app.layout.layouter import Layouter, layout
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.layout.wrapping import LEAST_LENGTH, rows_of
from dagscope_app.model.placement import Box, Layout, Route, pin_key

from tests.app.layout.graphs import overlapping_siblings, strays
from tests.app.layout.test_layout_properties import hit_nodes

DIRECTIONS = pytest.mark.parametrize("direction", ["LR", "TB"])


def chain(count: int, seed: int = 0) -> tuple[tuple[LayoutNode, ...], tuple[LayoutGroup, ...], tuple[LayoutEdge, ...]]:
    """Return a chain with some wires that skip a few nodes, or many."""
    pick = random.Random(seed)
    nodes = tuple(LayoutNode(f"n{i}", 120.0, 48.0) for i in range(count))
    edges = {(f"n{i}", f"n{i + 1}") for i in range(count - 1)}
    for _ in range(count // 6 if seed else 0):
        start = pick.randrange(count - 2)
        edges.add((f"n{start}", f"n{pick.randrange(start + 1, count)}"))
    return nodes, (), tuple(LayoutEdge(*edge) for edge in sorted(edges))


def rows(direction: str = "LR") -> LayoutOptions:
    """Return options that wrap."""
    return LayoutOptions(direction=direction, wrap=2.0)  # type: ignore[arg-type]


@DIRECTIONS
@pytest.mark.parametrize("seed", range(6))
def test_a_long_chain_is_wrapped_and_nothing_is_crossed_or_lost(direction: str, seed: int) -> None:
    graph = chain(70, seed)
    flat, made = layout(*graph, LayoutOptions(direction=direction)), layout(*graph, rows(direction))  # type: ignore[arg-type]

    assert max(made.size) < max(flat.size) / 3
    assert 0.7 < made.size[0] / made.size[1] < 4
    assert made.nodes.keys() == flat.nodes.keys()
    assert {name: box.size for name, box in made.nodes.items()} == {n: b.size for n, b in flat.nodes.items()}
    assert overlapping_siblings(graph, made) == []
    assert hit_nodes(made, direction) == []
    assert [(r.source, r.target, r.count) for r in made.routes] == [(r.source, r.target, r.count) for r in flat.routes]
    for route in made.routes:
        assert on_border(made, route.source, route.points[0]) and on_border(made, route.target, route.points[-1])
        assert all(within(made, point) for point in route.points)


def on_border(made: Layout, name: str, point: tuple[float, float]) -> bool:
    box = made.nodes[name]
    return box.x - 1 <= point[0] <= box.x + box.width + 1 and box.y - 1 <= point[1] <= box.y + box.height + 1


def within(made: Layout, point: tuple[float, float]) -> bool:
    box = made.bounds
    return box.x <= point[0] <= box.x + box.width and box.y <= point[1] <= box.y + box.height


def test_what_is_short_enough_stays_in_one_row() -> None:
    graph = chain(10)
    made = layout(*graph, rows())
    assert made == layout(*graph, LayoutOptions())
    assert made.size[0] < LEAST_LENGTH


def test_what_is_as_high_as_long_stays_as_it_is() -> None:
    nodes = tuple(LayoutNode(f"n{i}_{j}", 120.0, 48.0) for i in range(20) for j in range(40))
    edges = tuple(LayoutEdge(f"n{i}_{j}", f"n{i + 1}_{j}") for i in range(19) for j in range(40))
    assert layout(nodes, (), edges, rows()) == layout(nodes, (), edges, LayoutOptions())


def test_a_strip_is_wrapped_though_its_longest_frame_takes_most_of_a_row() -> None:
    def of(*widths: float, height: float) -> list[Box]:
        return [Box(sum(widths[:at]) + 40.0 * at, 0.0, width, height) for at, width in enumerate(widths)]

    strip = of(6000.0, 700.0, 700.0, 700.0, 700.0, height=900.0)
    assert [(0.0, 6000.0), (6040.0, 8960.0)] == [(row.start, row.end) for row in rows_of(strip, 2.0)]
    assert 1 == len(rows_of(of(6000.0, 700.0, 700.0, 700.0, 700.0, height=2200.0), 2.0))


def test_rows_end_where_fewest_values_pass() -> None:
    boxes = [Box(140.0 * at, 0.0, 100.0, 50.0) for at in range(120)]

    def route(name: str, source: int) -> Route:
        return Route(name, "", 1, ((140.0 * source + 100.0, 25.0), (140.0 * source + 140.0, 25.0)))

    wires = [route(f"n{at}", at) for at in range(119)]
    longest = [row.end for row in rows_of(boxes, 2.0)]
    assert longest == [row.end for row in rows_of(boxes, 2.0, wires)]

    busy = [route(f"more {number}", round((longest[0] - 100.0) / 140.0)) for number in range(5)]
    assert rows_of(boxes, 2.0, [*wires, *busy])[0].end not in (longest[0], boxes[-1].x + 100.0)


def test_the_contents_of_a_group_stay_in_its_frame() -> None:
    nodes, _, edges = chain(40)
    nodes = tuple(LayoutNode(n.id, n.width, n.height, "g" if 14 <= i < 18 else "") for i, n in enumerate(nodes))
    made = layout(nodes, (LayoutGroup("g"),), edges, rows())
    frame = made.groups["g"]
    for at in range(14, 18):
        box = made.nodes[f"n{at}"]
        assert frame.x < box.x and box.x + box.width < frame.x + frame.width
        assert frame.y < box.y and box.y + box.height < frame.y + frame.height


@DIRECTIONS
@pytest.mark.parametrize("seed", range(6))
def test_a_long_chain_in_a_frame_is_wrapped_in_it_and_nothing_is_crossed_or_lost(direction: str, seed: int) -> None:
    inner, _, edges = chain(70, seed)
    ends = tuple(LayoutNode(name, 120.0, 48.0) for name in ("before", "beside", "after"))
    outer = (("before", "n0"), ("beside", "n40"), ("n69", "after"), ("n20", "after"))
    graph = (
        (*ends, *(LayoutNode(node.id, node.width, node.height, "g") for node in inner)),
        (LayoutGroup("g"),),
        (*(LayoutEdge(*pair) for pair in outer), *edges),
    )
    flat, made = layout(*graph, LayoutOptions(direction=direction)), layout(*graph, rows(direction))  # type: ignore[arg-type]

    assert max(made.size) < max(flat.size) / 3
    assert overlapping_siblings(graph, made) == [] and strays(graph, made) == []
    assert hit_nodes(made, direction) == []
    assert [(r.source, r.target, r.count) for r in made.routes] == [(r.source, r.target, r.count) for r in flat.routes]
    for route in made.routes:
        assert on_border(made, route.source, route.points[0]) and on_border(made, route.target, route.points[-1])
        assert all(within(made, point) for point in route.points)


def test_what_is_moved_by_hand_in_a_frame_with_rows_takes_its_wires_along_and_leaves_the_rest() -> None:
    inner, _, edges = chain(70)
    graph = (tuple(LayoutNode(n.id, n.width, n.height, "g") for n in inner), (LayoutGroup("g"),), edges)
    flat = layout(*graph, rows())
    made = layout(*graph, rows(), pinned={pin_key("n5", is_group=False): (16.0, flat.size[1] + 60.0)})
    assert made.nodes["n5"].y > flat.size[1]
    others = [(made.nodes[f"n{at}"].x, made.nodes[f"n{at}"].y) for at in range(70) if at != 5]
    assert others == [(flat.nodes[f"n{at}"].x, flat.nodes[f"n{at}"].y) for at in range(70) if at != 5]
    for route in made.routes:
        assert on_border(made, route.source, route.points[0]) and on_border(made, route.target, route.points[-1])


def test_unfolding_a_frame_that_is_wrapped_is_said_early_as_it_will_be() -> None:
    inner, _, edges = chain(70)
    graph = (tuple(LayoutNode(n.id, n.width, n.height, "g") for n in inner), (LayoutGroup("g"),), edges)
    layouter = Layouter()
    early = layouter.inside("g", *graph, rows())
    made = layouter.layout(*graph, rows())
    assert early is not None and early.size == made.groups["g"].size
    corner = made.groups["g"]
    assert {n: (b.x + corner.x, b.y + corner.y) for n, b in early.nodes.items()} == {
        n: (b.x, b.y) for n, b in made.nodes.items()
    }


def test_what_was_clicked_keeps_its_place() -> None:
    nodes, _, edges = chain(60)
    held = tuple(LayoutNode(n.id, n.width, n.height, "g" if 30 <= i < 36 else "") for i, n in enumerate(nodes))
    layouter = Layouter()
    before = layouter.layout(held, (LayoutGroup("g", is_folded=True),), edges, rows())
    after = layouter.layout(held, (LayoutGroup("g"),), edges, rows(), before, "g")
    assert (after.groups["g"].x, after.groups["g"].y) == pytest.approx((before.groups["g"].x, before.groups["g"].y))


def test_what_was_moved_by_hand_lies_where_it_was_put_and_its_wires_follow() -> None:
    graph = chain(60)
    made = layout(*graph, rows(), pinned={pin_key("n20", is_group=False): (50.0, -400.0)})
    box = made.nodes["n20"]
    assert (box.x, box.y) == (50.0, -400.0)
    assert {n: b for n, b in layout(*graph, rows()).nodes.items() if n != "n20"} == {
        n: b for n, b in made.nodes.items() if n != "n20"
    }
    for route in made.routes:
        assert on_border(made, route.source, route.points[0]) and on_border(made, route.target, route.points[-1])
    assert made.bounds.y <= -400.0
