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
