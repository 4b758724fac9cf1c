"""Comparing, exporting, remembering, dropping folders: what goes beyond one graph."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from dagscope_app.application import Application
from dagscope_app.demo import demo
from dagscope_app.services.settings import Settings
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication

if TYPE_CHECKING:
    import pytest

    from tests.app.window.conftest import Desk


def test_compare_marks_what_differs_and_shows_both_values(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.compare.open("plain", "discounted")
    desk.wait(lambda: not desk.state.compare.is_loading and desk.state.compare.layout is not None)
    panel = desk.window.compare

    assert panel.isVisible()
    assert "definition" == panel.left.spec.nodes["total"].diff == panel.right.spec.nodes["total"].diff
    assert panel.left.spec.nodes["total"].box == panel.right.spec.nodes["total"].box

    desk.application.do("compare.run")
    desk.wait(lambda: desk.state.compare.values.get("report") is not None)
    desk.application.do("compare.next")

    assert "equal" != desk.state.compare.values["report"].kind
    desk.wait(lambda: desk.state.compare.values.get("orders") is not None)
    assert "equal" == desk.state.compare.values["orders"].kind
    assert {"left", "right"} <= {run.slot for run in desk.state.runs}

    desk.application.do("compare.close")
    assert desk.window.graph_area.isVisible()
    assert desk.window.docks["bottom"].isVisible()


def test_selecting_a_difference_fills_the_details_and_its_text_is_not_cut(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.compare.open("plain", "discounted")
    desk.wait(lambda: not desk.state.compare.is_loading and desk.state.compare.layout is not None)
    panel = desk.window.compare

    panel.node_clicked.emit("total")

    assert ("total",) == desk.state.view.selection
    shown = desk.window.details._shown
    assert shown is not None and "total" == shown.node.name
    assert desk.state.graphs["left"].definitions_of("total") == shown.definitions
    rows = panel.list
    assert rows.columnWidth(0) + rows.columnWidth(1) >= rows.viewport().width() - 2
    assert rows.columnWidth(1) > rows.columnWidth(0)


def test_the_place_that_was_looked_at_comes_back(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    canvas = desk.window.canvas
    canvas.zoom_to(["total"])
    canvas.zoom_by(1.3)
    place = canvas.place()
    assert place is not None
    desk.application.do("project.close")
    desk.open(folder)
    again = canvas.place()
    assert again is not None
    assert [round(value, 3) for value in place] == [round(value, 3) for value in again]

    canvas.fit()
    desk.application.do("project.close")
    desk.open(folder)
    assert canvas.place() is None


def test_export_writes_what_is_shown_and_the_whole(desk: Desk, tmp_path: Path) -> None:
    folder = desk.open_copy("shop")
    desk.application.do("view.fold_all")
    desk.wait(lambda: desk.draw() or desk.window.canvas.spec.groups["north"].is_folded)
    desk.controllers.export.export(str(tmp_path / "shown.svg"), False)
    desk.controllers.export.export(str(tmp_path / "shown.dot"), False)
    desk.application.do("export.dag")
    desk.wait(lambda: (folder / "dag.png").exists())

    assert "mean_price" not in (tmp_path / "shown.svg").read_text()
    assert 'label="north (' in (tmp_path / "shown.dot").read_text()
    assert b"\x89PNG" == (folder / "dag.png").read_bytes()[:4]
    desk.wait(lambda: desk.state.banner is not None and "dag.png" in desk.state.banner.text)

    desk.controllers.export.export(str(tmp_path / "whole.dot"), True)
    desk.wait(lambda: (tmp_path / "whole.dot").exists())
    assert "cluster_north" in (tmp_path / "whole.dot").read_text()
    assert "north.mean_price" in (tmp_path / "whole.dot").read_text()


def test_export_to_a_place_that_cannot_be_written_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.open_copy("shop")
    desk.controllers.export.export(str(tmp_path / "no" / "such" / "folder" / "dag.png"), False)

    assert desk.state.banner is not None
    assert "error" == desk.state.banner.severity


def test_export_copies_a_picture(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.application.do("export.copy")

    assert not QGuiApplication.clipboard().image().isNull()


def test_dropped_folder_is_opened(desk: Desk) -> None:
    folder = desk.copy("shop")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDropEvent(
        QPoint(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    desk.window.dropEvent(event)
    desk.wait(lambda: desk.state.phase == "ready" and desk.state.layout is not None)

    assert str(folder) == desk.state.folder


def test_view_of_a_project_is_remembered(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.choose("discounted")
    desk.application.do("view.turn")
    desk.controllers.folding.toggle_group("north")
    desk.application.do("project.close")
    assert desk.window.welcome.isVisible()
    assert str(folder) in desk.state.preferences.recent

    desk.open(folder)

    assert "discounted" == desk.state.current
    assert "TB" == desk.state.view.direction
    assert frozenset({"north"}) == desk.state.view.folded


def test_broken_dagscope_toml_is_told_and_kept(desk: Desk) -> None:
    folder = desk.copy("shop")
    (folder / "dagscope.toml").write_text("[[scenario]\nname=")
    desk.open(folder)

    assert any("dagscope.toml" in item.file for item in desk.state.problems)
    desk.application.do("scenario.duplicate")
    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.banner is not None and desk.state.banner.severity == "error")
    assert "[[scenario]\nname=" == (folder / "dagscope.toml").read_text()


def test_saved_value_is_written_by_the_worker(desk: Desk, tmp_path: Path) -> None:
    desk.open_copy("shop")
    desk.run("orders")
    desk.controllers.results.save(desk.state.current_result, str(tmp_path / "orders.csv"))
    desk.wait(lambda: (tmp_path / "orders.csv").exists())

    assert "region,price" in (tmp_path / "orders.csv").read_text().splitlines()[0]

    desk.controllers.results.save(desk.state.current_result, str(tmp_path / "orders.xyz"))
    assert "end the file's name" in desk.state.banner.text


def test_second_reading_of_settings_that_are_broken_puts_them_aside(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "broken.ini"
    path.write_bytes(b"[General\n\x00\x01 no settings at all\n")
    settings = Settings(str(path))

    assert "light" != settings.preferences().theme
    assert isinstance(desk.application, Application)


def test_demo_writes_pictures_and_prints_a_table(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = demo(str(desk.copy("shop")), str(tmp_path / "out"))
    shown = capsys.readouterr().out

    assert 0 == code
    assert "total" in shown and "run 1:" in shown
    assert (tmp_path / "out" / "dag.png").stat().st_size > 1000
    assert (tmp_path / "out" / "window.png").stat().st_size > 10_000


def test_edits_that_were_not_saved_come_back(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.controllers.scenario.set_final_vars(("north",))
    desk.application.do("scenario.duplicate")
    desk.controllers.scenario.rename("mine")
    desk.controllers.arrangement.move({("gap", False): (900.0, 40.0)})
    desk.application.do("project.close")
    desk.open(folder)

    assert "mine" == desk.state.current
    assert ("north",) == desk.state.scenario.final_vars
    assert not desk.state.is_saved
    assert {"gap": (900.0, 40.0)} == dict(desk.state.pinned)


def test_final_variables_that_are_no_nodes_are_told(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.scenario.set_final_vars(("nothing", "total"))
    desk.application.do("run.final")
    assert "nothing is no node" in desk.state.banner.text
    desk.wait_run()

    assert ("total",) == desk.state.run.final_vars

    desk.controllers.scenario.set_final_vars(("nothing",))
    desk.application.do("run.final")
    assert 1 == len(desk.state.runs)
    assert "error" == desk.state.banner.severity


def test_module_outside_the_scenario_can_be_added(desk: Desk) -> None:
    desk.open_copy("shop")
    modules = desk.window.scenario.modules
    names = [modules.list.item(i).text().strip() for i in range(modules.list.count())]
    at = next(i for i, name in enumerate(names) if name.startswith("discounts"))
    assert Qt.CheckState.Unchecked == modules.list.item(at).checkState()
    modules.later_wins.setChecked(True)
    desk.wait_built()
    modules.list.item(at).setCheckState(Qt.CheckState.Checked)
    desk.wait(lambda: desk.state.graph.active_definition("total").module == "discounts")

    assert "discounts" == desk.state.scenario.modules[-1].name


def test_status_bar_tells_project_scenario_and_last_build(desk: Desk) -> None:
    desk.open_copy("shop")
    status = desk.window.status

    assert f"shop, {desk.state.current}" == status.project.text()
    assert re.fullmatch(r"built \d\d:\d\d:\d\d", status.built.text())
    assert "watching" == status.watching.text()
