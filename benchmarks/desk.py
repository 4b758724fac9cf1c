"""The real window, offscreen, with its real processes, and what it takes to time it. It measures nothing by itself."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from benchmarks.stacks import StackSampler

if TYPE_CHECKING:
    from dagscope_app.application import Application
    from dagscope_app.model.records.scene import SceneSpec
    from dagscope_app.model.state import AppState

SIZE = (1600, 1000)
LIMIT_S = 300.0
TICK_MS = 5
STACKS = float(os.environ.get("DAGSCOPE_BENCH_STACKS", "0"))


class Paints(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


class Ticker(QObject):
    """The longest stall of the event loop: a timer of 5 ms, and the gaps between its ticks.

    With `DAGSCOPE_BENCH_STACKS=0.03` what the window was doing in every stall longer than that is printed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float]] = []
        self._last = 0.0
        self._sampler: StackSampler | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def start(self) -> None:
        """Begin anew."""
        self.gaps = []
        self._sampler = StackSampler() if STACKS else None
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """Stop, and return the longest gap in milliseconds."""
        self._on_timer_timeout()
        self._timer.stop()
        if self._sampler is not None:
            self._sampler.report(self.gaps, STACKS)
        return max(seconds for _, seconds in self.gaps) * 1000

    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now, now - self._last))
        self._last = now


class Desk:
    """One window and the steps that are timed."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.ticker = Ticker()
        self.paints = Paints(application.window.canvas)

    @property
    def state(self) -> AppState:
        """The state now."""
        return self.application.store.state

    def wait(self, condition: Callable[[], object]) -> None:
        """Let events run until it holds."""
        limit = time.perf_counter() + LIMIT_S
        flags = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        while not condition():
            if time.perf_counter() > limit:
                raise TimeoutError("the window did not get there")
            QCoreApplication.processEvents(flags)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def wait_ms(self, milliseconds: int) -> None:
        """Let events run for so long."""
        with ticking(self.ticker):
            self.watch(milliseconds)

    def seconds_to_picture(self, action: Callable[[], object], is_shown: Callable[[], object] = lambda: True) -> float:
        """Return the seconds from the action until the canvas has painted another scene that was wanted."""
        canvas = self.application.window.canvas
        before = canvas.spec
        began = time.perf_counter()
        action()
        self.wait(lambda: canvas.spec is not before and (canvas.spec.nodes or canvas.spec.groups) and is_shown())
        painted = self.paints.count
        self.wait(lambda: self.paints.count > painted or canvas.is_refined)
        return time.perf_counter() - began

    def seconds_to_first_frame(self, action: Callable[[], object], is_shown: Callable[[SceneSpec], object]) -> float:
        """Return the seconds from the action until the canvas has painted a frame of the move to a wanted picture."""
        canvas = self.application.window.canvas
        began = time.perf_counter()
        action()
        self.wait(lambda: is_shown(canvas.shown.geometry.spec))
        painted = self.paints.count
        self.wait(lambda: self.paints.count > painted)
        return time.perf_counter() - began

    def open(self, folder: Path) -> float:
        """Return the seconds from opening a folder to its first picture."""
        return self.seconds_to_picture(lambda: self.application.open(str(folder)))

    def watch(self, milliseconds: int) -> None:
        """Let events run for so long while the clock ticks already."""
        until = time.perf_counter() + milliseconds / 1000
        self.wait(lambda: time.perf_counter() >= until)

    def settle(self) -> None:
        """Wait until nothing moves and the sharp picture is on show; then collect garbage."""
        canvas = self.application.window.canvas
        with ticking(self.ticker):
            self.wait(lambda: canvas.is_refined and not canvas.is_animating and not self.state.is_building)
        self.wait_ms(50)
        gc.collect()

    def run(self) -> None:
        """Run the final variables until the window shows the end."""
        before = len(self.state.runs), self.state.run
        self.application.do("run.final")
        self.wait(lambda: self.state.run is not before[1] and not self.state.active_run)
        self.application.window.picture.draw_now()


@contextmanager
def ticking(ticker: Ticker) -> Iterator[Ticker]:
    """Let the clock tick, so that waiting wakes up even when nothing else happens."""
    ticker.start()
    yield ticker
    ticker.stop()


@contextmanager
def desk() -> Iterator[Desk]:
    """Yield a window with settings of its own, and end it."""
    from dagscope_app.application import Application, make_qt
    from dagscope_app.services.settings import Settings
    from dagscope_app.services.startup import calm_garbage_collection

    app = make_qt()
    calm_garbage_collection()
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch:
        application = Application(Settings(os.path.join(scratch, "settings.ini")))
        application.controllers.preferences.set_theme("light")
        application.window.resize(*SIZE)
        application.window.show()
        found = Desk(application)
        found.wait_ms(100)
        yield found
        ended: list[bool] = []
        application.emptied.connect(lambda: ended.append(True))
        application.shut_down()
        with ticking(found.ticker):
            found.wait(lambda: ended)
        application.window.deleteLater()
        application.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    gc.collect()
