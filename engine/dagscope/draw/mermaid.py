"""Writes a picture as a Mermaid flowchart, which GitHub and many editors draw. Needs no library."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dagscope.draw.parts import Marks, Picture, PictureNode, PictureOptions
from dagscope.draw.picture import make_picture
from dagscope.draw.styles import COLLECT_LINE, EXPAND_LINE, FUNCTION_FILL, OUTPUT_FILL
from dagscope.node import Node
from dagscope.shown_text import shown

# Opening and closing of a box, by what it stands for; the first that fits counts.
SHAPES = (("config", "[/", "/]"), ("materializer", "[(", ")]"), ("input", "[", "]"), ("function", "(", ")"))
_ENTITIES = str.maketrans(
    {"#": "#35;", "&": "#38;", "<": "#lt;", ">": "#gt;", '"': "#quot;", "'": "#39;", "`": "#96;", "\n": " "}
)
CLASS_DEFINITIONS = {
    "config": "fill:#ffffff,stroke:#526370,color:#17242D",
    "input": "fill:#ffffff,stroke:#526370,stroke-dasharray:5 3,color:#17242D",
    "function": f"fill:{FUNCTION_FILL},stroke:#4F8CA6,color:#17242D",
    "output": f"fill:{OUTPUT_FILL},stroke:#B67A00,color:#17242D",
    "override": "stroke-dasharray:2 2,stroke-width:3px",
    "expand": f"stroke:{EXPAND_LINE},stroke-width:3px",
    "collect": f"stroke:{COLLECT_LINE},stroke-width:3px",
}


def to_mermaid(
    nodes: Collection[Node],
    marks: Marks | None = None,
    config: Mapping[str, Any] | None = None,
    options: PictureOptions | None = None,
    orient: str = "LR",
) -> str:
    """Return the Mermaid text of some nodes."""
    picture = make_picture(nodes, marks, config, options)
    names = {box.id: f"n{number}" for number, box in enumerate(picture.nodes)}
    inside: dict[str, list[PictureNode]] = {}
    for box in picture.nodes:
        inside.setdefault(box.group if box.group in picture.groups else "", []).append(box)
    lines = [f"flowchart {orient}"]
    lines += [_node(box, names, 1) for box in inside.get("", ())]
    for group in picture.groups:
        if group.rpartition(".")[0] not in picture.groups:
            lines += _group(group, picture, inside, names, 1)
    for edge in picture.edges:
        arrow = "-.->" if edge.is_optional else "-->"
        lines.append(f"    {names[edge.source]} {arrow} {names[edge.target]}")
    return "\n".join([*lines, *_classes(picture, names)]) + "\n"


def _group(
    group: str,
    picture: Picture,
    inside: Mapping[str, list[PictureNode]],
    names: Mapping[str, str],
    depth: int,
) -> list[str]:
    indent = "    " * depth
    number = picture.groups.index(group)
    lines = [f'{indent}subgraph g{number}["{_text(group.rpartition(".")[2])}"]']
    lines += [_node(box, names, depth + 1) for box in inside.get(group, ())]
    for other in picture.groups:
        if other.rpartition(".")[0] == group:
            lines += _group(other, picture, inside, names, depth + 1)
    return [*lines, f"{indent}end"]


def _node(box: PictureNode, names: Mapping[str, str], depth: int) -> str:
    before, after = next((shape[1:] for shape in SHAPES if shape[0] in box.classes), ("(", ")"))
    if box.kind == "input":
        label = "<br/>".join([f"{_text(name)}: <i>{_text(type_)}</i>" for name, type_ in box.rows])
    else:
        label = f"<b>{_text(box.title)}</b><br/><i>{_text(box.subtitle)}</i>"
    for column in box.fields:
        label += f"<br/>{_text(column.title.strip())}"
    return f'{"    " * depth}{names[box.id]}{before}"{label}"{after}'


def _text(text: str) -> str:
    """Return text for a quoted label, in which nothing is markup, and `%%{` no directive."""
    return shown(text).translate(_ENTITIES).replace("%%", "#37;#37;")


def _classes(picture: Picture, names: Mapping[str, str]) -> list[str]:
    lines = []
    for name, definition in CLASS_DEFINITIONS.items():
        members = [names[box.id] for box in picture.nodes if name in box.classes]
        if members:
            lines += [f"    classDef {name} {definition}", f"    class {','.join(members)} {name}"]
    return lines
