"""The worker's threads and its table of commands. It must not know how anything is answered; `answers` does.

The reader thread takes frames in and answers pings; the main thread works off the queue and runs user code; the
writer thread (`outbox`) alone writes. End of input means the window is gone: everything ends then.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Any

from dagscope.compat import install, share_with_children
from dagscope.no_garbage import collect_again
from dagscope.preview.profiles import give_way_to
from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Trail
from dagscope.protocol.envelope import FrameReader, Message, ProtocolError, parse_command
from dagscope.session.interrupts import Interrupts
from dagscope.session.stops import Stops, Where
from dagscope.system import hearing
from dagscope.system.current import system
from dagscope.system.tags import TAG_NAME, process_name, tag_of
from dagscope.version import __version__
from dagscope.worker import figures
from dagscope.worker.answers import BETWEEN_NODES, Answers
from dagscope.worker.capture import Capture
from dagscope.worker.outbox import Outbox
from dagscope.worker.questions import Questions
from dagscope.worker.run_answers import CONTROLS
from dagscope.worker.thread_positions import end_with_words, report_crashes, report_place

_READ = 65_536
_PRELOADED = (
    "driver",
    "function_modifiers",
    "htypes",
    "base",
    "lifecycle",
    "io.materialization",
    "ad_hoc_utils",
)
"""What projects import of the engine: loaded before their folder is on the path, so that a `json.py` of theirs is not
taken for the standard library's by it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the bootstrap hands over: private descriptors and the window's wishes."""

    commands: int
    events: int
    errors: int
    generation: int
    breadcrumb: str
    parent: int


class Worker:
    """One worker process."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._tag = tag_of(os.getpid(), options.generation)
        self._queue: queue.SimpleQueue[Message[m.Command]] = queue.SimpleQueue()
        self._kept: deque[Message[m.Command]] = deque()
        self._is_ending = False
        self.outbox = Outbox(options.events, options.generation, partial(end_with_words, options.errors))
        self.capture = Capture()
        self.interrupts = Interrupts()
        self.questions = Questions(self.outbox, self.capture, lambda: self.interrupts.is_wanted)
        self.trail = Trail(options.breadcrumb)
        self.answers = Answers(
            self.outbox, self.capture, self.trail, self.interrupts, self._between_nodes, Stops(self._hold)
        )

    def run(self) -> int:
        """Say hello, then work until goodbye."""
        os.environ[TAG_NAME] = self._tag
        self.capture.start()
        self.questions.install()
        figures.install(self.answers.values.take_figure)
        give_way_to(lambda: not self._queue.empty())
        self.outbox.take_output = self.capture.take
        self.outbox.start()
        self.interrupts.install()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget_pipes)
        self.outbox.send(
            m.Hello(
                ".".join(str(part) for part in sys.version_info[:3]),
                sys.executable,
                os.getpid(),
                __version__,
                (sys.platform, "breadcrumb") if self._options.breadcrumb else (sys.platform,),
            )
        )
        threading.Thread(target=self._read, name="dagscope-reader", daemon=True).start()
        importlib.import_module("importlib.metadata")  # wanted at the first preview; nobody waits for it now
        while not self._is_ending:
            self._work()
        self.outbox.send(m.Goodbye(), after_states=True)
        self.outbox.close()
        self._end(0)
        return 0

    def _forget_pipes(self) -> None:
        """Close the protocol's pipes in a forked child, which has no say in it."""
        for descriptor in (self._options.commands, self._options.events):
            try:
                os.close(descriptor)
            except OSError:
                pass

    # Reader thread --------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        reader = FrameReader()
        try:
            while True:
                data = os.read(self._options.commands, _READ)
                if not data:
                    break
                for frame in reader.feed(data):
                    message = parse_command(frame)
                    if message is not None:
                        self._take(message)
        except (ProtocolError, OSError) as error:
            os.write(self._options.errors, f"the window broke the protocol: {error}\n".encode())
        except BaseException:  # noqa: BLE001 - whatever it is, nobody may wait for a thread that is gone
            end_with_words(self._options.errors)
        self._end(0)

    def _take(self, message: Message[m.Command]) -> None:
        body = message.body
        if isinstance(body, m.Ping):
            self.outbox.send(m.Pong(), message.id)
        elif isinstance(body, m.Locate):
            report_place(self._options.errors)
        elif isinstance(body, m.InputGiven):
            self.questions.answer(body)
        elif isinstance(body, CONTROLS):
            self.answers.runs.control(body)
            if isinstance(body, m.Cancel):
                self.questions.give_up()
            self._queue.put(message)  # wakes a run that waits; nothing else is done with it
        else:
            if isinstance(body, m.Execute | m.Sweep):
                self.answers.runs.expect(body)
            self._queue.put(message)

    def _end(self, code: int) -> None:
        """Leave nothing behind, whatever the main thread does."""
        try:
            system.end_leftovers(os.getpid(), self._tag)
        finally:
            os._exit(code)

    # Main thread ----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        # Nothing runs that a signal could stop, and the window's commands come through the queue: no waking up in vain.
        message = self._kept.popleft() if self._kept else self._queue.get()
        if isinstance(message.body, m.Shutdown):
            self._is_ending = True
        elif not isinstance(message.body, CONTROLS):
            self.interrupts.is_wanted = False  # what was to be stopped has ended
            self._answer(message)

    def _answer(self, message: Message[Any]) -> None:
        self.answers.answer(message.body, message.id)

    def _between_nodes(self) -> None:
        """Look at values while a run goes on: answered between two nodes, everything else waits its turn."""
        while not self._queue.empty():  # an exception after each of ten thousand nodes costs more than this look
            self._answer_or_keep(self._queue.get_nowait())

    def _answer_or_keep(self, message: Message[m.Command]) -> None:
        if isinstance(message.body, BETWEEN_NODES):
            self._answer(message)
        elif not isinstance(message.body, CONTROLS):
            self._kept.append(message)

    def _hold(self, run: str, node: str, where: Where) -> None:
        """Hold the run between two nodes: values can be looked at until it goes on, or is stopped."""
        stops, interrupts = self.answers.runs.stops, self.interrupts
        if interrupts.is_wanted:
            return
        self.outbox.send(m.Paused(run, node, where), after_states=True)
        while stops.is_held and not interrupts.is_wanted:
            try:
                message = self._queue.get(timeout=hearing.HEARING_S)
            except queue.Empty:  # an interrupt that came meanwhile has been noted
                continue
            self._answer_or_keep(message)
            if isinstance(message.body, m.Shutdown):
                interrupts.is_wanted = True
        self.outbox.send(m.Resumed(run), after_states=True)


def run_worker(options: Options) -> int:
    """Prepare the process and work until the window says so or goes away."""
    report_crashes(options.errors)
    name = process_name(tag_of(os.getpid(), options.generation))
    system.prepare_worker(options.parent, name, options.events)
    install()
    share_with_children()
    for name in _PRELOADED:
        importlib.import_module(f"dagscope.{name}")
    collect_again()
    sys.dont_write_bytecode = True  # nothing is written beside the project's files
    try:
        return Worker(options).run()
    except BaseException:  # noqa: BLE001 - the project's code has Python's streams: they would keep it to themselves
        end_with_words(options.errors)
