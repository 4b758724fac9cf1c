"""Comparing, exporting, remembering, dropping folders: what goes beyond one graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dagscope_app.controllers.saying import say, say_done
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_compare_marks_what_differs_and_shows_both_values(shop: Desk) -> None:
    shop.application.do("compare.open")
    shop.wait(lambda: not shop.state.compare.is_loading and shop.state.compare.layout is not None)
    panel = shop.window.compare

    assert panel.isVisible()
    assert "definition" == panel.left.spec.nodes["total"].diff == panel.right.spec.nodes["total"].diff
    assert panel.left.spec.nodes["total"].box == panel.right.spec.nodes["total"].box

    shop.application.do("compare.run")
    shop.wait(lambda: any(diff.value == "different" for diff in shop.state.compare.diffs))
    assert {"orders": "equal", "total": "different", "report": "different"}.items() <= {
        diff.name: diff.value for diff in shop.state.compare.diffs
    }.items()
    for name, verdict in (("report", "different"), ("orders", "equal")):
        panel.node_clicked.emit(name)
        shop.wait(lambda name=name: shop.state.compare.values.get(name) is not None)
        assert verdict == shop.state.compare.values[name].verdict
    assert {"left", "right"} <= {run.slot for run in shop.state.runs}

    shop.application.do("compare.close")
    assert shop.window.graph_area.isVisible()
    assert shop.window.docks["bottom"].isVisible()


def test_selecting_a_difference_fills_the_details_and_its_text_is_not_cut(shop: Desk) -> None:
    shop.application.do("compare.open")
    shop.wait(lambda: not shop.state.compare.is_loading and shop.state.compare.layout is not None)
    panel = shop.window.compare

    panel.node_clicked.emit("total")

    assert ("total",) == shop.state.view.selection
    shown = shop.window.details._shown
    assert shown is not None and "total" == shown.node.name
    assert shop.state.graphs["left"].definitions_of("total") == shown.definitions
    rows = panel.list
    assert rows.columnWidth(0) + rows.columnWidth(1) >= rows.viewport().width() - 2
    assert rows.columnWidth(1) > rows.columnWidth(0)


def test_messages_lie_over_the_graph_and_move_nothing(shop: Desk) -> None:
    before = shop.window.canvas.geometry(), shop.window.canvas.viewport_state()
    banner, toast, pages = shop.window.banner, shop.window.toast, shop.window.pages
    for text in ("Short.", "Long enough to need more than one line. " * 12):
        say(shop.application.store, text, "warning")
        say_done(shop.application.store, "Saved dag.png.", "/nowhere/dag.png")
        assert banner.isVisible() and toast.isVisible()
        assert before == (shop.window.canvas.geometry(), shop.window.canvas.viewport_state())
        shop.wait(lambda: banner.height() >= banner.text.heightForWidth(banner.text.width()))
        assert pages.geometry().contains(banner.geometry()) and pages.geometry().contains(toast.geometry())


def test_export_copies_a_picture(shop: Desk) -> None:
    shop.application.do("export.copy")

    assert not QGuiApplication.clipboard().image().isNull()


def test_module_outside_the_scenario_can_be_added(shop: Desk) -> None:
    modules = shop.window.scenario.modules
    names = [modules.list.item(i).text().strip() for i in range(modules.list.count())]
    at = next(i for i, name in enumerate(names) if name.startswith("discounts"))
    assert Qt.CheckState.Unchecked == modules.list.item(at).checkState()
    modules.later_wins.setChecked(True)
    shop.wait_built()
    modules.list.item(at).setCheckState(Qt.CheckState.Checked)
    shop.wait(lambda: shop.state.graph.active_definition("total").module == "discounts")

    assert "discounts" == shop.state.scenario.modules[-1].name


def test_status_bar_tells_project_scenario_and_last_build(shop: Desk) -> None:
    status = shop.window.status

    assert f"shop, {shop.state.current}" == status.project.text()
    assert re.fullmatch(r"Graph updated \d\d:\d\d", status.built.text())
    assert "Watching for changes" == status.watching.text()


def test_outline_is_filtered_by_words_and_by_selections(shop: Desk) -> None:
    panel = shop.window.outline

    def names() -> set[str]:
        return {name for name in shop.state.graph.nodes if panel.model.index_of(name).isValid()}

    panel.filter_edit.setText("mean_p")
    assert {"north.mean_price", "south.mean_price"} == names()
    panel.filter_edit.setText("kind:input")
    assert names() == {name for name, node in shop.state.graph.nodes.items() if node.kind == "input"}
    panel.filter_edit.setText("state:not_run")
    assert names() == {name for name, node in shop.state.graph.nodes.items() if node.kind != "config"}
    panel.filter_edit.setText("state:ok")
    assert set() == names()
    shop.run("orders")
    shop.wait(lambda: "orders" in names())
    panel.filter_edit.setText("nonsense:(")
    assert set() == names()
    assert "state:failed" not in panel.filter_edit.toolTip()
    panel.filter_edit.setText("")
    assert set(shop.state.graph.nodes) == names()
