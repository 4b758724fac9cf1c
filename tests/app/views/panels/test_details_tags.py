"""Tags in the details: a person's own at once, Hamilton's own when asked for."""

from __future__ import annotations

from dataclasses import replace

from dagscope.records import NodeRecord
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.panels.details import Shown
from dagscope_app.views.panels.details import DetailsPanel
from dagscope_app.views.widgets.link_button import LinkButton
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def shown(**tags: str) -> Shown:
    node = NodeRecord("total", "total", "float", "function", "orders", tags=tags)
    return Shown(node, (), (), None, "not_run", None, None, False, frozenset(), "/p")


def texts(panel: DetailsPanel) -> str:
    return "\n".join(label.text() for label in panel.widget().findChildren(QLabel))


def test_hidden_tags_are_counted_shown_when_asked_for_and_hidden_again(qtbot: QtBot) -> None:
    panel = DetailsPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_shown(shown(owner="ana", module="orders", **{"hamilton.config": "scaling"}))
    assert "owner = ana" in texts(panel) and "hamilton.config" not in texts(panel) and "module =" not in texts(panel)
    assert panel.tags_button is not None and "Show 2 internal tags" == panel.tags_button.text()

    panel.tags_button.click()
    assert "hamilton.config = scaling" in texts(panel) and "module = orders" in texts(panel)
    assert "Hide the internal tags" == panel.tags_button.text()
    panel.tags_button.click()
    assert "hamilton.config" not in texts(panel)

    panel.set_shown(shown(owner="ana", module="orders"))
    assert panel.tags_button is None


def test_an_input_without_a_value_says_so_and_leads_to_one(qtbot: QtBot) -> None:
    panel = DetailsPanel(load_theme("light"))
    qtbot.addWidget(panel)
    told: list[str] = []
    panel.command_requested.connect(told.append)
    panel.set_shown(replace(shown(), is_missing=True))
    assert "A value is needed." in texts(panel)
    for button in panel.widget().findChildren(LinkButton):
        button.click()
    assert ["panel.inputs", "source.add_node"] == told

    panel.set_shown(shown())
    assert "A value is needed." not in texts(panel)
