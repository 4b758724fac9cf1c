"""A sweep: a scenario run for each combination of values, as a table whose rows are scenarios, and as a plot.
It must not run anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dagscope.protocol.messages import SweepRow
from dagscope.protocol.values import PlotAnswer, PlotSeries
from dagscope.scenario import Scenario, split_values
from dagscope.spreadsheet_cells import made_safe

MOST_LINES = 8


class SweepProblem(Exception):
    """What was typed is no sweep; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is varied of a scenario, and the rows so far. `problem` says why it ended before its end."""

    base: Scenario
    varied: Mapping[str, tuple[str, ...]]
    rows: tuple[SweepRow, ...] = ()
    total: int = 0
    is_running: bool = False
    is_stopping: bool = False
    problem: str = ""
    table: str = ""
    """The file that its rows are written to."""

    @property
    def is_whole(self) -> bool:
        """Whether every combination has a result."""
        return bool(self.total) and len(self.rows) == self.total and not any(row.error for row in self.rows)

    @property
    def results(self) -> tuple[str, ...]:
        """What was computed, in the order in which it first came."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.results))

    @property
    def numbers(self) -> tuple[str, ...]:
        """What can be plotted."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.numbers))


def varied_from_text(text: str) -> dict[str, tuple[str, ...]]:
    """Read `region=US,CA; grain=day,week`; commas and semicolons in brackets or quotes are part of a value.

    Raises:
        SweepProblem: it cannot be read so.
    """
    found: dict[str, tuple[str, ...]] = {}
    for part in (each.strip() for each in split_values(text, ";")):
        name, sign, values = part.partition("=")
        name = name.strip()
        if not part:
            continue
        if not sign or not name or not values.strip():
            raise SweepProblem(f"{part!r}: write it as name=value,value; several names are separated by a semicolon.")
        if name in found:
            raise SweepProblem(f"{name} is varied twice: give all its values at once.")
        found[name] = tuple(split_values(values))
        if "" in found[name] or len(set(found[name])) < len(found[name]):
            raise SweepProblem(f"{name}: a value is empty, or there twice.")
    if not found:
        raise SweepProblem("Write what is to be varied as name=value,value.")
    return found


def columns_of(sweep: Sweep) -> tuple[str, ...]:
    """Return the headings of the table."""
    return (*sweep.varied, *sweep.results, "seconds", "error")


def cells_of(sweep: Sweep, row: SweepRow) -> tuple[str, ...]:
    """Return one row of the table."""
    return (*row.values, *(row.results.get(name, "") for name in sweep.results), seconds_text(row.seconds), row.error)


def seconds_text(seconds: float) -> str:
    """Return seconds with two digits after the point; of less than a tenth, the first two that say something."""
    places = 2 if seconds >= 0.1 or seconds <= 0 else min(6, 1 - math.floor(math.log10(seconds)))
    return f"{seconds:.{places}f}"


def progress_of(sweep: Sweep) -> str:
    """Return how far it is, and how it ended."""
    failed = sum(bool(row.error) for row in sweep.rows)
    parts = [f"{len(sweep.rows):,} of {sweep.total:,}" if sweep.total else "starting"]
    parts += [f"{failed:,} failed"] if failed else []
    parts += [f"written to {sweep.table}"] if sweep.table else []
    if sweep.problem:
        parts.append(sweep.problem)
    elif sweep.is_stopping:
        parts.append("stopping")
    elif not sweep.is_running and len(sweep.rows) < sweep.total:
        parts.append("stopped")
    return ", ".join(parts)


def scenario_of(sweep: Sweep, row: SweepRow) -> Scenario:
    """Return a row as a scenario of its own, named after its values."""
    values = " ".join(f"{name}={text}" for name, text in zip(sweep.varied, row.values))
    base = sweep.base
    return replace(row.scenario, name=f"{base.name} {values}", origin="", based_on="")


def as_text(sweep: Sweep, is_safe: bool) -> tuple[str, int]:
    """Return the table with tabs between its cells, as spreadsheets take it, and how many cells got an apostrophe.

    Args:
        sweep: the sweep.
        is_safe: whether no cell may be a formula.
    """
    every = [columns_of(sweep), *(cells_of(sweep, row) for row in sweep.rows)]
    plain = [[" ".join(cell.split()) for cell in line] for line in every]
    lines = [made_safe(line) for line in plain] if is_safe else plain
    changed = sum(one != other for line, kept in zip(lines, plain) for one, other in zip(line, kept))
    return "\n".join("\t".join(line) for line in lines), changed


def keys_of(sweep: Sweep) -> tuple[str, ...]:
    """Return the keys to plot against, those whose values are numbers first."""
    return tuple(sorted(sweep.varied, key=lambda name: not _ticks(sweep.varied[name])[1]))


def plot_of(sweep: Sweep, name: str, key: str) -> PlotAnswer:
    """Return a number against a varied key: a line for each combination of the others; texts stand in their order."""
    if key not in sweep.varied or not name:
        return PlotAnswer()
    at = list(sweep.varied).index(key)
    ticks, is_number = _ticks(sweep.varied[key])
    lines: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for row in sweep.rows:
        if name in row.numbers:
            others = tuple(value for number, value in enumerate(row.values) if number != at)
            lines.setdefault(others, []).append((ticks[row.values[at]], float(row.numbers[name])))
    shown = list(lines.items())[:MOST_LINES]
    note = f"the first {MOST_LINES} of {len(lines):,} lines" if len(lines) > MOST_LINES else ""
    return PlotAnswer(
        form="line", total_rows=len(sweep.rows), note=note, x=key, y=name, x_kind="number" if is_number else "label",
        series=tuple(_series(others or (name,), points) for others, points in shown),
        labels=() if is_number else tuple((x, text) for text, x in ticks.items()),
    )  # fmt: skip


def is_number(text: str) -> bool:
    """Return whether a cell is a number, and stands at the right."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _ticks(values: tuple[str, ...]) -> tuple[dict[str, float], bool]:
    """Where each value stands: at its number where all are numbers, else one after the other."""
    try:
        return {text: float(text) for text in values}, True
    except ValueError:
        return {text: float(number) for number, text in enumerate(values)}, False


def _series(others: tuple[str, ...], points: list[tuple[float, float]]) -> PlotSeries:
    return PlotSeries(", ".join(others), tuple(sorted(points)))
