"""The main job in the window: open, look, select, run, read, change, cancel, survive."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_open_draws_the_graph(desk: Desk) -> None:
    desk.open_copy("shop")

    assert {"orders", "total", "north.chosen", "gap"} <= set(desk.window.canvas.spec.nodes)
    assert {"north", "south"} == set(desk.window.canvas.spec.groups)
    assert "plain" == desk.window.toolbar.scenarios.currentData()
    assert "python 3" in desk.window.status.python.text()
    assert desk.state.preferences.recent[0].endswith("shop")


def test_open_of_something_else_than_a_folder_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.application.open(str(tmp_path / "nothing"))

    assert desk.state.banner is not None
    assert "is not a folder" in desk.state.banner.text
    assert "" == desk.state.folder


def test_open_of_an_empty_folder_says_what_a_dataflow_is(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    desk.application.open(str(tmp_path / "empty"))
    desk.wait(lambda: desk.state.phase == "broken")

    assert desk.state.banner is not None
    assert desk.window.banner.isVisible()
    assert "dataflow" in desk.state.banner.text


def test_fold_and_unfold_a_group(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.window.canvas.group_toggled.emit("north")
    desk.wait(lambda: desk.draw() or desk.window.canvas.spec.groups["north"].is_folded)

    assert "north.chosen" not in desk.window.canvas.spec.nodes

    desk.window.canvas.group_toggled.emit("north")
    desk.wait(lambda: desk.draw() or "north.chosen" in desk.window.canvas.spec.nodes)

    assert not desk.window.canvas.spec.groups["north"].is_folded


def test_select_shows_details_and_the_path_a_run_would_take(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.window.canvas.node_clicked.emit("total", Qt.KeyboardModifier.NoModifier)
    desk.wait(lambda: desk.state.preview_plan is not None)
    desk.draw()
    nodes = desk.window.canvas.spec.nodes

    assert {"total", "orders", "count"} <= {name for name, node in nodes.items() if node.is_on_path}
    assert nodes["gap"].is_dimmed
    assert nodes["total"].is_selected
    assert "sum of all prices" in desk.window.details.source.toPlainText()
    desk.wait(lambda: desk.window.outline.tree.currentIndex().data() == "total")

    desk.window.canvas.background_clicked.emit()
    desk.wait(lambda: desk.state.preview_plan is None)

    assert () == desk.state.view.selection


def test_run_final_variables_and_read_a_result(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run()

    assert desk.state.run is not None
    assert "ok" == desk.state.run.status, desk.state.run.message
    assert {"report", "gap"} == {tab.node for tab in desk.state.results}
    assert "ok" == desk.window.canvas.spec.nodes["total"].state
    assert any("adding up" in line.text and line.node == "total" for line in desk.state.log)
    assert "adding up" in desk.window.log.view.toPlainText()
    assert "total" in desk.window.timeline.rows
    assert "ok" in desk.window.status.run.text()


def test_double_click_runs_a_node_and_opens_its_table(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.window.canvas.node_activated.emit("orders")
    desk.wait(lambda: desk.state.results)
    desk.wait_run()
    tab = desk.state.results[0]
    viewer = desk.window.results.viewer(tab.key)

    assert "orders" == tab.node
    assert tab.preview is not None and "table" == tab.preview.kind
    assert 40 == tab.preview.rows
    desk.wait(lambda: viewer.model.index(1, 0).data() == "south")

    desk.run("total")
    desk.window.canvas.node_activated.emit("orders")
    desk.wait(lambda: desk.state.current_result.endswith("/orders") and desk.state.current_result != tab.key)

    assert 2 == len(desk.state.runs), "the value of the last run is shown, nothing is run again"


def test_config_is_followed_at_once(desk: Desk) -> None:
    desk.open_copy("shop")
    box = desk.window.scenario.config.boxes["rounding"]
    before = desk.state.graph.active_definition("shown_total")
    assert before is not None and "exact" in before.function
    box.setEditText("half")
    box.lineEdit().editingFinished.emit()
    desk.wait(lambda: "rounded" in desk.state.graph.active_definition("shown_total").function)

    assert () == desk.state.runs
    assert not desk.state.is_saved

    desk.application.do("edit.undo")
    desk.wait(lambda: "exact" in desk.state.graph.active_definition("shown_total").function)

    assert desk.state.is_saved


def test_a_later_module_overrides_and_both_definitions_are_shown(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.choose("discounted")
    desk.wait(lambda: len(desk.state.graph.definitions_of("total")) == 2)
    desk.controllers.graph.select(["total"])
    desk.wait(lambda: desk.draw() or desk.window.canvas.spec.nodes["total"].is_definition_overridden)

    assert "discounts" == desk.state.graph.active_definition("total").module
    assert "1 overridden" in desk.window.scenario.modules.list.item(0).text()

    desk.window.scenario.modules.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    desk.wait(lambda: len(desk.state.graph.definitions_of("total")) == 1)

    assert "orders" == desk.state.graph.active_definition("total").module


def test_missing_input_is_told_and_can_be_given(desk: Desk) -> None:
    desk.open_copy("shop")
    row = desk.window.scenario.inputs.rows["count"]
    row.edit.clear()
    row.edit.editingFinished.emit()
    desk.wait(lambda: "count" not in desk.state.scenario.inputs)
    assert not row.mark.isHidden()
    desk.run("total")

    assert "failed" == desk.state.run.status
    assert "count" in desk.state.banner.text
    assert "panel.inputs" == desk.state.banner.command

    QTest.keyClicks(row.edit, "12")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    desk.wait(lambda: "count" in desk.state.checked)
    desk.run("total")

    assert "ok" == desk.state.run.status
    assert row.mark.isHidden()


def test_input_of_the_wrong_type_is_told(desk: Desk) -> None:
    desk.open_copy("shop")
    row = desk.window.scenario.inputs.rows["count"]
    row.edit.setText("'many'")
    row.edit.editingFinished.emit()
    desk.wait(lambda: "count" in desk.state.checked)

    assert not desk.state.checked["count"].is_ok
    assert "int" in row.word.text()
    assert row.edit.property("invalid")


def test_overridden_value_is_used(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.graph.select(["total"])
    desk.application.do("scenario.override")
    row = desk.window.details.override_row
    row.edit.setText("5.0")
    row.edit.editingFinished.emit()
    desk.wait(lambda: "total" in desk.state.scenario.overrides)
    desk.run("shown_total")
    desk.draw()

    assert "5.0" in desk.state.run.nodes["shown_total"].summary
    assert desk.window.canvas.spec.nodes["total"].is_value_overridden


def test_endless_function_is_cancelled(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.controllers.run.run(("endless",))
    desk.wait(lambda: desk.state.active_run and desk.state.active_run.state_of("endless") == "running")
    pid = desk.state.worker.pid
    desk.application.do("run.stop")
    desk.wait_run()

    assert "cancelled" == desk.state.run.status
    assert pid == desk.state.worker.pid
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_stubborn_function_ends_with_its_process_and_a_fresh_one_takes_over(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.controllers.run.run(("stubborn",))
    desk.wait(lambda: desk.state.active_run and desk.state.active_run.state_of("stubborn") == "running")
    desk.application.do("run.stop")
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid not in (0, pid))
    desk.wait_built()

    assert "lost" == desk.state.runs[0].status
    assert "Stopped" in desk.state.banner.text
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_killed_worker_is_replaced_and_the_graph_stays(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("total")
    pid = desk.state.worker.pid
    os.kill(pid, signal.SIGKILL)
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid != pid)
    desk.wait_built()
    desk.draw()

    assert "killed from outside" in desk.state.banner.text
    assert "lost" == desk.state.runs[0].status
    assert "total" in desk.window.canvas.spec.nodes
    desk.run("total")
    assert "ok" == desk.state.run.status


def test_crash_is_blamed_on_the_node(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.controllers.run.run(("crash",))
    desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.pid != pid)

    assert "SIGSEGV" in desk.state.banner.text
    assert "running crash" in desk.state.banner.text


def test_failure_opens_the_error_and_names_the_node(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.run("wrong")
    desk.draw()
    tab = next(tab for tab in desk.state.results if tab.node == "wrong")

    assert "failed" == desk.window.canvas.spec.nodes["wrong"].state
    assert tab.preview is not None and "error" == tab.preview.kind
    assert tab.key == desk.state.current_result
    assert "wrong" in desk.state.banner.text
    assert "ZeroDivisionError" in desk.state.banner.text


def test_function_that_leaves_python_does_not_take_the_window(desk: Desk) -> None:
    desk.open_copy("trouble")
    desk.run("leave")

    assert "failed" == desk.state.run.status
    desk.run("fine")
    assert "ok" == desk.state.run.status


def test_edit_of_a_file_is_followed_and_the_place_stays(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.controllers.graph.select(["gap"])
    desk.controllers.folding.toggle_group("north")
    source = (folder / "orders.py").read_text()
    (folder / "orders.py").write_text(source + "\n\ndef doubled(total: float) -> float:\n    return total * 2\n")
    desk.wait(lambda: "doubled" in desk.state.graph.nodes)

    assert ("gap",) == desk.state.view.selection
    assert frozenset({"north"}) == desk.state.view.folded
    assert frozenset({"doubled"}) == desk.state.changed

    (folder / "orders.py").write_text("def broken(:\n")
    desk.wait(lambda: any("orders.py" in p.file for p in desk.state.problems))
    desk.wait_built()
    assert desk.state.graph.nodes, "what can be read stays"

    (folder / "orders.py").write_text(source)
    desk.wait(lambda: "total" in desk.state.graph.nodes and not desk.state.is_building and not desk.state.problems)


def test_scenarios_are_saved_and_read_again(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.application.do("scenario.duplicate")
    desk.controllers.scenario.rename("mine")
    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.is_saved)
    pid = desk.state.worker.pid

    assert 'name = "mine"' in (folder / "dagscope.toml").read_text()
    assert pid == desk.state.worker.pid

    desk.open(folder)
    assert "mine" in [item.name for item in desk.state.scenarios]


def test_final_variables_are_chosen_on_the_canvas(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.scenario.set_final_vars(())
    desk.controllers.graph.select(["total"])
    desk.window.canvas.setFocus()
    desk.qtbot.keyClick(desk.window.canvas, Qt.Key.Key_O)
    desk.wait(lambda: desk.state.scenario.final_vars == ("total",))
    desk.controllers.graph.select([])
    desk.wait(lambda: desk.state.plan is not None and desk.state.plan.final_vars == ("total",))
    desk.draw()

    assert desk.window.canvas.spec.nodes["total"].is_final
    assert desk.window.canvas.spec.nodes["gap"].is_dimmed
    assert "1 final" == desk.window.toolbar.finals.text()


def test_selected_group_shows_its_nodes_and_states(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.run("north")
    desk.window.canvas.group_clicked.emit("north", Qt.KeyboardModifier.NoModifier)
    desk.draw()
    texts = [label.text() for label in desk.window.details.findChildren(QLabel)]

    assert any("group of" in text for text in texts)
    assert any(text.endswith(" ok") for text in texts)


def test_window_closed_while_code_runs_leaves_no_process(desk: Desk) -> None:
    desk.open_copy("trouble")
    pid = desk.state.worker.pid
    desk.controllers.run.run(("stubborn",))
    desk.wait(lambda: desk.state.active_run and desk.state.active_run.state_of("stubborn") == "running")
    with desk.qtbot.waitSignal(desk.application.emptied, timeout=20_000):
        desk.window.close()

    assert not Path(f"/proc/{pid}").exists()


def test_module_that_cannot_be_imported_is_drawn_as_unavailable(desk: Desk) -> None:
    folder = desk.copy("shop")
    (folder / "extra.py").write_text(
        "import no_such_package\n\n\ndef later(total: float) -> float:\n    return total\n"
    )
    (folder / "dagscope.toml").unlink()
    desk.open(folder)

    assert "unavailable" == desk.window.canvas.spec.nodes["later"].kind
    assert any("no_such_package" in item.message for item in desk.state.problems)
    assert "Problems" in desk.window.bottom.tabText(4)


def test_much_used_inputs_are_ports(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "wide"
    folder.mkdir()
    lines = [f"def f{i}(setting: int) -> int:\n    return {i}\n\n" for i in range(40)]
    (folder / "wide.py").write_text("\n".join(lines))
    desk.open(folder)
    nodes = desk.window.canvas.spec.nodes

    assert "setting" not in nodes
    assert ("setting",) == nodes["f3"].ports

    desk.application.do("view.ports")
    desk.wait(lambda: desk.draw() or "setting" in desk.window.canvas.spec.nodes)
    assert () == desk.window.canvas.spec.nodes["f3"].ports
