"""Shapes, signs and styles as SVG text, from the same measures the painter uses. It must not know a whole picture."""

from __future__ import annotations

import base64
from functools import lru_cache

import dagscope_resources

from dagscope_app.drawing import glyphs
from dagscope_app.drawing.metrics import NODE_RADIUS
from dagscope_app.drawing.shapes import CAP, FOLD, INSET
from dagscope_app.drawing.theme import Theme

STYLES = ("function", "input", "config", "loader", "saver", "expand", "collect", "unavailable", "final")


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


@lru_cache(maxsize=4096)
def outline(shape: str, width: float, height: float) -> str:
    """The element of a node's outline, without its end, so that attributes can follow."""
    w, h, r = width - 0.5, height - 0.5, NODE_RADIUS
    if shape == "folded":
        return (
            f'<path d="M{r + 0.5} .5H{number(w - FOLD)}L{number(w)} {FOLD + 0.5}V{number(h - r)}Q{number(w)} {number(h)} {number(w - r)} {number(h)}'
            f'H{r + 0.5}Q.5 {number(h)} .5 {number(h - r)}V{r + 0.5}Q.5 .5 {r + 0.5} .5Z"'
        )
    if shape in ("left_cap", "right_cap"):
        half = number((height - 1) / 2)
        return (
            f'<path d="M{CAP + 0.5} .5H{number(w - CAP)}A{CAP} {half} 0 0 1 {number(w - CAP)} {number(h)}'
            f'H{CAP + 0.5}A{CAP} {half} 0 0 1 {CAP + 0.5} .5Z"'
        )
    return f'<rect x=".5" y=".5" width="{number(width - 1)}" height="{number(height - 1)}" rx="{r}"'


@lru_cache(maxsize=4096)
def inner_lines(shape: str, width: float, height: float) -> str:
    """The element of the lines inside a shape, without its end; empty for a plain one."""
    w, h = width - 0.5, height - 0.5
    half = number((height - 1) / 2)
    if shape == "folded":
        return f'<path d="M{number(w - FOLD)} .5V{FOLD + 0.5}H{number(w)}"'
    if shape == "left_cap":
        return f'<path d="M{CAP + 0.5} .5A{CAP} {half} 0 0 1 {CAP + 0.5} {number(h)}"'
    if shape == "right_cap":
        return f'<path d="M{number(w - CAP)} .5A{CAP} {half} 0 0 0 {number(w - CAP)} {number(h)}"'
    if shape == "double":
        size = f'width="{number(width - 1 - 2 * INSET)}" height="{number(height - 1 - 2 * INSET)}"'
        return f'<rect x="{0.5 + INSET}" y="{0.5 + INSET}" {size} rx="{NODE_RADIUS - 3}"'
    return ""


def symbol(name: str, glyph: glyphs.Glyph) -> str:
    """A sign as a group to be used by name; lines in the current colour, areas filled with it."""
    parts = []
    for points in glyph.strokes:
        line = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        parts.append(f'<path d="M{line}"/>')
    for x, y, radius in glyph.rings:
        parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>')
    for points in glyph.polygons:
        line = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        parts.append(f'<path class="a" d="M{line}Z"/>')
    for x, y, radius in glyph.dots:
        parts.append(f'<circle class="a" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>')
    return f'<g id="{name}" class="g">{"".join(parts)}</g>'


def definitions(theme: Theme) -> str:
    """All signs, the hatch and the arrowheads."""
    made = [symbol(f"k-{name}", glyph) for name, glyph in glyphs.KINDS.items()]
    for name, glyph in glyphs.STATES.items():
        if name == "failed":
            cross = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) for points in glyph.strokes)
            made.append(
                f'<g id="s-failed"><circle class="a" cx="7" cy="7" r="6.5"/>'
                f'<path d="{cross}" fill="none" stroke="{theme.hex("panel")}" stroke-width="1.8" stroke-linecap="round"/></g>'
            )
        else:
            made.append(symbol(f"s-{name}", glyph))
    made += [symbol(f"d-{name}", glyph) for name, glyph in glyphs.DIFFS.items()]
    made += [symbol("f-closed", glyphs.FOLDS[True]), symbol("f-open", glyphs.FOLDS[False])]
    color, opacity = opaque(theme.hex("hatch"))
    made.append(
        '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V6" stroke="{color}" stroke-opacity="{opacity}" stroke-width="1.6"/></pattern>'
    )
    for name, role in (
        ("wire", "wire"),
        ("path", "accent"),
        *((r, r) for r in ("only_left", "only_right", "differs")),
    ):
        made.append(
            f'<marker id="m-{name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 .4L8 4L0 7.6Z" fill="{theme.hex(role)}"/></marker>'
        )
    return "<defs>" + "".join(made) + "</defs>"


def opaque(value: str) -> tuple[str, str]:
    """`#RRGGBBAA` as colour and opacity."""
    return value[:7], number(int(value[7:9], 16) / 255) if len(value) == 9 else "1"


def style_sheet(theme: Theme) -> str:
    """The rules of the picture."""
    hexes = theme.colors
    track, track_opacity = opaque(hexes["heat_track"])
    rules = [
        'text{font-family:Inter,"Noto Sans","DejaVu Sans","Segoe UI",Helvetica,Arial,sans-serif;white-space:pre}',
        f".t{{font-size:13px;font-weight:600;fill:{hexes['text']}}}",
        f".y{{font-size:11px;font-style:italic;fill:{hexes['quiet']}}}",
        f".m{{font-size:11px;fill:{hexes['quiet']}}}.c{{font-size:11px;fill:{hexes['text']}}}.e{{text-anchor:end}}.o{{text-anchor:middle}}",
        f".h{{font-size:12px;font-weight:600;fill:{hexes['text']}}}",
        f".b{{font-size:11px;font-weight:600;fill:{hexes['badge_text']};text-anchor:middle}}",
        f".l{{font-size:13px;fill:{hexes['text']}}}.title{{font-size:20px;font-weight:600;fill:{hexes['text']}}}",
        ".g{fill:none;stroke:currentColor;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}.a{fill:currentColor;stroke:none}",
        f".w{{fill:none;stroke:{hexes['wire']};stroke-width:1.25;marker-end:url(#m-wire)}}",
        ".opt{stroke-dasharray:5 4}.dim{opacity:.25}.i{fill:none!important}",
        f".lit{{stroke:{hexes['accent']};stroke-width:2;marker-end:url(#m-path)}}",
        f".ring{{fill:none;stroke:{hexes['accent']};stroke-width:2}}.match{{fill:none;stroke:{hexes['match']};stroke-width:2}}",
        f".ht{{fill:{track};fill-opacity:{track_opacity}}}.hv{{fill:{hexes['heat']}}}.hatch{{fill:url(#hatch)}}",
        f".p{{fill:{hexes['port_fill']};stroke:{hexes['port_border']};stroke-width:1.25}}.q{{color:{hexes['quiet']}}}",
        f".badge{{fill:{hexes['badge_fill']}}}.cv{{fill:{hexes['canvas']}}}",
        f".fold{{fill:{hexes['group_folded']};stroke:{hexes['group_folded_border']};stroke-width:{theme.border_width}}}",
    ]
    rules += [f".f{i}{{fill:{hexes[f'group_{i}']};stroke:{hexes['group_border']}}}" for i in (1, 2, 3)]
    for style in STYLES:
        width = theme.border_width + (0.35 if style == "final" else 0)
        rules.append(
            f".{style}{{fill:{hexes[f'{style}_fill']};stroke:{hexes[f'{style}_border']};stroke-width:{width:g}}}"
            f".k-{style}{{color:{hexes[f'{style}_border']}}}"
        )
    rules.append(".dash{stroke-dasharray:4 3}.dot{stroke-dasharray:.01 3.2;stroke-linecap:round}")
    rules += [f".s-{state}{{color:{hexes[state]}}}" for state in glyphs.STATES]
    rules += [
        f".d-{role}{{color:{hexes[role]}}}.b-{role}{{stroke:{hexes[role]}!important;stroke-width:2.25!important}}.w-{role}{{stroke:{hexes[role]};marker-end:url(#m-{role})}}"
        for role in ("only_left", "only_right", "differs")
    ]
    return "<style>" + _font_faces() + "".join(rules) + "</style>"


@lru_cache(maxsize=1)
def _font_faces() -> str:
    """The Latin part of the interface font, inside the file, so that it looks the same everywhere."""
    faces = []
    for name, weight, style in dagscope_resources.WEB_FONTS:
        data = base64.b64encode(dagscope_resources.web_font_bytes(name)).decode("ascii")
        faces.append(
            f"@font-face{{font-family:Inter;font-weight:{weight};font-style:{style};"
            f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
        )
    return "".join(faces)
