"""The panels around the picture stay as somebody put them."""

from __future__ import annotations

from dagscope_app.views.main_window import first_place
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.app.window.conftest import Desk


def hidden(desk: Desk) -> set[str]:
    return {name for name in ("outline", "scenario", "details", "bottom") if desk.window.docks[name].isHidden()}


def test_panels_stay_as_somebody_put_them(desk: Desk) -> None:
    assert {"outline", "scenario", "details", "bottom"} == hidden(desk), "panels are only there with a project"
    folder = desk.open_copy("shop")
    assert set() == hidden(desk)

    desk.application.do("view.right")
    desk.application.do("view.theme_dark")
    assert {"details"} == hidden(desk)
    desk.application.do("project.close")
    desk.open(folder)
    assert {"details"} == hidden(desk)
    desk.application.do("view.reset_panels")
    assert set() == hidden(desk)


def test_panels_that_gave_way_to_a_comparison_come_back_and_are_saved_as_shown(shop: Desk) -> None:
    shop.application.do("compare.open")
    assert {"details", "bottom"} == hidden(shop)
    shop.application.do("view.theme_dark")
    assert {"details", "bottom"} == hidden(shop), "another theme does not bring them back"

    shop.application.do("compare.close")
    assert set() == hidden(shop)

    shop.application.do("compare.open")
    shop.window.docks.saved()
    assert set() == hidden(shop)


def test_a_panel_that_comes_and_goes_leaves_nothing_behind(shop: Desk) -> None:
    def widgets() -> int:
        return len(shop.window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly))

    def there_and_back(times: int) -> None:
        for _ in range(times):
            for name in ("outline", "scenario", "bottom"):
                for is_shown in (False, True):
                    shop.window.docks.bring(name, is_shown)
                    QApplication.processEvents()

    there_and_back(2)
    before = widgets()
    there_and_back(10)
    assert before == widgets()

    for _ in range(10):
        shop.application.do("compare.open")
        QApplication.processEvents()
        shop.application.do("compare.close")
        QApplication.processEvents()
    assert before == widgets()


def test_the_first_window_fits_every_screen() -> None:
    for width, height in ((1280, 720), (1366, 768), (1280, 690), (1024, 600), (1920, 1040), (2560, 1440)):
        screen = QRect(30, 20, width, height)
        place = first_place(screen)
        assert screen.contains(place.adjusted(-4, -32, 4, 4)), "with its title bar and frame"
        assert place.width() == min(1440, width - 8)


def test_on_a_small_screen_the_graph_has_half_of_the_window(desk: Desk) -> None:
    desk.window.resize(1272, 684)
    desk.open_copy("shop")
    window, canvas = desk.window, desk.window.canvas
    assert (1272, 684) == (window.width(), window.height()), "nothing in the window asks for more"
    assert canvas.width() * canvas.height() >= 0.45 * window.width() * window.height()
    assert {"details"} == hidden(desk)
    desk.controllers.graph.select(["orders"])
    assert window.details.source is None, "nobody looks"
    desk.window.docks["details"].show()
    assert window.details.source is not None and "def orders" in window.details.source.toPlainText()


def test_double_click_on_a_tab_maximises_and_gives_back(shop: Desk) -> None:
    before = shop.window.canvas.height()
    bar = shop.window.bottom.tabBar()
    bar.tabBarDoubleClicked.emit(0)
    assert {"outline", "scenario", "details"} == hidden(shop)
    shop.wait(lambda: shop.window.canvas.height() < before // 2)

    bar.tabBarDoubleClicked.emit(0)
    assert set() == hidden(shop)
    shop.wait(lambda: shop.window.canvas.height() == before)


def test_another_theme_changes_colours_only(shop: Desk) -> None:
    shop.run("orders")
    canvas = shop.window.canvas
    canvas.set_viewport_state(1.7, 5.0, 6.0)
    place, drawn, built = canvas.viewport_state(), shop.state.drawn, shop.window.status.built.text()
    tabs = shop.window.results.tabs
    before = tabs.tabIcon(0).cacheKey()

    shop.application.do("view.theme_dark")
    shop.draw()
    assert (place, drawn) == (canvas.viewport_state(), shop.state.drawn)
    assert canvas.spec.nodes, "the picture is never away"
    assert built == shop.window.status.built.text()
    assert before == 0 or before != tabs.tabIcon(0).cacheKey()


def test_another_theme_leaves_the_outline_as_somebody_folded_it(shop: Desk) -> None:
    outline = shop.window.outline
    shop.wait(lambda: outline.model.index_of_heading("north").isValid() and not outline._later.isActive())
    outline.tree.expandAll()
    outline.tree.collapse(outline.model.index_of_heading("north"))

    shop.application.do("view.theme_dark")
    assert not outline._later.isActive(), "the rows are not made again"
    assert not outline.tree.isExpanded(outline.model.index_of_heading("north"))


def test_switches_show_their_mark_and_keep_it_when_chosen_again(shop: Desk) -> None:
    dark, light = shop.window.commands["view.theme_dark"], shop.window.commands["view.theme_light"]
    assert light.isChecked() and light.icon().isNull(), "an icon would hide the mark"
    light.trigger()
    assert light.isChecked() and not dark.isChecked()
    dark.trigger()
    assert dark.isChecked() and not light.isChecked()


def test_panels_fold_to_icons_and_come_back(shop: Desk) -> None:
    buttons, canvas = shop.window.rail.buttons, shop.window.canvas
    before = canvas.width()
    assert all(button.isChecked() for button in buttons.values())
    for name in ("outline", "scenario", "bottom", "details"):
        buttons[name].click()
        assert name in hidden(shop) and not buttons[name].isChecked()
    shop.wait(lambda: canvas.width() > before + 200)
    for name in ("outline", "scenario", "bottom", "details"):
        buttons[name].click()
    assert set() == hidden(shop) and all(button.isChecked() for button in buttons.values())
    shop.wait(lambda: canvas.width() == before)


def test_in_a_narrow_window_the_details_lie_over_the_graph(desk: Desk) -> None:
    desk.window.resize(1272, 684)
    desk.open_copy("shop")
    window = desk.window
    room = window.canvas.width()
    desk.application.do("view.right")
    assert not window.overlay.isHidden() and window.details.isVisible() and {"details"} == hidden(desk)
    assert room == window.canvas.width(), "the graph keeps its room"
    assert window.rail.buttons["details"].isChecked()
    assert window.graph_area.zoom.geometry().right() < window.graph_area.width() - window.overlay.width()
    desk.application.do("view.fit")
    right = window.canvas.camera.to_screen(window.canvas.geometry_of_scene.bounds[2], 0)[0]
    assert right < window.canvas.width() - window.overlay.width(), "all of it is seen beside them"
    desk.application.do("compare.open")
    desk.application.do("view.right")
    values = window.compare.values
    assert not window.overlay.isHidden()
    assert window.overlay.geometry().bottom() <= values.mapTo(window.pages, QPoint()).y(), "values are not covered"
    desk.application.do("compare.close")
    window.overlay.close_button.click()
    assert window.overlay.isHidden() and not window.rail.buttons["details"].isChecked()

    window.rail.buttons["details"].click()
    window.resize(1600, 900)
    assert window.overlay.isHidden() and set() == hidden(desk) and window.details.isVisible()
