"""Steps in turns of the event loop of their own."""

from __future__ import annotations

from dagscope_app.services.event_loop_turns import Turns
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot


def _turn() -> None:
    QCoreApplication.processEvents()


def test_steps_come_in_order_one_a_turn(qtbot: QtBot) -> None:
    turns, told = Turns(), []
    for name in ("a", "b"):
        turns.add(lambda name=name: told.append(name))
    assert [] == told

    while not told:
        _turn()
    assert ["a"] == told
    while told == ["a"]:
        _turn()
    assert ["a", "b"] == told


def test_step_may_add_another_and_a_failing_one_does_not_hold_up_the_rest(qtbot: QtBot) -> None:
    turns, told = Turns(), []

    def fail() -> None:
        turns.add(lambda: told.append("added"))
        raise ValueError("a mistake")

    turns.add(fail)
    turns.add(lambda: told.append("next"))
    with qtbot.captureExceptions() as errors:
        qtbot.waitUntil(lambda: told == ["next", "added"])

    assert [ValueError] == [kind for kind, _, _ in errors]
