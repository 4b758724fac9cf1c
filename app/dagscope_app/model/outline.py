"""The outline: the graph's nodes as a tree by namespace, module, tag or type. Pure; it must not know how it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope_app.model.graph import GraphSnapshot, group

OUTLINE_KINDS = ("namespace", "module", "tag", "type")


@dataclass(slots=True)
class OutlineRow:
    """One row: a node or a heading. `parent` is a row's number, -1 at the top; `place` its number among its siblings."""

    id: str
    label: str
    is_node: bool
    parent: int
    place: int
    children: list[int]


def outline(graph: GraphSnapshot, kind: str, wanted: str = "") -> list[OutlineRow]:
    """All rows, parents before children. With `wanted`, only nodes whose name or type holds it, and their headings."""
    rows: list[OutlineRow] = []
    top: list[int] = []
    headings: dict[str, int] = {}
    grouping = group(graph, kind) if kind != "type" else None
    needle = wanted.strip().lower()

    def add(key: str, label: str, is_node: bool, parent: int) -> int:
        siblings = rows[parent].children if parent >= 0 else top
        rows.append(OutlineRow(key, label, is_node, parent, len(siblings), []))
        siblings.append(len(rows) - 1)
        return len(rows) - 1

    def heading(key: str) -> int:
        if not key:
            return -1
        if key not in headings:
            chain = grouping.ancestors(key) if grouping is not None else (key,)
            for part in reversed(chain):
                if part not in headings:
                    above = grouping.group_parents[part] if grouping is not None else ""
                    label = grouping.labels[part] if grouping is not None else part
                    headings[part] = add(part, label, False, headings.get(above, -1))
        return headings[key]

    for name, node in graph.nodes.items():
        if needle and needle not in name.lower() and needle not in node.type.lower():
            continue
        key = grouping.parents[name] if grouping is not None else (node.type or "no type")
        add(name, node.label if kind == "namespace" else name, True, heading(key))
    return rows
