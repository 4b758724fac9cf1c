"""The field for what a node asks."""

from __future__ import annotations

from dagscope_app.model.records.questions import Question
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.question_strip import QuestionStrip
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot


def test_the_oldest_question_is_shown_and_answered(qtbot: QtBot) -> None:
    strip = QuestionStrip(load_theme("light"))
    qtbot.addWidget(strip)
    first, second = Question("1-1", "name", "Your name? ", 4), Question("1-1", "age", "", 5)
    state = AppState(questions=(first, second))
    strip.set_state(None, state)
    assert ("name", "Your name?") == (strip.node_button.text(), strip.text.text())
    strip.field.setText("Ada")
    with qtbot.waitSignal(strip.answered) as answered:
        strip.field.returnPressed.emit()
    assert [4, "Ada"] == answered.args
    strip.set_state(state, AppState(questions=(second,)))
    assert ("age", "asks for a line of text", "") == (
        strip.node_button.text(), strip.text.text(), strip.field.text(),
    )  # fmt: skip
    with qtbot.waitSignal(strip.command_requested) as asked:
        strip.stop_button.click()
    assert ["run.stop"] == asked.args
    strip.set_state(state, AppState())
    assert strip.isHidden()
