"""A report made of two sides: their nodes, what differs, the values that are shown. It must not know where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dagscope.compare.classify import Classification, scenario_changes
from dagscope.compare.compared_side import ComparedSide
from dagscope.compare.report import Report
from dagscope.compare.reports import REPORTS
from dagscope.compare.runs import compared
from dagscope.compare.values import Compared, compare_values
from dagscope.records import CompareRule, NodeDiff
from dagscope.session.run import Run
from dagscope.whole_files import write_bytes

Keys = Mapping[str, tuple[str, ...]]
UNWRITTEN = (OSError, ValueError, ImportError, RuntimeError)
"""What writing a report may raise; each says why in words."""
_ROWS = 50


def made_report(
    sides: tuple[ComparedSide, ComparedSide],
    names: tuple[str, str],
    rule: CompareRule,
    keys: Keys,
    *,
    found: Classification | None = None,
    has_values: bool = True,
    on_node: Callable[[str], None] = lambda name: None,
) -> Report:
    """Return the report of two sides, with the values of both runs where these are compared."""
    left, right = sides
    found = Classification(left.side, right.side) if found is None else found
    rows = tuple(compared(found, left.run, right.run, rule, keys, on_node)) if has_values else found.rows()
    values = _values(rows, [left.run, right.run], left.finals, rule, keys) if has_values else {}
    return Report(
        *names, scenario_changes(left.side, right.side), rows, values, left.sources, right.sources, rule,
        found.edges(), *_groups(left, right),
    )  # fmt: skip


def write_report(report: Report, path: Path, form: str) -> None:
    """Write a report to a file.

    Raises:
        OSError, ValueError, ImportError, RuntimeError: it cannot be made or written.
    """
    write_bytes(path, REPORTS[form](report))


def _groups(left: ComparedSide, right: ComparedSide) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the module and the tags of each node, the right side's where both have it."""
    records = {record.name: record for side in (left, right) for record in side.records.nodes}
    tags = {
        name: {key: text for key, text in record.tags.items() if key != "module"} for name, record in records.items()
    }
    return {name: record.module for name, record in records.items()}, tags


def _values(
    rows: tuple[NodeDiff, ...], runs: list[Run], finals: tuple[str, ...], rule: CompareRule, keys: Keys
) -> dict[str, Compared]:
    """Return the compared values of what was asked for and of what differs, as far as both sides have them."""
    found = {}
    for row in rows:
        is_wanted = row.name in finals or row.value in ("different", "incomparable", "partial", "close") or row.beside
        if is_wanted and all(row.name in run.values for run in runs):
            own = CompareRule(rule.rtol, rule.atol, "key", keys[row.name]) if row.name in keys else rule
            found[row.name] = compare_values(runs[0].values[row.name], runs[1].values[row.name], own, count=_ROWS)
    return found
