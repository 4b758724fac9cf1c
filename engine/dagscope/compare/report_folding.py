"""A report whose namespaces are folded to one node each, and what is inside each of them.
It must not compare or draw.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope.compare.report import Report
from dagscope.difference_words import counted
from dagscope.records import NodeDiff


def namespaces_of(report: Report) -> dict[str, list[NodeDiff]]:
    """Return the nodes of each namespace, the first part of their names, with the node of that name, what a subdag
    gives.

    Namespaces of a single node are left out.
    """
    found: dict[str, list[NodeDiff]] = {}
    heads = {row.name.partition(".")[0] for row in report.rows if "." in row.name}
    for row in report.rows:
        head = row.name.partition(".")[0]
        if head in heads:
            found.setdefault(head, []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1}


def folded(report: Report) -> Report:
    """Return the report with one node for each namespace, which says how many of its nodes differ."""
    spaces = namespaces_of(report)
    outer = {row.name: space for space, rows in spaces.items() for row in rows}
    rows = [row for row in report.rows if row.name not in outer]
    rows += [_summed(space, inside) for space, inside in spaces.items()]
    ends = ((outer.get(source, source), outer.get(target, target)) for source, target in report.edges)
    return replace(report, rows=tuple(rows), edges=tuple(dict.fromkeys(pair for pair in ends if pair[0] != pair[1])))


def inside(report: Report, space: str) -> Report:
    """Return the report of a namespace: its nodes, and those that they are joined to."""
    own = {row.name for row in namespaces_of(report).get(space, [])}
    edges = tuple(edge for edge in report.edges if own.intersection(edge))
    near = own.union(*edges)
    rows = tuple(row for row in report.rows if row.name in near)
    return replace(report, rows=rows, edges=edges)


def counts_of(rows: list[NodeDiff]) -> str:
    """Return in words how many nodes differ, and how."""
    differing = [row for row in rows if row.differs]
    causes = sum(row.role == "cause" for row in differing)
    affected = sum(row.role == "affected" for row in differing)
    parts = [counted(causes, "cause")] if causes else []
    parts += [f"{affected:,} affected"] if affected else []
    other = len(differing) - causes - affected
    parts += [counted(other, "other difference")] if other else []
    return f"{', '.join(parts) or 'none differ'} of {counted(len(rows), 'node')}"


def _summed(space: str, rows: list[NodeDiff]) -> NodeDiff:
    roles = {row.role for row in rows if row.differs}
    if not any(row.differs for row in rows):
        return NodeDiff(space, detail=counts_of(rows))
    role = "cause" if "cause" in roles else "affected" if "affected" in roles else "same"
    return NodeDiff(space, role, value="different", detail=counts_of(rows))  # type: ignore[arg-type]
