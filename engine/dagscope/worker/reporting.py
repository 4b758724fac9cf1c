"""What a run reports, sent to the window: states and results through the outbox, output through the capture.

It must not keep anything: the outbox gathers, the capture cuts, the trail survives a crash.
"""

from __future__ import annotations

from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import OnThreads, Trail
from dagscope.value_records import Preview
from dagscope.worker.capture import Capture
from dagscope.worker.outbox import Outbox


class WindowReporter:
    """The `session.reporter.Reporter` of a worker."""

    def __init__(self, outbox: Outbox, capture: Capture, trail: Trail) -> None:
        self._capture = capture
        self._outbox = outbox
        self._run = ""
        self._trail = trail
        self._threads = OnThreads()
        self.state = outbox.set_state
        self.branch = outbox.set_branch
        self.alone = outbox.set_current
        self.flush = outbox.announce
        self.leave = capture.leave
        self.idle = trail.clear
        self.measured = capture.measured
        self.hear = capture.hear

    def started(self, run: str, slot: str, order: tuple[str, ...], steps: int) -> None:
        self._run = run
        self._outbox.send(m.RunStarted(run, slot, order, steps), after_states=True)

    def enter(self, run: str, node: str) -> None:
        self._trail.drop(run, node, "node")
        self._capture.enter(run, node)

    def enter_thread(self, run: str, node: str) -> None:
        self._trail.drop(run, self._threads.enter(node), "node")
        self._capture.enter_thread(run, node)

    def leave_thread(self) -> None:
        if running := self._threads.leave():
            self._trail.drop(self._run, running, "node")
        self._capture.leave_thread()

    def previewing(self, run: str, node: str) -> None:
        self._trail.drop(run, node, "preview")

    def result(self, run: str, node: str, preview: Preview, png: bytes = b"") -> None:
        self._outbox.send(m.Result(run, node, preview), attachment=png)

    def warning(self, run: str, node: str, text: str) -> None:
        self._outbox.send(m.Output(run, node, "warning", text))
