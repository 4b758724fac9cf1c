"""Finding one's way in the real window: wires of folded groups, groupings, bookmarks and the failed node, by real
events.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.window.conftest import Desk, started
from tests.patient_bot import PatientBot

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


@pytest.fixture(scope="module")
def opened_flow(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Give the window that these tests share, with a graph of one group in it."""
    place = tmp_path_factory.mktemp("flow")
    with started(PatientBot(request), place) as desk:
        folder = place / "flow"
        folder.mkdir()
        (folder / "flow.py").write_text(FLOW)
        (folder / "part.py").write_text(PART)
        (folder / "dagscope.toml").write_text(
            '[[scenario]]\nname = "all"\nmodules = ["flow"]\n[scenario.inputs]\nstart = 1\n'
        )
        desk.open(folder)
        desk.fresh = desk.state
        yield desk


@pytest.fixture
def flow(opened_flow: Desk, qtbot: QtBot) -> Desk:
    """Give that window as it was after opening."""
    opened_flow.qtbot = qtbot
    opened_flow.reset()
    return opened_flow


def drawn(desk: Desk) -> None:
    desk.wait(lambda: desk.state.drawn is not None and desk.state.drawn.folded == desk.state.view.folded)
    desk.draw()


def test_a_wire_of_a_folded_group_lists_its_edges_and_unbundles(flow: Desk) -> None:
    flow.application.do("view.fold_all")
    drawn(flow)
    canvas, palette = flow.window.canvas, flow.window.palette_popup
    canvas.wire_clicked.emit("first", "inside")

    assert palette.isVisible()
    edges = {("first", "inside.one"), ("first", "inside.two")} & set(flow.controllers.wires.edges())
    assert palette.model.rowCount() == len(flow.controllers.wires.edges()) >= 1
    palette.hide()
    flow.take_keyboard()

    QTest.keyClick(canvas, Qt.Key.Key_U)
    drawn(flow)

    assert "inside" not in flow.state.view.folded
    assert all(name in flow.state.view.selection for edge in edges for name in edge)


def test_a_bookmark_is_set_and_recalled_by_its_keys(flow: Desk) -> None:
    canvas = flow.window.canvas
    flow.take_keyboard()
    QTest.keyClick(canvas, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    before = flow.state.view
    flow.application.do("view.fold_all")
    drawn(flow)

    QTest.keyClick(canvas, Qt.Key.Key_3, Qt.KeyboardModifier.ShiftModifier)
    drawn(flow)

    assert before.folded == flow.state.view.folded != frozenset({"inside"})


def test_the_failed_node_is_found_from_the_folded_picture(flow: Desk) -> None:
    flow.application.do("view.group_both")
    flow.application.do("view.fold_all")
    drawn(flow)
    flow.run("broken")

    failed = dict(flow.window.canvas.spec.groups["module:flow"].state_counts)
    assert 1 == failed["failed"]
    tooltip = flow.window.canvas.spec.groups["module:flow"].tooltip
    assert "failed: broken" in tooltip and "no good" in tooltip

    flow.click_group("module:flow")
    flow.application.do("go.failed")
    drawn(flow)

    assert ("broken",) == flow.state.view.selection
    assert "broken" in flow.window.canvas.spec.nodes
    flow.application.do("view.critical_path")
    assert flow.state.view.path


def test_a_mistake_in_the_search_is_marked_where_it_is(flow: Desk) -> None:
    field = flow.window.toolbar.search
    plain = field.edit.grab().toImage()
    QTest.keyClicks(field.edit, "first and kindd:input")

    assert flow.state.find.problem_at == len("first and ")
    assert "first and kindd:input" == field.edit.text()
    shown = field.edit.grab().toImage()
    assert has_red(shown) and not has_red(plain)

    field.edit.setText("start")

    assert "start" in flow.state.find.matches
    assert not has_red(field.edit.grab().toImage())


def has_red(image: QImage) -> bool:
    """Return whether anything is red inside the field's border."""
    colors = (image.pixelColor(x, y) for x in range(30, image.width() - 30) for y in range(6, image.height() - 6))
    return any(color.red() - max(color.green(), color.blue()) > 50 for color in colors)


def test_the_outline_is_in_step_with_the_canvas(flow: Desk) -> None:
    outline = flow.window.outline
    flow.application.do("view.group_both")
    flow.wait(lambda: outline.model.index_of_heading("module:flow").isValid())
    assert "both" == outline.kind_box.currentData()

    flow.click_group("module:flow")
    row = outline.model.row_at(outline.tree.currentIndex())
    assert row is not None and "module:flow" == row.id

    flow.click("broken")
    row = outline.model.row_at(outline.tree.currentIndex())
    assert row is not None and "broken" == row.id
