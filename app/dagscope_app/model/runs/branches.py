"""A run's blocks branch by branch, and its lanes: which worker ran what, and when.
It must not know Qt or the worker.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dagscope.records import BranchRow

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import Run

_WORST_FIRST = ("failed", "stopped", "running", "waiting", "skipped", "warning", "cached", "ok")


def with_branches(run: Run, rows: tuple[BranchRow, ...]) -> Run:
    """Return the run after some nodes' states in branches are other ones."""
    return replace(run, branches={**run.branches, **{(row.node, row.branch): row for row in rows}})


def has_branches_in(run: Run | None) -> bool:
    """Return whether a run reported branches: here, on threads and in processes of this computer; a distant cluster
    does not.
    """
    return run is not None and any(branch for _, branch in run.branches)


def has_lanes_in(run: Run | None) -> bool:
    """Return whether nodes of a run ran in several threads or processes that are known."""
    return run is not None and any(row.lane.startswith(("thread", "process")) for row in run.branches.values())


def branch_rows(run: Run) -> tuple[BranchRow, ...]:
    """Return the nodes of blocks, branch after branch, each branch in the order its nodes ran.

    Once the run is over, the branches that failed stand first.
    """
    rows = [_ended(row, run) for row in run.branches.values() if row.branch]
    failed = frozenset() if run.is_active else {row.branch for row in rows if row.state == "failed"}
    return tuple(sorted(rows, key=lambda row: (row.branch not in failed, _numbers(row.branch), row.begun)))


def lanes_of(run: Run) -> dict[str, list[BranchRow]]:
    """Return what ran in each thread or process, in the order of their names."""
    lanes: dict[str, list[BranchRow]] = {}
    for row in sorted(run.branches.values(), key=lambda row: row.begun):
        lanes.setdefault(row.lane, []).append(_ended(row, run))
    return {name: lanes[name] for name in sorted(lanes, key=lambda name: (len(name), name))}


def sum_of(rows: tuple[BranchRow, ...], graph: GraphSnapshot, *, is_over: bool) -> str:
    """How many branches began, and how many of them ended how; while the run goes on there may be more to come.

    A branch is as its worst node, and done when all of its nodes are; blocks number their branches each for itself.
    """
    blocks = _blocks(rows, graph)
    sizes = Counter(blocks.values())
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((blocks.get(row.node, ""), row.branch), []).append(row.state)
    states = []
    for (block, _), ended in found.items():
        worst = min(ended, key=_WORST_FIRST.index)
        is_whole = len(ended) >= sizes[block] or "cached" in ended  # of an earlier run's branch not all may be there
        states.append(worst if is_whole or worst in _WORST_FIRST[:3] else "unfinished" if is_over else "running")
    names = {"ok": "done", "cached": "done"}
    counts = Counter(names.get(state, state) for state in states)
    text = ", ".join(f"{count:,} {state}" for state, count in counts.items())
    begun = "" if is_over else " begun so far"
    return f"{len(states):,} {'branch' if len(states) == 1 else 'branches'}{begun}: {text}" if states else ""


def _blocks(rows: tuple[BranchRow, ...], graph: GraphSnapshot) -> dict[str, str]:
    """Return a name of each node's block: nodes as deep as one another that read one another, or what is expanded.

    Of a run whose nodes the graph has not any more nothing is known.
    """
    depths = {row.node: row.branch.count(".") for row in rows}
    if not graph.nodes.keys() >= depths.keys():
        return {}
    joined: dict[str, str] = {}

    def first(name: str) -> str:
        while name in joined:
            name = joined[name]
        return name

    for name, depth in depths.items():
        for dep in [each.name for each in graph.nodes[name].deps]:
            is_expanded = dep in graph.nodes and graph.nodes[dep].kind == "expand"
            if is_expanded or depths.get(dep) == depth:
                one, other = first(name), first(f"{dep}[]" if is_expanded else dep)
                if one != other:
                    joined[other] = one
    return {name: first(name) for name in depths}


def _ended(row: BranchRow, run: Run) -> BranchRow:
    """Return a row after its run ended: what still ran did not come to its end."""
    if row.state != "running" or run.is_active:
        return row
    return replace(row, state="stopped", seconds=max(0.0, run.seconds - row.begun))


def _numbers(branch: str) -> tuple[int, ...]:
    return tuple(int(part) for part in branch.split("."))
