"""Writes a picture as JSON for other programs. The layout of its keys is a promise: add to it, do not change it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from dagscope.draw.frames import group_of
from dagscope.draw.parts import Marks, PictureNode, PictureOptions
from dagscope.draw.picture import in_order, make_picture
from dagscope.node import Node
from dagscope.type_text import type_text

VERSION = 1


def to_json(
    nodes: Collection[Node],
    marks: Marks | None = None,
    config: Mapping[str, Any] | None = None,
    options: PictureOptions | None = None,
    indent: int | None = 2,
) -> str:
    """Return the nodes, their wires and their namespaces as JSON: `{"version", "nodes", "edges", "groups", "config"}`.

    A node is `{"name", "label", "type", "kind", "classes", "group", "module", "documentation", "tags", "columns"}`, an
    edge `{"source", "target", "optional"}`; inputs are nodes of their own here.
    """
    nodes = in_order(nodes)
    picture = make_picture(nodes, marks, config, options)
    boxes = {box.id: box for box in picture.nodes}
    known = {node.name: node for node in nodes}
    for node in nodes:
        for producer in node.dependencies:
            known.setdefault(producer.name, producer)
    given = {node.name for node in nodes}
    rows = [_row(node, boxes.get(node.name)) for node in known.values()]
    edges = [
        {"source": producer.name, "target": node.name, "optional": not node.requires(producer.name)}
        for node in known.values()
        if node.name in given
        for producer in {each.name: each for each in node.dependencies}.values()
    ]
    record = {
        "version": VERSION,
        "nodes": rows,
        "edges": edges,
        "groups": list(picture.groups),
        "config": {key: str(value) for key, value in (config or {}).items()},
    }
    return json.dumps(record, indent=indent, ensure_ascii=False) + "\n"


def _row(node: Node, box: PictureNode | None) -> dict[str, Any]:
    is_input = node.user_defined
    return {
        "name": node.name,
        "label": box.title if box is not None and not is_input else node.name,
        "type": type_text(node.type),
        "kind": "input" if is_input else "function",
        "classes": ["input"] if is_input or box is None else list(box.classes),
        "group": box.group if box is not None and not is_input else group_of(node),
        "module": str(node.tags.get("module", "")),
        "documentation": node.documentation or "",
        "tags": {
            key: value if isinstance(value, (str, bool, list)) else str(value) for key, value in node.tags.items()
        },
        "columns": [column.title.strip() for column in box.fields] if box is not None else [],
    }
