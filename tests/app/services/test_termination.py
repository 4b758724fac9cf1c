"""A signal that would end the process closes the window; what had the signal before has it again afterwards."""

from __future__ import annotations

import os
import signal

import pytest
from dagscope_app.services.termination import Termination
from pytestqt.qtbot import QtBot


@pytest.mark.skipif(os.name == "nt", reason="there a signal to oneself ends the process at once")
def test_the_first_signal_is_told_and_the_next_one_is_left_to_others(qtbot: QtBot) -> None:
    names = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = [signal.getsignal(number) for number in names]
    termination = Termination()
    try:
        with qtbot.waitSignal(termination.asked):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        termination.stop()

    assert before == [signal.getsignal(number) for number in names]
