"""The main job in the window: open, look, select, run, read, change, cancel, survive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_open_draws_the_graph(shop: Desk) -> None:

    assert {"orders", "total", "north.chosen", "gap"} <= set(shop.window.canvas.spec.nodes)
    assert {"north", "south"} == set(shop.window.canvas.spec.groups)
    assert "plain" == shop.window.toolbar.scenarios.currentData()
    assert "Python 3" in shop.window.status.python.text()
    assert shop.state.preferences.recent[0].endswith("shop")


def test_fold_and_unfold_a_group(shop: Desk) -> None:
    shop.window.canvas.group_toggled.emit("north")
    shop.wait(lambda: shop.draw() or shop.window.canvas.spec.groups["north"].is_folded)

    assert "north.chosen" not in shop.window.canvas.spec.nodes

    shop.window.canvas.group_toggled.emit("north")
    shop.wait(lambda: shop.draw() or "north.chosen" in shop.window.canvas.spec.nodes)

    assert not shop.window.canvas.spec.groups["north"].is_folded


def test_select_shows_details_and_the_path_a_run_would_take(shop: Desk) -> None:
    shop.click("total")
    shop.wait(lambda: shop.state.preview_plan is not None)
    shop.draw()
    nodes = shop.window.canvas.spec.nodes

    assert {"total", "orders", "count"} <= {name for name, node in nodes.items() if node.is_on_path}
    assert nodes["gap"].is_dimmed
    assert nodes["total"].is_selected
    assert "sum of all prices" in shop.window.details.source.toPlainText()
    shop.wait(lambda: shop.window.outline.tree.currentIndex().data() == "total")

    shop.window.canvas.background_clicked.emit()
    shop.wait(lambda: shop.state.preview_plan is None)

    assert () == shop.state.view.selection


def test_run_final_variables_and_read_a_result(shop: Desk) -> None:
    shop.run()

    assert shop.state.run is not None
    assert "ok" == shop.state.run.status, shop.state.run.message
    assert {"report", "gap"} == {tab.node for tab in shop.state.results}
    assert "ok" == shop.window.canvas.spec.nodes["total"].state
    assert any("adding up" in line.text and line.node == "total" for line in shop.state.log)
    assert "adding up" in shop.window.log.view.toPlainText()
    assert "total" in shop.window.timeline.rows
    assert "ok" in shop.window.status.run.text()


def test_config_is_followed_at_once(shop: Desk) -> None:
    box = shop.window.scenario.config.boxes["rounding"]
    before = shop.state.graph.active_definition("shown_total")
    assert before is not None and "exact" in before.function
    box.lineEdit().selectAll()
    shop.qtbot.keyClicks(box.lineEdit(), "half")
    shop.qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    shop.wait(lambda: "rounded" in shop.state.graph.active_definition("shown_total").function)

    assert () == shop.state.runs
    assert not shop.state.is_saved

    shop.application.do("edit.undo")
    shop.wait(lambda: "exact" in shop.state.graph.active_definition("shown_total").function)

    assert shop.state.is_saved


def test_a_later_module_overrides_and_both_definitions_are_shown(shop: Desk) -> None:
    shop.choose("discounted")
    shop.wait(lambda: len(shop.state.graph.definitions_of("total")) == 2)
    shop.click("total")
    shop.wait(lambda: shop.draw() or shop.window.canvas.spec.nodes["total"].is_definition_overridden)

    assert "discounts" == shop.state.graph.active_definition("total").module
    assert "1 overridden" in shop.window.scenario.modules.list.item(0).text()

    shop.window.scenario.modules.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    shop.wait(lambda: len(shop.state.graph.definitions_of("total")) == 1)

    assert "orders" == shop.state.graph.active_definition("total").module


def test_missing_input_is_said_and_can_be_given(shop: Desk) -> None:
    row = shop.window.scenario.inputs.rows["count"]
    row.edit.clear()
    row.edit.editingFinished.emit()
    shop.wait(lambda: "count" not in shop.state.scenario.inputs)
    assert not row.mark.isHidden()
    shop.run("total")

    assert "failed" == shop.state.run.status
    assert "count" in shop.state.banner.text
    assert "panel.inputs" == shop.state.banner.command

    QTest.keyClicks(row.edit, "12")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    shop.wait(lambda: "count" in shop.state.checked)
    shop.run("total")

    assert "ok" == shop.state.run.status
    assert row.mark.isHidden()


def test_input_of_the_wrong_type_is_said(shop: Desk) -> None:
    row = shop.window.scenario.inputs.rows["count"]
    row.edit.setText("'many'")
    row.edit.editingFinished.emit()
    shop.wait(lambda: "count" in shop.state.checked)

    assert not shop.state.checked["count"].is_ok
    assert "int" in row.word.text()
    assert row.edit.property("invalid")


def test_overridden_value_is_used(shop: Desk) -> None:
    shop.click("total")
    shop.application.do("scenario.override")
    row = shop.window.details.override_row
    row.edit.setText("5.0")
    row.edit.editingFinished.emit()
    shop.wait(lambda: "total" in shop.state.scenario.overrides)
    shop.run("shown_total")
    shop.draw()

    assert "5.0" in shop.state.run.nodes["shown_total"].summary
    assert shop.window.canvas.spec.nodes["total"].is_value_overridden


def test_final_variables_are_chosen_on_the_canvas(shop: Desk) -> None:
    shop.controllers.scenario.set_final_vars(())
    shop.click("total")
    shop.window.canvas.setFocus()
    shop.qtbot.keyClick(shop.window.canvas, Qt.Key.Key_O)
    shop.wait(lambda: shop.state.scenario.final_vars == ("total",))
    shop.controllers.graph.select([])
    shop.wait(lambda: shop.state.plan is not None and shop.state.plan.final_vars == ("total",))
    shop.draw()

    assert shop.window.canvas.spec.nodes["total"].is_final
    assert shop.window.canvas.spec.nodes["gap"].is_dimmed
    assert "1 output" == shop.window.toolbar.finals.text()


def test_selected_group_shows_its_nodes_and_states(shop: Desk) -> None:
    shop.run("north")
    shop.window.canvas.group_clicked.emit("north", Qt.KeyboardModifier.NoModifier)
    shop.draw()
    texts = [label.text() for label in shop.window.details.findChildren(QLabel)]

    assert any("group of" in text for text in texts)
    assert any(text.endswith(" ok") for text in texts)
