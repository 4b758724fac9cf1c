"""The real window: opening, reloading, folding, running, comparing. Offscreen, software raster, 1600 x 1000.

`python -m benchmarks.app NAME` measures one of them, such as `stall`, alone; with `DAGSCOPE_BENCH_STACKS=0.03` it
prints what the window was doing in each longer stall.
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
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import trust_temporary_folders
from benchmarks.harness import Report, read_targets
from benchmarks.projects import import_seconds, write_compared, write_project

if TYPE_CHECKING:
    from dagscope_app.model.records.comparison import CompareState
    from dagscope_app.model.records.scene import SceneSpec

    from benchmarks.desk import Desk

RUNS = 5
RESULTS = Path(__file__).parents[1] / "build" / "bench.json"
FIGURES = {
    "open": ("app.open.1000",),
    "reload": ("app.reload.500",),
    "stall": ("app.open.stall",),
    "fold": ("canvas.fold",),
    "live": ("run.live", "run.stall"),
    "flood": ("run.flood.stall",),
    "compare": ("compare.2000", "compare.step", "scenario.what_if"),
}
FLOOD = """import sys

def flood() -> int:
    for number in range(1_000_000):
        print("line", number)
    return 1
"""
HEADLESS = """import json, sys, time
from dagscope.commands.opened import Opened
opened = Opened(sys.argv[1])
slot = opened.build(opened.project.scenarios[0])
for line in sys.stdin:
    began = time.perf_counter()
    finished = opened.run(slot)
    print(json.dumps([finished.status, time.perf_counter() - began]), flush=True)
"""


def run(report: Report) -> None:
    """Measure app.*, run.*, compare.* and canvas.fold."""
    for name, part in PARTS.items():
        with report.trying(*FIGURES.get(name, ())):
            part(report)


def _open(report: Report) -> None:
    """Open a window of its own for every run, so that each starts the worker and the layout process."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch:
        folder = Path(scratch) / "thousand"
        write_project(folder, 1000, 50)
        imports = import_seconds(folder)
        times = []
        for _ in range(RUNS):
            with desk() as found:
                found.wait_ms(1_000)  # a process waits on the start page by then, as it does when a person chooses
                times.append(found.open(folder) - imports)
        note = f"imports of {imports * 1000:.0f} ms taken off"
        report.add("app.open.1000", statistics.median(times) * 1000, runs=RUNS, note=note)


def _reload(report: Report) -> None:
    """Give a function another parameter, and measure from the save to the picture with the new wire."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "edited"
        files = write_project(folder, 500, 50)
        imports = import_seconds(folder)
        found.open(folder)
        found.seconds_to_picture(found.application.controllers.folding.unfold_all)
        times = []
        for number in range(RUNS + 1):
            found.wait_ms(2500)  # the spare worker has started by then, as it has when a person saves
            found.settle()
            state = found.state
            text = re.sub(
                r"(def node_00499\()(?:node_\d+: int, )?",
                rf"\g<1>node_{number:05d}: int, ",
                files[-1].read_text("utf-8"),
            )

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

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch:
        folder = Path(scratch) / "large"
        write_project(folder, 10_000, 50)
        worst = []
        for _ in range(RUNS):
            with desk() as found:
                found.ticker.start()
                found.open(folder)
                found.watch(800)  # what follows the picture stalls as well
                worst.append(found.ticker.stop())
        note = f"from {min(worst):.0f} to {max(worst):.0f}"
        report.add("app.open.stall", statistics.median(worst), runs=RUNS, note=note)


def _fold(report: Report) -> None:
    """Fold a group of fifty, near enough to read its nodes, with the layout process in the loop.

    The figure is the first frame of the move; the note tells when everything was at its final place.
    """
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "large"
        write_project(folder, 10_000, 50)
        found.open(folder)
        folding, canvas = found.application.controllers.folding, found.application.window.canvas
        found.seconds_to_picture(folding.unfold_all)
        found.settle()
        group = list(found.state.grouping.group_parents)[60]
        times: dict[bool, list[float]] = {True: [], False: []}
        settled: list[float] = []
        for number in range(2 * RUNS + 2):
            box = canvas.spec.groups[group].box
            canvas.set_viewport_state(0.8, box.x - 300, box.y - 200)
            found.settle()
            is_folding = number % 2 == 0

            def is_moving(spec: SceneSpec, is_folded: bool = is_folding) -> bool:
                return spec.groups[group].is_folded is is_folded

            began = time.perf_counter()
            took = found.seconds_to_first_frame(lambda: folding.toggle_group(group), is_moving)
            found.settle()
            if number > 1:
                times[is_folding].append(took * 1000)
                settled.append((time.perf_counter() - began) * 1000)
        note = f"fold {statistics.median(times[True]):.0f}, unfold {statistics.median(times[False]):.0f}; "
        note += f"all at its place and sharp after {statistics.median(settled):.0f}"
        report.add("canvas.fold", statistics.median(times[True] + times[False]), runs=2 * RUNS, note=note)


def _sections(report: Report) -> None:
    """Open 3,000 functions of one module: to the first picture, and a folded section of it unfolded."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch:
        folder = Path(scratch) / "flat"
        write_project(folder, 3000, 3000)
        imports = import_seconds(folder)
        opened, unfolded, worst = [], [], []
        for _ in range(RUNS):
            with desk() as found:
                found.ticker.start()
                opened.append((found.open(folder) - imports) * 1000)
                found.watch(800)
                worst.append(found.ticker.stop())
                found.settle()
                groups = found.application.window.canvas.spec.groups
                section = next(key for key, item in groups.items() if item.is_folded)
                toggle = partial(found.application.controllers.folding.toggle_group, section)
                for _ in range(2):
                    unfolded.append(found.seconds_to_picture(toggle) * 1000)
                    found.settle()
        report.add("app.sections.open", statistics.median(opened), runs=RUNS, unit="ms", note="imports taken off")
        report.add("app.sections.stall", statistics.median(worst), runs=RUNS, unit="ms")
        report.add("app.sections.toggle", statistics.median(unfolded), runs=2 * RUNS, unit="ms")


def _live(report: Report) -> None:
    """Run in the window's worker, until the picture shows the end, and in one process without a window."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "large"
        write_project(folder, 10_000, 50)
        command = [sys.executable, "-c", HEADLESS, str(folder)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as headless:
            assert headless.stdin is not None and headless.stdout is not None
            found.open(folder)
            found.wait_ms(2500)  # the spare worker has started by then
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

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "loud"
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
            seconds.append(time.perf_counter() - began)
            found.watch(300)
            worst.append(found.ticker.stop())
        note = f"from {min(worst):.0f} to {max(worst):.0f}; printing took {statistics.median(seconds):.1f} s"
        report.add("run.flood.stall", statistics.median(worst), runs=RUNS, note=note)


def _compare(report: Report) -> None:
    """Compare two scenarios of 2,000 nodes, 40 of them different; then step through the differences."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "compared"
        write_compared(folder, 2000, 40)
        found.open(folder)
        compare, panel = found.application.controllers.compare, found.application.window.compare
        shown = []
        for number in range(RUNS + 1):
            found.settle()
            began = time.perf_counter()
            compare.open("small", "large")
            found.wait(lambda: _is_compared(found.state.compare))
            panel.left.repaint()
            panel.right.repaint()
            assert panel.left.spec.groups, found.state.compare.message
            assert panel.list.topLevelItemCount() > 40, panel.list.topLevelItemCount()
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
            began = time.perf_counter()
            compare.step(1)
            panel.left.repaint()
            panel.right.repaint()
            steps.append(time.perf_counter() - began)
        note = f"slowest {max(steps) * 1000:.0f}"
        report.add("compare.step", statistics.median(steps) * 1000, runs=len(steps), note=note)
        compare.close()
        _what_if(report, found)


def _what_if(report: Report, found: Desk) -> None:
    """Point at one module after the other, as far as the graph is marked."""
    asked = []
    for number in range(2 * RUNS):
        found.settle()
        began = time.perf_counter()
        found.application.controllers.what_if.hint_module(f"part_{19 - number:03d}", False)
        found.wait(lambda: found.state.ghost is not None and not found.state.ghost.is_loading)
        found.application.window.picture.draw_now()
        asked.append(time.perf_counter() - began)
        found.application.controllers.what_if.leave()
    report.add("scenario.what_if", statistics.median(asked) * 1000, runs=len(asked))


def _is_compared(compare: CompareState) -> bool:
    """Return whether both sides are there, laid out, and the first difference is looked at."""
    return bool(compare.layout is not None and compare.diffs and compare.selected) and not compare.is_loading


PARTS: dict[str, Callable[[Report], None]] = {
    "open": _open,
    "reload": _reload,
    "stall": _stall,
    "fold": _fold,
    "sections": _sections,
    "live": _live,
    "flood": _flood,
    "compare": _compare,
}

if __name__ == "__main__":
    trust_temporary_folders()
    for name in sys.argv[1:] or PARTS:
        PARTS[name](Report(read_targets(), path=RESULTS))
