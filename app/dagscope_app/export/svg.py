"""Writes a page as SVG: what the painter paints, text as text, one group a node with its id and tooltip.
It must not paint.

What things consist of is in `drawing.anatomy`; nothing is drawn here that is not described there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from typing import BinaryIO

from dagscope_app.drawing.anatomy.common import printed
from dagscope_app.drawing.anatomy.groups import group_card, group_marks, match_badge
from dagscope_app.drawing.anatomy.nodes import card, marks
from dagscope_app.drawing.anatomy.parts import Part
from dagscope_app.drawing.anatomy.wires import LIT_ARROW, LIT_WIDTH, lit_role, look_of
from dagscope_app.drawing.legend import entry_parts, room_of
from dagscope_app.drawing.text import plain
from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import MARGIN, Page
from dagscope_app.export.svg_parts import Styles, number, part_svg
from dagscope_app.layout.curves import cubics
from dagscope_app.model.placement import Direction
from dagscope_app.model.records.scene import GroupItem, NodeItem, WireItem


def write_svg(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write the whole page; the scale enlarges it without changing the coordinates."""
    file.write(svg_text(page, options.scale, has_outlines=options.has_outlines).encode("utf-8", "replace"))


def svg_text(page: Page, scale: float = 1.0, *, has_outlines: bool = False) -> str:
    """Return the page as one SVG element with an XML-safe title; with outlines its letters are shapes."""
    styles = Styles(page.theme, has_outlines)
    width, height = page.width, page.height
    drawn = [  # before the sheet, which has the rules of what is drawn
        _joined(page.title_parts, styles),
        f'<g id="graph" transform="{_moved(*page.graph_at)}">{_graph(page, styles)}</g>',
        *(
            f'<g transform="{_moved(MARGIN + x, page.legend_top + y)}">'
            f"{_joined(entry_parts(e, room_of(e)), styles)}</g>"
            for e, x, y in page.legend
        ),
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width * scale)}" height="{number(height * scale)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img">'
        f"<title>{_safe(page.title or page.name or 'Dataflow')}</title>",
        styles.sheet(page.spec.dims_little),
        f'<rect fill="{page.theme.hex("canvas")}" width="{number(width)}" height="{number(height)}"/>',
        *drawn,
        "</svg>\n",
    ]
    return "".join(parts)


Shown = Callable[[Iterable[Part]], Iterable[Part]]


def _graph(page: Page, styles: Styles) -> str:
    """Return the graph in the painter's order: frames, wires, folded groups, nodes."""
    spec, groups = page.spec, page.geometry.groups
    is_lr = spec.direction != "TB"
    shown: Shown = printed if spec.is_printed else tuple
    wires = sorted(spec.wires.values(), key=lambda wire: wire.is_on_path)
    looks: dict[tuple[str, float, float, bool], str] = {}
    layers = (
        (_group(group, styles, shown) for group in groups if not group.is_folded),
        (_wire(wire, styles, looks, is_lr) for wire in wires if len(wire.points) > 1),
        (
            *(_group(group, styles, shown) for group in groups if group.is_folded),
            *(_node(node, styles, spec.direction, shown) for node in page.geometry.nodes),
        ),
    )
    return "".join(f"<g>{''.join(layer)}</g>" for layer in layers)


def _joined(parts: Iterable[Part], styles: Styles) -> str:
    return "".join(part_svg(part, styles) for part in parts)


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


@lru_cache(maxsize=16384)  # a wire names its two nodes, and a node has some wires
def _safe(text: str) -> str:
    return escape(plain(text), quote=True)


def _safe_lines(text: str) -> str:
    return escape(plain(text, keep_lines=True))


def _wire(wire: WireItem, styles: Styles, looks: dict[tuple[str, float, float, bool], str], is_lr: bool) -> str:
    if wire.is_on_path:
        look = (lit_role(wire), LIT_WIDTH, LIT_ARROW, False)
    else:
        usual = look_of(wire)
        look = (usual.role, usual.width, usual.arrow, usual.is_dashed)
    classes = looks.get(look)
    if classes is None:
        role, width, arrow, is_dashed = look
        lit = "lit " if wire.is_on_path else ""
        classes = looks[look] = f"w {lit}{styles.wire(role, width, arrow, is_dashed=is_dashed)}"
    dim = " dim" if wire.is_dimmed else ""
    ends = f'data-a="{_safe(wire.source)}" data-b="{_safe(wire.target)}"'
    return f'<path class="{classes}{dim}" {ends} d="{_curve(wire.points, is_lr)}"/>'


def _curve(points: tuple[tuple[float, float], ...], is_lr: bool) -> str:
    (x, y), axis = points[0], 1 if is_lr else 0
    made = [f"M{number(x)} {number(y)}"]
    for start, (x1, y1), (x2, y2), end in cubics(points, "LR" if is_lr else "TB"):
        x, y = end
        if start[axis] == end[axis]:
            made.append(f"L{number(x)} {number(y)}")
        else:
            made.append(f"C{number(x1)} {number(y1)} {number(x2)} {number(y2)} {number(x)} {number(y)}")
    return "".join(made)


def _node(node: NodeItem, styles: Styles, direction: Direction, shown: Shown) -> str:
    box, dim = node.box, " dim" if node.is_dimmed else ""
    parts = [*shown(card(node, direction)), *marks(node)]
    title = node.tooltip or f"{node.id}: {node.type_text}".rstrip(": ")
    return (
        f'<g class="n{dim}" data-id="{_safe(node.id)}" data-state="{node.state}" transform="{_moved(box.x, box.y)}">'
        f"<title>{_safe_lines(title)}</title>{_joined(parts, styles)}</g>"
    )


def _group(group: GroupItem, styles: Styles, shown: Shown) -> str:
    box, dim = group.box, " dim" if group.is_dimmed else ""
    parts = [*shown(group_card(group)), *group_marks(group), *match_badge(group, group.box.width)]
    return (
        f'<g class="grp{dim}" data-id="{_safe(group.id)}" transform="{_moved(box.x, box.y)}">'
        f"<title>{_safe_lines(group.tooltip or group.id)}</title>{_joined(parts, styles)}</g>"
    )


FORMAT = Format("SVG", ("svg",), "web pages, drawing programs", write_svg)
