"""Graphs, groups, plans and pictures as pure functions."""

from __future__ import annotations

import random
from dataclasses import replace

from dagscope.expected_time import seconds_text
from dagscope.protocol.messages import Batch, GraphEnd, GraphPage, RunFinished, RunStarted
from dagscope.records import DefinitionRecord, DependencyRecord, InputRecord, ModuleRecord, NodeRecord, StateRow
from dagscope.scenario import Scenario, ValueSpec
from dagscope_app.controllers.layout_request import layout_request
from dagscope_app.export.dot import scene_dot
from dagscope_app.layout.layouter import Layouter
from dagscope_app.model.edits.editing import with_scenario
from dagscope_app.model.panels.outline import outline
from dagscope_app.model.picture.overview import count_boxes, first_grouping, folded_for_overview
from dagscope_app.model.picture.resolve import resolve, type_text
from dagscope_app.model.picture.resolve_context import ResolveCache
from dagscope_app.model.records.graph import (
    GraphAssembler,
    GraphSnapshot,
    between,
    consumers_of,
    downstream,
    neighbours,
    upstream,
)
from dagscope_app.model.records.grouping import GroupBy, group, representative
from dagscope_app.model.records.plans import Plan
from dagscope_app.model.records.runs import advanced, finished, lost, make_run, newest_with, started
from dagscope_app.model.runs.problems import stopped_text
from dagscope_app.model.state import AppState, Drawn, Find, LogLine, with_log, with_view


class FlatMeasure:
    def node(self, label: str, type_text: str) -> tuple[float, float]:
        return (100.0, 40.0)

    def group(self, label: str, count: int) -> tuple[float, float]:
        return (120.0, 32.0)


def make_graph(edges: dict[str, tuple[str, ...]], module: str = "m") -> GraphSnapshot:
    assembler = GraphAssembler()
    nodes = tuple(
        NodeRecord(
            name,
            name.rpartition(".")[2],
            "int",
            module=module,
            deps=tuple(DependencyRecord(dep, "int") for dep in deps),
            definitions=(number,),
        )
        for number, (name, deps) in enumerate(edges.items())
    )
    definitions = tuple(DefinitionRecord(i, name, name, module) for i, name in enumerate(edges))
    assembler.add_page(GraphPage("main", nodes[:2], definitions))
    assembler.add_page(GraphPage("main", nodes[2:]))
    return assembler.finish(GraphEnd("main"))


NESTED = make_graph(
    {
        "a": (),
        "x.b": ("a",),
        "x.y.c": ("x.b",),
        "x.y": ("x.y.c",),
        "x": ("x.y",),
        "z": ("x", "a"),
    }
)


def make_state(
    graph: GraphSnapshot, scenario: Scenario | None = None, folded: frozenset[str] = frozenset()
) -> AppState:
    grouping = group(graph, GroupBy())
    state = AppState(
        phase="ready",
        folder="/project",
        graphs={"main": graph},
        grouping=grouping,
        scenarios=(scenario or Scenario("s"),),
        current=scenario.name if scenario else "s",
    )
    state = replace(state, view=replace(state.view, folded=folded))
    request = layout_request(graph, grouping, state.view, FlatMeasure())
    layout = Layouter().layout(request.nodes, request.groups, request.edges, request.options)
    return replace(state, drawn=Drawn(layout, folded, grouping, "LR"))


def test_a_graph_has_one_order_however_its_nodes_arrive() -> None:
    lines = {"zeta": 3, "alpha": 9, "mid.a": 5, "mid.b": 5}
    modules = (ModuleRecord("first"), ModuleRecord("second"))
    definitions = [
        DefinitionRecord(at, name, module="second" if name == "zeta" else "first", line=line)
        for at, (name, line) in enumerate(lines.items())
    ]
    needs = {"zeta": ("late",), "alpha": ("early",), "mid.a": ("unwritten",)}
    nodes = [
        NodeRecord(name, deps=tuple(DependencyRecord(dep) for dep in needs.get(name, ())))
        for name in (*lines, "late", "early", "unwritten", "unused")
    ]
    orders = []
    for seed in range(6):
        shuffled = [item for item in nodes if not item.name.startswith("mid")]
        random.Random(seed).shuffle(shuffled)
        assembler = GraphAssembler()
        assembler.add_page(GraphPage("main", tuple(shuffled[:3]), tuple(definitions[2:])))
        assembler.add_page(GraphPage("main", (*shuffled[3:], *nodes[2:4]), tuple(definitions[:2])))
        orders.append(list(assembler.finish(GraphEnd("main", modules=modules)).nodes))

    assert [["mid.a", "mid.b", "alpha", "zeta", "unwritten", "early", "late", "unused"]] * 6 == orders


def test_reach_is_that_of_brute_force_on_random_graphs() -> None:
    random.seed(3)
    for _ in range(20):
        names = [f"n{i}" for i in range(25)]
        edges = {name: tuple(random.sample(names[:i], min(i, random.randint(0, 3)))) for i, name in enumerate(names)}
        graph = make_graph(edges)
        start = random.choice(names)
        wanted = {start}
        while True:
            more = wanted | {dep for name in wanted for dep in edges[name]}
            if more == wanted:
                break
            wanted = more
        assert frozenset(wanted) == upstream(graph, [start])
        assert frozenset(n for n in names if start in upstream(graph, [n])) == downstream(graph, [start])


def test_reach_of_a_very_long_chain_needs_no_recursion() -> None:
    edges = {f"n{i}": ((f"n{i - 1}",) if i else ()) for i in range(20_000)}
    graph = make_graph(edges)

    assert 20_000 == len(upstream(graph, ["n19999"]))
    assert frozenset({"n5", "n6", "n7"}) == neighbours(graph, ["n6"], 1)


def test_between_finds_the_path_in_either_direction() -> None:
    path = frozenset({"x.b", "x.y.c", "x.y", "x", "z"})

    assert path == between(NESTED, "x.b", "z") == between(NESTED, "z", "x.b")
    assert frozenset() == between(make_graph({"a": (), "b": ()}), "a", "b")


def test_a_node_named_as_a_group_lies_inside_it() -> None:
    grouping = group(NESTED, GroupBy())

    assert {"x": "", "x.y": "x"} == grouping.group_parents
    assert "x" == grouping.parents["x"]
    assert "x.y" == grouping.parents["x.y"]
    assert ("x.b", "x.y.c", "x.y", "x") == grouping.members["x"]
    assert "x" == representative(grouping, frozenset({"x", "x.y"}), "x.y.c")
    assert "x.y" == representative(grouping, frozenset({"x.y"}), "x.y.c")


def test_overview_of_a_large_graph_shows_about_a_hundred_boxes() -> None:
    edges: dict[str, tuple[str, ...]] = {f"g{i}.h{j}.n{k}": () for i in range(10) for j in range(8) for k in range(12)}
    grouping = group(make_graph(edges), GroupBy())
    folded = folded_for_overview(grouping)

    assert 80 == count_boxes(grouping, folded), "the eight copies in the first group would be shown together: 168"
    assert frozenset() == folded_for_overview(group(NESTED, GroupBy()))


def test_large_graph_without_namespaces_is_grouped_by_module() -> None:
    one = make_graph({f"a{i}": () for i in range(400)}, "one")
    nodes = {**one.nodes, **make_graph({f"b{i}": () for i in range(10)}, "two").nodes}

    assert "module" == first_grouping(GraphSnapshot(nodes=nodes)).by.kind
    assert "namespace" == first_grouping(one).by.kind


def test_what_a_search_found_in_a_folded_group_is_counted_on_it() -> None:
    state = make_state(NESTED)
    state = replace(state, find=replace(state.find, matches=("x.b", "x.y.c", "a")))
    folded = replace(state.drawn, folded=frozenset({"x"}))  # type: ignore[type-var]
    spec = resolve(replace(state, drawn=folded), state.layout)  # type: ignore[arg-type]

    assert 2 == spec.groups["x"].matches and "2 found by the search" in spec.groups["x"].tooltip
    assert [0, 0] == [resolve(s, s.layout).groups["x"].matches for s in (state, replace(state, find=Find()))]  # type: ignore[arg-type]


def test_what_the_selected_would_run_is_lit() -> None:
    plan = Plan(("x",), frozenset({"x.y.c", "x.y", "x"}), overridden=frozenset({"x.b"}))
    state = make_state(NESTED, Scenario("s", overrides={"x.b": ValueSpec("literal", "1")}))
    before = replace(state, plan=plan)
    cache = ResolveCache()
    quiet = resolve(before, before.layout, cache)  # type: ignore[arg-type]
    spec = resolve(replace(before, preview_plan=plan), before.layout, cache)  # type: ignore[arg-type]

    assert quiet.dims_little and not spec.dims_little
    assert spec.nodes["x.b"].is_on_path and spec.nodes["a"].is_dimmed
    assert spec.wires["x.b", "x.y.c"].is_on_path
    assert not spec.wires["a", "x.b"].is_on_path


def test_inputs_without_a_value_the_selection_and_what_a_search_found_are_not_dimmed() -> None:
    state = make_state(replace(NESTED, inputs=(InputRecord("a"),), consumers=consumers_of(NESTED.nodes)))
    plan = Plan(("x.b",), frozenset({"x.b"}))  # of inputs a plan names what they give, and this one has nothing to give
    quiet = replace(state.preferences, lights_downstream=False)
    state = replace(state, preview_plan=plan, preferences=quiet, view=replace(state.view, selection=("x.b",)))
    found = replace(state, find=Find("z", ("z",)))
    given = replace(found, scenarios=(Scenario("s", overrides={"x.b": ValueSpec("literal", "1")}),), current="s")
    dimmed = [
        {name for name in ("a", "x.b", "z") if resolve(each, each.layout).nodes[name].is_dimmed}  # type: ignore[arg-type]
        for each in (state, found, given)
    ]

    assert [{"z"}, set(), {"a"}] == dimmed
    chosen = replace(state, preview_plan=Plan((), frozenset(), ("a",)), view=replace(state.view, selection=("a",)))
    assert not resolve(chosen, chosen.layout).nodes["a"].is_dimmed  # type: ignore[arg-type]


def test_what_depends_on_the_selection_is_lit_in_a_colour_of_its_own_unless_that_is_switched_off() -> None:
    plan = Plan(("x.b",), frozenset({"a", "x.b"}))
    state = make_state(NESTED)
    state = replace(state, preview_plan=plan, view=replace(state.view, selection=("x.b",)))
    spec = resolve(state, state.layout)  # type: ignore[arg-type]

    assert {"x.y.c", "x.y", "x"} <= {name for name, node in spec.nodes.items() if node.is_on_path and node.is_below}
    assert not spec.nodes["a"].is_below and not spec.nodes["x.b"].is_below and not spec.nodes["x.y.c"].is_dimmed
    assert spec.wires["a", "x.b"].is_on_path and not spec.wires["a", "x.b"].is_below
    assert spec.wires["x.b", "x.y.c"].is_on_path and spec.wires["x.b", "x.y.c"].is_below
    assert spec.wires["a", "z"].is_dimmed or not spec.wires["a", "z"].is_below

    off = replace(state, preferences=replace(state.preferences, lights_downstream=False))
    spec = resolve(off, off.layout)  # type: ignore[arg-type]
    assert spec.nodes["x.y.c"].is_dimmed and not any(node.is_below for node in spec.nodes.values())


def test_outline_holds_every_node_once_and_filters() -> None:
    rows = outline(NESTED, GroupBy())

    assert set(NESTED.nodes) == {row.id for row in rows if row.is_node}
    assert ["x", "y", "c"] == [row.label for row in outline(NESTED, GroupBy(), "x.y.c")]
    assert {"int"} == {row.id for row in outline(NESTED, None) if not row.is_node}


def test_picture_shows_states_selection_and_path() -> None:
    scenario = Scenario("s", final_vars=("x",), overrides={"x.b": ValueSpec("literal", "1")})
    state = make_state(NESTED, scenario)
    run = make_run(1, 1, "main", Scenario("s"), ("x",))
    run = started(run, RunStarted(run.id, "main", ("x.y.c", "x.y", "x")))
    run = advanced(
        run, Batch.of(run.id, (StateRow("x.y.c", "ok", 0.5), StateRow("x.y", "ok", 1.0), StateRow("x", "running")))
    )
    plan = Plan(("x",), frozenset({"x.y.c", "x.y", "x"}), overridden=frozenset({"x.b"}))
    state = replace(state, runs=(run,), plan=plan, view=replace(state.view, selection=("x",)))
    spec = resolve(state, state.layout)  # type: ignore[arg-type]

    assert "ok" == spec.nodes["x.y"].state
    assert 1.0 == spec.nodes["x.y"].heat
    assert 0.5 == spec.nodes["x.y.c"].heat
    assert "running" == spec.nodes["x"].state
    assert spec.nodes["x"].is_final and spec.nodes["x"].is_selected
    assert spec.nodes["x.b"].is_value_overridden
    assert spec.nodes["a"].is_dimmed and spec.nodes["z"].is_dimmed
    assert spec.wires["a", "x.b"].is_dimmed and not spec.wires["x.b", "x.y.c"].is_dimmed
    assert spec.dims_little
    items = (*spec.nodes.values(), *spec.groups.values(), *spec.wires.values())
    assert not any(item.is_on_path for item in items), "nothing was chosen, so nothing is lit"
    assert ("ok", 2) in spec.groups["x.y"].state_counts


def test_folded_group_stands_for_its_nodes() -> None:
    state = make_state(NESTED, folded=frozenset({"x"}))
    spec = resolve(state, state.layout)  # type: ignore[arg-type]

    assert {"a", "z"} == set(spec.nodes)
    assert spec.groups["x"].is_folded and 4 == spec.groups["x"].count
    assert {("a", "x"), ("x", "z"), ("a", "z")} == set(spec.wires)


def test_unchanged_items_stay_the_same_objects() -> None:
    state = make_state(NESTED)
    cache = ResolveCache()
    first = resolve(state, state.layout, cache)  # type: ignore[arg-type]
    again = resolve(state, state.layout, cache)  # type: ignore[arg-type]
    selected = replace(state, view=replace(state.view, selection=("a",)))
    third = resolve(selected, state.layout, cache)  # type: ignore[arg-type]

    assert all(again.nodes[key] is item for key, item in first.nodes.items())
    assert again.wires is first.wires
    assert ["a"] == [key for key, item in third.nodes.items() if item != first.nodes[key]]
    assert third.nodes["z"] is first.nodes["z"]
    assert third == resolve(selected, state.layout), "the cache changes nothing but the speed"  # type: ignore[arg-type]


def test_dot_text_holds_clusters_boxes_and_wires() -> None:
    whole, folded = make_state(NESTED), make_state(NESTED, folded=frozenset({"x.y"}))
    text = scene_dot(resolve(whole, whole.layout))  # type: ignore[arg-type]
    short = scene_dot(resolve(folded, folded.layout))  # type: ignore[arg-type]

    assert 'subgraph "cluster_x.y"' in text and '"x.y.c" -> "x.y"' in text
    assert text.count("{") == text.count("}")
    assert '"group:x.y" [label="y (2)"' in short and '"x.b" -> "group:x.y"' in short


def test_run_counts_and_describes_itself() -> None:
    run = make_run(3, 1, "main", Scenario("s"), ("b",))
    run = started(run, RunStarted(run.id, "main", ("a", "b", "c")))
    run = advanced(run, Batch.of(run.id, (StateRow("a", "ok", 0.25), StateRow("b", "running"))))

    assert "Run #3: 1 of 3, b" == run.describe()
    ended = finished(run, RunFinished(run.id, "failed", 0.5))
    assert ["ok", "failed", "skipped"] == [item.state for item in ended.nodes.values()]
    assert "Run #3: 1 ok, 1 failed, 1 skipped, 500 ms" == ended.describe()
    gone = lost(run, "gone")
    assert ["stale", "failed", "skipped"] == [item.state for item in gone.nodes.values()]
    assert not gone.is_active
    assert "Run #3: 1 ok, 1 failed, 1 skipped, values cleared" == gone.describe(), (
        "when it would have ended nobody knows"
    )


def test_a_node_that_was_stopped_with_its_process_did_not_fail() -> None:
    run = make_run(3, 1, "main", Scenario("s"), ("b",))
    run = started(run, RunStarted(run.id, "main", ("a", "b")))
    run = advanced(run, Batch.of(run.id, (StateRow("a", "running"),)))
    gone = lost(run, "gone", is_stopped=True)

    assert ["stopped", "skipped"] == [item.state for item in gone.nodes.values()]
    assert gone.nodes["a"].seconds is None
    assert "Run #3: 1 stopped, 1 skipped, values cleared" == gone.describe()
    timed = lost(replace(run, began=100.0), "gone", is_stopped=True, now=109.1).nodes["a"]
    assert "stopped after 9.1 s" == stopped_text(timed)
    crashed = lost(run, "gone").nodes["a"]
    assert ("failed", "its process ended", None) == (crashed.state, crashed.summary, crashed.seconds)


def test_the_newest_run_with_a_value_is_of_the_scenario_as_it_is() -> None:
    first, other = Scenario("s"), Scenario("s", inputs={"x": ValueSpec("literal", "1")})
    runs = []
    for number, (scenario, node) in enumerate([(first, "a"), (other, "a"), (replace(first, final_vars=("b",)), "b")]):
        run = make_run(number, 1, "main", scenario, (node,))
        run = started(run, RunStarted(run.id, "main", (node,)))
        runs.append(advanced(run, Batch.of(run.id, (StateRow(node, "ok", 0.25),))))

    assert runs[1] is newest_with(runs, "a")
    assert runs[0] is newest_with(runs, "a", first)
    assert runs[2] is newest_with(runs, "b", first)
    assert newest_with(runs, "c", first) is None
    assert newest_with([lost(run, "gone") for run in runs], "a") is None


def test_seconds_are_said_in_few_signs() -> None:
    texts = {0.0001: "<1 ms", 0.012: "12 ms", 1.26: "1.3 s", 75.0: "1:15 min"}

    assert texts == {value: seconds_text(value) for value in texts}


def test_view_history_remembers_pictures_not_selections() -> None:
    state = make_state(NESTED)
    state = with_view(state, selection=("a",))
    assert () == state.history.back
    state = with_view(state, folded=frozenset({"x"}))

    assert 1 == len(state.history.back)
    assert state is with_view(state, folded=frozenset({"x"}))


def test_scenario_edits_can_be_taken_back_and_the_log_is_bounded() -> None:
    state = make_state(NESTED)
    edited = with_scenario(state, replace(state.scenarios[0], final_vars=("a",)))

    assert [state.scenarios] == [item.scenarios for item in edited.edits.done]
    assert not edited.is_saved
    assert 2000 == len(with_log(state, *(LogLine(str(i)) for i in range(5000))).log)


def test_config_and_inputs_show_what_they_are_given() -> None:
    scenario = Scenario(
        "s",
        config={"size": ValueSpec("literal", "'big'")},
        inputs={
            "count": ValueSpec("literal", "3"),
            "data": ValueSpec("file", "some/where/data.csv"),
            "f": ValueSpec("none"),
        },
    )
    assert type_text(NodeRecord("size", "size", "Any", kind="config"), scenario) == "= 'big'"
    assert type_text(NodeRecord("count", "count", "int", kind="input"), scenario) == "int = 3"
    assert type_text(NodeRecord("data", "data", "DataFrame", kind="input"), scenario) == "DataFrame = data.csv"
    assert type_text(NodeRecord("f", "f", "float", kind="input"), scenario) == "float"
    assert type_text(NodeRecord("count", "count", "int"), scenario) == "int"
