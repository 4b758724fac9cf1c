"""Opening: again, by dropping, without a person; what the window remembers and writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dagscope_app.application import Application
from dagscope_app.demo import demo
from dagscope_app.services.settings import Settings
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    import pytest

    from tests.app.window.conftest import Desk


def test_the_place_that_was_looked_at_comes_back(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    canvas = desk.window.canvas
    canvas.zoom_to(["total"])
    canvas.zoom_by(1.3)
    place = canvas.view_position()
    assert place is not None
    desk.application.do("project.close")
    desk.open(folder)
    again = canvas.view_position()
    assert again is not None
    assert [round(value, 3) for value in place] == [round(value, 3) for value in again]

    canvas.fit()
    desk.application.do("project.close")
    desk.open(folder)
    assert canvas.view_position() is None


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
    desk.wait(lambda: desk.state.toast is not None)
    toast = desk.window.toast
    assert "Saved dag.png." == toast.text.text() and toast.isVisible() and toast.timer.isActive()
    assert None is desk.state.banner
    desk.window.toast.timer.timeout.emit()
    assert toast.isHidden() and None is desk.state.toast

    desk.controllers.export.export(str(tmp_path / "whole.dot"), True)
    desk.wait(lambda: (tmp_path / "whole.dot").exists())
    assert "cluster_north" in (tmp_path / "whole.dot").read_text()
    assert "north.mean_price" in (tmp_path / "whole.dot").read_text()


def test_demo_writes_pictures_and_prints_a_table(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = demo(str(desk.copy("shop")), str(tmp_path / "out"))
    shown = capsys.readouterr().out

    assert 0 == code
    assert "total" in shown and "Run #1:" in shown
    assert (tmp_path / "out" / "dag.png").stat().st_size > 1000
    assert (tmp_path / "out" / "window.png").stat().st_size > 10_000


def test_second_reading_of_settings_that_are_broken_puts_them_aside(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "broken.ini"
    path.write_bytes(b"[General\n\x00\x01 no settings at all\n")
    settings = Settings(str(path))

    assert "light" != settings.preferences().theme
    assert isinstance(desk.application, Application)


def test_broken_dagscope_toml_is_said_and_kept(desk: Desk) -> None:
    folder = desk.copy("shop")
    (folder / "dagscope.toml").write_text("[[scenario]\nname=")
    desk.open(folder)

    assert any("dagscope.toml" in item.file for item in desk.state.problems)
    desk.application.do("scenario.duplicate")
    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.banner is not None and desk.state.banner.severity == "error")
    assert "[[scenario]\nname=" == (folder / "dagscope.toml").read_text()
