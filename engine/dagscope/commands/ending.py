"""How a command ends from outside (Ctrl+C, SIGTERM, a terminal that is closed), and what keeps it from ending.
It must not know any command.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Collection, Iterator
from types import FrameType

from dagscope.commands.printing import say
from dagscope.system.current import system

_PATIENCE_S = 2.0
_SHOWN = 3
_ended_by: list[int] = []
_stopped: list[int] = []


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let SIGTERM and the end of the terminal stop the block as Ctrl+C does; a second one ends the process at once.

    What the block started and has not ended, when it is stopped, is ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    begun = system.moment()
    names = ("SIGTERM",) if sys.platform == "win32" else ("SIGTERM", "SIGHUP")
    numbers = [signal.Signals[name] for name in names]
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]  # `nohup` keeps its promise
    _ended_by.clear()
    _stopped.clear()
    for number in taken:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
        if _ended_by or _stopped or isinstance(sys.exc_info()[1], KeyboardInterrupt):
            system.end_started_since(begun)


def _stop(number: int, frame: FrameType | None) -> None:
    _ended_by.append(number)
    signal.signal(number, signal.SIG_DFL)
    interrupt = signal.getsignal(signal.SIGINT)
    if not callable(interrupt):  # Ctrl+C is ignored, as in the background of a script
        raise KeyboardInterrupt
    interrupt(signal.SIGINT, frame)


def stopped_code() -> int:
    """Return the exit code of a command that was stopped: 130 for Ctrl+C, 143 for SIGTERM, as shells count."""
    _stopped.append(_ended_by[0] if _ended_by else signal.SIGINT)
    return 128 + _stopped[-1]


@contextlib.contextmanager
def own_interrupts() -> Iterator[None]:
    """Let Ctrl+C do after the block what it did before: a run takes it for itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def say_what_is_waited_for(name: str, around: Collection[threading.Thread]) -> None:
    """Say which threads and processes of the project's code keep a command that is done from ending.

    Python waits for them as it does after any script; a Ctrl+C ends the waiting then.

    Args:
        name: the command.
        around: the threads that were there before it.
    """
    waited_for = [f"thread {each.name}" for each in threading.enumerate() if not each.daemon and each not in around]
    processes = sys.modules.get("multiprocessing.process")
    if processes is not None:
        waited_for += [f"process {each.name}" for each in processes.active_children() if not each.daemon]
    if not waited_for:
        return
    shown = ", ".join(waited_for[:_SHOWN]) + (" ..." if len(waited_for) > _SHOWN else "")
    text = f"dagscope {name}: it is done and waits for what the project's code left running: {shown}; Ctrl+C ends it"
    with contextlib.suppress(ValueError):  # off the main thread
        signal.signal(signal.SIGINT, _leave)
    waiting = threading.Timer(_PATIENCE_S, say, [text])
    waiting.daemon = True
    waiting.start()


def _leave(number: int, frame: FrameType | None) -> None:
    """End what was started, and this process: its result is printed."""
    system.end_started_since(0)
    os._exit(128 + number)
