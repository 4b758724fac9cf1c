"""The canvas: frames, refinement, highlight and fold of 10,000 nodes. Offscreen, software raster, 1600 x 1000."""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from benchmarks.harness import Report

if TYPE_CHECKING:
    from dagscope_app.model.records.scene import SceneSpec
    from dagscope_app.views.canvas import CanvasView

FIXTURES = Path(__file__).parents[1] / "tests" / "app" / "fixtures" / "scenes.py"
NODES, WIRES, SIZE = 10_000, 20_000, (1600, 1000)
RUNS = 5


def run(report: Report) -> None:
    """Measure canvas.*."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(["bench"])
    scenes = load_scenes()
    spec = scenes.grid(NODES, 12, WIRES)
    canvas = _canvas(spec)
    with report.trying("canvas.frame.p50", "canvas.frame.p95", "canvas.refine"):
        _frames(report, canvas)
    with report.trying("canvas.highlight"):
        _highlight(report, canvas, scenes, spec)
    with report.trying():
        _fold(report, canvas, scenes, spec)
    canvas.close()
    canvas.deleteLater()
    app.processEvents()


def load_scenes() -> ModuleType:
    """Return the scenes that the tests of the canvas use too."""
    found = importlib.util.spec_from_file_location("dagscope_bench_scenes", FIXTURES)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def _canvas(spec: SceneSpec) -> CanvasView:
    from dagscope_app.drawing.theme import load_theme
    from dagscope_app.views.canvas import CanvasView

    canvas = CanvasView(load_theme("light"))
    canvas.resize(*SIZE)
    canvas.show()
    canvas.apply(spec)
    _settle(canvas)
    return canvas


def _settle(canvas: CanvasView) -> float:
    """Let events run until the finished picture is on show; the milliseconds it took."""
    from PySide6.QtWidgets import QApplication

    began = time.perf_counter()
    while not canvas.is_refined or canvas.is_animating:
        QApplication.processEvents()
    elapsed = (time.perf_counter() - began) * 1000
    for _ in range(10):
        QApplication.processEvents()
    return elapsed


def _frames(report: Report, canvas: CanvasView) -> None:
    """Drag and turn the wheel about the whole picture, each painted before the next; then wait for the sharp one."""
    times: list[float] = []
    waits: list[float] = []
    for sweep in range(RUNS):
        canvas.fit()
        _settle(canvas)
        for step in range(24):
            camera = canvas.camera
            if (sweep + step // 12) % 2:
                moved = camera.moved(9 if step % 2 else -14, 6)
            else:
                moved = camera.zoomed(1.04 if step < 6 else 1 / 1.04, 700, 400)
            began = time.perf_counter()
            canvas.set_camera(moved)
            canvas.repaint()
            times.append((time.perf_counter() - began) * 1000)
        waits.append(_settle(canvas))
    times.sort()
    report.add("canvas.frame.p50", times[len(times) // 2], runs=len(times))
    report.add("canvas.frame.p95", times[int(len(times) * 0.95)], runs=len(times))
    report.add("canvas.refine", statistics.median(waits), runs=RUNS)


def _highlight(report: Report, canvas: CanvasView, scenes: ModuleType, spec: SceneSpec) -> None:
    lit = [scenes.with_path(spec, 1000) for _ in range(RUNS)]
    times = []
    canvas.fit()
    for each in lit:
        canvas.apply(spec)
        _settle(canvas)
        began = time.perf_counter()
        canvas.apply(each)
        canvas.repaint()
        times.append((time.perf_counter() - began) * 1000)
    report.add("canvas.highlight", statistics.median(times), runs=RUNS)


def _fold(report: Report, canvas: CanvasView, scenes: ModuleType, spec: SceneSpec) -> None:
    """Fold a group of fifty, near enough to read its nodes, where every frame of the move is drawn again."""
    group = "part_030"
    folded = scenes.folded(spec, group)
    box = spec.groups[group].box
    times = []
    for _ in range(RUNS):
        canvas.apply(spec, animate=False)
        canvas.set_viewport_state(0.8, box.x - 300, box.y - 200)
        _settle(canvas)
        began = time.perf_counter()
        canvas.apply(folded, anchor=group)
        canvas.repaint()
        times.append((time.perf_counter() - began) * 1000)
        _settle(canvas)
    report.add(
        "canvas.fold.drawn",
        statistics.median(times),
        unit="ms",
        runs=RUNS,
        note="drawing alone; canvas.fold is measured in the window",
    )
