"""The outline: the graph's nodes as a tree by namespace, module, tag or type.
Pure; it must not know how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dagscope_app.model.graph.sections import grouped
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, GroupingKind
from dagscope_app.model.translation import later

OUTLINE_KINDS: dict[GroupingKind | Literal["type"], str] = {
    "namespace": later("Namespace"),
    "both": later("Module, namespace"),
    "module": later("Module"),
    "tag": later("Tag"),
    "type": later("Type"),
}


@dataclass(slots=True)
class OutlineRow:
    """One row: a node or a heading.
    `parent` is a row's number, -1 at the top; `position` its number among its siblings.
    """

    id: str
    label: str
    is_node: bool
    parent: int
    position: int
    children: list[int]


NO_CHILDREN: list[int] = []
"""Every node's children; never filled."""


def outline_grouping(graph: GraphSnapshot, by: GroupBy | None, has_sections: bool = True) -> Grouping | None:
    """Return the groups that are the headings, or None where the nodes are sorted by type."""
    return None if by is None else grouped(graph, by, has_sections)


def outline(
    graph: GraphSnapshot,
    by: GroupBy | None,
    wanted: str = "",
    grouping: Grouping | None = None,
    only: frozenset[str] | None = None,
) -> list[OutlineRow]:
    """Return all rows, parents before children. With `wanted`, only nodes that hold it, and their headings.

    Without `by` they are ordered by type. `grouping` is that of `outline_grouping`, for those who have it already;
    `only` are the nodes to keep, before `wanted`.
    """
    rows: list[OutlineRow] = []
    top: list[int] = []
    headings: dict[str, int] = {"": -1}
    grouping = grouping or outline_grouping(graph, by)
    needle = wanted.strip().lower()
    has_labels = by is not None and by.kind in ("namespace", "both")

    def heading(key: str) -> int:
        chain = grouping.ancestors(key) if grouping is not None else (key,)
        for part in reversed(chain):
            if part not in headings:
                above = headings.get(grouping.group_parents[part], -1) if grouping is not None else -1
                label = grouping.labels[part] if grouping is not None else part
                siblings = rows[above].children if above >= 0 else top
                headings[part] = len(rows)
                rows.append(OutlineRow(part, label, False, above, len(siblings), []))
                siblings.append(headings[part])
        return headings[key]

    for name, node in graph.nodes.items():
        if only is not None:
            if name not in only:
                continue
        elif needle and needle not in name.lower() and needle not in node.type.lower():
            continue
        key = grouping.parents[name] if grouping is not None else (node.type or "no type")
        parent = headings[key] if key in headings else heading(key)
        siblings = rows[parent].children if parent >= 0 else top
        row = OutlineRow(name, node.label if has_labels else name, True, parent, len(siblings), NO_CHILDREN)
        siblings.append(len(rows))
        rows.append(row)
    if grouping is not None and grouping.notes:
        _order_sections(rows, top, grouping)
    return rows


def _order_sections(rows: list[OutlineRow], top: list[int], grouping: Grouping) -> None:
    """Put sections in their own order, and before what lies in none; else they come as their nodes do."""
    order = {key: number for number, key in enumerate(grouping.group_parents) if key in grouping.notes}
    for siblings in (top, *(row.children for row in rows if row.children)):
        if any(rows[at].id in order for at in siblings):
            siblings.sort(key=lambda at: order.get(rows[at].id, len(order)))
            for position, at in enumerate(siblings):
                rows[at].position = position
