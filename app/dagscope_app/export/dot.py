"""Writes a scene as DOT text, for Graphviz and whatever reads it: what is shown, folded as it is.
It must not run Graphviz.

`dagscope.draw.dot` writes the nodes of a driver in Hamilton's way; the two share no more than the syntax.
"""

from __future__ import annotations

from typing import BinaryIO

from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec

_STYLES = {
    "input": 'style="dashed,rounded"',
    "config": "shape=note",
    "loader": "shape=cylinder",
    "saver": "shape=cylinder",
    "expand": "peripheries=2",
    "collect": "peripheries=2",
    "unavailable": 'style="dotted,rounded"',
}


def quoted(text: str) -> str:
    """Return a DOT string that shows the text literally."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_dot(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write the graph of a page; Graphviz lays it out again, so there is no scale, title or legend."""
    file.write(scene_dot(page.spec).encode("utf-8", "replace"))


def scene_dot(spec: SceneSpec) -> str:
    """Return the visible nodes, groups as clusters, folded groups as boxes, and wires between them as DOT."""
    inside = _insides(spec)
    lines = [
        "digraph dataflow {",
        f"  rankdir={spec.direction};",
        '  node [shape=box, style="rounded", fontname="Helvetica", fontsize=11];',
    ]

    def put(group: str, depth: int) -> None:
        pad = "  " * depth
        for is_group, item in inside.get(group, ()):
            if not is_group:
                lines.append(pad + _node(spec.nodes[item]))
                continue
            frame = spec.groups[item]
            if frame.is_folded:
                lines.append(pad + _box(frame))
            else:
                lines.append(f"{pad}subgraph {quoted('cluster_' + item)} {{")
                lines.append(f"{pad}  label={quoted(frame.label)};")
                put(item, depth + 1)
                lines.append(pad + "}")

    put("", 1)
    for wire in spec.wires.values():
        extra = (
            ' [style="dashed"]' if wire.is_optional else f" [label={quoted(str(wire.count))}]" if wire.count > 1 else ""
        )
        lines.append(f"  {_end(spec, wire.source)} -> {_end(spec, wire.target)}{extra};")
    return "\n".join([*lines, "}", ""])


def _end(spec: SceneSpec, item: str) -> str:
    return quoted(("group:" if item in spec.groups and item not in spec.nodes else "") + item)


def _node(node: NodeItem) -> str:
    label = f"{node.label}\n{node.type_text}" if node.type_text else node.label
    style = 'style="rounded,filled", fillcolor="#FFE2A0"' if node.is_final else _STYLES.get(node.kind, "")
    return f"{quoted(node.id)} [label={quoted(label)}{', ' + style if style else ''}];"


def _box(group: GroupItem) -> str:
    return f"{quoted('group:' + group.id)} [label={quoted(f'{group.label} ({group.count})')}, shape=box3d];"


def _insides(spec: SceneSpec) -> dict[str, list[tuple[bool, str]]]:
    """Return what lies directly in each frame: the innermost drawn group around it.

    Items are (is it a group, id): a node may be called as the group it lies in.
    """

    def drawn(group: str) -> str:
        while group and group not in spec.groups:
            group = spec.group_around(group)
        return group

    found: dict[str, list[tuple[bool, str]]] = {}
    for key in spec.groups:
        found.setdefault(drawn(spec.group_around(key)), []).append((True, key))
    for key in spec.nodes:
        found.setdefault(drawn(spec.group_of(key)), []).append((False, key))
    return found


FORMAT = Format("DOT", ("dot", "gv"), "Graphviz and other tools; they lay it out again", write_dot, has_scale=False)
