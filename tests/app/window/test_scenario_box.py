"""The list of scenarios in the toolbar."""

from __future__ import annotations

from dagscope.records import ModuleRecord
from dagscope.scenario import ModuleChoice, Scenario
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.toolbar import ScenarioBox
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot


def test_it_says_how_large_each_is(qtbot: QtBot) -> None:
    box = ScenarioBox()
    qtbot.addWidget(box)
    modules = (ModuleRecord("a", functions=3), ModuleRecord("b", functions=4))
    choices = (ModuleChoice("a"), ModuleChoice("b", on=False))
    scenarios = (Scenario("one", modules=choices), Scenario("two"))
    box.set_scenarios(AppState(modules=modules, scenarios=scenarios, loaded=scenarios, current="one"))
    assert ["one", "two"] == [box.itemText(number) for number in range(2)]
    assert "3 functions in 1 module;" in box.itemData(0, Qt.ItemDataRole.ToolTipRole)
