"""The exports: files of 10,000 nodes and 20,000 wires. No display is needed."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.canvas import NODES, WIRES, load_scenes
from benchmarks.harness import Report

PIXELS = 16_000


def run(report: Report) -> None:
    """Measure export.*."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from dagscope_app.drawing.theme import load_theme
    from dagscope_app.export import export_scene
    from dagscope_app.export.page import Page
    from PySide6.QtWidgets import QApplication

    _app = QApplication.instance() or QApplication(["bench"])
    spec, theme = load_scenes().grid(NODES, 12, WIRES), load_theme("light")
    scale = PIXELS / Page(spec, theme, False, "").width
    with tempfile.TemporaryDirectory() as folder:
        for kind, size, runs in (("svg", 1.0, 3), ("png", scale, 2)):
            times = []
            for _ in range(runs):
                began = time.perf_counter()
                export_scene(spec, Path(folder) / f"dag.{kind}", theme, scale=size, legend=False)
                times.append(time.perf_counter() - began)
            report.add(f"export.{kind}", statistics.median(times), runs=runs)
