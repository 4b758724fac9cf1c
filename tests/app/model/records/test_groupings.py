"""Groups by module, by module and namespace, by tag; what a wire stands for; the critical path."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from dagscope.records import DefinitionRecord, DependencyRecord, NodeRecord
from dagscope_app.model.graph.wires import critical_path, edges_of_wire
from dagscope_app.model.picture.overview import count_boxes, first_grouping
from dagscope_app.model.records.graph import GraphSnapshot, consumers_of
from dagscope_app.model.records.grouping import GroupBy, group, useful_tags
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.state import AppState, ViewState, with_view


def snapshot(*nodes: tuple[str, str, tuple[str, ...]], tags: dict[str, dict[str, str]] | None = None) -> GraphSnapshot:
    """Return a graph of (name, module of its function, needs); the record's own module is a framework's."""
    made = {
        name: NodeRecord(
            name,
            name.rpartition(".")[2],
            "int",
            "function" if module else "input",
            module="framework" if module else "",
            tags=(tags or {}).get(name, {}),
            deps=tuple(DependencyRecord(dep, "int") for dep in deps),
            definitions=(number,) if module else (),
        )
        for number, (name, module, deps) in enumerate(nodes)
    }
    definitions = {i: DefinitionRecord(i, name, name, module) for i, (name, module, _) in enumerate(nodes) if module}
    return GraphSnapshot(made, definitions, consumers=consumers_of(made))


GRAPH = snapshot(
    ("given", "", ()),
    ("us.start", "inner", ("given",)),
    ("us.deep.end", "inner", ("us.start",)),
    ("us", "outer", ("us.deep.end",)),
    ("other.start", "inner", ("given",)),
    ("used", "second", ("other.start", "us")),
)


def test_modules_are_those_the_functions_were_written_in() -> None:
    grouping = group(GRAPH, GroupBy("module"))

    assert {"inner", "outer", "second"} == set(grouping.labels.values())
    assert "module:inner" == grouping.parents["us.deep.end"]
    assert "" == grouping.parents["given"]


def test_namespaces_lie_in_the_module_that_uses_them() -> None:
    grouping = group(GRAPH, GroupBy("both"))

    assert ("us.deep", "us", "module:outer") == grouping.ancestors("us.deep")
    assert ("other", "module:second") == grouping.ancestors("other")
    assert "us" == grouping.parents["us"]
    assert ("us.start", "us.deep.end", "us") == grouping.members["module:outer"]


def test_tags_that_make_sense_are_offered_and_group() -> None:
    names = [f"n{i}" for i in range(40)]
    tags = {
        name: {"id": name, "layer": "raw" if i % 2 else "mart", "module": "m", "hamilton.x": "1"}
        for i, name in enumerate(names)
    }
    graph = snapshot(*((name, "m", ()) for name in names), tags=tags)

    assert ("layer",) == useful_tags(graph)
    assert {"layer=raw", "layer=mart"} == set(group(graph, GroupBy("tag", "layer")).labels.values())


def test_a_large_graph_opens_by_the_grouping_that_leaves_least_in_sight() -> None:
    nodes = [(f"a{i}", "one" if i < 200 else "two", (f"a{i - 1}",) if i else ()) for i in range(400)]
    spaces = [(f"s{i}.x", "inner", (f"a{i}",)) for i in range(5)]
    grouping = first_grouping(snapshot(*nodes, *spaces))

    assert "both" == grouping.by.kind
    assert 10 > count_boxes(grouping, frozenset(grouping.group_parents))


def test_a_wire_stands_for_the_edges_between_what_its_ends_hold() -> None:
    grouping = group(GRAPH, GroupBy("both"))
    view = ViewState(folded=frozenset({"module:outer", "module:second"}), wire=("module:outer", "module:second"))

    assert (("us", "used"),) == edges_of_wire(GRAPH, grouping, view)
    assert () == edges_of_wire(GRAPH, grouping, replace(view, hidden=frozenset({"us"})))
    assert () == edges_of_wire(GRAPH, grouping, replace(view, wire=None))


def test_another_selection_lets_the_wire_go() -> None:
    state = with_view(AppState(), selection=("a",), wire=("a", "b"))

    assert ("a", "b") == state.view.wire
    assert with_view(state, selection=("c",)).view.wire is None


def test_critical_path_is_the_longest_of_all_chains() -> None:
    for seed in range(20):
        chance = random.Random(seed)
        names = [f"n{i}" for i in range(9)]
        needs = {n: tuple(m for m in names[:i] if chance.random() < 0.4) for i, n in enumerate(names)}
        graph = snapshot(*((name, "m", needs[name]) for name in reversed(names)))
        seconds = {name: chance.randint(1, 9) / 10 for name in names}
        run = Run("r", "main", nodes={name: NodeRun("ok", seconds[name]) for name in names})

        found = critical_path(graph, run)

        assert all(a in needs[b] for a, b in pairwise(found))
        assert abs(sum(seconds[n] for n in found) - longest(needs, seconds)) < 1e-9
    assert () == critical_path(GRAPH, None)


def test_critical_path_begins_and_ends_with_what_took_time() -> None:
    graph = snapshot(("a", "m", ()), ("b", "m", ("a",)), ("c", "m", ("b",)), ("d", "m", ("c",)))
    run = Run("r", "main", nodes={"a": NodeRun("ok"), "b": NodeRun("ok", 0.5), "c": NodeRun("ok", 0.1)})

    assert ("b", "c") == critical_path(graph, run)


def test_a_graph_with_a_cycle_has_no_critical_path() -> None:
    graph = snapshot(("a", "m", ("b",)), ("b", "m", ("a",)))

    assert () == critical_path(graph, Run("r", "main", nodes={"a": NodeRun("ok", 0.5)}))


def longest(needs: dict[str, tuple[str, ...]], seconds: dict[str, float]) -> float:
    """Return the time of the slowest chain, by trying all."""

    def until(name: str) -> float:
        return seconds[name] + max((until(dep) for dep in needs[name]), default=0.0)

    return max(until(name) for name in needs)
