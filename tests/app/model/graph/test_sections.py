"""Levels of very many siblings are divided into sections that tell a person something and stay what they are."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from dagscope_app.controllers.layout_request import layout_request
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.layout.layouter import Layouter
from dagscope_app.model.compare.union import union_graph
from dagscope_app.model.graph.sections import (
    LEVEL_LIMIT,
    MOST_SECTIONS,
    SECTION_SIZE,
    grouped,
    needs_first,
    with_sections,
)
from dagscope_app.model.graph.visibility import is_laid_out
from dagscope_app.model.panels.outline import outline
from dagscope_app.model.picture.overview import (
    count_boxes,
    first_grouping,
    folded_for_overview,
    folded_showing_only,
)
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, group, representative
from dagscope_app.model.state import AppState, Drawn, ViewState
from dagscope_app.views.canvas.spoken import describe
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.model.records.test_graph import FlatMeasure
from tests.app.model.records.test_groupings import snapshot

Rows = list[tuple[str, str, tuple[str, ...]]]


def rows(count: int, seed: int = 1, module: str = "m", window: int = 40) -> Rows:
    """Return functions that need up to three of those shortly before them."""
    rng = random.Random(seed)
    names = [f"step_{i:04d}" for i in range(count)]
    return [
        (name, module, tuple(sorted(rng.sample(names[max(0, i - window) : i], min(i, window, rng.randint(0, 3))))))
        for i, name in enumerate(names)
    ]


def leaf_sections(grouping: Grouping) -> dict[str, tuple[str, ...]]:
    above = set(grouping.group_parents.values())
    return {key: grouping.members[key] for key in grouping.group_parents if key not in above}


def siblings(grouping: Grouping) -> Counter[str]:
    return Counter([*grouping.parents.values(), *grouping.group_parents.values()])


def check_tree(graph: GraphSnapshot, grouping: Grouping) -> None:
    """Check that everything lies in one group, and members are listed as they lie."""
    assert set(graph.nodes) == set(grouping.parents)
    assert set(grouping.group_parents) == set(grouping.members) == set(grouping.labels)
    held: dict[str, list[str]] = {key: [] for key in grouping.group_parents}
    for name in graph.nodes:
        for key in grouping.ancestors(grouping.parents[name]):
            held[key].append(name)
    assert {key: tuple(names) for key, names in held.items()} == dict(grouping.members)


def test_a_level_that_is_not_large_is_left_alone() -> None:
    graph = snapshot(*rows(LEVEL_LIMIT))
    plain = group(graph, GroupBy())

    assert plain is with_sections(graph, plain)


def test_sections_hold_a_readable_number_and_are_nested_when_they_are_many() -> None:
    for count in (201, 800, 3000, 6000):
        graph = snapshot(*rows(count))
        grouping = grouped(graph, GroupBy())
        sizes = [len(held) for held in leaf_sections(grouping).values()]

        check_tree(graph, grouping)
        assert SECTION_SIZE[0] <= min(sizes) and max(sizes) <= SECTION_SIZE[1]
        assert max(siblings(grouping).values()) <= max(SECTION_SIZE[1], MOST_SECTIONS)
        assert count_boxes(grouping, folded_for_overview(grouping)) <= 100


@given(st.integers(0, 10_000), st.integers(201, 500), st.integers(1, 60))
@settings(max_examples=15)
def test_sections_only_feed_later_ones(seed: int, count: int, window: int) -> None:
    given_rows = rows(count, seed, window=window)
    random.Random(seed).shuffle(given_rows)
    graph = snapshot(*given_rows)
    grouping = grouped(graph, GroupBy("none"))
    all_folded = frozenset(grouping.group_parents)
    shown = {name: representative(grouping, all_folded, name) for name in graph.nodes}
    edges = {(shown[dep.name], shown[name]) for name, node in graph.nodes.items() for dep in node.deps}
    needs: dict[str, list[str]] = {}
    for source, target in edges:
        if source != target:
            needs.setdefault(target, []).append(source)
    order = {key: number for number, key in enumerate(needs_first(grouping.group_parents, needs))}

    check_tree(graph, grouping)
    assert all(order[source] < order[target] for source, target in edges if source != target)


@given(
    st.integers(0, 10_000),
    st.sampled_from([*map(GroupBy, ("namespace", "module", "both", "none")), GroupBy("tag", "layer")]),
)
@settings(max_examples=25)
def test_everything_lies_in_one_place_whatever_the_dataflow(seed: int, by: GroupBy) -> None:
    rng = random.Random(seed)
    spaces = [".".join(rng.choices("abcdef", k=rng.randint(0, 3))) for _ in range(rng.randint(1, 40))]
    modules = [f"{rng.choice(('', 'etl.', 'ml.'))}m{i}" for i in range(rng.choice((1, 3, 130)))]
    found: Rows = []
    for i in range(rng.randint(201, 700)):
        space = rng.choice(spaces)
        needs = tuple(dict.fromkeys(rng.choice(found)[0] for _ in range(rng.randint(0, 3)) if found))
        found.append((f"{space}.n{i}" if space else f"n{i}", "" if rng.random() < 0.1 else rng.choice(modules), needs))
    tags = {name: {"layer": rng.choice("xyz")} for name, _, _ in found if rng.random() < 0.5}
    graph = snapshot(*found, tags=tags)
    grouping = grouped(graph, by)
    counts = siblings(grouping)

    check_tree(graph, grouping)
    assert max(counts.values()) <= LEVEL_LIMIT + SECTION_SIZE[1]
    assert all(grouping.describe(key) and label for key, label in grouping.labels.items())
    assert grouping == grouped(graph, by)
    assert group(graph, by) == grouped(graph, by, has_sections=False)
    plain = group(graph, by)
    for name in graph.nodes:
        around = grouping.ancestors(grouping.parents[name])
        assert plain.ancestors(plain.parents[name]) == tuple(key for key in around if key not in grouping.notes)


def test_a_small_change_of_the_dataflow_leaves_nearly_all_sections_as_they_are() -> None:
    before = rows(1500)
    at = 700
    inserted = [*before[:at], ("extra", "m", ("step_0699",)), *before[at:]]
    removed = [(name, module, tuple(n for n in needs if n != "step_0300")) for name, module, needs in before]
    removed = [row for row in removed if row[0] != "step_0300"]
    old = leaf_sections(grouped(snapshot(*before), GroupBy()))
    for changed in (inserted, removed):
        new = leaf_sections(grouped(snapshot(*changed), GroupBy()))
        same = [key for key in old if key in new and set(old[key]) == set(new[key])]

        assert len(old) - 4 <= len(same)
        assert len(old) - 2 <= len(old.keys() & new.keys())


def test_modules_come_first_and_inputs_go_where_they_are_used() -> None:
    first = rows(150, 1)
    second = [(f"x_{name}", "n", tuple(f"x_{need}" for need in needs)) for name, _, needs in rows(300, 2)]
    graph = snapshot(
        ("given", "", ()),
        ("shared", "", ()),
        *first,
        *second,
        ("one", "m", ("given", "shared")),
        ("two", "n", ("shared",)),
        ("rare", "seldom", ("two",)),
    )
    grouping = grouped(graph, GroupBy("none"))
    outermost = [key for key, parent in grouping.group_parents.items() if not parent]

    check_tree(graph, grouping)
    assert ["m", "n"] == [grouping.labels[key] for key in outermost]
    assert "m" == grouping.labels[grouping.parents["given"]]
    assert "" == grouping.parents["shared"] == grouping.parents["rare"]
    assert [key for key, parent in grouping.group_parents.items() if parent == outermost[1]]
    assert not [key for key, parent in grouping.group_parents.items() if parent == outermost[0]]


def test_a_module_whose_functions_are_everywhere_is_no_section() -> None:
    copies = [
        (f"copy_{i:02d}.{part}", "steps", (f"copy_{i:02d}.a",) if part == "b" else (f"all_{i - 1:02d}",) if i else ())
        for i in range(60)
        for part in "abcd"
    ]
    joined = [(f"all_{i:02d}", "flow", (f"copy_{i:02d}.b",)) for i in range(60)]
    graph = snapshot(*copies, *joined)
    grouping = grouped(graph, GroupBy("none"))

    check_tree(graph, grouping)
    assert all(" … " in label for label in grouping.labels.values())
    assert {"flow", "steps"} == set(grouped(snapshot(*joined, *rows(200, 1, "steps")), GroupBy("none")).labels.values())


def test_many_namespaces_are_divided_too_and_feeding_each_other_does_no_harm() -> None:
    graph = snapshot(
        *((f"g{i}.{part}", "m", (f"g{(i * 7) % 250}.a",) if part == "b" else ()) for i in range(250) for part in "ab")
    )
    grouping = grouped(graph, GroupBy())

    check_tree(graph, grouping)
    assert all(grouping.kinds[grouping.group_parents[f"g{i}"]] == "section" for i in range(250))
    assert max(siblings(grouping).values()) <= SECTION_SIZE[1]


def test_modules_that_are_too_many_for_an_overview_are_divided_by_package_or_into_intervals() -> None:
    by_module = [(f"n{i}", f"part_{i:03d}", (f"n{i - 1}",) if i else ()) for i in range(180)]
    packages = [
        (name, f"{'etl' if i < 90 else 'ml'}.{module}", needs) for i, (name, module, needs) in enumerate(by_module)
    ]
    flat, nested = (grouped(snapshot(*rows), GroupBy("module")) for rows in (by_module, packages))
    few = group(snapshot(*by_module[:150]), GroupBy("module"))

    assert few is with_sections(snapshot(*by_module[:150]), few)
    assert {"etl", "ml"} == {nested.labels[key] for key, parent in nested.group_parents.items() if not parent}
    outermost = [key for key, parent in flat.group_parents.items() if not parent]
    assert 3 <= len(outermost) <= 6
    assert "part_000 … " in flat.labels[outermost[0]]


def test_a_node_called_as_a_group_stays_in_it() -> None:
    graph = snapshot(*rows(300), ("shop.price", "m", ()), ("shop", "m", ("shop.price",)))
    grouping = grouped(graph, GroupBy())

    check_tree(graph, grouping)
    assert "shop" == grouping.parents["shop"]
    assert "section" == grouping.kinds[grouping.group_parents["shop"]]


def test_names_are_guide_words() -> None:
    names = [f"{subject}_{number:02d}_{part}" for number in range(60) for subject in ("sales",) for part in "abcdef"]
    grouping = grouped(snapshot(*((name, "m", ()) for name in names)), GroupBy())
    sections = leaf_sections(grouping)

    assert all(" … " in grouping.labels[key] for key in sections)
    assert any(label.startswith("sales_00 … ") and len(label) < 20 for label in grouping.labels.values())
    assert all(f"from {held[0]} to {held[-1]}" in grouping.notes[key] for key, held in sections.items())
    assert f"section 1 of {len(sections)}\n" in "".join(f"{note}\n" for note in grouping.notes.values())


def test_of_a_small_part_the_sections_are_unfolded_until_all_is_shown_again() -> None:
    graph = snapshot(*rows(3000), ("shop.price", "m", ()), ("shop", "m", ("shop.price",)))
    grouping = grouped(graph, GroupBy())
    every = frozenset(grouping.group_parents)
    view = ViewState(folded=every)
    part = frozenset({"step_0100", "step_2000", "shop"})
    folded, opened = folded_showing_only(grouping, view, part)
    shown = {representative(grouping, folded, name) for name in part}
    alone = replace(view, isolated=part, folded=folded, opened=opened)

    assert {"step_0100", "step_2000", "shop"} == shown and "shop" in folded
    assert (every, frozenset()) == folded_showing_only(grouping, alone, None)
    assert (every, frozenset()) == folded_showing_only(grouping, alone, frozenset(list(graph.nodes)[:500]))


def test_a_picture_is_on_its_way_until_it_is_that_of_the_view() -> None:
    graph = snapshot(*rows(10))
    grouping = grouped(graph, GroupBy())
    state = AppState(graphs={"main": graph}, grouping=grouping)
    drawn = replace(state, drawn=Drawn(Layout(), grouping=grouping))

    assert not is_laid_out(state)
    assert is_laid_out(drawn)
    assert not is_laid_out(replace(drawn, view=ViewState(direction="TB")))
    assert not is_laid_out(replace(drawn, grouping=grouped(graph, GroupBy("module"))))


def test_the_outline_has_the_sections_as_headings() -> None:
    graph = snapshot(*rows(400))
    grouping = grouped(graph, GroupBy())
    headings = [row.id for row in outline(graph, GroupBy()) if not row.is_node]
    plain = outline(graph, GroupBy(), grouping=group(graph, GroupBy()))
    found = outline(graph, GroupBy(), "step_0007")

    assert set(grouping.group_parents) == set(headings)
    assert all(row.is_node for row in plain) and 400 == len(plain)
    assert ["step_0007"] == [row.id for row in found if row.is_node]


def test_the_outline_has_sections_in_their_own_order() -> None:
    mixed = rows(400)
    random.Random(5).shuffle(mixed)
    graph = snapshot(*mixed, *((f"shop.n{i}", "m", ()) for i in range(3)))
    grouping = grouped(graph, GroupBy())
    top = [row for row in outline(graph, GroupBy()) if row.parent < 0]
    wanted = [key for key, parent in grouping.group_parents.items() if not parent and grouping.kinds[key] == "section"]

    assert wanted == [row.id for row in sorted(top, key=lambda row: row.position)]


def test_a_union_of_two_graphs_has_sections() -> None:
    one, other = snapshot(*rows(400)), snapshot(*rows(420))
    union = union_graph(one, other)
    grouping = with_sections(union, first_grouping(union))

    check_tree(union, grouping)
    assert count_boxes(grouping, folded_for_overview(grouping, 80)) <= 80


def test_sections_are_drawn_and_named_as_groups() -> None:
    graph = snapshot(*rows(300))
    grouping = grouped(graph, GroupBy())
    opened = next(iter(leaf_sections(grouping)))
    folded = frozenset(grouping.group_parents) - {opened}
    view = ViewState(folded=folded)
    request = layout_request(graph, grouping, view, FlatMeasure())
    layout = Layouter().layout(request.nodes, request.groups, request.edges, request.options)
    state = AppState(graphs={"main": graph}, grouping=grouping, view=view, drawn=Drawn(layout, folded, grouping))
    spec = resolve(state, layout)
    name = grouping.members[opened][0]
    label = grouping.labels[opened].replace(" … ", " to ")

    assert set(grouping.group_parents) == set(spec.groups)
    assert set(grouping.members[opened]) == set(spec.nodes)
    assert spec.groups[opened].tooltip.startswith("section ")
    assert f"section {label}, unfolded" in describe(SceneGeometry(spec), opened, "group")
    assert f"section {label}" in describe(SceneGeometry(spec), name)
