"""The project's worker: the current one, a spare, earlier ones, the count of its crashes.
It must not know what it computes.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskVersions,
    Command,
    Event,
    Execute,
    Hello,
    Open,
    Ping,
    Pong,
    Shutdown,
    Unsupported,
    Warm,
    Warmed,
)
from PySide6.QtCore import QObject, QTimer, Signal

from dagscope_app.model.records.runs import RunId
from dagscope_app.model.runs.exit_reasons import Ending
from dagscope_app.services.child import Child
from dagscope_app.services.earlier_workers import EarlierWorkers
from dagscope_app.services.ladder import Ladder
from dagscope_app.services.pending import Answer, Pending, runs_of
from dagscope_app.services.scratch import Scratch

SPARE_DELAY_MS = 1500
PING_MS = 1000
SILENT_PINGS = 3
CRASH_LIMIT = 3
CRASH_WINDOW_S = 300.0
GOODBYE_MS = 700

APART = (
    "That value is of the code before it was loaded again, in a process of its own, and cannot be put beside this one. "
    "Compare with HEAD runs the code of the last commit and compares all values."
)
ENDED = "the earlier process ended"


class WorkerProcess(QObject):
    """Keeps one worker for the open project and a prewarmed spare that hides the cost of a fresh one.

    Signals:
        said_hello(Hello): the worker of the newest `start` is ready.
        unsupported(str): its interpreter is too old; the version.
        event_received(Message): an event that answers no command.
        died(Ending, bool): it ended without being asked to; how, and whether a fresh one may be started.
        phase_changed(str): `running interrupting terminating killing`, the rung of the ladder.
        silence_changed(bool): it does not answer although it lives.
        start_is_slow(str): it does not say hello for long, but may still; its interpreter.
        memory_is_short(str): it uses most of what it may; how much, and what it is doing.
        lateness_changed(bool): an answer that is waited for takes long, or has come.
        located(str): where it is, in words; asked for by `locate`.
        values_lost(): an earlier worker, which was kept for its values, ended by itself.
        stopped(): no process is left.
    """

    said_hello = Signal(object)
    unsupported = Signal(str)
    event_received = Signal(object)
    died = Signal(object, bool)
    phase_changed = Signal(str)
    silence_changed = Signal(bool)
    start_is_slow = Signal(str)
    memory_is_short = Signal(str)
    lateness_changed = Signal(bool)
    located = Signal(str)
    values_lost = Signal()
    stopped = Signal()

    def __init__(self, keeps_spare: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeps_spare = keeps_spare
        self._generations = itertools.count(1)
        self._child: Child | None = None
        self._is_refused = False
        self._spare: Child | None = None
        self._leaving: list[Child] = []
        self._earlier = EarlierWorkers(self._leave)
        self._has_values = False
        self._pending = Pending()
        self._scratch = Scratch()
        self._crashes: list[float] = []
        self._folder = ""
        self._unanswered = 0
        self._is_silent = self._is_late = False
        self._ladder = Ladder(lambda: self._child, self)
        self._ladder.phase_changed.connect(self.phase_changed)
        self._spare_timer = self._timer(SPARE_DELAY_MS, self._on_spare_timeout, True)
        self._ping_timer = self._timer(PING_MS, self._on_ping_timeout, False)
        self._goodbye_timer = self._timer(GOODBYE_MS, self._on_goodbye_timeout, True)
        self._hello_timer = self._timer(0, self._on_hello_timeout, True)

    def _timer(self, milliseconds: int, slot: Callable[[], None], is_single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.setSingleShot(is_single)
        timer.timeout.connect(slot)
        return timer

    # -- life ---------------------------------------------------------------------------------------------------

    def prepare(self, interpreter: str) -> None:
        """Start the spare before it is known to be needed: the first `start` with this interpreter takes it."""
        if self._spare is None:
            self._spare = self._launch(interpreter)

    def start(self, interpreter: str, shown: Sequence[int] = ()) -> int:
        """Begin a fresh worker; its generation. The spare is taken where it fits.

        The one before ends, unless it has values of runs and runs nothing: then it goes on answering for them.

        Args:
            interpreter: the project's Python.
            shown: the generations whose values are shown; these are kept before others.
        """
        before = self._child
        if before is not None and self._has_values and not self._pending.has_runs and not before.is_over:
            self._earlier.keep(before, shown)
        else:
            self._leave(before)
        self._has_values = False
        self._pending.start_over(lambda child: self._earlier.of(child.generation) is child)
        self.set_idle()
        spare, self._spare = self._spare, None
        if spare is not None and spare.interpreter == interpreter and spare.is_usable:
            self._child = spare
            if spare.hello is not None:
                self._hello_timer.start()
        else:
            self._leave(spare)
            self._child = self._launch(interpreter)
        self._unanswered = 0
        self._ping_timer.start()
        return self._child.generation

    def scratch_file(self) -> str:
        """Return the path of a file that is not there yet, where an earlier worker can hand over values."""
        return self._scratch.new_file()

    def forget_values(self) -> None:
        """Let go of the values of every run: another project is opened."""
        self._earlier.clear()
        self._has_values = False

    @property
    def holders(self) -> tuple[int, ...]:
        """The generations of earlier workers whose values can still be read."""
        return self._earlier.generations

    @property
    def held_memory(self) -> int:
        """The bytes that earlier workers take for that."""
        return self._earlier.memory

    def stop(self) -> None:
        """End every process; `stopped` says when none is left."""
        self._earlier.clear()
        self._scratch.clear()
        self._leave(self._child)
        self._leave(self._spare)
        self._child = self._spare = None
        self._pending.clear_answers()
        self._ladder.stop()
        for timer in (self._spare_timer, self._ping_timer, self._hello_timer):
            timer.stop()
        if not self._leaving:
            self.stopped.emit()

    @property
    def is_empty(self) -> bool:
        """No process is left."""
        return self._child is None and self._spare is None and not self._leaving and not self.holders

    @property
    def pid(self) -> int:
        """The current worker's process id."""
        return self._child.pid if self._child is not None else 0

    def activity(self) -> str:
        """Return what the process is doing, by its breadcrumb: also while nothing comes from it; empty when idle."""
        return "" if self._child is None else self._child.activity()

    def _launch(self, interpreter: str) -> Child:
        child = Child(interpreter, next(self._generations), self)
        child.received.connect(self._on_child_received)
        child.ended.connect(self._on_child_ended)
        child.is_slow.connect(self._on_child_slow)
        child.memory_is_short.connect(self._on_child_memory_short)
        child.located.connect(self.located)
        child.start()
        return child

    def _leave(self, child: Child | None) -> None:
        """Ask a child to go, and see to it that it does."""
        if child is None or child.is_over:
            return
        self._leaving.append(child)
        if child.hello is None:
            child.kill("clean")
        else:
            child.send(Shutdown(), 0)
        self._goodbye_timer.start()

    def _on_goodbye_timeout(self) -> None:
        for child in self._leaving:
            child.kill("clean")

    # -- talking ------------------------------------------------------------------------------------------------

    def request(self, command: Command, answer: Answer | None = None) -> None:
        """Send a command; the answer gets every message that repeats its number."""
        if self._child is None or self._child.is_over:
            return
        number = self._pending.expect(command, answer)
        if isinstance(command, Open) and command.folder != self._folder:
            self._folder = command.folder
            self._crashes.clear()  # those of another project's code say nothing about this one's
        if isinstance(command, Execute):
            self._has_values = True
        wanted = {self._holder_of(run) for run in runs_of(command)} or {self._child}
        if len(wanted) == 1:
            child = wanted.pop()
            if isinstance(command, AskVersions) or runs_of(command):  # what stays right when the code is loaded again
                self._pending.expect_of(number, child)
            child.send(command, number)
        else:
            self._pending.refuse(number, APART)

    def _holder_of(self, run: str) -> Child:
        """Return the process that has a run's values."""
        held = self._earlier.of(RunId.parse(run).generation)
        child = held or self._child
        assert child is not None
        return child

    def _on_child_received(self, message: Message[Event]) -> None:
        child = self.sender()
        body = message.body
        if child is self._spare:
            if isinstance(body, Hello):
                self._spare.send(Warm(), self._pending.expect(Warm(), None))
            return
        if child is not self._child:
            if isinstance(child, Child) and self._earlier.of(child.generation) is child:
                self._pending.deliver_of_earlier(message)
                if self._is_late:
                    self._look_for_late()
            return
        self._unanswered = 0
        self._set_silent(False)
        if isinstance(body, Hello):
            self._hello_timer.start()
        elif isinstance(body, Unsupported):
            # It ends by itself after that; starting it again would not help.
            self._is_refused = True
            self.unsupported.emit(body.python)
        elif not isinstance(body, (Pong, Warmed)) and not self._pending.deliver(message):
            self.event_received.emit(message)
        if self._is_late:
            self._look_for_late()

    def _on_hello_timeout(self) -> None:
        if self._child is not None and self._child.hello is not None:
            self._spare_timer.start()
            self.said_hello.emit(self._child.hello)

    def _on_spare_timeout(self) -> None:
        if self._keeps_spare and self._spare is None and self._child is not None and not self._child.is_over:
            self._spare = self._launch(self._child.interpreter)

    # -- the ladder ---------------------------------------------------------------------------------------------

    def interrupt(self) -> None:
        """Ask the running code to stop; a second call insists at once."""
        self._ladder.escalate()

    def set_idle(self) -> None:
        """Note that the run is over: nothing more is to be stopped."""
        self._ladder.come_down()

    # -- death --------------------------------------------------------------------------------------------------

    def _on_child_ended(self, ending: Ending) -> None:
        child = self.sender()
        if not isinstance(child, Child):
            return
        is_current = child is self._child
        if child is self._spare:
            self._spare = None
        if is_current:
            self._child = None
        if child in self._leaving:
            self._leaving.remove(child)
        if self._earlier.drop(child):
            self.values_lost.emit()
        if not is_current:
            self._pending.refuse_of(child, ENDED)
        child.deleteLater()
        if is_current:
            self._on_worker_died(ending)
        elif self.is_empty:
            self.stopped.emit()

    def _on_worker_died(self, ending: Ending) -> None:
        self._has_values = False
        is_refused, self._is_refused = self._is_refused, False
        self._pending.clear()
        self._look_for_late()
        self._ladder.reset()
        self._ping_timer.stop()
        self._set_silent(False)
        now = time.monotonic()
        if ending.cause != "killed-by-user":
            self._crashes = [at for at in self._crashes if now - at < CRASH_WINDOW_S] + [now]
        may_restart = ending.cause != "launch-failed" and len(self._crashes) < CRASH_LIMIT
        if not is_refused:
            self.died.emit(ending, may_restart)

    def _on_child_slow(self) -> None:
        if self._child is not None and self.sender() is self._child:
            self.start_is_slow.emit(self._child.interpreter)

    def _on_child_memory_short(self, text: str) -> None:
        if self.sender() is self._child:
            self.memory_is_short.emit(text)

    def locate(self) -> None:
        """Ask where the code is; `located` answers."""
        child = self._pending.late()[1] or self._child
        if child is not None:
            child.locate()

    # -- liveness -----------------------------------------------------------------------------------------------

    def _on_ping_timeout(self) -> None:
        if self._child is None or self._child.hello is None:
            return
        # Counted, not timed: while the window itself does not come to read, nobody is silent.
        self._set_silent(self._unanswered >= SILENT_PINGS)
        self._child.send(Ping(), 0)
        self._unanswered += 1
        self._look_for_late()

    def _look_for_late(self) -> None:
        is_late, _ = self._pending.late()
        if is_late != self._is_late:
            self._is_late = is_late
            self.lateness_changed.emit(is_late)

    def _set_silent(self, is_silent: bool) -> None:
        if is_silent != self._is_silent:
            self._is_silent = is_silent
            self.silence_changed.emit(is_silent)
