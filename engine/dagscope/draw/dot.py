"""Writes a picture as DOT text. Needs no library and starts no program."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Collection, Mapping
from typing import Any

from dagscope.draw.parts import Marks, Picture, PictureNode, PictureOptions
from dagscope.draw.picture import make_picture
from dagscope.draw.styles import CLASSES, GROUPS, Style
from dagscope.node import Node
from dagscope.shown_text import shown

GRAPH_STYLE: Style = {"compound": "true", "concentrate": "true", "ranksep": "0.4", "style": "filled"}
NODE_STYLE: Style = {"fillcolor": "#ffffff"}
COMMENT = "Dependency Graph"

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")
_KEYWORDS = frozenset({"node", "edge", "graph", "digraph", "subgraph", "strict"})


def to_dot(
    nodes: Collection[Node],
    marks: Marks | None = None,
    config: Mapping[str, Any] | None = None,
    options: PictureOptions | None = None,
    orient: str = "LR",
) -> str:
    """Return the DOT text of some nodes: what Graphviz reads."""
    picture = make_picture(nodes, marks, config, options)
    lines = [
        f"// {COMMENT}",
        "digraph {",
        f"\tgraph {_attributes({**GRAPH_STYLE, 'rankdir': orient})}",
        f"\tnode {_attributes(NODE_STYLE)}",
        *statements(picture),
        "}",
    ]
    return "\n".join(lines) + "\n"


def statements(picture: Picture) -> list[str]:
    """Return the lines between the braces, indented once."""
    inside: dict[str, list[PictureNode]] = {}
    for box in picture.nodes:
        inside.setdefault(box.group if box.group in picture.groups else "", []).append(box)
    lines = [line for box in inside.get("", ()) for line in _node(box, 1)]
    for group in picture.groups:
        if group.rpartition(".")[0] not in picture.groups:
            lines += _group(group, picture, inside, 1)
    for edge in picture.edges:
        text = f"\t{quoted(edge.source)} -> {quoted(edge.target)}"
        lines.append(f"{text} {_attributes(edge.style)}" if edge.style else text)
    if picture.legend is not None:
        lines += _legend(picture.legend)
    return lines


@functools.lru_cache(maxsize=16_384)  # names come once a wire, values of styles once a box
def quoted(text: str) -> str:
    """Return an identifier as DOT takes it."""
    if _PLAIN.fullmatch(text) and text.lower() not in _KEYWORDS:
        return text
    escaped = shown(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _attributes(style: Mapping[str, str], label: str | None = None) -> str:
    first = [] if label is None else [f"label={_value(label)}"]
    return f"[{' '.join(first + [f'{key}={_value(value)}' for key, value in sorted(style.items())])}]"


def _value(value: str) -> str:
    return value if value.startswith("<<") and value.endswith(">>") else quoted(value)


def _group(group: str, picture: Picture, inside: Mapping[str, list[PictureNode]], depth: int) -> list[str]:
    """Return the lines of a frame with its boxes and the frames within."""
    indent = "\t" * depth
    style = {
        **GROUPS[min(depth, len(GROUPS)) - 1],
        "label": f"<<b>{_html(group.rpartition('.')[2])}</b>>",
    }
    lines = [f"{indent}subgraph {quoted(f'cluster__group_{group}')} {{"]
    lines += [f"{indent}\tgraph {_attributes(style)}"]
    lines += [line for box in inside.get(group, ()) for line in _node(box, depth + 1)]
    for other in picture.groups:
        if other.rpartition(".")[0] == group:
            lines += _group(other, picture, inside, depth + 1)
    return [*lines, f"{indent}}}"]


def _node(box: PictureNode, depth: int) -> list[str]:
    """Return the lines of a box, in a frame with its columns if it has any."""
    indent = "\t" * depth
    line = f"{indent}{quoted(box.id)} {_attributes(box.style, _label(box))}"
    if not box.fields:
        return [line]
    frame = {**CLASSES["cluster"], "margin": "10"}
    lines = [
        line,
        f"{indent}subgraph {quoted(f'cluster_{box.id}')} {{",
        f"{indent}\t{_attributes(frame)[1:-1]}",
    ]
    lines += [f"{indent}\t{quoted(each.id)} {_attributes(each.style, each.title)}" for each in box.fields]
    return [*lines, f"{indent}\t{quoted(box.id)}", f"{indent}}}"]


def _html(text: str) -> str:
    """Return text in Graphviz' HTML, which is XML: no character that XML does not have."""
    return html.escape(shown(text))


def _label(box: PictureNode) -> str:
    """Return the text of a box as Graphviz' HTML."""
    if box.kind == "input":
        rows = [f"<tr><td>{_html(name)}</td><td>{_html(type_)}</td></tr>" for name, type_ in box.rows]
        return f'<<table border="0">{"".join(rows)}</table>>'
    return f"<<b>{_html(box.title)}</b><br /><br /><i>{_html(box.subtitle)}</i>>"


def _legend(entries: Collection[tuple[str, Style]]) -> list[str]:
    frame = {"label": "Legend", "rank": "same", "fontname": "helvetica", "fillcolor": "#ffffff"}
    lines = ["\tsubgraph cluster__legend {", f"\t\tgraph {_attributes(frame)}"]
    lines += [f"\t\t{quoted(name)} {_attributes(style)}" for name, style in entries]
    return [*lines, "\t}"]
