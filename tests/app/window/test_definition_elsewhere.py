"""A function of a module that the scenario does not use is chosen in the whole window, saved and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.views.widgets.link_button import LinkButton
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def links(desk: Desk, text: str) -> list[LinkButton]:
    return [link for link in desk.window.details.findChildren(LinkButton) if text in link.text()]


def module_of(desk: Desk) -> str:
    found = desk.state.graph.active_definition("total")
    return found.module if found is not None else ""


def test_it_is_chosen_at_the_node_saved_and_taken_back(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    file = folder / "dagscope.toml"
    before = file.read_text("utf-8")
    desk.click("total")
    desk.wait(lambda: links(desk, "Use this one"))
    assert links(desk, "discounts.total")
    assert "module not in this scenario" in [label.text() for label in desk.window.details.findChildren(QLabel)]
    assert 1 == desk.window.canvas.spec.nodes["total"].definition_count

    links(desk, "Use this one")[0].click()
    desk.wait(lambda: not desk.state.is_building and module_of(desk) == "discounts")
    assert desk.state.scenario is not None and ("orders", "regions") == desk.state.scenario.module_names()
    desk.draw()
    assert desk.window.canvas.spec.nodes["total"].is_chosen
    desk.application.do("scenario.save")
    desk.wait(lambda: 'total = "discounts"' in file.read_text("utf-8"))

    desk.application.do("edit.undo")
    desk.wait(lambda: not desk.state.is_building and module_of(desk) == "orders")
    desk.application.do("scenario.save")
    desk.wait(lambda: before == file.read_text("utf-8"))
