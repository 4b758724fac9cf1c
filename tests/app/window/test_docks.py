"""The panels around the picture stay as somebody put them."""

from __future__ import annotations

from tests.app.window.conftest import Desk


def hidden(desk: Desk) -> set[str]:
    return {name for name in ("outline", "scenario", "details", "bottom") if desk.window.docks[name].isHidden()}


def test_panels_are_only_there_with_a_project(desk: Desk) -> None:
    assert {"outline", "scenario", "details", "bottom"} == hidden(desk)

    desk.open_copy("shop")

    assert set() == hidden(desk)


def test_a_hidden_panel_stays_hidden_when_the_theme_changes_and_a_project_is_opened_anew(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.application.do("view.right")
    desk.application.do("view.theme_dark")
    assert {"details"} == hidden(desk)

    desk.application.do("project.close")
    desk.open(folder)
    assert {"details"} == hidden(desk)

    desk.application.do("view.reset_panels")
    assert set() == hidden(desk)


def test_panels_that_gave_way_to_a_comparison_come_back_and_are_saved_as_shown(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.application.do("compare.open")
    assert {"details", "bottom"} == hidden(desk)

    desk.application.do("compare.close")
    assert set() == hidden(desk)

    desk.application.do("compare.open")
    desk.window.docks.saved()
    assert set() == hidden(desk)
