"""From the command `dagscope FOLDER` to the first picture of the folder's graph: a fresh process each time, with the
compiled files that an installed program has. It must not count the end of the window.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import Report
from benchmarks.projects import write_project

ROOT = Path(__file__).parents[1]
RUNS = 5
LIMIT_S = 120
SMALL = """def price(cost: float = 2.0, margin: float = 0.5) -> float:
    return cost * (1 + margin)


def revenue(price: float, sold: int = 100) -> float:
    return price * sold
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """One start: seconds to the first picture, boxes in it, megabytes of all processes."""

    seconds: float
    boxes: int
    memory: float


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a person who never used the program before, with compiled files."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    own = {name: str(scratch / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    kept.setdefault("QT_QPA_PLATFORM", "offscreen")
    return {**kept, **own, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(scratch / "compiled")}


def open_once(folder: Path, variables: Mapping[str, str], *options: str) -> Opened:
    """Open the folder in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.opened", str(folder), *options]
    began = time.monotonic()
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), "")
    if not line:
        raise RuntimeError(f"the window showed no picture: {done.stderr[-300:]}")
    seen = json.loads(line)
    return Opened(seen["at"] - began, seen["boxes"], seen["memory"])


def run(report: Report) -> None:
    """Measure start.small and start.1000."""
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as name:
        scratch = Path(name)
        small, large = scratch / "small", scratch / "thousand"
        small.mkdir()
        (small / "flow.py").write_text(SMALL, "utf-8")
        write_project(large, 1000, 50)
        variables = environment(scratch)
        open_once(small, variables)  # compiles
        pairs = [(open_once(small, variables), open_once(large, variables)) for _ in range(RUNS)]
        for figure, opened in zip(("start.small", "start.1000"), zip(*pairs)):
            memory = statistics.median(each.memory for each in opened)
            note = f"{opened[0].boxes} boxes, {memory:.0f} MB in all processes"
            report.add(figure, statistics.median(each.seconds for each in opened), runs=RUNS, note=note)
