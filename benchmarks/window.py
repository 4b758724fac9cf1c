"""The memory of the window's own process with a large project open. Nothing else is measured."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from benchmarks.harness import Report
from benchmarks.projects import write_project

RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def run(report: Report) -> None:
    """Measure window.memory.10000."""
    from benchmarks.desk import desk

    status = Path(f"/proc/{os.getpid()}/status")
    if not status.exists():
        report.miss(("window.memory.10000",), "this system does not say what a process takes")
        return
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "large"
        write_project(folder, 10_000, 50)
        found.open(folder)
        found.settle()
        found.wait_ms(1_000)
        match = RESIDENT.search(status.read_text("ascii"))
        report.add("window.memory.10000", int(match[1]) / 1024 if match else None, note="resident, benchmark included")
