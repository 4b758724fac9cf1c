"""Orders and cycles: against their definitions, on random graphs; stable; as deep as one likes."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope.order import by_level, cycle_text, cycles, has_cycle, needed_first, reached
from hypothesis import given
from hypothesis import strategies as st

Graph = dict[int, list[int]]  # small numbers are the same object everywhere, as nodes are


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(0, 9))
    numbers = st.integers(0, count - 1) if count else st.nothing()
    return {item: draw(st.lists(numbers, max_size=3, unique=True)) if count else [] for item in range(count)}


@st.composite
def acyclic_graphs(draw: st.DrawFn) -> Graph:
    """Draw graphs in which each item needs earlier ones only; the items then come in another order."""
    graph = {item: sorted(n for n in needs if n < item) for item, needs in draw(graphs()).items()}
    return {item: graph[item] for item in draw(st.permutations(list(graph)))}


def _readers(graph: Graph) -> Graph:
    return {item: [each for each in graph if item in graph[each]] for item in graph}


def _below(graph: Mapping[int, list[int]], item: int) -> set[int]:
    found: set[int] = set()
    waiting = list(graph[item])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += graph[each]
    return found


@given(graphs(), st.data())
def test_all_that_is_reached_comes_once(graph: Graph, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.sampled_from(sorted(graph)))) if graph else []

    found = reached(starts, graph.__getitem__)

    assert len(found) == len(set(found))
    assert set(found) == set(starts).union(*(_below(graph, each) for each in starts))
    assert found[:1] == starts[:1]


@given(acyclic_graphs())
def test_what_is_needed_comes_first(graph: Graph) -> None:
    for order in (
        needed_first(graph, graph.__getitem__),
        by_level(graph, graph.__getitem__, _readers(graph).__getitem__),
    ):
        assert sorted(order) == sorted(graph)
        assert all(order.index(need) < order.index(item) for item in graph for need in graph[item])


@given(graphs())
def test_cycles_are_found_where_there_are_some_and_are_cycles(graph: Graph) -> None:
    found = cycles(graph, graph.__getitem__)

    assert bool(found) == any(item in _below(graph, item) for item in graph)
    assert bool(found) == has_cycle(graph, graph.__getitem__, _readers(graph).__getitem__)
    assert bool(found) == (len(by_level(graph, graph.__getitem__, _readers(graph).__getitem__)) < len(graph))
    for cycle in found:
        assert len(set(cycle)) == len(cycle)
        assert all(after in graph[before] for before, after in zip(cycle, [*cycle[1:], cycle[0]]))


def test_orders_keep_what_comes_first_first() -> None:
    graph = {1: [3], 2: [], 3: [], 4: [1, 2]}

    assert needed_first(graph, graph.__getitem__) == [3, 1, 2, 4]
    assert by_level(graph, graph.__getitem__, _readers(graph).__getitem__) == [2, 3, 1, 4]
    assert reached([4], graph.__getitem__) == [4, 1, 3, 2]


def test_names_are_told_apart_by_their_text() -> None:
    graph = {"a": ["".join("b")], "b": ["".join("a"), "c"], "c": []}

    assert cycles(graph, graph.__getitem__, key=str) == [["a", "b"]]
    assert cycle_text(["a", "b", "c"]) == "a -> c -> b -> a"


def test_depth_is_no_limit() -> None:
    names = [object() for _ in range(50_000)]
    following = dict(zip(map(id, names), names[1:]))

    def needs(item: object) -> list[object]:
        return [following[id(item)]] if id(item) in following else []

    assert needed_first(names[:1], needs) == names[::-1]
    assert cycles(names[:1], needs) == []
