"""The jobs of every day take as few clicks as they can, shown with real mouse events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.views.canvas import play_sign
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """One click, in the middle where no place is named."""
    assert widget.isVisible()
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def test_a_recent_project_is_opened_by_one_click(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.application.do("project.close")
    desk.wait(lambda: desk.window.welcome.isVisible() and desk.window.welcome.cards)
    card = desk.window.welcome.cards[0]
    assert str(folder) == card.folder
    click(card, QPoint(60, 20))
    desk.wait(lambda: desk.state.phase == "ready" and desk.state.layout is not None)
    assert str(folder) == desk.state.folder


def test_a_recent_project_is_pinned_and_taken_off_by_one_click(desk: Desk) -> None:
    folder = str(desk.open_copy("shop"))
    desk.application.do("project.close")
    desk.wait(lambda: desk.window.welcome.isVisible() and desk.window.welcome.cards)
    click(desk.window.welcome.cards[0].pin)
    desk.wait(lambda: desk.state.preferences.pinned == (folder,))
    click(desk.window.welcome.cards[0].remove)
    desk.wait(lambda: desk.state.preferences.recent == ())
    assert not desk.state.folder, "neither opened it"


def test_a_node_runs_by_one_click_on_its_play_sign(shop: Desk) -> None:
    canvas = shop.window.canvas
    canvas.center_on("total", 1.0)
    shop.wait(lambda: canvas.camera.scale >= 1.0 and not canvas.is_animating)
    middle = play_sign.middle_of(canvas.spec.nodes["total"], canvas.camera.scale)
    assert middle is not None
    x, y = canvas.camera.to_screen(*middle)
    QTest.mouseMove(canvas, QPoint(round(x), round(y)))
    assert "total" == canvas.overlay.hover.id
    click(canvas, QPoint(round(x), round(y)))
    shop.wait_run()
    assert shop.state.run is not None and ("total",) == shop.state.run.final_vars


def test_everything_runs_by_two_clicks(shop: Desk) -> None:
    bar, action = shop.window.toolbar, shop.window.commands["run.all"]
    buttons = [button for button in bar.findChildren(QToolButton) if button.menu() is not None]
    button = next(button for button in buttons if action in button.menu().actions())
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    shop.wait(menu.isVisible)
    click(menu, menu.actionGeometry(action).center())
    shop.wait_run()
    assert shop.state.run is not None and set(shop.state.run.nodes) >= {"north", "south", "report"}


def test_dag_png_is_written_by_one_click(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    click(desk.window.toolbar.export_button)
    desk.wait((folder / "dag.png").exists)
    desk.wait(lambda: desk.state.toast is not None)
    assert desk.state.toast is not None and desk.state.toast.path.endswith("dag.png"), "Open is beside the message"


def test_a_module_is_toggled_by_one_click_and_compared_with_before_by_the_next(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.choose("discounted")
    desk.run("total")
    modules = desk.window.scenario.modules.list
    row = next(at for at in range(modules.count()) if modules.item(at).text() == "discounts")
    modules.scrollToItem(modules.item(row))
    box = modules.visualItemRect(modules.item(row))
    click(modules.viewport(), QPoint(box.left() + 12, box.center().y()))
    desk.wait(lambda: desk.state.toast is not None and desk.state.toast.command == "compare.before")
    desk.wait(desk.window.toast.button.isVisible)
    click(desk.window.toast.button)
    desk.wait(lambda: desk.state.compare.is_open)
