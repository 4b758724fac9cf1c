"""The panels around the picture stay as somebody put them."""

from __future__ import annotations

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
