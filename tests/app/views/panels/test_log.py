"""The log panel under a flood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.model.state import LOG_SIZE, AppState, LogLine, with_log
from dagscope_app.views.panels.log import LogPanel
from dagscope_app.views.theme import load_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_flood_goes_into_the_log_a_piece_at_a_time_and_all_of_it_arrives_in_order(qtbot: QtBot) -> None:
    panel = LogPanel(load_theme("light"))
    qtbot.addWidget(panel)
    text = "".join(f"line {i}\n" for i in range(6000))

    panel.set_lines((LogLine(text, node="a"), LogLine("the end\n", node="b")))

    assert not panel.is_complete
    qtbot.waitUntil(lambda: panel.is_complete)
    expected = [f"a  line {i}" for i in range(6000)] + ["b  the end"]
    assert expected == panel.view.toPlainText().split("\n")


def test_the_log_keeps_no_more_text_than_can_be_looked_through() -> None:
    state = AppState()
    for number in range(120):
        state = with_log(state, LogLine("x" * 100_000, node=str(number)))

    assert LOG_SIZE == sum(len(line.text) for line in state.log)
    assert "119" == state.log[-1].node
