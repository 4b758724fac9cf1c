"""Interleaved measuring, the table, and build/bench.json. It knows no subject.

A part is a module of this package with `run(report)`; it calls `report.compare(...)` or `report.add(...)` for each figure.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    name: str
    value: float | None
    unit: str
    ours: float | None = None
    peer: float | None = None
    runs: int = 1
    note: str = ""


@dataclass(slots=True)
class Report:
    """Collects figures and holds them against the targets."""

    targets: dict[str, dict[str, Any]]
    figures: list[Figure] = field(default_factory=list)
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
        """Takes a figure down and prints its line; `value=None` says that it could not be measured."""
        unit = unit or self.targets.get(name, {}).get("unit", "")
        figure = Figure(name, value, unit, ours, peer, runs, note)
        self.figures.append(figure)
        print(self.line(figure), flush=True)
        if self.path is not None:
            self.write(self.path)

    def compare(
        self,
        name: str,
        ours: Callable[[], Any],
        peer: Callable[[], Any],
        runs: int = 5,
        less: float = 0.0,
        inner: int = 1,
    ) -> tuple[float, float]:
        """Measures both interleaved and takes down the ratio of the medians, `less` seconds taken off each."""
        our_seconds, peer_seconds = measure(ours, peer, runs=runs, inner=inner)
        value = max(our_seconds - less, 0.0) / max(peer_seconds - less, 1e-12)
        self.add(name, value, ours=our_seconds, peer=peer_seconds, runs=runs)
        return our_seconds, peer_seconds

    def holds(self, figure: Figure) -> bool | None:
        """Whether the figure reaches its target; None where it has none."""
        target = self.targets.get(figure.name)
        if target is None or figure.value is None:
            return None if target is None else False
        if "at_most" in target:
            return bool(figure.value <= target["at_most"])
        return bool(figure.value >= target["at_least"])

    def line(self, figure: Figure) -> str:
        """The figure as a line of the table."""
        target = self.targets.get(figure.name, {})
        bound = f"<= {target['at_most']}" if "at_most" in target else f">= {target.get('at_least', '-')}"
        verdict = {True: "ok", False: "MISSED", None: ""}[self.holds(figure)]
        value = "not measured" if figure.value is None else f"{figure.value:.4g}"
        sides = "" if figure.ours is None else f"ours {figure.ours:.4g}"
        sides += "" if figure.peer is None else f"  peer {figure.peer:.4g}"
        return f"{figure.name:24} {value:>12} {figure.unit:8} {bound:>10}  {verdict:7} {sides}  {figure.note}".rstrip()

    def write(self, path: Path) -> None:
        """Writes the figures as JSON; those of other parts measured earlier are kept."""
        kept: list[dict[str, Any]] = []
        measured = {figure.name for figure in self.figures}
        if path.exists():
            kept = [each for each in json.loads(path.read_text("utf-8")) if each["name"] not in measured]
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = kept + [asdict(figure) for figure in self.figures]
        path.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def read_targets() -> dict[str, dict[str, Any]]:
    """The targets by name."""
    return {each["name"]: each for each in json.loads((HERE / "targets.json").read_text("utf-8"))}


def measure(*subjects: Callable[[], Any], runs: int = 5, inner: int = 1) -> list[float]:
    """The median seconds of each subject: one warm-up, then one run of each in turn, garbage collected before each.

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
