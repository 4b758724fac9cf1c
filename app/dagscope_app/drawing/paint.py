"""Paints the parts that things consist of. It must not know what they are parts of, nor where on the page they go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from dagscope_app.drawing import glyphs, shapes
from dagscope_app.drawing.anatomy.forms import Circle, Form, Outline, Rect, Segment
from dagscope_app.drawing.anatomy.parts import Line, Part, Shape, Sign, Text
from dagscope_app.drawing.brushes import NO_BRUSH, NO_PEN, Inks
from dagscope_app.drawing.metrics import text_width
from dagscope_app.drawing.theme import make_font

SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def paint_parts(painter: QPainter, parts: Iterable[Part], ink: Inks) -> None:
    """Paint some parts, in this order, around the painter's origin."""
    for part in parts:
        if isinstance(part, Shape):
            _paint_shape(painter, part, ink)
        elif isinstance(part, Text):
            _paint_text(painter, part, ink)
        else:
            _paint_sign(painter, part, ink)


def _paint_shape(painter: QPainter, part: Shape, ink: Inks) -> None:
    line = part.line
    painter.setBrush(ink.brush(part.fill) if part.fill else NO_BRUSH)
    painter.setPen(_pen(line, ink) if line is not None else NO_PEN)
    is_moved = bool(part.dx or part.dy)
    if is_moved:
        painter.translate(part.dx, part.dy)
    if line is not None and line.mark and isinstance(part.form, Outline):
        painter.drawPath(shapes.broken_path(part.form, line.mark, line.gap))
    else:
        _draw(painter, part.form)
    if is_moved:
        painter.translate(-part.dx, -part.dy)


def _pen(line: Line, ink: Inks) -> QPen:
    return ink.pen(line.role, line.thickness(ink.theme.border_width), line.stroke)


def _draw(painter: QPainter, form: Form) -> None:
    if isinstance(form, Rect):
        painter.drawRoundedRect(QRectF(form.x, form.y, form.width, form.height), form.radius, form.radius)
    elif isinstance(form, Circle):
        painter.drawEllipse(QPointF(form.x, form.y), form.radius, form.radius)
    elif isinstance(form, Segment):
        painter.drawLine(QLineF(*form))
    else:
        painter.drawPath(shapes.path_of(form))


def _paint_text(painter: QPainter, part: Text, ink: Inks) -> None:
    painter.setPen(ink.pen(part.role))
    painter.setFont(make_font(part.font))
    share = SHARE[part.align]
    left = part.x - share * text_width(part.text, part.font) if share else part.x
    painter.drawText(QPointF(left, part.y), part.text)


def _paint_sign(painter: QPainter, part: Sign, ink: Inks) -> None:
    glyph = glyphs.glyph_of(part.signs, part.key)
    painter.translate(part.x, part.y)
    if part.signs == "state" and part.key == "failed":  # filled: it is to be seen first
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush(part.role))
        painter.drawEllipse(QPointF(7, 7), 6.5, 6.5)
        painter.setPen(ink.pen("panel", 1.8))
        painter.drawPath(glyphs.stroke_path(glyphs.Glyph(strokes=glyph.strokes)))
    else:
        painter.setBrush(NO_BRUSH)
        painter.setPen(ink.pen(part.role, glyphs.LINE_WIDTHS[part.signs]))
        painter.drawPath(glyphs.stroke_path(glyph))
        if glyph.polygons or glyph.dots:
            painter.setPen(NO_PEN)
            painter.setBrush(ink.brush(part.role))
            painter.drawPath(glyphs.fill_path(glyph))
    painter.translate(-part.x, -part.y)
