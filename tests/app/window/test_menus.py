"""What the context menus offer, done in the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope.scenario import ValueSpec
from dagscope_app.model.runs.targets import last_nodes_of
from dagscope_app.views.results.group_table import GroupTable
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.window.conftest import Desk


def test_a_context_menu_begins_with_what_a_double_click_does(shop: Desk) -> None:
    shop.window.menus.popup("node", "total", QPoint(0, 0))
    menu = shop.window.menus.made["node"]
    assert menu.defaultAction() is menu.actions()[0] is shop.window.commands["run.show_result"]
    menu.close()


def test_the_toolbar_runs_everything_and_writes_dag_png_in_one_click(shop: Desk) -> None:
    bar = shop.window.toolbar
    titles = [action.objectName() for action in bar.run_menu.menu().actions()]
    assert {"run.final", "run.all", "run.selection"} <= set(titles)
    assert "scenario.duplicate" in [action.objectName() for action in bar.scenario_menu.menu().actions()]
    shop.qtbot.mouseClick(bar.export_button, Qt.MouseButton.LeftButton)
    shop.wait(lambda: shop.state.toast is not None and "dag.png" in shop.state.toast.text)
    shop.application.do("run.all")
    shop.wait_run()
    assert set(last_nodes_of(shop.state.graph)) == set(shop.state.run.final_vars)


def test_the_zoom_is_said_and_changed_on_the_canvas(shop: Desk) -> None:
    zoom, canvas = shop.window.graph_area.zoom, shop.window.canvas
    canvas.set_viewport_state(1.5, 0.0, 0.0)
    assert "150%" == zoom.percent.text()
    shop.qtbot.mouseClick(zoom.percent, Qt.MouseButton.LeftButton)
    shop.wait(lambda: "100%" == zoom.percent.text())
    shop.qtbot.mouseClick(zoom.buttons["view.fit"], Qt.MouseButton.LeftButton)
    shop.wait(lambda: canvas.view_position() is None)


def test_table_of_a_group_follows_the_run_and_leads_to_results(shop: Desk) -> None:
    shop.take_keyboard()
    shop.click_group("north")
    QTest.keyClick(shop.window.canvas, Qt.Key.Key_T)
    tab = shop.state.results[-1]
    viewer = shop.window.results.viewer(tab.key)
    members = shop.state.grouping.members["north"]

    assert isinstance(viewer, GroupTable)
    assert list(members) == [row.node for row in viewer.model.rows]
    assert {"not_run"} == {row.state for row in viewer.model.rows}

    shop.run("north.chosen")
    assert not viewer.isVisible()  # the run's result came to the front
    rows = viewer.model.rows
    shop.run("north.chosen")
    assert rows == viewer.model.rows, "what is out of sight costs nothing"
    shop.controllers.tabs.select(tab.key)
    row = next(row for row in viewer.model.rows if row.node == "north.chosen")
    assert "ok" == row.state and row.summary and row.type and row.time_text
    assert "ok" in [viewer.model.data(viewer.model.index(n, 1)) for n in range(viewer.model.rowCount())]

    at = [row.node for row in viewer.model.rows].index("north.chosen")
    viewer.table.activated.emit(viewer.table.model().index(at, 0))
    assert ("north.chosen",) == shop.state.view.selection
    assert shop.state.current_result.endswith("/north.chosen")


def test_results_are_pinned_compared_and_closed_by_keys(shop: Desk) -> None:
    shop.take_keyboard()
    shop.run("orders")
    shop.click("orders")
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shop.window, Qt.Key.Key_K, ctrl | shift)
    assert [True] == [tab.is_pinned for tab in shop.state.results]
    shop.run("orders")
    QTest.keyClick(shop.window, Qt.Key.Key_J, ctrl | shift)
    palette = shop.window.palette_popup
    assert palette.isVisible()
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    shop.wait(lambda: len(shop.state.results) == 3)
    assert shop.state.results[-1].diff is not None
    QTest.keyClick(shop.window, Qt.Key.Key_PageUp, ctrl)
    assert shop.state.results[1].key == shop.state.current_result
    QTest.keyClick(shop.window, Qt.Key.Key_W, ctrl)
    assert 2 == len(shop.state.results)


def test_override_is_taken_away_and_put_back_by_one_key(shop: Desk) -> None:
    shop.take_keyboard()
    shop.click("total")
    shop.controllers.scenario.set_override("total", ValueSpec("literal", "7"))
    QTest.keyClick(shop.window, Qt.Key.Key_F9)
    assert {} == shop.state.scenario.overrides
    QTest.keyClick(shop.window, Qt.Key.Key_F9)
    assert {"total": ValueSpec("literal", "7")} == shop.state.scenario.overrides

    shop.click("orders")
    QTest.keyClick(shop.window, Qt.Key.Key_F9)
    assert shop.window.details.override_row is not None


def test_path_to_a_node_chosen_in_the_palette(shop: Desk) -> None:
    shop.click("orders")
    shop.application.do("view.path_to")
    palette = shop.window.palette_popup
    QTest.keyClicks(palette.edit, "total")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert {"orders", "total"} <= shop.state.view.path
    assert "orders" == shop.state.selected


def test_subgraph_is_exported_with_what_is_next_to_it(shop: Desk, tmp_path: Path) -> None:
    shop.click("total")
    shown = shop.state.layout
    shop.application.do("export.selection")
    dialog = shop.window.findChild(QFileDialog)
    target = tmp_path / "part.dot"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    shop.wait(target.exists)
    text = target.read_text()
    near = {dep.name for dep in shop.state.graph.nodes["total"].deps} | set(shop.state.graph.consumers["total"])

    assert shown is not None and shop.state.layout is shown
    assert all(name in text for name in near | {"total"})
    assert not any(f'"{name}"' in text for name in set(shop.state.graph.nodes) - near - {"total"})


def test_the_outline_has_the_same_menus(shop: Desk) -> None:
    outline, asked = shop.window.outline, []
    shop.wait(lambda: outline.model.index_of("total").isValid())
    outline.context_requested.connect(lambda kind, name, _at: asked.append((kind, name)))
    for index in (outline.model.index_of("total"), outline.model.index_of_heading("north")):
        outline.tree.scrollTo(index)
        outline.tree.customContextMenuRequested.emit(outline.tree.visualRect(index).center())
        for menu in shop.window.menus.made.values():
            menu.close()

    assert [("node", "total"), ("group", "north")] == asked
    assert ("north",) == shop.state.view.selected_groups


def test_menu_key_and_shift_f10_ask_for_the_menu_of_the_selected_node(shop: Desk) -> None:
    shop.take_keyboard()
    shop.click("total")
    shop.draw()
    asked = []
    shop.window.canvas.context_requested.connect(lambda kind, name, _at: asked.append((kind, name)))
    QTest.keyClick(shop.window.canvas, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    shop.window.menus.made["node"].close()

    assert [("node", "total")] == asked
