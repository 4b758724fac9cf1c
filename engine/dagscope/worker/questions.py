"""What `input()` asks in a node, answered from the window. It must not read the terminal: there is none.

A node waits on its own thread; the answer comes through the reader thread, and so does Stop.
"""

from __future__ import annotations

import builtins
import io
import itertools
import os
import queue
import sys
from collections.abc import Callable
from typing import Any

from dagscope.protocol import messages as m
from dagscope.system import hearing
from dagscope.worker.capture import Capture
from dagscope.worker.outbox import Outbox

ELSEWHERE = (
    "input() can be answered in the node's own process alone, and this is another one: choose the executor sync or "
    "threads."
)
NOBODY = (
    "input() is answered while a node runs, and none runs here: what a module asks for when it is imported stays open."
)
PROMPT_LIMIT = 2000


class Questions:
    """Asks the window on behalf of `input()` and `sys.stdin`."""

    def __init__(self, outbox: Outbox, capture: Capture, is_stopped: Callable[[], bool]) -> None:
        """Ask through the outbox; `is_stopped` says whether the run is to stop, and nobody answers any more."""
        self._outbox = outbox
        self._capture = capture
        self._is_stopped = is_stopped
        self._process = os.getpid()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue[str | None]] = {}

    def install(self) -> None:
        """Take the place of the built-in function and of the standard input."""
        builtins.input = self.ask
        sys.stdin = _Stdin(self)

    def ask(self, prompt: object = "", /) -> str:
        """Ask and wait.

        Raises:
            EOFError: nobody can answer here.
            KeyboardInterrupt: the run was stopped meanwhile.
        """
        if os.getpid() != self._process:
            raise EOFError(ELSEWHERE)
        run, node = self._capture.here()
        if not run or not node:
            raise EOFError(NOBODY)
        text = str(prompt)
        number = next(self._numbers)
        answers = self._waiting[number] = queue.SimpleQueue()
        if self._is_stopped():  # looked at now that `give_up` would find the question: one of the two sees the other
            answers.put(None)
        sys.stdout.write(text)
        self._outbox.send(m.InputWanted(run, node, text[:PROMPT_LIMIT], number), after_states=True)
        try:
            answer = hearing.next_of(answers)
        finally:
            del self._waiting[number]
        if answer is None:
            raise KeyboardInterrupt
        sys.stdout.write(f"{answer}\n")  # as on a terminal, so that the log shows what was answered
        return answer

    def answer(self, body: m.InputGiven) -> None:
        """Pass on the answer that somebody gave (called on the reader thread)."""
        answers = self._waiting.get(body.number)
        if answers is not None:
            answers.put(body.text)

    def give_up(self) -> None:
        """Give up all questions: the run is stopped, and nobody will answer any more (called on the reader thread)."""
        for answers in tuple(self._waiting.values()):
            answers.put(None)


class _Stdin(io.TextIOBase):
    """The standard input, a line a question."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def readable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return 0

    def readline(self, size: Any = -1, /) -> str:  # type: ignore[override]  # a line is as long as its answer
        return f"{self._questions.ask()}\n"
