"""What the context menus offer, done in the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope.scenario import ValueSpec, literal
from dagscope_app.commands.menus import ids_in
from dagscope_app.commands.table import CONTEXT_MENUS
from dagscope_app.views.results.group_table import GroupTable
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.window.conftest import Desk


def test_menus_hold_what_one_looks_for_in_them() -> None:
    menus = {kind: set(ids_in(items)) for kind, items in CONTEXT_MENUS.items()}

    assert menus["node"] >= {
        "run.selection", "run.only", "scenario.override", "scenario.toggle_final", "edit.select_upstream",
        "edit.select_all_downstream", "view.path_to", "view.isolate", "view.hide", "view.fold", "go.source",
        "edit.copy_name", "edit.copy_qualified", "run.show_result", "result.pin", "result.compare", "export.selection",
    }  # fmt: skip
    assert menus["group"] >= {
        "view.unfold", "view.unfold_below", "view.fold_siblings", "run.selection", "run.group_table",
        "view.zoom_selection",
    }  # fmt: skip
    assert menus["wire"] >= {"go.wire_source", "go.wire_target", "view.wire_edges"}
    assert menus["background"] >= {
        "view.fold_all", "view.unfold_all", "view.depth_2", "view.turn", "view.fit", "scenario.paste_config",
        "export.picture", "view.minimap",
    }  # fmt: skip


def test_run_only_this_takes_what_it_needs_from_an_earlier_run(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("total")
    node = desk.state.graph.nodes["total"]
    needs = {dep.name for dep in node.deps}
    before = len(desk.state.runs)
    desk.controllers.graph.select(["total"])
    desk.application.do("run.only")
    desk.wait(lambda: len(desk.state.runs) > before)
    desk.wait_run()
    run = desk.state.runs[-1]

    assert needs
    assert ("ok", ("total",)) == (run.status, run.order)
    assert desk.state.runs[0].nodes["total"].summary == run.nodes["total"].summary


def test_run_only_says_which_values_are_missing_and_offers_the_whole_run(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.graph.select(["total"])
    desk.application.do("run.only")
    banner = desk.state.banner
    needs = [dep.name for dep in desk.state.graph.nodes["total"].deps]

    assert banner is not None
    assert banner.text.startswith("total cannot run alone: ") and needs[0] in banner.text
    assert "run.selection" == banner.command
    assert () == desk.state.runs


def test_table_of_a_group_follows_the_run_and_leads_to_results(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    desk.controllers.graph.click_group("north")
    QTest.keyClick(desk.window.canvas, Qt.Key.Key_T)
    tab = desk.state.results[-1]
    viewer = desk.window.results.viewer(tab.key)
    members = desk.state.grouping.members["north"]

    assert isinstance(viewer, GroupTable)
    assert list(members) == [row.node for row in viewer.model.rows]
    assert {"not_run"} == {row.state for row in viewer.model.rows}

    desk.run("north.chosen")
    assert not viewer.isVisible()  # the run's result came to the front; what is out of sight costs nothing
    assert {"not_run"} == {row.state for row in viewer.model.rows}
    desk.controllers.tabs.select(tab.key)
    row = next(row for row in viewer.model.rows if row.node == "north.chosen")
    assert "ok" == row.state and row.summary and row.type and row.time_text
    assert "ok" in [viewer.model.data(viewer.model.index(n, 1)) for n in range(viewer.model.rowCount())]

    at = [row.node for row in viewer.model.rows].index("north.chosen")
    viewer.table.activated.emit(viewer.table.model().index(at, 0))
    assert ("north.chosen",) == desk.state.view.selection
    assert desk.state.current_result.endswith("/north.chosen")


def test_run_only_with_values_that_are_out_of_date_is_out_of_date_itself(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("total")
    desk.controllers.scenario.set_input("count", ValueSpec("literal", "20"))
    assert desk.state.is_stale
    before = len(desk.state.runs)
    desk.controllers.graph.select(["total"])
    desk.application.do("run.only")
    desk.wait(lambda: len(desk.state.runs) > before)
    desk.wait_run()

    assert desk.state.is_stale
    assert "stale" == desk.window.canvas.spec.nodes["total"].state


def test_results_are_pinned_compared_and_closed_by_keys(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    desk.run("orders")
    desk.controllers.graph.select(["orders"])
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk.window, Qt.Key.Key_K, ctrl | shift)
    assert [True] == [tab.is_pinned for tab in desk.state.results]
    desk.run("orders")
    QTest.keyClick(desk.window, Qt.Key.Key_J, ctrl | shift)
    palette = desk.window.palette_popup
    assert palette.isVisible()
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    desk.wait(lambda: len(desk.state.results) == 3)
    assert desk.state.results[-1].diff is not None
    QTest.keyClick(desk.window, Qt.Key.Key_PageUp, ctrl)
    assert desk.state.results[1].key == desk.state.current_result
    QTest.keyClick(desk.window, Qt.Key.Key_W, ctrl)
    assert 2 == len(desk.state.results)


def test_a_node_without_an_open_result_is_told_so(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("orders")
    desk.controllers.graph.select(["total"])
    desk.application.do("result.pin")

    assert [False] == [tab.is_pinned for tab in desk.state.results]
    assert desk.state.banner is not None and "run.show_result" == desk.state.banner.command


def test_config_is_pasted_in_one_step_that_can_be_taken_back(desk: Desk) -> None:
    desk.open_copy("shop")
    before = dict(desk.state.scenario.config)
    QGuiApplication.clipboard().setText('{"extra": 5, "other": "x"}')
    desk.application.do("scenario.paste_config")
    desk.wait_built()
    assert {**before, "extra": literal(5), "other": literal("x")} == desk.state.scenario.config
    desk.application.do("edit.undo")
    desk.wait_built()
    assert before == desk.state.scenario.config

    QGuiApplication.clipboard().setText("nothing of use")
    desk.application.do("scenario.paste_config")
    assert before == desk.state.scenario.config
    assert desk.state.banner.text.startswith("The text on the clipboard is no config.")


def test_names_are_copied_alone_and_with_their_modules(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.graph.select(["total", "count"])
    desk.application.do("edit.copy_name")
    assert "total\ncount" == QGuiApplication.clipboard().text()
    desk.application.do("edit.copy_qualified")
    module = desk.state.graph.active_definition("total").module
    assert f"{module}.total\ncount" == QGuiApplication.clipboard().text()


def test_override_is_taken_away_and_put_back_by_one_key(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    desk.controllers.graph.select(["total"])
    desk.controllers.scenario.set_override("total", ValueSpec("literal", "7"))
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    assert {} == desk.state.scenario.overrides
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    assert {"total": ValueSpec("literal", "7")} == desk.state.scenario.overrides

    desk.controllers.graph.select(["orders"])
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    assert desk.window.details.override_row is not None


def test_path_to_a_node_chosen_in_the_palette(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.graph.select(["orders"])
    desk.application.do("view.path_to")
    palette = desk.window.palette_popup
    QTest.keyClicks(palette.edit, "total")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert {"orders", "total"} <= desk.state.view.path
    assert "orders" == desk.state.selected

    desk.controllers.graph.show_path_to("count")
    desk.controllers.graph.select(["gap"])
    desk.controllers.graph.show_path_to("north.chosen")
    assert desk.state.view.path is None or "gap" in desk.state.view.path


def test_subgraph_is_exported_with_what_is_next_to_it(desk: Desk, tmp_path: Path) -> None:
    desk.open_copy("shop")
    desk.controllers.graph.select(["total"])
    shown = desk.state.layout
    desk.application.do("export.selection")
    dialog = desk.window.findChild(QFileDialog)
    target = tmp_path / "part.dot"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    desk.wait(target.exists)
    text = target.read_text()
    near = {dep.name for dep in desk.state.graph.nodes["total"].deps} | set(desk.state.graph.consumers["total"])

    assert shown is not None and desk.state.layout is shown
    assert all(name in text for name in near | {"total"})
    assert not any(f'"{name}"' in text for name in set(desk.state.graph.nodes) - near - {"total"})


def test_the_outline_has_the_same_menus(desk: Desk) -> None:
    desk.open_copy("shop")
    outline, asked = desk.window.outline, []
    desk.wait(lambda: outline.model.index_of("total").isValid())
    outline.context_requested.connect(lambda kind, name, _at: asked.append((kind, name)))
    for index in (outline.model.index_of("total"), outline.model.index_of_heading("north")):
        outline.tree.scrollTo(index)
        outline.tree.customContextMenuRequested.emit(outline.tree.visualRect(index).center())
        for menu in desk.window.menus.made.values():
            menu.close()

    assert [("node", "total"), ("group", "north")] == asked
    assert ("north",) == desk.state.view.selected_groups


def test_menu_key_and_shift_f10_ask_for_the_menu_of_the_selected_node(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    desk.controllers.graph.select(["total"])
    desk.draw()
    asked = []
    desk.window.canvas.context_requested.connect(lambda kind, name, _at: asked.append((kind, name)))
    QTest.keyClick(desk.window.canvas, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    desk.window.menus.made["node"].close()

    assert [("node", "total")] == asked
