"""Two graphs as one: order, marks, the two pictures; and the panel that shows them in step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.records import Change, DependencyRecord, DiffCell, DiffRow, NodeDiff, NodeRecord, ProblemRecord, ValueDiff
from dagscope.scenario import Scenario, ScenarioChange
from dagscope.value_records import TextPreview
from dagscope_app.layout.layouter import layout
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions
from dagscope_app.model.cases import Spotlight
from dagscope_app.model.compare.comparison import count_words
from dagscope_app.model.compare.merged import merged_scene
from dagscope_app.model.compare.side_by_side import MOST_LINES, LinePair, line_pairs
from dagscope_app.model.compare.side_choices import SideChoice
from dagscope_app.model.compare.union import (
    ComparePicture,
    Difference,
    compare_scenes,
    differences,
    step,
    union_graph,
)
from dagscope_app.model.picture.overview import NAMES_SCALE
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, group
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState, Banner
from dagscope_app.views.chrome.banner import BannerWidget
from dagscope_app.views.chrome.centre import Centre
from dagscope_app.views.compare.bar import CompareBar
from dagscope_app.views.compare.panel import ComparePanel, stands_below
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot


def graph(**nodes: str) -> GraphSnapshot:
    """Make a graph: with `c="a b"`, c depends on a and b; `__` in a name is a dot."""
    records = {}
    for key, deps in nodes.items():
        name = key.replace("__", ".")
        found = tuple(DependencyRecord(dep.replace("__", ".")) for dep in deps.split())
        records[name] = NodeRecord(name, name.rpartition(".")[2], "int", deps=found)
    return GraphSnapshot(nodes=records)


LEFT = graph(a="", b="a", c="b", ns__old="a", d="c ns__old")
RIGHT = graph(a="", new="a", c="a new", d="c")


def pictures(folded: frozenset[str] = frozenset()) -> tuple[SceneSpec, SceneSpec]:
    union = union_graph(LEFT, RIGHT)
    grouping = group(union, GroupBy())
    nodes = [LayoutNode(name, 80, 40, grouping.parents[name]) for name in union.nodes]
    groups = [LayoutGroup(key, above, key, key in folded) for key, above in grouping.group_parents.items()]
    edges = [LayoutEdge(dep.name, name) for name, node in union.nodes.items() for dep in node.deps]
    marks = {"new": "right", "b": "left", "ns.old": "left", "c": "definition"}
    picture = ComparePicture(LEFT, RIGHT, union, grouping, folded, frozenset({"a"}), marks)
    return compare_scenes(picture, layout(nodes, groups, edges, LayoutOptions()))


def test_union_keeps_both_orders_and_all_dependencies() -> None:
    union = union_graph(LEFT, RIGHT)

    assert ["a", "b", "new", "c", "ns.old", "d"] == list(union.nodes)
    assert ["b", "a", "new"] == [dep.name for dep in union.nodes["c"].deps]
    assert ("b", "new", "c", "ns.old") == union.consumers["a"]


def test_shared_nodes_stand_at_the_same_place() -> None:
    left, right = pictures()

    assert {"a", "c", "d"} == set(left.nodes) & set(right.nodes)
    for name in ("a", "c", "d"):
        assert left.nodes[name].box == right.nodes[name].box
    assert ("b" in left.nodes, "b" in right.nodes) == (True, False)
    assert ("left", "right", "definition") == (left.nodes["b"].diff, right.nodes["new"].diff, right.nodes["c"].diff)
    assert {("a", "c"), ("new", "c")} == {ends for ends in right.wires if ends[1] == "c"}
    assert {("b", "c")} == {ends for ends in left.wires if ends[1] == "c"}


def test_folded_group_tells_what_differs_inside() -> None:
    left, right = pictures(frozenset({"ns"}))

    assert "left" == left.groups["ns"].diff
    assert "1 node" in left.groups["ns"].tooltip.splitlines()
    assert "ns" not in right.groups
    assert ("ns", "d") in left.wires


def merged(
    spotlight: Spotlight, folded: frozenset[str] = frozenset(), left: Run | None = None, right: Run | None = None
) -> SceneSpec:
    union = union_graph(LEFT, RIGHT)
    grouping = group(union, GroupBy())
    nodes = [LayoutNode(name, 80, 40, grouping.parents[name]) for name in union.nodes]
    groups = [LayoutGroup(key, above, key, key in folded) for key, above in grouping.group_parents.items()]
    edges = [LayoutEdge(dep.name, name) for name, node in union.nodes.items() for dep in node.deps]
    picture = ComparePicture(
        *(LEFT, RIGHT, union, grouping, folded),
        marks={"b": "left", "new": "right", "ns.old": "left"},
        left_run=left,
        right_run=right,
    )
    return merged_scene(picture, layout(nodes, groups, edges, LayoutOptions()), spotlight)


def test_one_picture_has_the_nodes_and_wires_of_both_sides() -> None:
    scene = merged("both")
    assert ["a", "b", "c", "d", "new", "ns.old"] == sorted(scene.nodes)
    assert not any(item.is_dimmed for item in scene.nodes.values())
    wires = {tuple(key): item.diff for key, item in scene.wires.items()}
    assert {"left", "right", ""} == set(wires.values())
    assert ("left", "right", "") == (wires["b", "c"], wires["new", "c"], wires["c", "d"])


@pytest.mark.parametrize(("spotlight", "dim"), [("left", {"new"}), ("right", {"b", "ns.old"}), ("both", set())])
def test_what_is_not_in_the_spotlight_is_dim(spotlight: Spotlight, dim: set[str]) -> None:
    scene = merged(spotlight)
    assert dim == {name for name, item in scene.nodes.items() if item.is_dimmed}
    dim_wires = {key for key, item in scene.wires.items() if item.is_dimmed}
    other = {"left": "right", "right": "left", "both": "neither"}[spotlight]
    assert dim_wires == {key for key, item in scene.wires.items() if item.diff == other}


@pytest.mark.parametrize(
    ("spotlight", "states", "times", "said"),
    [
        (
            "both",
            ("ok", "failed", "ok"),
            ("", "", "2.0 s"),
            "c: int\nleft: 10 rows\nleft: 1.0 s\nright: no\nright: 2.0 s",
        ),
        ("left", ("ok", "ok", "ok"), ("1.0 s", "1.0 s", "2.0 s"), "c: int\n10 rows"),
        ("right", ("ok", "failed", "not_run"), ("3.0 s", "2.0 s", ""), "c: int\nno"),
    ],
)
def test_one_picture_shows_the_run_of_the_side_in_the_spotlight(
    spotlight: Spotlight, states: tuple[str, ...], times: tuple[str, ...], said: str
) -> None:
    ran = {"a": NodeRun("ok", 1.0), "c": NodeRun("ok", 1.0, "10 rows"), "d": NodeRun("ok", 2.0)}
    other = {"a": NodeRun("ok", 3.0), "c": NodeRun("failed", 2.0, "no")}
    scene = merged(spotlight, left=Run("1", nodes=ran), right=Run("2", nodes=other))
    shown = [scene.nodes[name] for name in ("a", "c", "d")]

    assert states == tuple(item.state for item in shown)
    assert times == tuple(item.time_text for item in shown)
    assert said == scene.nodes["c"].tooltip


def test_a_folded_group_in_one_picture_counts_both_sides() -> None:
    scene = merged("right", frozenset({"ns"}))
    assert (("left", 1),) == scene.groups["ns"].diff_counts and scene.groups["ns"].is_dimmed


def test_causes_are_listed_before_what_they_affect() -> None:
    diffs = [
        NodeDiff("z", "cause", (Change("right"),)),
        NodeDiff("a", "affected", value="different", detail="1 → 2"),
        NodeDiff("same"),
        NodeDiff("object", "affected", value="incomparable", detail="not comparable: m.C has no equality"),
        NodeDiff("idle", value="not_run"),
        NodeDiff("b", "cause", (Change("code", "m.b"),)),
    ]
    items = differences(diffs, ["a", "b", "object", "z", "same", "idle"])

    assert (
        Difference("b", "definition", "cause", "code differs m.b"),
        Difference("z", "right", "cause", "only on the right"),
        Difference("a", "value", "affected", "value differs: 1 → 2"),
        Difference("object", "value", "affected", "not comparable: m.C has no equality"),
    ) == items
    assert ["b", "z", "b", "object", ""] == [
        step(items, "", 1),
        step(items, "b", 1),
        step(items, "object", 1),
        step(items, "", -1),
        step((), "a", 1),
    ]


@pytest.fixture
def panel(qtbot: QtBot) -> ComparePanel:
    made = ComparePanel(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.apply(*pictures(), animate=False)
    return made


def test_both_canvases_move_as_one(panel: ComparePanel) -> None:
    assert panel.left.viewport_state() == panel.right.viewport_state()

    panel.left.zoom_by(1.5)
    assert panel.left.viewport_state() == panel.right.viewport_state()
    panel.right.set_viewport_state(0.8, 10, 20)
    assert (0.8, 10, 20) == panel.left.viewport_state()


def test_pictures_that_would_be_strips_beside_each_other_stand_below(panel: ComparePanel, qtbot: QtBot) -> None:
    panes = panel.left.parentWidget()
    assert isinstance(panes, QSplitter) and Qt.Orientation.Horizontal == panes.orientation()
    panel.resize(420, 1400)
    panel.fit()
    assert Qt.Orientation.Vertical == panes.orientation()
    qtbot.waitUntil(lambda: panel.left.width() == panes.width() == panel.right.width())
    assert panel.left.viewport_state() == panel.right.viewport_state()

    panel.resize(1600, 500)
    panel.fit()
    assert Qt.Orientation.Horizontal == panes.orientation()


@pytest.mark.parametrize(
    ("beside", "below", "is_below", "wanted"),
    [
        (0.40, 0.45, False, False),
        (0.40, 0.60, False, True),
        (0.22, 0.27, False, True),  # names can be read then
        (0.20, 0.24, False, False),
        (0.40, 0.41, True, True),
        (0.40, 0.39, True, False),
    ],
)
def test_pictures_stand_below_each_other_where_that_shows_more(
    beside: float, below: float, is_below: bool, wanted: bool
) -> None:
    assert wanted is stands_below(beside, below, is_below)


def test_pictures_without_names_are_looked_at_where_they_differ(panel: ComparePanel) -> None:
    left, right = pictures()
    far = replace(left.nodes["b"], id="far", box=replace(left.nodes["b"].box, x=20_000.0))
    for mark, is_near in (("", True), ("definition", False)):
        changed = {"far": replace(far, diff=mark)}
        panel.refit()
        panel.apply(*(replace(s, nodes={**s.nodes, **changed}) for s in (left, right)), animate=False)
        panel.apply(*(replace(s, nodes={**s.nodes, **changed}) for s in (left, right)), animate=False)
        assert is_near == (panel.left.camera.scale >= NAMES_SCALE)


def test_what_is_looked_at_is_readable(panel: ComparePanel, qtbot: QtBot) -> None:
    panel.left.zoom_by(0.1)
    panel.select("b", shows=False)
    assert panel.left.camera.scale < 0.8
    for name in ("b", "new"):
        panel.left.set_viewport_state(0.1, 0, 0)
        panel.select(name)
        qtbot.waitUntil(lambda: min(panel.left.camera.scale, panel.right.camera.scale) >= 0.8)
        assert panel.left.viewport_state() == panel.right.viewport_state()


def test_list_and_buttons_tell_what_is_wanted(panel: ComparePanel, qtbot: QtBot) -> None:
    scenarios = (Scenario("one"), Scenario("two"))
    panel.bar.set_choices(AppState(scenarios=scenarios, compare=CompareState("one", "two")))
    items = (
        Difference("b", "left", "cause", "only on the left"),
        Difference("c", "definition", "cause", "code differs"),
    )
    panel.set_differences(items, (ScenarioChange("config", "k", "1", "2"),))
    with qtbot.assertNotEmitted(panel.difference_chosen):
        panel.list.setCurrentItem(panel.list.topLevelItem(0))
    with qtbot.waitSignal(panel.difference_chosen) as clicked:
        panel.list.setCurrentItem(panel.list.topLevelItem(2))
    with qtbot.waitSignal(panel.bar.side_chosen) as chosen:
        panel.bar.choices["right"].activated.emit(0)
    with qtbot.waitSignal(panel.bar.run_requested):
        qtbot.mouseClick(panel.bar.run, Qt.MouseButton.LeftButton)

    assert (["c"], ["right", SideChoice("scenario", "one")]) == (clicked.args, chosen.args)
    scenario = panel.list.topLevelItem(0)
    assert scenario is not None
    assert ("≠  config k", "1 → 2") == (scenario.text(0), scenario.text(1))
    panel.select("same on both sides", shows=False)
    assert panel.list.currentItem() is None and not panel.list.selectedItems()
    panel.filter.setText("CODE c")
    rows = [panel.list.topLevelItem(number) for number in range(3)]
    assert [True, True, False] == [row.isHidden() for row in rows if row is not None]


def test_what_was_not_run_is_not_called_the_same() -> None:
    before = CompareState(diffs=(NodeDiff("a"), NodeDiff("b")))
    after = CompareState(diffs=(NodeDiff("a", value="equal"), NodeDiff("b", value="not_run")))
    done = CompareState(diffs=(NodeDiff("a", value="equal"),))

    assert ["no differences, not run yet", "no differences, 1 of 2 nodes not run", "no differences"] == [
        count_words(AppState(compare=state), 0) for state in (before, after, done)
    ]
    assert "1 difference, 1 of 2 nodes not run" == count_words(AppState(compare=after), 1)


def test_problems_of_a_side_are_counted_beside_its_differences() -> None:
    broken = GraphSnapshot(problems=(ProblemRecord("duplicate", "total is defined more than once."),))
    state = AppState(compare=CompareState("a", "b", is_open=True), graphs={"right": broken})
    assert "no differences, 1 problem on the right" == count_words(state, 0)


def test_nothing_of_other_sides_stands_there_while_a_comparison_is_made(panel: ComparePanel) -> None:
    union = union_graph(LEFT, RIGHT)
    grouping = group(union, GroupBy())
    nodes = [LayoutNode(name, 80, 40, grouping.parents[name]) for name in union.nodes]
    groups = [LayoutGroup(key, above, key, False) for key, above in grouping.group_parents.items()]
    places = layout(nodes, groups, [], LayoutOptions())
    compare = CompareState("a", "b", is_open=True, union=union, grouping=grouping, layout=places)
    shown = AppState(compare=compare, graphs={"left": LEFT, "right": RIGHT})
    panel.set_state(None, shown)
    assert "a" in panel.left.spec.nodes

    other = AppState(compare=CompareState("a", "c", is_open=True, is_loading=True))
    panel.set_state(shown, other)
    assert {} == panel.left.spec.nodes == panel.right.spec.nodes

    panel.set_state(other, shown)
    assert "a" in panel.left.spec.nodes


def test_each_picture_says_whose_it_is(panel: ComparePanel) -> None:
    scenarios = (Scenario("us"), Scenario("uk"))
    compare = CompareState(is_open=True, left="us", right="uk")
    shown = AppState(scenarios=scenarios, current="us", compare=compare)
    panel.set_state(None, shown)
    assert ["◧  us", "◨  uk"] == [label.text() for label in panel.names.values() if not label.isHidden()]

    panel.set_state(shown, replace(shown, compare=replace(compare, is_merged=True)))
    assert [True, True] == [label.isHidden() for label in panel.names.values()]


def test_running_both_sides_is_what_to_do_next_until_there_are_values(panel: ComparePanel) -> None:
    urged = []
    for diffs in ((), (NodeDiff("a"), NodeDiff("b")), (NodeDiff("a", value="equal"), NodeDiff("b"))):
        panel.bar.set_state(AppState(compare=CompareState(diffs=diffs)), "")
        urged.append(panel.bar.run.property("primary"))
    assert [None, True, False] == urged


def test_changed_cells_and_lines_are_shown(panel: ComparePanel) -> None:
    rows = (DiffRow("0", (DiffCell("1", "1", False), DiffCell("US", "CA", True))),)
    panel.set_values("c", ValueDiff("different", "table", "1 row differs", columns=("id", "region"), rows=rows))
    cell = panel.values.table.item(0, 1)
    assert cell is not None
    assert "US  →  CA" == cell.text()

    text = ValueDiff("different", "text", left=TextPreview(text="a\nb"), right=TextPreview(text="a\nc"))
    panel.set_values("c", text)
    assert ("a\nb", "a\nc") == (panel.values.left.toPlainText(), panel.values.right.toPlainText())
    assert [1] == [mark.cursor.blockNumber() for mark in panel.values.left.extraSelections()]  # type: ignore[attr-defined]
    panel.set_values("c", None, "Run both.")
    assert "Run both." in panel.values._hint.text()


def test_sources_stand_line_by_line(panel: ComparePanel) -> None:
    panel.sources.set_sources(("def a():\n    x = 1\n    y = 2\n    return x", "def a():\n    x = 3\n    return x"))
    panel.sources.resize(900, 300)
    left, right = panel.sources.left, panel.sources.right
    assert "def a():\n    x = 1\n    y = 2\n    return x" == left.toPlainText()
    assert "def a():\n    x = 3\n\n    return x" == right.toPlainText(), "the same lines stand on one height"
    shapes = [right.document().findBlockByNumber(number).blockFormat() for number in range(4)]
    assert [1, 2] == [number for number, shape in enumerate(shapes) if shape.background().style().value]
    assert panel.sources.isVisible()
    panel.sources.resize(400, 300)
    assert ["def a():", "    x = 3", "    return x"] == right.toPlainText().split("\n"), "below each other"
    panel.sources.resize(660, 300)
    panel.sources.set_sources((f"def a():\n    return {'x + ' * 60}1\nlast = 1", "def a():\n    return 1\nlast = 1"))
    panel.sources._level_timer.timeout.emit()
    tops = [
        edit.document().documentLayout().blockBoundingRect(edit.document().lastBlock()).y() for edit in (left, right)
    ]
    assert tops[0] == tops[1] > 60, "what stands below a line that wraps is on one height"
    panel.sources.set_sources(None)
    assert not panel.sources.isVisible()


def test_a_message_covers_nothing_of_the_pictures(qtbot: QtBot) -> None:
    theme, pages, pictures = load_theme("light"), QWidget(), QWidget()
    bar, banner = CompareBar(theme), BannerWidget(theme)
    column = QVBoxLayout(pages)
    column.addWidget(bar)
    column.addWidget(pictures, 1)
    centre = Centre(pages, (), banner, QWidget(), bar)
    qtbot.addWidget(centre)
    centre.resize(1000, 500)
    centre.show()
    banner.set_banner(Banner("a: ValueError: no", "error"))
    qtbot.waitUntil(lambda: bar.room > 0 and pictures.mapTo(centre, QPoint()).y() > banner.geometry().bottom())
    assert bar.run.mapTo(centre, QPoint(0, bar.run.height())).y() <= banner.geometry().top()
    banner.set_banner(None)
    qtbot.waitUntil(lambda: bar.room == 0)


def test_texts_are_paired() -> None:
    assert (LinePair("x", None, False), LinePair("y = 1", "y = 2", False)) == line_pairs("x\ny = 1", "y = 2")
    assert (LinePair("a", "a", True), LinePair(None, "b", False)) == line_pairs("a", "a\nb")
    assert () == line_pairs("", "")
    long = "\n".join(map(str, range(MOST_LINES)))
    assert not any(pair.is_same for pair in line_pairs(long, long + "\nlast")), (
        "too long to be matched: nothing is called the same"
    )
    wide = " ".join(map(str, range(1_000)))
    in_order = (LinePair("x", f"{wide} b", False), LinePair(f"{wide} a", None, False))
    assert in_order == line_pairs(f"x\n{wide} a", f"{wide} b"), "too wide to be likened while the window waits"
