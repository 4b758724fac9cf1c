"""Interleaved measuring, the table, and build/bench.json. It knows no subject.

A part is a module of this package with `run(report)`; it calls `report.compare(...)` or `report.add(...)` for each
figure.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.machine import STEADY, Machine, measure_machine

HERE = Path(__file__).parent
BUSY = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `value` is what its target judges, `ours` and `peer` are as they were measured."""

    name: str
    value: float | None
    unit: str
    ours: float | None = None
    peer: float | None = None
    runs: int = 1
    note: str = ""


@dataclass(slots=True)
class Report:
    """Collects figures and holds them against the targets; times are divided by the machine's factor first."""

    targets: dict[str, dict[str, Any]]
    figures: list[Figure] = field(default_factory=list)
    machine: Machine = Machine()
    load: float = 0.0  # of the machine, before this part
    path: Path | None = None  # where every figure goes at once, so that a part that breaks off loses nothing

    def add(
        self,
        name: str,
        value: float | None,
        *,
        ours: float | None = None,
        peer: float | None = None,
        runs: int = 1,
        unit: str = "",
        note: str = "",
    ) -> None:
        """Take a figure down and print its line; `value=None` says that it could not be measured."""
        target = self.targets.get(name, {})
        unit = unit or target.get("unit", "")
        if target.get("scaled") and value is not None:
            ours = value if ours is None else ours
            value /= self.machine.factor(name)
        figure = Figure(name, value, unit, ours, peer, runs, note)
        self.figures.append(figure)
        print(self.line(figure), flush=True)
        if self.path is not None:
            self.write(self.path)

    @contextmanager
    def trying(self, *names: str) -> Iterator[None]:
        """Report the figures as missed, with the reason, when what measures them raises; what follows goes on."""
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            self.miss(names, f"{type(error).__name__}: {error}")

    def miss(self, names: tuple[str, ...], reason: str) -> None:
        """Take down that these could not be measured, but for those that were."""
        measured = {figure.name for figure in self.figures}
        for name in names:
            if name not in measured:
                self.add(name, None, note=reason)

    def end(self) -> None:
        """Measure the machine again, and mark what was measured while its speed changed."""
        later = measure_machine()
        if self.load > BUSY:
            note = f"beside other work (load {self.load:.1f})"
            self.figures = [replace(f, note=f"{f.note} {note}".strip()) for f in self.figures]
        drift = self.machine.drift_to(later)
        if drift > STEADY:
            self.figures = [
                replace(f, note=f"{f.note} noisy: the machine drifted by {drift:.2f}".strip()) for f in self.figures
            ]
        for name, before in (("machine.python", self.machine.python), ("machine.raster", self.machine.raster)):
            if before is not None:
                self.add(name, before, unit="factor", note=f"drift {drift:.2f}")

    def compare(
        self,
        name: str,
        ours: Callable[[], Any],
        peer: Callable[[], Any],
        runs: int = 5,
        less: float = 0.0,
        inner: int = 1,
    ) -> tuple[float, float]:
        """Measure both interleaved and record the ratio of the medians, `less` seconds taken off each."""
        our_seconds, peer_seconds = measure(ours, peer, runs=runs, inner=inner)
        value = max(our_seconds - less, 0.0) / max(peer_seconds - less, 1e-12)
        self.add(name, value, ours=our_seconds, peer=peer_seconds, runs=runs)
        return our_seconds, peer_seconds

    def holds(self, figure: Figure) -> bool | None:
        """Return whether the figure reaches its target; None where it has none."""
        target = self.targets.get(figure.name)
        if target is None or figure.value is None:
            return None if target is None else False
        if "at_most" in target:
            return bool(figure.value <= target["at_most"])
        return bool(figure.value >= target["at_least"])

    def line(self, figure: Figure) -> str:
        """Return the figure as a line of the table."""
        target = self.targets.get(figure.name, {})
        bound = f"<= {target['at_most']}" if "at_most" in target else f">= {target.get('at_least', '-')}"
        verdict = {True: "ok", False: "MISSED", None: ""}[self.holds(figure)]
        value = "not measured" if figure.value is None else f"{figure.value:.4g}"
        sides = "" if figure.ours is None else f"ours {figure.ours:.4g}"
        sides += "" if figure.peer is None else f"  peer {figure.peer:.4g}"
        return f"{figure.name:24} {value:>12} {figure.unit:8} {bound:>10}  {verdict:7} {sides}  {figure.note}".rstrip()

    def write(self, path: Path) -> None:
        """Write the figures as JSON; those of other parts measured earlier are kept."""
        kept: list[dict[str, Any]] = []
        measured = {figure.name for figure in self.figures}
        if path.exists():
            kept = [each for each in json.loads(path.read_text("utf-8")) if each["name"] not in measured]
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = kept + [asdict(figure) for figure in self.figures]
        path.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def load_now() -> float:
    """Return how many processes wanted a core in the last minute; 0 where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def read_targets() -> dict[str, dict[str, Any]]:
    """Return the targets by name."""
    return {each["name"]: each for each in json.loads((HERE / "targets.json").read_text("utf-8"))}


def measure(*subjects: Callable[[], Any], runs: int = 5, inner: int = 1) -> list[float]:
    """Return the median seconds of each subject: one warm-up, then one run of each in turn, garbage collected.

    `inner` calls make a run where one call lasts only milliseconds: collecting garbage has emptied the processor's
    caches, and a single short call would measure how they fill again.
    """
    for subject in subjects:
        subject()
    seconds: list[list[float]] = [[] for _ in subjects]
    for _ in range(runs):
        for index, subject in enumerate(subjects):
            gc.collect()
            started = time.perf_counter()
            for _ in range(inner):
                kept = subject()
            seconds[index].append((time.perf_counter() - started) / inner)
            del kept
    return [statistics.median(each) for each in seconds]
