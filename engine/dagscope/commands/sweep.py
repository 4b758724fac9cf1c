"""The command `sweep`: runs a scenario once for each combination of values. It must not decide how a run ends.

The table is written while the sweep goes on, so that one that was broken off goes on where it ended.
"""

from __future__ import annotations

import argparse
import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagscope.commands.ending import stopped_code
from dagscope.commands.given import remark_unused
from dagscope.commands.opened import RUN, Opened
from dagscope.commands.options import UsageProblem, add_command, chosen_scenario
from dagscope.commands.printing import print_json, remark, report_settings, say, show
from dagscope.commands.values import plain_or_none, shown_text, table_text
from dagscope.expected_time import seconds_text
from dagscope.scenario import Scenario, split_values
from dagscope.session.building import Slot
from dagscope.session.kept_sweep import identity_of
from dagscope.session.refusal import Refusal
from dagscope.session.run import Run
from dagscope.session.sweep_tables import TABLES, Row, Saving, problem_with, read_rows, write_rows
from dagscope.session.sweeping import unknown_in, with_values


@dataclass(frozen=True, slots=True)
class Varied:
    """A key that is varied, and its values as they were written."""

    name: str
    values: tuple[str, ...]


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "sweep",
        run,
        "run a scenario once for each combination of values",
        "dagscope sweep FOLDER --vary region=US,CA --vary grain=day,week --final-vars x -o table.csv",
    )
    parser.add_argument(
        "--vary",
        metavar="K=V,V",
        action="append",
        required=True,
        help="a config key, input or node with the values it takes; repeatable. A value with a comma stands in "
        "brackets or quotes",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=f"the table: {', '.join(TABLES)}; an existing table is continued",
    )
    parser.add_argument("--again", action="store_true", help="run every combination again, also those in the table")


def run(arguments: argparse.Namespace) -> int:
    """Run all combinations; 1 when one of them failed."""
    varied = [_varied(text) for text in arguments.vary]
    repeated = [item.name for number, item in enumerate(varied) if item.name in [each.name for each in varied[:number]]]
    if repeated:
        raise UsageProblem(f"--vary {repeated[0]}: it is varied twice; give all its values at once")
    target = _target(arguments.output)
    opened = Opened(arguments.folder, is_trusted=arguments.trust)
    report_settings(opened.project.problems)
    base = chosen_scenario(opened.project, arguments, arguments.scenario)
    sweep = _Sweep(opened, base, varied)
    remark_unused(arguments, [sweep.slot.records], sweep.slot.config_keys)
    known = {} if target is None or arguments.again else _known(target, varied, sweep.identity())
    table = Saving(lambda: None if target is None else write_rows(target, rows, sweep.names, sweep.identity()))
    rows: list[Row] = []
    combinations = list(itertools.product(*(item.values for item in varied)))
    for number, values in enumerate(combinations):
        row = known.get(values)
        is_new = row is None or bool(row.error)
        row = sweep.row(values) if row is None or row.error else row
        rows.append(row)
        if is_new:
            table.save()
        _say(number + 1, len(combinations), varied, row, is_new)
        if opened.is_stopped:
            break
    table.save(is_last=True)
    _print(rows, varied, arguments, target)
    if opened.is_stopped:
        say(f"sweep: stopped after {len(rows):,} of {len(combinations):,}; the same command goes on from there")
        return stopped_code()
    return 1 if any(row.error for row in rows) else 0


def _varied(text: str) -> Varied:
    name, sign, values = text.partition("=")
    if not sign or not name.strip() or not values:
        raise UsageProblem(f"--vary {text!r}: write it as name=value,value")
    found = tuple(split_values(values))
    if len(set(found)) < len(found):
        raise UsageProblem(f"--vary {text!r}: a value is there twice")
    return Varied(name.strip(), found)


def _target(text: str | None) -> Path | None:
    if text is None:
        return None
    target = Path(text).expanduser().resolve()
    problem = problem_with(target)
    if problem:
        raise UsageProblem(f"-o {text!r}: {problem}")
    return target


def _known(target: Path, varied: list[Varied], identity: str) -> dict[tuple[str, ...], Row]:
    """Return the rows of an earlier sweep of these things; anything else in the file is refused."""
    if not os.path.exists(target):
        return {}
    found = read_rows(target, [item.name for item in varied], identity)
    if found is None:
        raise UsageProblem(
            f"-o {str(target)!r}: there is a file, and it is no table of this sweep; name another, or add --again"
        )
    return {row.values: row for row in found}


class _Sweep:
    """One scenario, varied."""

    def __init__(self, opened: Opened, base: Scenario, varied: list[Varied]) -> None:
        self._opened = opened
        self._base = base
        self._varied = varied
        self.names = [item.name for item in varied]
        self.slot = opened.build(base, "sweep")
        self._refuse_unknown()

    def _refuse_unknown(self) -> None:
        unknown = unknown_in(self.slot, {item.name: item.values for item in self._varied})
        if unknown:
            raise UsageProblem(f"--vary: {unknown}")

    def identity(self) -> str:
        """Return a hash of what is swept."""
        return identity_of(self._opened.session, self._base, self.names)

    def row(self, values: tuple[str, ...]) -> Row:
        """Run one combination; what goes wrong is the row's error."""
        scenario = self._scenario(values)
        started = time.perf_counter()
        results: dict[str, Any] = {}
        try:
            slot = self._opened.build(scenario, "sweep")
            error = self._run(slot, results)
        except Refusal as refusal:
            error = str(refusal)
        return Row(values, results, time.perf_counter() - started, error)

    def _scenario(self, values: tuple[str, ...]) -> Scenario:
        return with_values(self._base, self.slot, dict(zip((item.name for item in self._varied), values)))

    def _run(self, slot: Slot, results: dict[str, Any]) -> str:
        errors = [problem.message for problem in slot.problems if problem.severity == "error"]
        if errors:
            return errors[0]
        finals = self._opened.final_vars(slot)
        finished = self._opened.run(slot, "sweep")
        done = slot.runs.get(RUN, Run(RUN, ""))
        for name in finals:
            if name in done.values:
                results[name] = _cell(done.values[name])
        slot.runs.clear()
        if finished.status == "ok":
            return ""
        failed = [f"{name}: {error.summary}" for name, error in done.errors.items()]
        return failed[0] if failed else finished.message


def _cell(value: Any) -> Any:
    """Return a result as a table's cell: a number or text as it is, anything larger as a short text."""
    is_plain, plain = plain_or_none(value)
    if is_plain and isinstance(plain, (str, int, float, bool, type(None))):
        return plain
    return shown_text(value) if is_plain else shown_text(value).split("\n")[-1]


def _say(number: int, total: int, varied: list[Varied], row: Row, is_new: bool) -> None:
    what = " ".join(f"{item.name}={text}" for item, text in zip(varied, row.values))
    how = (
        f"failed: {' '.join(row.error.split())}"
        if row.error
        else seconds_text(row.seconds)
        if is_new
        else "in the table already"
    )
    (say if row.error else remark)(f"{number}/{total} {what}: {how}")


def _print(rows: list[Row], varied: list[Varied], arguments: argparse.Namespace, target: Path | None) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row.results))
    if arguments.json:
        print_json([
            {
                "values": dict(zip((item.name for item in varied), row.values)), "results": row.results,
                "seconds": row.seconds, "error": row.error,
            }
            for row in rows
        ])  # fmt: skip
        return
    table = [[*row.values, *(str(row.results.get(name, "")) for name in names), row.error] for row in rows]
    show(table_text([*(item.name for item in varied), *names, "error"], table))
    if target is not None:
        show(target)
