"""A report whose groups are folded to one node each, and what is inside each of them.
It must not compare or draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from dagscope.compare.report import Report
from dagscope.difference_words import counted
from dagscope.records import NodeDiff, Role

Groups = dict[str, list[NodeDiff]]
MOST_TAGS = 3


def namespaces_of(report: Report) -> Groups:
    """Return the nodes of each namespace, the first part of their names, with the node of that name, what a subdag
    gives.

    Namespaces of a single node are left out.
    """
    found: Groups = {}
    heads = {row.name.partition(".")[0] for row in report.rows if "." in row.name}
    for row in report.rows:
        head = row.name.partition(".")[0]
        if head in heads:
            found.setdefault(head, []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1}


def groupings_of(report: Report) -> dict[str, Groups]:
    """Return the ways of the window to group nodes that fold anything here, and the groups of each.

    A group of a single node is none, and neither is a tag that has another value for nearly every node.
    """
    spaces = namespaces_of(report)
    modules = _grouped(report, {name: f"module {module}" for name, module in report.modules.items() if module})
    inner = {row.name: space for space, rows in spaces.items() for row in rows}
    outer = {row.name: module for module, rows in modules.items() for row in rows}
    found = {"namespace": spaces, "module": modules}
    if spaces and modules:
        found["module, then namespace"] = _grouped(report, {**outer, **inner})
    for tag in useful_tags(report.tags):
        values = {name: f"{tag}={tags[tag]}" for name, tags in report.tags.items() if tag in tags}
        found[f"tag {tag}"] = _grouped(report, values)
    return {name: groups for name, groups in found.items() if groups}


def useful_tags(tags: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the tags that it makes sense to group by, the most used first; the decorators' own are none."""
    values: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for own in tags.values():
        for key, value in own.items():
            if key.startswith("hamilton."):
                continue
            counts[key] += 1
            values.setdefault(key, set()).add(value)
    ordered = [key for key, _ in counts.most_common() if len(values[key]) <= max(8, counts[key] // 2)]
    return tuple(ordered[:MOST_TAGS])


def _grouped(report: Report, group_of: Mapping[str, str]) -> Groups:
    found: Groups = {}
    for row in report.rows:
        if row.name in group_of:
            found.setdefault(group_of[row.name], []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1}


def folded(report: Report, groups: Groups) -> Report:
    """Return the report with one node for each group, which says how many of its nodes differ."""
    outer = {row.name: group for group, rows in groups.items() for row in rows}
    rows = [row for row in report.rows if row.name not in outer]
    rows += [_summed(group, inside) for group, inside in groups.items()]
    ends = ((outer.get(source, source), outer.get(target, target)) for source, target in report.edges)
    return replace(report, rows=tuple(rows), edges=tuple(dict.fromkeys(pair for pair in ends if pair[0] != pair[1])))


def inside(report: Report, rows: list[NodeDiff]) -> Report:
    """Return the report of a group: its nodes, and those that they are joined to."""
    own = {row.name for row in rows}
    edges = tuple(edge for edge in report.edges if own.intersection(edge))
    near = own.union(*edges)
    return replace(report, rows=tuple(row for row in report.rows if row.name in near), edges=edges)


def counts_of(rows: list[NodeDiff]) -> str:
    """Return in words how many nodes differ, and how."""
    differing = [row for row in rows if row.differs]
    causes = sum(row.role == "cause" for row in differing)
    affected = sum(row.role == "affected" for row in differing)
    parts = [counted(causes, "cause")] if causes else []
    parts += [f"{affected:,} affected"] if affected else []
    not_known = sum(row.is_unknown for row in differing)
    parts += [f"{not_known:,} not known"] if not_known else []
    other = len(differing) - causes - affected - not_known
    parts += [counted(other, "other difference")] if other else []
    return f"{', '.join(parts) or 'none differ'} of {counted(len(rows), 'node')}"


def _summed(space: str, rows: list[NodeDiff]) -> NodeDiff:
    roles = {row.role for row in rows if row.differs}
    if not any(row.differs for row in rows):
        return NodeDiff(space, detail=counts_of(rows))
    role: Role = "cause" if "cause" in roles else "affected" if "affected" in roles else "same"
    return NodeDiff(space, role, value="different", detail=counts_of(rows))
