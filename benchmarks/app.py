<<<<<<< HEAD
"""Opening a folder in the whole window: time to the first picture, longest stall of the event loop. Offscreen, 1600 x 1000."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Report

if TYPE_CHECKING:
    from dagscope_app.application import Application

SIZE = (1600, 1000)
RUNS = 5
A_MODULE = 500
LIMIT_S = 120.0


def run(report: Report) -> None:
    """Measures app.open.*."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from dagscope_app.application import make_qt
    from dagscope_app.services.startup import calm_garbage_collection

    make_qt()
    calm_garbage_collection()
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place:
        small, large = Path(place) / "small", Path(place) / "large"
        write_project(small, 1_000)
        write_project(large, 10_000)
        _open(small, Path(place))
        firsts = [_open(small, Path(place))[0] for _ in range(RUNS)]
        imports = _import_seconds(small)
        value = (statistics.median(firsts) - imports) * 1000
        report.add("app.open.1000", value, ours=statistics.median(firsts) * 1000, peer=imports * 1000, runs=RUNS)
        stalls = [_open(large, Path(place))[1] for _ in range(RUNS)]
        report.add("app.open.stall", statistics.median(stalls) * 1000, ours=max(stalls) * 1000, runs=RUNS)


def write_project(folder: Path, count: int, seed: int = 7) -> None:
    """So many functions of one to three parameters in modules of 500; the same ones each time."""
    chance = random.Random(seed)
    folder.mkdir()
    names: list[str] = []
    for start in range(0, count, A_MODULE):
        lines = [f'"""Functions {start} and on."""\n']
        for number in range(start, min(count, start + A_MODULE)):
            near = names[-60:]
            needs = chance.sample(near, min(len(near), chance.randint(1, 3)))
            parameters = ", ".join(f"{name}: int" for name in needs)
            lines.append(f'\ndef f{number:05d}({parameters}) -> int:\n    """Number {number}."""\n    return {number}\n')
            names.append(f"f{number:05d}")
        (folder / f"part_{start // A_MODULE:02d}.py").write_text("\n".join(lines), encoding="utf-8")


def _import_seconds(folder: Path) -> float:
    """How long the project's own imports take in a bare interpreter that has been started."""
    import subprocess

    names = ", ".join(path.stem for path in sorted(folder.glob("*.py")))
    code = f"import time; t = time.perf_counter(); import {names}; print(time.perf_counter() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True).stdout)
        for _ in range(3)
    ]
    return statistics.median(times)


def _open(folder: Path, place: Path) -> tuple[float, float]:
    """Open a folder in a fresh window: seconds to the first picture, and the longest stall until a second after it."""
    from dagscope_app.application import Application
    from dagscope_app.services.settings import Settings

    (place / "settings.ini").unlink(missing_ok=True)
    application = Application(Settings(str(place / "settings.ini")), keeps_spare=False)
    application.window.resize(*SIZE)
    application.window.show()
    _turn(application, 0.5)
    clock = _Clock()
    began = time.perf_counter()
    application.open(str(folder))
    while application.store.state.layout is None or not application.window.canvas.spec.groups:
        _turn(application, 0.01)
        if application.window.canvas.spec.nodes:
            break
        if time.perf_counter() - began > LIMIT_S:
            raise TimeoutError(f"{folder} was not drawn")
    first = time.perf_counter() - began
    _turn(application, 1.0)
    stall = clock.stop()
    _close(application)
    return first, stall


class _Clock:
    """The longest time between two turns of a timer of 2 ms."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._last = time.perf_counter()
        self._longest = 0.0
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self._longest


def _turn(application: Application, seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop(application)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _close(application: Application) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

    loop = QEventLoop()
    application.emptied.connect(loop.quit)
    application.shut_down()
    if not (application.worker.is_empty and application.layout.is_empty and application.compare_layout.is_empty):
        loop.exec()
    application.window.deleteLater()
    application.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
=======
"""The real window: opening, reloading, folding, running, comparing. Offscreen, software raster, 1600 x 1000.

`python -m benchmarks.app NAME` measures one of them, such as `stall`, alone; with `DAGSCOPE_BENCH_STACKS=0.03` it prints what the
window was doing in each longer stall.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Report, read_targets
from benchmarks.projects import import_seconds, write_compared, write_project

RUNS = 5
FLOOD = """import sys

def flood() -> int:
    for number in range(1_000_000):
        print("line", number)
    return 1
"""
HEADLESS = """import json, sys, time
from dagscope.headless.opened import Opened
opened = Opened(sys.argv[1])
slot = opened.build(opened.project.scenarios[0])
for line in sys.stdin:
    began = time.perf_counter()
    finished = opened.run(slot)
    print(json.dumps([finished.status, time.perf_counter() - began]), flush=True)
"""


def run(report: Report) -> None:
    """Measure app.*, run.*, compare.* and canvas.fold."""
    for part in PARTS.values():
        part(report)


def _open(report: Report) -> None:
    """Every run has a window of its own, so that each starts the worker and the layout process."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place:
        folder = Path(place) / "thousand"
        write_project(folder, 1000, 50)
        imports = import_seconds(folder)
        times = []
        for _ in range(RUNS):
            with desk() as found:
                times.append(found.open(folder) - imports)
        note = f"imports of {imports * 1000:.0f} ms taken off"
        report.add("app.open.1000", statistics.median(times) * 1000, runs=RUNS, note=note)


def _reload(report: Report) -> None:
    """A function gets another parameter; from the save to the picture with the new wire."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place, desk() as found:
        folder = Path(place) / "edited"
        files = write_project(folder, 500, 50)
        imports = import_seconds(folder)
        found.open(folder)
        found.seconds_to_picture(found.application.controllers.graph.unfold_all)
        times = []
        for number in range(RUNS + 1):
            found.wait_ms(2500)  # the spare worker has started by then, as it has when a person saves
            found.settle()
            state = found.state
            text = re.sub(r"(def node_00499\()(?:node_\d+: int, )?", rf"\g<1>node_{number:05d}: int, ", files[-1].read_text("utf-8"))

            def is_new(state: object = state) -> bool:
                now = found.state
                return now.graph is not state.graph and now.layout is not state.layout  # type: ignore[attr-defined]

            def save(text: str = text) -> None:
                files[-1].write_text(text, "utf-8")

            times.append(found.seconds_to_picture(save, is_new) - imports)
        note = f"imports of {imports * 1000:.0f} ms taken off"
        report.add("app.reload.500", statistics.median(times[1:]) * 1000, runs=RUNS, note=note)


def _stall(report: Report) -> None:
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place:
        folder = Path(place) / "large"
        write_project(folder, 10_000, 50)
        worst = []
        for _ in range(RUNS):
            with desk() as found:
                found.ticker.start()
                found.open(folder)
                gaps = found.ticker
                canvas = found.application.window.canvas
                found.wait(lambda canvas=canvas: canvas.is_refined and not canvas.is_animating)
                until = time.perf_counter() + 0.5  # what follows the picture stalls as well
                found.wait(lambda until=until: time.perf_counter() > until)
                worst.append(gaps.stop())
        note = f"from {min(worst):.0f} to {max(worst):.0f}"
        report.add("app.open.stall", statistics.median(worst), runs=RUNS, note=note)


def _fold(report: Report) -> None:
    """A group of fifty, near enough to read its nodes, with the layout process in the loop."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place, desk() as found:
        folder = Path(place) / "large"
        write_project(folder, 10_000, 50)
        found.open(folder)
        graph, canvas = found.application.controllers.graph, found.application.window.canvas
        found.seconds_to_picture(graph.unfold_all)
        found.settle()
        group = list(found.state.grouping.group_parents)[60]
        times: dict[bool, list[float]] = {True: [], False: []}
        for number in range(2 * RUNS + 2):
            box = canvas.spec.groups[group].box
            canvas.set_viewport_state(0.8, box.x - 300, box.y - 200)
            found.settle()
            layout = found.state.layout
            took = found.seconds_to_picture(
                lambda: graph.toggle_group(group), lambda layout=layout: found.state.layout is not layout
            )
            if number > 1:
                times[number % 2 == 0].append(took * 1000)
        note = f"fold {statistics.median(times[True]):.0f}, unfold {statistics.median(times[False]):.0f}"
        report.add("canvas.fold", statistics.median(times[True] + times[False]), runs=2 * RUNS, note=note)


def _live(report: Report) -> None:
    """The same run in the window's worker, until the picture shows its end, and in one process without a window."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place, desk() as found:
        folder = Path(place) / "large"
        write_project(folder, 10_000, 50)
        command = [sys.executable, "-c", HEADLESS, str(folder)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as headless:
            assert headless.stdin is not None and headless.stdout is not None
            found.open(folder)
            ours, peer, worst = [], [], []
            for number in range(RUNS + 1):
                print("run", file=headless.stdin, flush=True)
                status, seconds = json.loads(headless.stdout.readline())
                assert status == "ok"
                found.settle()
                found.ticker.start()
                began = time.perf_counter()
                found.run()
                took = time.perf_counter() - began
                stall = found.ticker.stop()
                assert found.state.run is not None and found.state.run.status == "ok"
                if number:
                    ours.append(took)
                    peer.append(seconds)
                    worst.append(stall)
            headless.stdin.close()
        one, two = statistics.median(ours), statistics.median(peer)
        report.add("run.live", one / two, ours=one, peer=two, runs=RUNS)
        note = f"from {min(worst):.0f} to {max(worst):.0f}"
        report.add("run.stall", statistics.median(worst), runs=RUNS, note=note)


def _flood(report: Report) -> None:
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place, desk() as found:
        folder = Path(place) / "loud"
        folder.mkdir()
        (folder / "loud.py").write_text(FLOOD, "utf-8")
        found.open(folder)
        found.application.window.show_bottom("log")
        worst, seconds = [], []
        for _ in range(RUNS):
            found.settle()
            found.ticker.start()
            began = time.perf_counter()
            found.run()
            until = time.perf_counter() + 0.3
            seconds.append(time.perf_counter() - began)
            found.wait(lambda until=until: time.perf_counter() > until)
            worst.append(found.ticker.stop())
        note = f"from {min(worst):.0f} to {max(worst):.0f}; printing took {statistics.median(seconds):.1f} s"
        report.add("run.flood.stall", statistics.median(worst), runs=RUNS, note=note)


def _compare(report: Report) -> None:
    """Two scenarios of 2,000 nodes, 40 of them different; then stepping through the differences."""
    from benchmarks.desk import Paints, desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as place, desk() as found:
        folder = Path(place) / "compared"
        write_compared(folder, 2000, 40)
        found.open(folder)
        compare, panel = found.application.controllers.compare, found.application.window.compare
        paints = [Paints(canvas) for canvas in (panel.left, panel.right)]
        shown = []
        for number in range(RUNS + 1):
            found.settle()
            began = time.perf_counter()
            compare.open("small", "large")
            found.wait(lambda: found.state.compare.layout is not None and found.state.compare.diffs)
            counts = [each.count for each in paints]
            found.wait(lambda counts=counts: all(p.count > before for p, before in zip(paints, counts)))
            assert not found.state.compare.is_loading and panel.left.spec.groups and panel.list.topLevelItemCount() > 30
            if number:
                shown.append(time.perf_counter() - began)
            found.wait_ms(300)
            if number < RUNS:
                compare.close()
                found.wait_ms(200)
        report.add("compare.2000", statistics.median(shown) * 1000, runs=RUNS)
        steps = []
        for _ in range(24):
            found.wait_ms(150)
            counts = [each.count for each in paints]
            began = time.perf_counter()
            compare.step(1)
            found.wait(lambda counts=counts: all(p.count > before for p, before in zip(paints, counts)))
            steps.append(time.perf_counter() - began)
        note = f"slowest {max(steps) * 1000:.0f}"
        report.add("compare.step", statistics.median(steps) * 1000, runs=len(steps), note=note)


PARTS: dict[str, Callable[[Report], None]] = {
    "open": _open,
    "reload": _reload,
    "stall": _stall,
    "fold": _fold,
    "live": _live,
    "flood": _flood,
    "compare": _compare,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name](Report(read_targets()))
>>>>>>> 77f7ef4 (The window measured; reading, rows, log lines and garbage in slices; a flood of output costs what it is long)
