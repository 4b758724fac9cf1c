"""Every command can be given in the window, by its key and from the palette, and none of them breaks anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dagscope_app.commands.gestures import GESTURES
from dagscope_app.commands.table import COMMANDS
from dagscope_app.commands.table_keys import TABLE_KEYS
from dagscope_app.services.desktop import Desktop
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

LEAVES = {"app.quit", "project.close", "project.reload"}


def test_every_command_has_a_handler(desk: Desk) -> None:
    assert {command.id for command in COMMANDS} == set(desk.application.handlers)


def test_every_command_that_is_possible_can_be_done(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desktop, "open", lambda self, address: True)  # no browser
    shop.run("total")
    for command in COMMANDS:
        if command.id in LEAVES:
            continue
        shop.controllers.graph.select(["total", "gap"])
        if command.enabled_when(shop.state):
            shop.application.do(command.id)
        for dialog in shop.window.findChildren(QDialog):
            dialog.close()
    shop.wait(lambda: shop.state.active_run is None and not shop.state.is_building)

    assert shop.state.graph.nodes


def test_every_window_key_reaches_its_command(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.run("total")
    shop.controllers.graph.select(["orders", "total"])
    given: list[str] = []
    window = shop.window
    window.commands.triggered.disconnect(shop.application.do)
    window.commands.triggered.connect(given.append)
    window.activateWindow()
    window.canvas.setFocus()
    shop.wait(window.canvas.hasFocus)
    missed = []
    for command in COMMANDS:
        if command.scope == "native" or not command.enabled_when(shop.state):
            continue
        for key in command.keys:
            given.clear()
            combination = QKeySequence(key)[0]
            QTest.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())
            if given != [command.id]:
                missed.append((command.id, key, list(given)))
    window.commands.triggered.disconnect(given.append)
    window.commands.triggered.connect(shop.application.do)  # the tests after this one have the same window

    assert [] == missed


def test_canvas_keys_are_left_to_a_field_that_has_the_keyboard(shop: Desk) -> None:
    shop.click("total")
    shop.application.do("go.find")
    shop.wait(shop.window.toolbar.search.edit.hasFocus)
    QTest.keyClicks(shop.window.toolbar.search.edit, "oxi")

    assert "oxi" == shop.window.toolbar.search.edit.text()
    assert "total" not in shop.state.scenario.final_vars


def test_palette_finds_and_does_a_command(shop: Desk) -> None:
    shop.application.do("go.command")
    palette = shop.window.palette_popup
    shop.wait(palette.edit.hasFocus)
    palette.model.narrow("Run: Stop")
    hints = {
        each.hint for row in range(palette.model.rowCount()) if (each := palette.model.choice(row)).key == "run.stop"
    }
    assert {"not available now"} == hints
    QTest.keyClicks(palette.edit, "fold all")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)

    assert palette.isHidden()
    assert frozenset({"north", "south"}) == shop.state.view.folded


def test_palette_goes_to_a_node_inside_a_folded_group(shop: Desk) -> None:
    shop.application.do("view.fold_all")
    shop.application.do("go.node")
    palette = shop.window.palette_popup
    shop.wait(palette.edit.hasFocus)
    QTest.keyClicks(palette.edit, "soumean")
    QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.edit, Qt.Key.Key_Up)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)

    assert ("south.mean_price",) == shop.state.view.selection
    assert frozenset({"north"}) == shop.state.view.folded


def test_palette_does_not_offer_what_cannot_be_done(shop: Desk) -> None:
    shop.application.do("go.command")
    palette = shop.window.palette_popup
    palette.edit.setText("Run: Stop")
    choice = palette.model.choice(0)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)

    assert choice is not None and not choice.is_enabled
    assert palette.isVisible()
    QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_shortcut_sheet_lists_every_key(desk: Desk) -> None:
    desk.application.do("help.shortcuts")
    (sheet,) = desk.window.findChildren(QDialog)
    shown = {
        sheet.tree.topLevelItem(i).child(j).text(0)
        for i in range(sheet.tree.topLevelItemCount())
        for j in range(sheet.tree.topLevelItem(i).childCount())
    }
    sheet.close()

    gestures = {gesture for gesture, _ in GESTURES} | {title for title, _, _ in TABLE_KEYS}
    assert {command.title for command in COMMANDS if command.keys} | gestures == shown


def test_search_goes_from_match_to_match_and_tells_a_mistake(shop: Desk) -> None:
    edit = shop.window.toolbar.search.edit
    shop.application.do("go.find")
    shop.wait(edit.hasFocus)
    edit.setText("ns:north")
    first = shop.state.find.matches
    QTest.keyClick(edit, Qt.Key.Key_Return)

    assert {"north.chosen", "north.mean_price"} <= set(first)
    assert first[0] == shop.state.selected
    assert "1 of" in shop.window.toolbar.search.count.text()

    edit.setText("path(total")
    assert shop.state.find.problem
    assert edit.property("invalid")

    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert "" == shop.state.find.text == edit.text()


def test_menus_show_the_table_s_titles_and_switches(shop: Desk) -> None:
    action = shop.window.commands["view.minimap"]
    was_on = action.isChecked()
    action.trigger()

    assert "Minimap" == action.text()
    assert was_on != shop.window.commands["view.minimap"].isChecked()
    assert shop.application.settings.preferences().shows_minimap == (not was_on)


def test_themes_can_be_switched_while_a_project_is_open(shop: Desk) -> None:
    shop.run("total")
    for name in ("dark", "high_contrast", "light"):
        shop.application.do(f"view.theme_{name}")
        assert name == shop.application.theming.theme.name
        assert shop.window.canvas.theme is shop.application.theming.theme
        assert not shop.window.grab().isNull()
    assert QApplication.instance() is not None
