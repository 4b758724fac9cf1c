"""The parts that things consist of as SVG elements, and the style sheet of those that were used.
It must not know a whole picture.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

import dagscope_resources
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from dagscope_app.drawing import glyphs, shapes
from dagscope_app.drawing.anatomy.forms import (
    Arc,
    Bend,
    Circle,
    Form,
    Hatch,
    Inner,
    Move,
    Outline,
    Rect,
    Segment,
    Straight,
    commands,
    rect_of,
)
from dagscope_app.drawing.anatomy.parts import Align, Line, Part, Shape, Sign, Text
from dagscope_app.drawing.anatomy.wires import ARROW_HALF, ARROW_LENGTH, DASH, DASH_GAP
from dagscope_app.drawing.metrics import text_width
from dagscope_app.drawing.theme import Theme, font_look, font_metrics, make_font

# A page can change these by its own rules: the border of a node that was clicked.
NAMED = {"border": "bd"}
ANCHORS: dict[Align, str] = {"start": "", "middle": ";text-anchor:middle", "end": ";text-anchor:end"}


@lru_cache(maxsize=65536)  # columns and rows of a graph share their coordinates
def number(value: float) -> str:
    """Return a coordinate, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


@dataclass(slots=True)
class Styles:
    """The rules that elements share, each under a class of its own; and the arrowheads that wires end in."""

    theme: Theme
    has_outlines: bool = False
    known: dict[Shape | Sign, str] = field(default_factory=dict)
    _classes: dict[str, str] = field(default_factory=dict)
    _arrows: dict[tuple[str, float], str] = field(default_factory=dict)
    _texts: dict[tuple[str, str, Align], str] = field(default_factory=dict)

    def class_of(self, rules: str) -> str:
        """Return the class that has these rules."""
        return self._classes.setdefault(rules, f"s{len(self._classes)}")

    def wire(self, role: str, width: float, arrow: float, *, is_dashed: bool) -> str:
        """Return the class of wires of one look."""
        name = self._arrows.setdefault((role, arrow), f"a{len(self._arrows)}")
        dash = f";stroke-dasharray:{number(DASH)} {number(DASH_GAP)}" if is_dashed else ""
        color = self.theme.hex(role)
        return self.class_of(f"stroke:{color};stroke-width:{width:g}{dash};marker-end:url(#{name})")

    def text(self, font: str, role: str, align: Align) -> str:
        """Return the class of texts of one look."""
        look = (font, role, align)
        found = self._texts.get(look)
        if found is None:
            size, weight, is_italic = font_look(font)
            rules = f"font-size:{size}px;{self.paint('fill', role)}"
            rules += (f";font-weight:{weight}" if weight != 400 else "") + (";font-style:italic" if is_italic else "")
            found = self._texts[look] = self.class_of(rules + ANCHORS[align])
        return found

    def paint(self, what: str, role: str) -> str:
        """Return the rules for one colour."""
        color, opacity = opaque(self.theme.hex(role))
        return f"{what}:{color}" + (f";{what}-opacity:{opacity}" if opacity != "1" else "")

    def sheet(self, dims_little: bool = False) -> str:
        """Return the style sheet, the signs and the arrowheads, of all that was asked for."""
        rules = [
            'text{font-family:Inter,"Noto Sans","DejaVu Sans","Segoe UI",Helvetica,Arial,sans-serif;white-space:pre}',
            "svg{stroke-linecap:round;stroke-linejoin:round}",
            ".g{fill:none;stroke:currentColor}.a{fill:currentColor;stroke:none}",
            *(f".g{signs[0]}{{stroke-width:{width}}}" for signs, width in glyphs.LINE_WIDTHS.items()),
            f".w{{fill:none;stroke-linecap:butt}}.dim{{opacity:{self.theme.dimmed_share(dims_little):g}}}",
            *(f".{name}{{{rule}}}" for rule, name in self._classes.items()),
        ]
        faces = "" if self.has_outlines else _font_faces()
        signs = "" if self.has_outlines else self._signs()
        return f"<style>{faces}{''.join(rules)}</style><defs>{signs}{self._heads()}</defs>"

    def _signs(self) -> str:
        made = []
        for signs, table in glyphs.SIGNS.items():
            for key, glyph in table.items():
                if (signs, key) == ("state", "failed"):
                    made.append(self._failed(glyph))
                else:
                    made.append(_symbol(f"{signs[0]}-{key}", signs[0], glyph))
        return "".join(made)

    def _failed(self, glyph: glyphs.Glyph) -> str:
        cross = "".join(f"M{_polyline(points)}" for points in glyph.strokes)
        return (
            f'<g id="s-failed"><circle class="a" cx="7" cy="7" r="6.5"/>'
            f'<path d="{cross}" fill="none" stroke="{self.theme.hex("panel")}" stroke-width="1.8"/></g>'
        )

    def _heads(self) -> str:
        made = []
        for (role, size), name in self._arrows.items():
            length, half = ARROW_LENGTH * size, ARROW_HALF * size
            box = f'viewBox="0 0 {number(length)} {number(2 * half)}" refX="{number(length)}" refY="{number(half)}"'
            made.append(
                f'<marker id="{name}" {box} markerWidth="{number(length)}" markerHeight="{number(2 * half)}" '
                'markerUnits="userSpaceOnUse" orient="auto">'
                f'<path d="M0 0L{number(length)} {number(half)}L0 {number(2 * half)}Z" '
                f'fill="{self.theme.hex(role)}"/></marker>'
            )
        return "".join(made)


def part_svg(part: Part, styles: Styles) -> str:
    """Return the element of one part."""
    if isinstance(part, Text):
        return _text(part, styles)
    found = styles.known.get(part)  # nodes of one size share most shapes and signs
    if found is None:
        found = styles.known[part] = _shape(part, styles) if isinstance(part, Shape) else _sign(part, styles)
    return found


def _shape(part: Shape, styles: Styles) -> str:
    rules = [styles.paint("fill", part.fill) if part.fill else "fill:none"]
    if part.line is not None:
        rules.append(_stroke(part.line, part.form, styles))
    classes = " ".join(filter(None, (styles.class_of(";".join(rules)), NAMED.get(part.name))))
    moved = f' transform="translate({number(part.dx)} {number(part.dy)})"' if part.dx or part.dy else ""
    return f'<{_element(part.form)} class="{classes}"{moved}/>'


def _stroke(line: Line, form: Form, styles: Styles) -> str:
    rules = f"{styles.paint('stroke', line.role)};stroke-width:{line.thickness(styles.theme.border_width):g}"
    if line.mark and isinstance(form, Outline):
        mark, gap = shapes.even_dash(form, line.mark, line.gap)
        rules += f";stroke-dasharray:{number(mark)} {number(gap)}"
    elif line.stroke == "dash":
        rules += ";stroke-dasharray:4 3"
    elif line.stroke == "dot":
        rules += ";stroke-dasharray:.01 3.2"
    return rules + (";stroke-linecap:butt" if line.stroke in ("flat", "dash") else "")


@lru_cache(maxsize=8192, typed=True)  # forms of the same numbers are equal, as tuples are
def _element(form: Form) -> str:
    """Return a form's element without its ends, so that attributes can follow."""
    if isinstance(form, Circle):
        return f'circle cx="{number(form.x)}" cy="{number(form.y)}" r="{number(form.radius)}"'
    if isinstance(form, Segment):
        return f'path d="M{number(form.x)} {number(form.y)}L{number(form.end_x)} {number(form.end_y)}"'
    rect = form if isinstance(form, Rect) else None if isinstance(form, Hatch) else rect_of(form)
    if rect is not None:
        at = f'x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" height="{number(rect.height)}"'
        return f'rect {at} rx="{number(rect.radius)}"' if rect.radius else f"rect {at}"
    assert isinstance(form, Outline | Inner | Hatch)
    return f'path d="{_path(form)}"'


def _path(form: Outline | Inner | Hatch) -> str:
    made = []
    for command in commands(form):
        if isinstance(command, Move):
            made.append(f"M{_point(*command)}")
        elif isinstance(command, Straight):
            made.append(f"L{_point(*command)}")
        elif isinstance(command, Bend):
            made.append(f"Q{_point(command.by_x, command.by_y)} {_point(command.x, command.y)}")
        elif isinstance(command, Arc):
            radii = _point(command.width / 2, command.height / 2)
            end = command.point(command.start + command.sweep)
            made.append(f"A{radii} 0 0 {1 if command.sweep < 0 else 0} {_point(*end)}")
        else:
            made.append("Z")
    return "".join(made)


def _point(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"


def _text(part: Text, styles: Styles) -> str:
    if not part.text:
        return ""
    if styles.has_outlines:
        return _outlined(part, styles)
    # A program without the font would write beyond the room that was measured with it.
    room = number(text_width(part.text, part.font))
    name = styles.text(part.font, part.role, part.align)
    fit = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class="{name}" x="{number(part.x)}" y="{number(part.y)}"{fit}>{escape(part.text)}</text>'


def _outlined(part: Text, styles: Styles) -> str:
    """Return a text as one shape, with its content as its title."""
    width = font_metrics(part.font).horizontalAdvance(part.text)
    left = part.x - {"start": 0.0, "middle": width / 2, "end": width}[part.align]
    path = QPainterPath()
    path.addText(QPointF(left, part.y), make_font(part.font), part.text)
    name = styles.class_of(styles.paint("fill", part.role))
    return f'<path class="{name}" d="{path_data(path)}"><title>{escape(part.text)}</title></path>'


def path_data(path: QPainterPath) -> str:
    """Return a painter's path as SVG has it."""
    made, at = [], 0
    while at < path.elementCount():
        element = path.elementAt(at)
        if element.isMoveTo() or element.isLineTo():
            made.append(("M" if element.isMoveTo() else "L") + _point(element.x, element.y))
            at += 1
            continue
        bends = [path.elementAt(at + step) for step in range(3)]
        made.append("C" + " ".join(_point(bend.x, bend.y) for bend in bends))
        at += 3
    return "".join(made)


def _sign(part: Sign, styles: Styles) -> str:
    if styles.has_outlines:
        return _drawn_sign(part, styles)
    name = styles.class_of(styles.paint("color", part.role))
    return f'<use href="#{part.signs[0]}-{part.key}" x="{number(part.x)}" y="{number(part.y)}" class="{name}"/>'


def _drawn_sign(part: Sign, styles: Styles) -> str:
    """Return a sign as shapes with colours of their own, for programs that know no current colour."""
    glyph = glyphs.glyph_of(part.signs, part.key)
    lines = styles.class_of(
        f"fill:none;{styles.paint('stroke', part.role)};stroke-width:{glyphs.LINE_WIDTHS[part.signs]}"
    )
    areas = styles.class_of(f"{styles.paint('fill', part.role)};stroke:none")
    made = [f'<path class="{lines}" d="M{_polyline(points)}"/>' for points in glyph.strokes]
    made += [_circle(*ring, f' class="{lines}"') for ring in glyph.rings]
    if (part.signs, part.key) == ("state", "failed"):  # a cross on a disc
        cross = styles.class_of(f"fill:none;{styles.paint('stroke', 'panel')};stroke-width:1.8")
        made = [_circle(7, 7, 6.5, f' class="{areas}"'), *(item.replace(lines, cross) for item in made[:2])]
    made += [f'<path class="{areas}" d="M{_polyline(points)}Z"/>' for points in glyph.polygons]
    made += [_circle(*dot, f' class="{areas}"') for dot in glyph.dots]
    return f'<g transform="translate({number(part.x)} {number(part.y)})">{"".join(made)}</g>'


def _symbol(name: str, kind: str, glyph: glyphs.Glyph) -> str:
    """Return a sign as a group to be used by name; lines in the current colour, areas filled with it."""
    parts = [f'<path d="M{_polyline(points)}"/>' for points in glyph.strokes]
    parts += [_circle(*ring) for ring in glyph.rings]
    parts += [f'<path class="a" d="M{_polyline(points)}Z"/>' for points in glyph.polygons]
    parts += [_circle(*dot, ' class="a"') for dot in glyph.dots]
    return f'<g id="{name}" class="g g{kind}">{"".join(parts)}</g>'


def _circle(x: float, y: float, radius: float, more: str = "") -> str:
    return f'<circle{more} cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def _polyline(points: glyphs.Points) -> str:
    return "L".join(_point(*point) for point in points)


def opaque(value: str) -> tuple[str, str]:
    """Return `#RRGGBBAA` as colour and opacity; what is no such colour, as a variable of CSS, as it is."""
    if not value.startswith("#"):
        return value, "1"
    return value[:7], number(int(value[7:9], 16) / 255) if len(value) == 9 else "1"


@lru_cache(maxsize=1)
def _font_faces() -> str:
    """Return the Latin part of the interface font, inside the file, so that it looks the same everywhere."""
    faces = []
    for name, weight, style in dagscope_resources.WEB_FONTS:
        data = base64.b64encode(dagscope_resources.web_font_bytes(name)).decode("ascii")
        faces.append(
            f"@font-face{{font-family:Inter;font-weight:{weight};font-style:{style};"
            f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
        )
    return "".join(faces)
