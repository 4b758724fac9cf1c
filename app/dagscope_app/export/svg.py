"""Writes a page as SVG: text as text, one group a node with its id and tooltip. It must not paint."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import BinaryIO

from dagscope_app.drawing import shapes
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.groups import nodes_text
from dagscope_app.drawing.legend import Entry, room_of
from dagscope_app.drawing.metrics import (
    EDGE_PAD,
    NAME_BASELINE,
    STATE_ROOM,
    TEXT_LEFT,
    TYPE_BASELINE,
    elided,
    elided_name,
    text_width,
)
from dagscope_app.drawing.nodes import MOST_PORTS, heat_place, shapes_inset, style_of
from dagscope_app.drawing.text import plain
from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import MARGIN, Page
from dagscope_app.export.svg_parts import definitions, inner_lines, number, outline, style_sheet
from dagscope_app.layout.curves import cubics
from dagscope_app.model.scene import GroupItem, NodeItem, SceneSpec, WireItem

FULL_BOX = 44.0


def write_svg(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write the whole page; the scale enlarges it without changing the coordinates."""
    file.write(svg_text(page, options.scale).encode("utf-8", "replace"))


def svg_text(page: Page, scale: float = 1.0) -> str:
    """The page as one SVG element with an XML-safe title."""
    theme = page.theme
    dx, dy = page.graph_at
    width, height = page.width, page.height
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width * scale)}" height="{number(height * scale)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img">'
        f"<title>{_safe(page.title or 'Dataflow')}</title>"
    )
    parts = [
        head,
        style_sheet(theme),
        definitions(theme),
        f'<rect class="cv" width="{number(width)}" height="{number(height)}"/>',
        f'<text class="title" x="{MARGIN}" y="{MARGIN + 18}">{_safe(page.shown_title)}</text>' if page.title else "",
        f'<g id="graph" transform="translate({number(dx)} {number(dy)})">',
        *_graph(page),
        "</g>",
        *(_legend_entry(entry, MARGIN + x, page.legend_top + y) for entry, x, y in page.legend),
        "</svg>\n",
    ]
    return "".join(parts)


def _graph(page: Page) -> Iterator[str]:
    spec = page.spec
    groups = page.geometry.groups
    yield "<g>"
    yield from (_group(group) for group in groups if not group.is_folded)
    yield "</g><g>"
    is_lr = spec.direction != "TB"
    wires = sorted(spec.wires.values(), key=lambda wire: wire.is_on_path)
    yield from (_wire(wire, is_lr) for wire in wires if len(wire.points) > 1)
    yield "</g><g>"
    yield from (_group(group) for group in groups if group.is_folded)
    yield from (_node(node, spec) for node in page.geometry.nodes)
    yield "</g>"


def _safe(text: str) -> str:
    return escape(plain(text), quote=True)


# ---- wires


def _wire(wire: WireItem, is_lr: bool) -> str:
    step = min(4, math.ceil(math.log2(wire.count))) if wire.count > 1 else 0
    classes = "w"
    if wire.is_optional:
        classes += " opt"
    if wire.diff:
        classes += f" w-{DIFF_ROLES[wire.diff]}"
    if wire.is_on_path:
        classes += " lit"
    if wire.is_dimmed:
        classes += " dim"
    width = f' style="stroke-width:{1.25 + 0.6 * step:g}"' if step and not wire.is_on_path else ""
    ends = f'data-a="{_safe(wire.source)}" data-b="{_safe(wire.target)}"'
    return f'<path class="{classes}"{width} {ends} d="{_curve(wire.points, is_lr)}"/>'


def _curve(points: tuple[tuple[float, float], ...], is_lr: bool) -> str:
    made = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for start, first, second, end in cubics(points, "LR" if is_lr else "TB"):
        is_straight = start[1] == end[1] if is_lr else start[0] == end[0]
        knots = (end,) if is_straight else (first, second, end)
        made.append(("L" if is_straight else "C") + " ".join(f"{number(x)} {number(y)}" for x, y in knots))
    return "".join(made)


# ---- nodes


def _node(node: NodeItem, spec: SceneSpec) -> str:
    box, style, shape = node.box, style_of(node), shapes.shape_of(node.kind)
    width, height = box.width, box.height
    body = outline(shape, width, height)
    line = {"input": " dash", "unavailable": " dot"}.get(node.kind, "")
    dim = " dim" if node.is_dimmed else ""
    parts = [
        f'<g class="n{dim}" data-id="{_safe(node.id)}" data-state="{node.state}" transform="translate({number(box.x)} {number(box.y)})">',
        f"<title>{_safe_lines(node.tooltip or f'{node.id}: {node.type_text}'.rstrip(': '))}</title>",
    ]
    if node.definition_count > 1 or node.is_definition_overridden:
        parts.append(f'<g transform="translate(4 -4)">{body} class="{style}" style="fill:var(--c,none)"/></g>')
    role = f" b-{DIFF_ROLES[node.diff]}" if node.diff else ""
    parts.append(f'{body} class="{style}{line}{role}"/>')
    if node.is_value_overridden:
        parts.append(f'{body} class="hatch"/>')
    if node.heat is not None:
        left, room = heat_place(shape, width)
        filled = max(3.0, room * min(1.0, max(0.0, node.heat)))
        parts.append(
            f'<rect class="ht" x="{number(left)}" y="{number(height - 6)}" width="{number(room)}" height="3" rx="1.5"/>'
        )
        parts.append(
            f'<rect class="hv" x="{number(left)}" y="{number(height - 6)}" width="{number(filled)}" height="3" rx="1.5"/>'
        )
    inner = inner_lines(shape, width, height)
    if inner:
        parts.append(f'{inner} class="{style} i"/>')
    parts += _texts(node, style, shape)
    parts += _extras(node, spec, width, height)
    parts.append("</g>")
    return "".join(parts)


def _texts(node: NodeItem, style: str, shape: str) -> list[str]:
    width = node.box.width
    inset = shapes_inset(shape)
    left = TEXT_LEFT + (6 if node.kind == "loader" else 0)
    name = elided(node.label, "node_name", width - left - EDGE_PAD - STATE_ROOM - inset)
    kind = (
        node.kind
        if node.kind in ("input", "config", "loader", "saver", "expand", "collect", "unavailable")
        else "function"
    )
    state_at = number(width - EDGE_PAD - 14 - inset)
    parts = [
        f'<use href="#k-{kind}" x="{number(left - 18)}" y="9" class="k-{style}"/>',
        f'<text class="t" x="{number(left)}" y="{number(NAME_BASELINE)}">{escape(name)}</text>',
        f'<use href="#s-{node.state}" x="{state_at}" y="8" class="s-{node.state}"/>',
    ]
    room = width - left - EDGE_PAD
    if node.time_text:
        time_text = plain(node.time_text, 24)
        room -= text_width(time_text, "node_time") + 8 + inset / 2
        parts.append(
            f'<text class="m e" x="{number(width - EDGE_PAD - inset / 2)}" y="{number(TYPE_BASELINE)}">{escape(time_text)}</text>'
        )
    if node.type_text:
        kind_text = elided(node.type_text, "node_type", room)
        parts.append(f'<text class="y" x="{number(left)}" y="{number(TYPE_BASELINE)}">{escape(kind_text)}</text>')
    return parts


def _extras(node: NodeItem, spec: SceneSpec, width: float, height: float) -> list[str]:
    parts = []
    for at in range(min(len(node.ports), MOST_PORTS)):
        along = (at + 1) / (min(len(node.ports), MOST_PORTS) + 1)
        x, y = (0.0, height * along) if spec.direction != "TB" else (width * along, 0.0)
        parts.append(f'<rect class="p" x="{number(x - 3)}" y="{number(y - 3)}" width="6" height="6" rx="1.5"/>')
    if node.definition_count > 1:
        text = str(node.definition_count) if node.definition_count < 100 else "99+"
        taken = max(16.0, text_width(text, "small_strong") + 9)
        parts.append(
            f'<rect class="badge" x="{number(width - taken + 6)}" y="-11" width="{number(taken)}" height="15" rx="7.5"/>'
        )
        parts.append(f'<text class="b" x="{number(width - taken / 2 + 6)}" y=".5">{text}</text>')
    if node.is_on_path and not node.is_selected:
        parts.append(f'{outline(shapes.shape_of(node.kind), width, height)} class="ring"/>')
    if node.is_selected or node.is_match:
        kind = "ring" if node.is_selected else "match"
        parts.append(
            f'<rect class="{kind}" x="-2.5" y="-2.5" width="{number(width + 5)}" height="{number(height + 5)}" rx="9.5"/>'
        )
    if node.diff:
        parts.append(_diff(node.diff))
    return parts


def _diff(diff: str) -> str:
    return f'<rect class="cv" x="-9" y="-9" width="18" height="18" rx="4"/><use href="#d-{diff}" x="-7" y="-7" class="d-{DIFF_ROLES[diff]}"/>'


def _safe_lines(text: str) -> str:
    return escape(plain(text, keep_lines=True))


# ---- groups


def _group(group: GroupItem) -> str:
    box = group.box
    size = f'width="{number(box.width - 1)}" height="{number(box.height - 1)}" rx="9"'
    dim = " dim" if group.is_dimmed else ""
    parts = [
        f'<g class="grp{dim}" data-id="{_safe(group.id)}" transform="translate({number(box.x)} {number(box.y)})">',
        f"<title>{_safe_lines(group.tooltip or group.id)}</title>",
    ]
    if group.is_folded:
        parts.append(
            f'<rect class="fold" x="4.5" y="4.5" width="{number(box.width - 9)}" height="{number(box.height - 2)}" rx="8"/>'
        )
        parts.append(f'<rect class="fold" x=".5" y=".5" {size}/>')
    else:
        parts.append(f'<rect class="f{min(max(group.depth, 0), 2) + 1}" x=".5" y=".5" {size}/>')
    is_box = group.is_folded and box.height >= FULL_BOX
    middle = 16.0 if is_box or not group.is_folded else box.height / 2
    parts.append(
        f'<use href="#f-{"closed" if group.is_folded else "open"}" x="10" y="{number(middle - 6)}" class="q"/>'
    )
    right = box.width - EDGE_PAD if is_box else _right_side(parts, group, middle)
    if is_box:
        _counts_row(parts, group)
    name = elided_name(group.label, "group_name", right - TEXT_LEFT)
    parts.append(f'<text class="h" x="{TEXT_LEFT:g}" y="{number(middle + 4.4)}">{escape(name)}</text>')
    if group.is_selected or group.is_on_path:
        parts.append(
            f'<rect class="ring" x="-2" y="-2" width="{number(box.width + 4)}" height="{number(box.height + 4)}" rx="11"/>'
        )
    if group.diff:
        parts.append(_diff(group.diff))
    parts.append("</g>")
    return "".join(parts)


def _right_side(parts: list[str], group: GroupItem, middle: float) -> float:
    """As the painter does: time, counts by state, number of nodes, as many as there is room for."""
    right = group.box.width - EDGE_PAD
    least = TEXT_LEFT + min(96.0, text_width(plain(group.label, 200), "group_name"))
    if group.time_text and right - text_width(group.time_text, "node_time") > least:
        parts.append(f'<text class="m e" x="{number(right)}" y="{number(middle + 4)}">{_safe(group.time_text)}</text>')
        right -= text_width(group.time_text, "node_time") + 10
    for state, count in reversed(group.state_counts):
        taken = 17 + text_width(str(count), "node_time")
        if right - taken < least:
            break
        parts.append(_chip(state, str(count), right - taken, middle))
        right -= taken + 8
    if group.is_folded and not group.state_counts and right - text_width(nodes_text(group.count), "node_time") > least:
        parts.append(f'<text class="m e" x="{number(right)}" y="{number(middle + 4)}">{nodes_text(group.count)}</text>')
        right -= text_width(nodes_text(group.count), "node_time") + 8
    return right


def _counts_row(parts: list[str], group: GroupItem) -> None:
    middle, right = group.box.height - 16.0, group.box.width - EDGE_PAD
    if group.time_text:
        parts.append(f'<text class="m e" x="{number(right)}" y="{number(middle + 4)}">{_safe(group.time_text)}</text>')
        right -= text_width(group.time_text, "node_time")
    if not group.state_counts:
        parts.append(f'<text class="m" x="{TEXT_LEFT:g}" y="{number(middle + 4)}">{nodes_text(group.count)}</text>')
    left = TEXT_LEFT
    for state, count in group.state_counts:
        taken = 17 + text_width(f"{count:,}", "node_time")
        if left + taken > right - 6:
            break
        parts.append(_chip(state, f"{count:,}", left, middle))
        left += taken + 8


def _chip(state: str, text: str, left: float, middle: float) -> str:
    return (
        f'<use href="#s-{state}" x="{number(left)}" y="{number(middle - 7)}" class="s-{state}"/>'
        f'<text class="c" x="{number(left + 17)}" y="{number(middle + 4)}">{text}</text>'
    )


# ---- legend


def _legend_entry(entry: Entry, left: float, top: float) -> str:
    what, key, words = entry
    if what == "kind":
        sample = _sample(key)
    elif what == "state":
        sample = f'<use href="#s-{key}" y="3" class="s-{key}"/>'
    elif what == "diff":
        sample = f'<use href="#d-{key}" y="3" class="d-{DIFF_ROLES[key]}"/>'
    else:
        sample = f'<path class="w{" opt" if key == "dash" else ""}" style="marker-end:none" d="M0 10H26"/>'
    text = f'<text class="l" x="{number(room_of(entry))}" y="14.5">{escape(words)}</text>'
    return f'<g transform="translate({number(left)} {number(top)})">{sample}{text}</g>'


def _sample(kind: str) -> str:
    style = "function" if kind in ("hatched", "stacked", "moved") else kind
    shape = shapes.shape_of(kind)
    line = {"input": " dash", "unavailable": " dot"}.get(kind, "")
    plain_box = '<rect x=".5" y="1.5" width="35" height="17" rx="4"'
    body = outline(shape, 36.0, 18.0) if shape in ("folded", "left_cap", "right_cap") else plain_box
    made = [f'<rect x="3.5" y="-1.5" width="35" height="17" rx="4" class="{style}"/>' if kind == "stacked" else ""]
    made.append(f'{body} class="{style}{line}"/>')
    if kind == "hatched":
        made.append(f'{plain_box} class="hatch"/>')
    elif kind != "stacked":
        if shape == "double":
            made.append(f'<rect x="3.5" y="4.5" width="29" height="11" rx="2" class="{style} i"/>')
        elif shape != "rounded":
            made.append(f'{inner_lines(shape, 36.0, 18.0)} class="{style} i"/>')
        made.append(f'<use href="#k-{"function" if kind == "final" else kind}" x="12" y="4" class="k-{style}"/>')
    return "".join(made)


FORMAT = Format("SVG", ("svg",), "web pages, drawing programs", write_svg)
