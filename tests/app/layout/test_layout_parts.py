"""Ranks, crossings, sections, pins and curves on small graphs whose answers are known."""

from __future__ import annotations

import itertools
import random

import pytest
from dagscope_app.layout import ranking
from dagscope_app.layout.layouter import Layouter, layout
from dagscope_app.layout.level import Level, LevelInput, lay_out_level
from dagscope_app.layout.ordering import Ranked, crossings, order_ranks, transpose
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.placement import Box, Direction, pin_key

from tests.app.layout.graphs import overlapping_siblings
from tests.app.layout.test_layout_properties import hit_nodes


def chain(*names: str) -> list[LayoutEdge]:
    return [LayoutEdge(one, other) for one, other in itertools.pairwise(names)]


def nodes(*names: str, group: str = "") -> list[LayoutNode]:
    return [LayoutNode(name, 100.0, 40.0, group) for name in names]


def ranked_graph(rows: list[list[int]], arcs: list[tuple[int, int]]) -> Ranked:
    count = sum(len(row) for row in rows)
    rank = [0] * count
    for number, row in enumerate(rows):
        for vertex in row:
            rank[vertex] = number
    up: list[list[int]] = [[] for _ in range(count)]
    down: list[list[int]] = [[] for _ in range(count)]
    for source, target in arcs:
        down[source].append(target)
        up[target].append(source)
    return Ranked(count, count, rank, [40.0] * count, up, down, list(range(count)), [0.0] * count, {}, {}, {})


def crossings_by_hand(rows: list[list[int]], arcs: list[tuple[int, int]]) -> int:
    place = {vertex: at for row in rows for at, vertex in enumerate(row)}
    rank = {vertex: number for number, row in enumerate(rows) for vertex in row}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in itertools.combinations(arcs, 2)
        if rank[a] == rank[c]
    )


def random_rows(seed: int) -> tuple[list[list[int]], list[tuple[int, int]]]:
    choose = random.Random(seed)
    rows, count = [], 0
    for _ in range(4):
        size = choose.randint(1, 6)
        rows.append(list(range(count, count + size)))
        count += size
    arcs = {(choose.choice(one), choose.choice(other)) for one, other in itertools.pairwise(rows) for _ in range(9)}
    return rows, sorted(arcs)


@pytest.mark.parametrize("seed", range(20))
def test_crossings_are_counted_as_by_hand(seed: int) -> None:
    rows, arcs = random_rows(seed)
    graph = ranked_graph(rows, arcs)
    position = [float(at) for row in rows for at in range(len(row))]
    before = crossings_by_hand(rows, arcs)
    assert crossings(graph, rows, position) == before
    removed = transpose(graph, rows, position, 3, takes_equal=seed % 2 == 0)
    assert crossings_by_hand(rows, arcs) == before - removed


@pytest.mark.parametrize("seed", range(20))
def test_order_found_has_the_crossings_it_claims_and_keeps_fixed_vertices(seed: int) -> None:
    rows, arcs = random_rows(seed)
    graph = ranked_graph(rows, arcs)
    found, claimed = order_ranks(graph, [row[:] for row in rows], 12, 4)
    assert crossings_by_hand(found, arcs) == claimed <= crossings_by_hand(rows, arcs)
    graph.fixed = frozenset(range(0, graph.count, 2))
    kept, _ = order_ranks(graph, [row[:] for row in rows], 12, 4)
    for row in kept:
        assert [vertex for vertex in row if vertex in graph.fixed] == sorted(set(row) & graph.fixed)


def shortest_total(count: int, arcs: list[tuple[int, int]]) -> int:
    """Return the least total rank distance, by trying every assignment of ranks."""
    best = 10**9
    for rank in itertools.product(range(count), repeat=count):
        if all(rank[source] < rank[target] for source, target in arcs):
            best = min(best, sum(rank[target] - rank[source] for source, target in arcs))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_ranks_are_as_short_as_can_be_on_small_graphs(seed: int) -> None:
    choose = random.Random(seed)
    pairs = [pair for pair in itertools.combinations(range(6), 2) if choose.random() < 0.4]
    targets: list[list[int]] = [[] for _ in range(6)]
    sources: list[list[int]] = [[] for _ in range(6)]
    for source, target in pairs:
        targets[source].append(target)
        sources[target].append(source)
    rank = ranking.ranks(ranking.topological_order(6, targets), sources, targets)
    assert all(rank[source] < rank[target] for source, target in pairs)
    assert sum(rank[target] - rank[source] for source, target in pairs) == shortest_total(6, pairs)


def test_back_arcs_leave_no_cycle() -> None:
    targets = [[1], [2], [0, 3], [1]]
    back = ranking.back_arcs(4, targets)
    rest = [[target for target in row if (vertex, target) not in back] for vertex, row in enumerate(targets)]
    assert back == {(1, 2)}
    assert len(ranking.topological_order(4, rest)) == 4


def test_a_chain_is_one_straight_line() -> None:
    result = layout(nodes("a", "b", "c"), [], [*chain("a", "b", "c"), LayoutEdge("a", "c")])
    assert result.nodes["a"].x < result.nodes["b"].x < result.nodes["c"].x
    assert {route.points[0][0] for route in result.routes} == {100.0, 256.0}
    assert [len(route.points) for route in result.routes if route.target == "b"] == [2]


def test_a_wide_rank_is_divided_into_sections() -> None:
    many = nodes(*[f"s{number}" for number in range(2000)], "sink")
    result = layout(many, [], [LayoutEdge(f"s{number}", "sink") for number in range(2000)])
    columns = {result.nodes[f"s{number}"].x for number in range(2000)}
    assert 24 <= len(columns) <= 40
    assert 0.8 < result.size[0] / result.size[1] < 3.2, "no strip"
    assert max(columns) < result.nodes["sink"].x


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("long", [1, 3])
@pytest.mark.parametrize("is_framed", [False, True])
def test_many_parallel_branches_are_no_strip(direction: Direction, long: int, is_framed: bool) -> None:
    names = [[f"s{number}_{at}" for at in range(long)] for number in range(60)]
    inner = [LayoutNode(name, 150.0, 48.0, "g" if is_framed else "") for branch in names for name in branch]
    edges = [edge for branch in names for edge in chain("start", *branch, "end")]
    graph = ((*nodes("start", "end"), *inner), (LayoutGroup("g"),) if is_framed else (), tuple(edges))
    result = layout(*graph, LayoutOptions(direction=direction))
    assert 1 / 3 < result.size[0] / result.size[1] < 3.2
    assert overlapping_siblings(graph, result) == [] and hit_nodes(result, direction) == []
    axis = 0 if direction == "LR" else 1
    for route in result.routes:
        steps = [point[axis] for point in route.points]
        assert steps == sorted(steps), "bands follow each other"


def test_branches_whose_wires_nobody_could_follow_past_bands_stay_side_by_side() -> None:
    ends = nodes(*[f"s{number}" for number in range(60)], *[f"t{number}" for number in range(60)], "all")
    pairs = [(f"s{number}", f"t{other % 60}") for number in range(60) for other in (number, number + 7)]
    edges = [*(LayoutEdge(*pair) for pair in pairs), *(LayoutEdge(f"t{number}", "all") for number in range(60))]
    result = layout(ends, [], edges)
    assert 1 == len({result.nodes[f"s{number}"].x for number in range(60)})


def test_unconnected_nodes_fill_a_rectangle() -> None:
    result = layout(nodes(*[f"n{number}" for number in range(300)]), [], [])
    width, height = result.size
    assert 0.8 < width / height < 3.2


def test_a_folded_group_is_one_box_with_counted_wires() -> None:
    items = [*nodes("a"), *nodes("b", "c", group="g"), *nodes("d")]
    edges = [LayoutEdge("a", "b"), LayoutEdge("a", "c"), LayoutEdge("b", "c"), LayoutEdge("c", "d")]
    result = layout(items, [LayoutGroup("g", label="group", is_folded=True, width=150, height=48)], edges)
    assert set(result.nodes) == {"a", "d"}
    assert (result.groups["g"].width, result.groups["g"].height) == (150, 48)
    assert [(route.source, route.target, route.count) for route in result.routes] == [
        ("a", "g", 2),
        ("g", "d", 1),
    ]


def test_groups_that_feed_each_other_are_laid_out() -> None:
    items = [*nodes("a0", "a1", group="a"), *nodes("b0", "b1", group="b")]
    result = layout(items, [LayoutGroup("a"), LayoutGroup("b")], chain("a0", "b0", "a1", "b1"))
    assert [(route.source, route.target) for route in result.routes] == [
        ("a0", "b0"),
        ("b0", "a1"),
        ("a1", "b1"),
    ]
    assert result.groups["a"].x + result.groups["a"].width < result.groups["b"].x


def test_groups_in_a_circle_or_without_parent_go_to_the_root() -> None:
    groups = [LayoutGroup("a", "b"), LayoutGroup("b", "a"), LayoutGroup("c", "missing")]
    result = layout(
        [*nodes("n", group="a"), *nodes("m", group="nowhere")],
        groups,
        [LayoutEdge("n", "m"), LayoutEdge("n", "x")],
    )
    assert set(result.groups) == {"a", "b", "c"}
    assert [(route.source, route.target) for route in result.routes] == [("n", "m")]


def test_pinned_things_stay_where_they_were_put_and_others_make_room() -> None:
    items = [*nodes("a", "b", "c"), *nodes("d", "e", group="g")]
    edges = [*chain("a", "b", "d", "e"), LayoutEdge("a", "c")]
    groups = [LayoutGroup("g", label="g")]
    free = layout(items, groups, edges)
    b = free.nodes["b"]
    result = layout(items, groups, edges, pinned={"c": (b.x + 5, b.y - 7), "e": (300.0, 200.0), "d": (-50.0, 60.0)})
    frame = result.groups["g"]
    assert result.nodes["c"] == Box(b.x + 5, b.y - 7, 100.0, 40.0)
    assert result.nodes["e"] == Box(frame.x + 300, frame.y + 200, 100.0, 40.0)
    assert result.nodes["d"].x == frame.x + LayoutOptions().padding
    assert overlapping_siblings((items, groups, edges), result) == []
    assert frame.width >= 400 + LayoutOptions().padding


def test_pinned_root_node_stays_while_an_anchor_moves_the_rest() -> None:
    items = [*nodes("a", "b"), *nodes("c", "d", group="g")]
    edges = chain("a", "b", "c", "d")
    layouter = Layouter()
    first = layouter.layout(items, [LayoutGroup("g")], edges, pinned={"a": (-400.0, 33.0)})
    second = layouter.layout(
        items,
        [LayoutGroup("g", is_folded=True)],
        edges,
        previous=first,
        anchor="g",
        pinned={"a": (-400.0, 33.0)},
    )
    assert (second.nodes["a"].x, second.nodes["a"].y) == (-400.0, 33.0)
    assert (second.groups["g"].x, second.groups["g"].y) == (first.groups["g"].x, first.groups["g"].y)


@pytest.mark.parametrize("name", ["a", "c"])
def test_moving_a_pinned_node_again_moves_nothing_else(name: str) -> None:
    items = [*nodes("a", "b"), *nodes("c", "d", group="g")]
    edges = chain("a", "b", "c", "d")
    layouter = Layouter()
    first = layouter.layout(items, [LayoutGroup("g")], edges)
    second = layouter.layout(
        items, [LayoutGroup("g")], edges, previous=first, anchor=name, pinned={name: (30.0, 300.0)}
    )
    third = layouter.layout(
        items, [LayoutGroup("g")], edges, previous=second, anchor=name, pinned={name: (40.0, 350.0)}
    )
    moved = (third.nodes[name].x - second.nodes[name].x, third.nodes[name].y - second.nodes[name].y)
    assert moved == (10.0, 50.0)
    for other in {"a", "b", "d"} - {name}:
        assert third.nodes[other] == second.nodes[other] == first.nodes[other]


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_moved_group_takes_along_what_is_in_it_even_a_node_of_its_name(is_folded: bool) -> None:
    items = [*nodes("a"), *nodes("g", "c", group="g"), *nodes("d", group="g.h")]
    groups = [LayoutGroup("g", is_folded=is_folded), LayoutGroup("g.h", "g")]
    edges = chain("a", "g", "c", "d")
    layouter = Layouter()
    first = layouter.layout(items, groups, edges)
    pinned = {pin_key("g", is_group=True): (500.0, -300.0)}
    second = layouter.layout(items, groups, edges, previous=first, anchor="g", pinned=pinned)

    assert (second.groups["g"].x, second.groups["g"].y) == (500.0, -300.0)
    assert second.nodes["a"] == first.nodes["a"]
    for name in set(first.nodes) - {"a"}:
        before, after = first.nodes[name], second.nodes[name]
        shift = (after.x - before.x, after.y - before.y)
        assert shift == pytest.approx((500.0 - first.groups["g"].x, -300.0 - first.groups["g"].y))


def test_a_group_within_a_group_is_moved_in_it() -> None:
    items = [*nodes("a"), *nodes("c", group="g"), *nodes("d", group="g.h")]
    groups = [LayoutGroup("g"), LayoutGroup("g.h", "g")]
    result = layout(items, groups, chain("a", "c", "d"), pinned={pin_key("g.h", is_group=True): (300.0, 150.0)})
    frame, inner = result.groups["g"], result.groups["g.h"]

    assert (inner.x - frame.x, inner.y - frame.y) == (300.0, 150.0)
    assert frame.width >= 300.0 + inner.width and frame.height >= 150.0 + inner.height


def test_folding_a_group_lays_out_its_ancestors_only(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [*nodes("a", "b", group="x"), *nodes("c", "d", group="y.z"), *nodes("e", group="w")]
    groups = [LayoutGroup("x"), LayoutGroup("y"), LayoutGroup("y.z", "y"), LayoutGroup("w")]
    edges = chain("a", "b", "c", "d", "e")
    layouter = Layouter()
    first = layouter.layout(items, groups, edges)
    made: list[int] = []

    def counted(given: LevelInput, hints: dict[int, float]) -> Level:
        made.append(len(given.along))
        return lay_out_level(given, hints)

    monkeypatch.setattr("dagscope_app.layout.layouter.lay_out_level", counted)
    groups[2] = LayoutGroup("y.z", "y", is_folded=True)
    layouter.layout(items, groups, edges, previous=first, anchor="y.z")
    assert made == [1, 3]  # y, which holds z alone, and the root
