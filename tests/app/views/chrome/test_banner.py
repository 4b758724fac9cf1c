"""The message over the graph: while the graph is presented, only what waits for an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.cases import Severity
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.state import AppState, Banner
from dagscope_app.views.chrome.banner import BannerWidget
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("severity", "is_seen"), [("info", False), ("warning", True), ("error", True)])
def test_a_presentation_shows_no_message_that_only_informs(qtbot: QtBot, severity: Severity, is_seen: bool) -> None:
    view = BannerWidget(load_theme("light"))
    qtbot.addWidget(view)
    state = AppState(banner=Banner("Edits that were not saved are back.", severity))
    view.set_state(None, state)
    assert not view.isHidden()
    presenting = replace(state, is_presenting=True)
    view.set_state(state, presenting)
    assert is_seen is not view.isHidden()
    view.set_state(presenting, state)
    assert not view.isHidden(), "it is back afterwards"


def test_a_run_that_is_paused_can_go_on_in_a_presentation(qtbot: QtBot) -> None:
    view = BannerWidget(load_theme("light"))
    qtbot.addWidget(view)
    run = Run("1-1", status="running", order=("a",), nodes={"a": NodeRun()})
    view.set_state(None, AppState(banner=Banner("Paused before a."), runs=(run,), is_presenting=True))
    assert not view.isHidden()


def test_a_long_text_with_several_buttons_has_them_below(qtbot: QtBot) -> None:
    view = BannerWidget(load_theme("light"))
    qtbot.addWidget(view)
    text = "This project needs a_package, which is not installed for /home/ana/projects/shop/.venv/bin/python."
    told = {"command": "a", "command_title": "Copy command", "second_command": "b", "second_title": "Choose another..."}
    view.set_banner(Banner(text, "warning", **told))  # type: ignore[arg-type]
    view.show()
    for width, is_below in ((1400, False), (500, True), (1400, False)):
        view.resize(width, view.heightForWidth(width))
        view.layout().activate()
        assert is_below is (view.button.y() > view.text.geometry().bottom()), width
