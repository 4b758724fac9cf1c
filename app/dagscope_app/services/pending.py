"""Who waits for which answer of the worker, and of earlier ones. It must not send anything."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskValue,
    Batch,
    Command,
    ComparePage,
    CompareValues,
    ErrorAnswer,
    Event,
    Execute,
    Forget,
    GraphBegin,
    GraphPage,
    HandOver,
    Output,
    Result,
    RunFinished,
    RunStarted,
    SaveValue,
    SweepRow,
)

from dagscope_app.services.child import Child

Answer = Callable[[Message[Event]], None]
LONG_S = 2.0
_MORE_FOLLOWS = (GraphBegin, GraphPage, ComparePage, SweepRow, RunStarted, Batch, Result, Output)


class Pending:
    """The requests that are not answered yet, by their number, and the runs that go on."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._answers: dict[int, Answer] = {}
        self._asked: dict[int, Child] = {}
        """The process that was asked about its values or code: it may be an earlier one, or become one."""
        self._runs: dict[str, int] = {}
        self._since: dict[int, float] = {}

    @property
    def has_runs(self) -> bool:
        """Whether a run goes on."""
        return bool(self._runs)

    def expect(self, command: Command, answer: Answer | None) -> int:
        """Return the number of a request from now on; the answer gets every message that repeats it."""
        number = next(self._numbers)
        if answer is not None:
            self._answers[number] = answer
            self._since[number] = time.monotonic()
        if isinstance(command, Execute):
            self._runs[command.run] = number
        return number

    def late(self) -> tuple[bool, Child | None]:
        """Return whether an answer takes long, runs aside; and the process that owes it, if that may be an
        earlier one.
        """
        self._since = {number: since for number, since in self._since.items() if number in self._answers}
        now, runs = time.monotonic(), set(self._runs.values())
        number = next((each for each, since in self._since.items() if now - since >= LONG_S and each not in runs), 0)
        return number > 0, self._asked.get(number)

    def expect_of(self, number: int, child: Child) -> None:
        """Note which process was asked about what it has."""
        if number in self._answers:
            self._asked[number] = child

    def refuse(self, number: int, text: str) -> None:
        """Give whoever waits for an answer a sentence in its place."""
        answer = self._answers.pop(number, None)
        if answer is not None:
            answer(Message(ErrorAnswer(text), number))

    def refuse_of(self, child: Child, text: str) -> None:
        """Give all who wait for an earlier worker a sentence: it ended."""
        for number in [number for number, asked in self._asked.items() if asked is child]:
            del self._asked[number]
            self.refuse(number, text)

    def deliver(self, message: Message[Event]) -> bool:
        """Hand a message to whoever asked for it; return whether somebody did."""
        if isinstance(message.body, RunFinished):
            # A run's events carry its name instead of the request's number.
            self._answers.pop(self._runs.pop(message.body.run, 0), None)
        elif isinstance(message.body, ErrorAnswer):
            # A run whose beginning or end could not be sent is over as well.
            self._runs = {run: number for run, number in self._runs.items() if number != message.id}
        answer = self._answers.get(message.id) if message.id else None
        if answer is None:
            return False
        if not isinstance(message.body, _MORE_FOLLOWS):
            self._answers.pop(message.id, None)
            self._asked.pop(message.id, None)
        answer(message)
        return True

    def deliver_of_earlier(self, message: Message[Event]) -> None:
        """Hand an earlier worker's message to whoever asked for it."""
        answer = self._answers.pop(message.id, None) if message.id else None
        self._asked.pop(message.id, None)
        if answer is not None:
            answer(message)

    def clear_answers(self) -> None:
        """Forget who waits: nothing will come."""
        self._answers.clear()

    def start_over(self, stays: Callable[[Child], bool]) -> None:
        """Forget who waits, and the runs, for the worker is another one; what was asked of a process that stays for its
        values is still answered.
        """
        self._asked = {number: child for number, child in self._asked.items() if stays(child)}
        self._answers = {number: answer for number, answer in self._answers.items() if number in self._asked}
        self._runs.clear()

    def clear(self) -> None:
        """Forget who waits, and the runs: the worker is another one, or none."""
        self._answers.clear()
        self._runs.clear()


def runs_of(command: Command) -> tuple[str, ...]:
    """Return the runs whose values a command is about; empty for what only the current worker can answer."""
    if isinstance(command, (AskValue, SaveValue, Forget, HandOver)):
        return (command.run,)
    return (command.left.run, command.right.run) if isinstance(command, CompareValues) else ()
