"""Two graphs on one layout, whatever they are: every node at its place on each side, and one camera for both."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from dagscope.records import DependencyRecord, NodeDiff, NodeRecord
from dagscope.scenario import Scenario
from dagscope_app.layout.layouter import layout
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.compare.merged import merged_scene
from dagscope_app.model.compare.union import ComparePicture, compare_scenes, selected_in, union_graph
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, group
from dagscope_app.model.state import AppState
from dagscope_app.views.compare.panel import ComparePanel
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot

SEEDS = range(12)


def side(seed: int, count: int) -> GraphSnapshot:
    """Return a graph of nodes in three namespaces, each needing up to two earlier ones."""
    rng = random.Random(seed)
    names = [f"{rng.choice(['', 'x.', 'x.y.', 'z.'])}n{number}" for number in range(count)]
    chosen = sorted(rng.sample(range(count), rng.randrange(count // 2, count)))
    nodes: dict[str, NodeRecord] = {}
    for number in chosen:
        needs = rng.sample(list(nodes), min(len(nodes), rng.randrange(3)))
        name = names[number] if rng.random() < 0.7 else f"shared{number}"
        nodes[name] = NodeRecord(name, name, "int", deps=tuple(DependencyRecord(need) for need in needs))
    return GraphSnapshot(nodes=nodes)


def placed(union: GraphSnapshot, folded: frozenset[str]) -> tuple[Grouping, Layout]:
    grouping = group(union, GroupBy())
    nodes = [LayoutNode(name, 80, 40, grouping.parents[name]) for name in union.nodes]
    groups = [LayoutGroup(key, above, key, key in folded) for key, above in grouping.group_parents.items()]
    edges = [LayoutEdge(dep.name, name) for name, node in union.nodes.items() for dep in node.deps]
    return grouping, layout(nodes, groups, edges, LayoutOptions())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("folded", [frozenset(), frozenset({"x"})])
def test_each_side_has_its_nodes_where_the_union_has_them(seed: int, folded: frozenset[str]) -> None:
    left, right = side(seed, 24), side(seed + 100, 24)
    union = union_graph(left, right)
    assert set(union.nodes) == set(left.nodes) | set(right.nodes)
    assert list(left.nodes) == [name for name in union.nodes if name in left.nodes], "the left order is kept"
    grouping, whole = placed(union, folded)
    picture = ComparePicture(left, right, union, grouping, folded)
    scenes = compare_scenes(picture, whole)
    for scene, graph in zip(scenes, (left, right)):
        assert set(scene.nodes) == set(whole.nodes) & set(graph.nodes)
        assert all(item.box == whole.nodes[name] for name, item in scene.nodes.items())
        assert all(item.box == whole.groups[name] for name, item in scene.groups.items())
        known = {*scene.nodes, *scene.groups}
        assert all(end in known for key in scene.wires for end in key), "a wire ends at what is there"
    one = merged_scene(picture, whole)
    assert set(one.nodes) == set(whole.nodes) and list(one.nodes) == list(whole.nodes)
    for a, b in combinations(one.nodes.values(), 2):
        apart = (
            a.box.x + a.box.width <= b.box.x or b.box.x + b.box.width <= a.box.x
            or a.box.y + a.box.height <= b.box.y or b.box.y + b.box.height <= a.box.y
        )  # fmt: skip
        assert apart, (a.id, b.id)


@pytest.mark.parametrize("seed", SEEDS)
def test_swapped_sides_are_mirrored(seed: int) -> None:
    left, right = side(seed, 20), side(seed + 50, 20)
    grouping, whole = placed(union_graph(left, right), frozenset())
    union = union_graph(left, right)
    here = compare_scenes(ComparePicture(left, right, union, grouping), whole)
    there = compare_scenes(ComparePicture(right, left, union, grouping), whole)
    assert (here[0].nodes.keys(), here[1].nodes.keys()) == (there[1].nodes.keys(), there[0].nodes.keys())


def test_what_is_selected_is_marked_on_the_node_or_on_the_group_that_hides_it() -> None:
    left, right = side(1, 24), side(101, 24)
    union = union_graph(left, right)
    grouping, whole = placed(union, frozenset({"x"}))
    scene, _ = compare_scenes(ComparePicture(left, right, union, grouping, frozenset({"x"})), whole)
    hidden = next(name for name in left.nodes if name.startswith("x."))
    shown = next(name for name in scene.nodes)
    marked = selected_in(scene, grouping, frozenset({"x"}), hidden)
    assert marked.groups["x"].is_selected and not any(item.is_selected for item in marked.nodes.values())
    assert selected_in(scene, grouping, frozenset({"x"}), shown).nodes[shown].is_selected
    assert scene is selected_in(scene, grouping, frozenset({"x"}), "nowhere")


# Cameras ----------------------------------------------------------------------------------------------------------


def comparing(**changes: object) -> AppState:
    left, right = side(3, 24), side(103, 24)
    union = union_graph(left, right)
    grouping, whole = placed(union, frozenset())
    diffs = tuple(NodeDiff(name, "cause") for name in list(union.nodes)[:3])
    compare = CompareState(
        "one", "two", is_open=True, union=union, grouping=grouping, layout=whole, diffs=diffs,
        selected=diffs[0].name, **changes,  # type: ignore[arg-type]
    )  # fmt: skip
    scenarios = (Scenario("one"), Scenario("two"))
    return AppState(scenarios=scenarios, graphs={"left": left, "right": right}, compare=compare)


@pytest.fixture
def panel(qtbot: QtBot) -> ComparePanel:
    made = ComparePanel(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.set_state(None, comparing())
    return made


def test_both_cameras_are_one_whichever_is_moved(panel: ComparePanel) -> None:
    for moved, other in ((panel.left, panel.right), (panel.right, panel.left)):
        moved.set_viewport_state(0.7, 13.0, -21.0)
        assert (0.7, 13.0, -21.0) == other.viewport_state()


def test_one_picture_takes_all_the_room_and_gives_it_back(
    panel: ComparePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = panel.left.width()
    panel.set_state(comparing(), comparing(is_merged=True))
    qtbot.waitUntil(lambda: panel.left.width() > 1.5 * before)
    assert panel.right.isHidden() and len(panel.left.spec.nodes) == len(comparing().compare.union.nodes)
    shown: list[object] = []
    for canvas in (panel.left, panel.right):
        monkeypatch.setattr(canvas, "show_items", lambda names, least, canvas=canvas: shown.append(canvas))
    panel.select(next(iter(panel.left.spec.nodes)))
    assert [panel.left] == shown, "the hidden picture has another size and would lead this one astray"
    panel.set_state(comparing(is_merged=True), comparing())
    qtbot.waitUntil(
        lambda: panel.left.viewport_state() == panel.right.viewport_state() and panel.left.width() < 1.5 * before
    )


def test_a_step_keeps_every_other_item_the_same_object(panel: ComparePanel) -> None:
    before = comparing()
    name = next(item for item in before.compare.layout.nodes if item in before.graphs["left"].nodes)  # type: ignore[union-attr]
    moved = replace(before, compare=replace(before.compare, selected=name))
    panel.set_state(None, before)
    first = panel.left.spec
    panel.set_state(before, moved)
    changed = [key for key, item in panel.left.spec.nodes.items() if item is not first.nodes[key]]
    assert set(changed) <= {name, before.compare.selected} and panel.left.spec.nodes[name].is_selected
