"""Finding one's way in the real window: wires of folded groups, groupings, bookmarks and the failed node, by real events."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from tests.app.window.conftest import Desk

FLOW = """from hamilton.function_modifiers import subdag, source, tag
import part


@tag(owner="ana")
def first(start: int) -> int:
    return start + 1


@subdag(part, inputs={"given": source("first")})
def inside(two: int) -> int:
    return two


@tag(owner="ben")
def broken(inside: int) -> int:
    raise ValueError("no good")
"""
PART = (
    "def one(given: int) -> int:\n    return given\n\n\ndef two(one: int, given: int) -> int:\n    return one + given\n"
)


def opened(desk: Desk, place: Path) -> None:
    folder = place / "flow"
    folder.mkdir()
    (folder / "flow.py").write_text(FLOW)
    (folder / "part.py").write_text(PART)
    (folder / "dagscope.toml").write_text(
        '[[scenario]]\nname = "all"\nmodules = ["flow"]\n[scenario.inputs]\nstart = 1\n'
    )
    desk.open(folder)


def take_keyboard(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.window.canvas.setFocus()
    desk.wait(desk.window.canvas.hasFocus)


def drawn(desk: Desk) -> None:
    desk.wait(lambda: desk.state.drawn is not None and desk.state.drawn.folded == desk.state.view.folded)
    desk.draw()


def test_a_wire_of_a_folded_group_lists_its_edges_and_unbundles(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    desk.application.do("view.fold_all")
    drawn(desk)
    canvas, palette = desk.window.canvas, desk.window.palette_popup
    canvas.wire_clicked.emit("first", "inside")

    assert palette.isVisible()
    edges = {("first", "inside.one"), ("first", "inside.two")} & set(desk.controllers.wires.edges())
    assert palette.model.rowCount() == len(desk.controllers.wires.edges()) >= 1
    palette.hide()
    take_keyboard(desk)

    QTest.keyClick(canvas, Qt.Key.Key_U)
    drawn(desk)

    assert "inside" not in desk.state.view.folded
    assert all(name in desk.state.view.selection for edge in edges for name in edge)


def test_a_bookmark_is_set_and_recalled_by_its_keys(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    canvas = desk.window.canvas
    take_keyboard(desk)
    QTest.keyClick(canvas, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    before = desk.state.view
    desk.application.do("view.fold_all")
    drawn(desk)

    QTest.keyClick(canvas, Qt.Key.Key_3, Qt.KeyboardModifier.ShiftModifier)
    drawn(desk)

    assert before.folded == desk.state.view.folded != frozenset({"inside"})


def test_groups_by_tag_by_module_and_tidying_up(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    desk.controllers.arrangement.set_grouping("tag:owner")
    desk.wait(lambda: "tag:owner=ana" in desk.state.layout.groups)
    desk.application.do("view.group_module")
    desk.wait(lambda: {"module:flow", "module:part"} <= set(desk.state.layout.groups))
    desk.application.do("view.group_both")
    desk.wait(lambda: {"module:flow", "inside"} == set(desk.state.layout.groups))
    desk.controllers.arrangement.move({("broken", False): (900.0, 500.0)})
    desk.wait(lambda: desk.state.layout.nodes["broken"].y > 400)

    desk.application.do("view.reset_positions")

    desk.wait(lambda: desk.state.layout.nodes["broken"].y < 400)
    assert {} == dict(desk.state.pinned)


def test_the_failed_node_is_found_from_the_folded_picture(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    desk.application.do("view.group_both")
    desk.application.do("view.fold_all")
    drawn(desk)
    desk.run("broken")

    failed = dict(desk.window.canvas.spec.groups["module:flow"].state_counts)
    assert 1 == failed["failed"]
    tooltip = desk.window.canvas.spec.groups["module:flow"].tooltip
    assert "failed: broken" in tooltip and "no good" in tooltip

    desk.controllers.graph.click_group("module:flow")
    desk.application.do("go.failed")
    drawn(desk)

    assert ("broken",) == desk.state.view.selection
    assert "broken" in desk.window.canvas.spec.nodes
    desk.application.do("view.critical_path")
    assert desk.state.view.path


def test_a_mistake_in_the_search_is_marked_where_it_is(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    field = desk.window.toolbar.search
    plain = field.edit.grab().toImage()
    QTest.keyClicks(field.edit, "first and kindd:input")

    assert desk.state.find.problem_at == len("first and ")
    assert "first and kindd:input" == field.edit.text()
    shown = field.edit.grab().toImage()
    assert has_red(shown) and not has_red(plain)

    field.edit.setText("start")

    assert "start" in desk.state.find.matches
    assert not has_red(field.edit.grab().toImage())


def has_red(image: QImage) -> bool:
    """Anything red inside the field's border."""
    colors = (image.pixelColor(x, y) for x in range(30, image.width() - 30) for y in range(6, image.height() - 6))
    return any(color.red() - max(color.green(), color.blue()) > 50 for color in colors)


def test_the_outline_is_in_step_with_the_canvas(desk: Desk, tmp_path: Path) -> None:
    opened(desk, tmp_path)
    outline = desk.window.outline
    desk.application.do("view.group_both")
    desk.wait(lambda: outline.model.index_of_heading("module:flow").isValid())
    assert "both" == outline.kind_box.currentData()

    desk.controllers.graph.click_group("module:flow")
    row = outline.model.row_at(outline.tree.currentIndex())
    assert row is not None and "module:flow" == row.id

    desk.controllers.graph.click_node("broken")
    row = outline.model.row_at(outline.tree.currentIndex())
    assert row is not None and "broken" == row.id


def test_outline_is_filtered_by_words_and_by_selections(desk: Desk) -> None:
    desk.open_copy("shop")
    panel = desk.window.outline

    def names() -> set[str]:
        return {name for name in desk.state.graph.nodes if panel.model.index_of(name).isValid()}

    panel.filter_edit.setText("mean_p")
    assert {"north.mean_price", "south.mean_price"} == names()
    panel.filter_edit.setText("kind:input")
    assert names() == {name for name, node in desk.state.graph.nodes.items() if node.kind == "input"}
    panel.filter_edit.setText("state:ok")
    assert set() == names()
    desk.run("orders")
    desk.wait(lambda: "orders" in names())
    panel.filter_edit.setText("nonsense:(")
    assert set() == names()
    assert "state:failed" not in panel.filter_edit.toolTip()
    panel.filter_edit.setText("")
    assert set(desk.state.graph.nodes) == names()


def test_bookmarks_are_there_when_the_folder_is_opened_again(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.controllers.folding.toggle_group("north")
    folded = desk.state.view.folded
    desk.application.do("go.set_bookmark_3")
    desk.application.do("project.close")
    desk.open(folder)
    desk.controllers.folding.unfold_all()
    desk.application.do("go.bookmark_3")

    assert folded == desk.state.view.folded
