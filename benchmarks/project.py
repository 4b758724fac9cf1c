"""How the time to open a project by the command line grows with its size. It opens no window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import Report
from benchmarks.projects import write_project

RUNS = 3
SMALL, LARGE = 5_000, 50_000


def run(report: Report) -> None:
    """Measure project.open.linear."""
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as name:
        seconds: dict[int, list[float]] = {SMALL: [], LARGE: []}
        for count in seconds:
            write_project(Path(name) / str(count), count, 50)
        for _ in range(RUNS):
            for count, found in seconds.items():
                found.append(_open(Path(name) / str(count)))
    small, large = statistics.median(seconds[SMALL]), statistics.median(seconds[LARGE])
    note = f"seconds: {LARGE:,} and {SMALL:,} functions"
    report.add("project.open.linear", (large / LARGE) / (small / SMALL), ours=large, peer=small, runs=RUNS, note=note)


def _open(folder: Path) -> float:
    command = [sys.executable, "-m", "dagscope_app.cli", "graph", str(folder), "--json"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))
    return time.perf_counter() - began
