"""A run's blocks branch by branch, and its lanes: which worker ran what, and when.
It must not know Qt or the worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dagscope.records import BranchRow

from dagscope_app.model.records.runs import Run


def with_branches(run: Run, rows: tuple[BranchRow, ...]) -> Run:
    """Return the run after some nodes' states in branches are other ones."""
    return replace(run, branches={**run.branches, **{(row.node, row.branch): row for row in rows}})


def has_branches_in(run: Run | None) -> bool:
    """Return whether a run reported branches: here, on threads and in processes of this computer; a distant cluster
    does not.
    """
    return run is not None and any(branch for _, branch in run.branches)


def has_lanes_in(run: Run | None) -> bool:
    """Return whether nodes of a run ran in several places that are known."""
    return run is not None and any(row.lane.startswith(("thread", "process")) for row in run.branches.values())


def branch_rows(run: Run) -> tuple[BranchRow, ...]:
    """Return the nodes of blocks, branch after branch, each branch in the order its nodes ran.

    Once the run is over, the branches that failed stand first.
    """
    rows = [_ended(row, run) for row in run.branches.values() if row.branch]
    failed = frozenset() if run.is_active else {row.branch for row in rows if row.state == "failed"}
    return tuple(sorted(rows, key=lambda row: (row.branch not in failed, _numbers(row.branch), row.begun)))


def lanes_of(run: Run) -> dict[str, list[BranchRow]]:
    """Return what ran in each place, in the order of the places' names."""
    lanes: dict[str, list[BranchRow]] = {}
    for row in sorted(run.branches.values(), key=lambda row: row.begun):
        lanes.setdefault(row.lane, []).append(_ended(row, run))
    return {name: lanes[name] for name in sorted(lanes, key=lambda name: (len(name), name))}


def sum_of(rows: tuple[BranchRow, ...], *, is_over: bool) -> str:
    """How many branches began, and how many of them ended how; while the run goes on there may be more to come."""
    states: dict[str, str] = {}
    for row in rows:
        before = states.get(row.branch, "ok")
        states[row.branch] = row.state if row.state != "ok" else before
    counts: Mapping[str, int] = {state: list(states.values()).count(state) for state in dict.fromkeys(states.values())}
    names = {"ok": "done"}
    text = ", ".join(f"{count} {names.get(state, state)}" for state, count in counts.items())
    begun = "" if is_over else " begun so far"
    return f"{len(states):,} {'branch' if len(states) == 1 else 'branches'}{begun}: {text}" if states else ""


def _ended(row: BranchRow, run: Run) -> BranchRow:
    """Return a row after its run ended: what still ran did not come to its end."""
    if row.state != "running" or run.is_active:
        return row
    return replace(row, state="stopped", seconds=max(0.0, run.seconds - row.begun))


def _numbers(branch: str) -> tuple[int, ...]:
    return tuple(int(part) for part in branch.split("."))
