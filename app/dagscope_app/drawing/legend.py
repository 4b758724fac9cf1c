"""Paints the legend: kinds, modifiers, states and wires as the graph shows them. It must not know a graph."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing import shapes
from dagscope_app.drawing.brushes import NO_BRUSH, Inks
from dagscope_app.drawing.metrics import text_width
from dagscope_app.drawing.nodes import paint_diff, paint_kind, paint_state, paint_tack
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.scene import SceneSpec

ROW = 24.0
PAD = 16.0
SAMPLE = (36.0, 18.0)
KIND_ROWS = (
    ("function", "Function"),
    ("input", "Input"),
    ("config", "Config"),
    ("loader", "Data loader"),
    ("saver", "Data saver"),
    ("expand", "Expand, collect"),
    ("final", "Final variable"),
    ("hatched", "Value overridden"),
    ("stacked", "Several definitions"),
    ("unavailable", "Unavailable"),
    ("moved", "Moved by hand"),
)
STATE_ROWS = (
    ("not_run", "Not run"),
    ("waiting", "Waiting"),
    ("running", "Running"),
    ("ok", "Done"),
    ("cached", "From cache"),
    ("failed", "Failed"),
    ("stale", "Out of date"),
    ("skipped", "Skipped"),
)
COLUMNS = (PAD, 208.0)
WIDTH = 336.0


Entry = tuple[str, str, str]
WIRE_ROWS = (("flat", "Needed"), ("dash", "Optional"))
DIFF_ROWS = (
    ("left", "Only left"),
    ("right", "Only right"),
    ("definition", "Other definition"),
    ("value", "Other value"),
)
FLOW_GAP = 28.0


def entries_in(spec: SceneSpec) -> list[Entry]:
    """What of the legend a picture needs: (`kind`, `state`, `wire` or `diff`; its key; its words)."""
    nodes = spec.nodes.values()
    kinds = {"expand" if node.kind == "collect" else node.kind for node in nodes}
    modifiers = {
        "final": any(node.is_final for node in nodes),
        "hatched": any(node.is_value_overridden for node in nodes),
        "stacked": any(node.definition_count > 1 for node in nodes),
        "moved": any(node.is_pinned for node in nodes) or any(g.is_pinned for g in spec.groups.values()),
    }
    states = {node.state for node in nodes} | {s for g in spec.groups.values() for s, _ in g.state_counts}
    diffs = {node.diff for node in nodes}
    found = [("kind", key, words) for key, words in KIND_ROWS if key in kinds or modifiers.get(key)]
    if states - {"not_run"}:
        found += [("state", key, words) for key, words in STATE_ROWS if key in states]
    if any(wire.is_optional for wire in spec.wires.values()):
        found += [("wire", key, words) for key, words in WIRE_ROWS]
    return found + [("diff", key, words) for key, words in DIFF_ROWS if key in diffs]


def flow(entries: list[Entry], width: float) -> tuple[list[tuple[Entry, float, float]], float]:
    """Entries in rows no wider than `width`, each with its top-left corner; and the height of all rows."""
    placed: list[tuple[Entry, float, float]] = []
    left, top = 0.0, 0.0
    for entry in entries:
        taken = room_of(entry) + text_width(entry[2], "ui")
        if left and left + taken > width:
            left, top = 0.0, top + ROW
        placed.append((entry, left, top))
        left += taken + FLOW_GAP
    return placed, (top + ROW if placed else 0.0)


def room_of(entry: Entry) -> float:
    """Where an entry's words begin."""
    return SAMPLE[0] + 10 if entry[0] == "kind" else 22.0 if entry[0] in ("state", "diff") else 36.0


def paint_flow(painter: QPainter, ink: Inks, placed: list[tuple[Entry, float, float]]) -> None:
    """The entries where `flow` put them."""
    for entry, left, top in placed:
        what, key, words = entry
        if what == "kind":
            _paint_sample(painter, ink, key, left, top)
        elif what == "state":
            paint_state(painter, key, ink, QPointF(left, top + 3))
        elif what == "diff":
            painter.translate(left + 7, top + 9)
            paint_diff(painter, key, ink)
            painter.translate(-left - 7, -top - 9)
        else:
            painter.setPen(ink.pen("wire", 1.5, key))
            painter.drawLine(QPointF(left, top + 10), QPointF(left + 26, top + 10))
        _paint_words(painter, ink, words, left + room_of(entry), top)


def legend_size() -> tuple[float, float]:
    """Width and height of the card."""
    return WIDTH, 2 * PAD + ROW * max(len(KIND_ROWS), len(STATE_ROWS) + 2) - 4


def paint_legend(painter: QPainter, ink: Inks) -> None:
    """The card at the painter's origin."""
    width, height = legend_size()
    painter.setPen(ink.pen("line", 1.0))
    painter.setBrush(ink.brush("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), 8, 8)
    top = PAD
    for kind, words in KIND_ROWS:
        _paint_sample(painter, ink, kind, COLUMNS[0], top)
        _paint_words(painter, ink, words, COLUMNS[0] + SAMPLE[0] + 12, top)
        top += ROW
    top = PAD
    for state, words in STATE_ROWS:
        paint_state(painter, state, ink, QPointF(COLUMNS[1] + 5, top + 3))
        _paint_words(painter, ink, words, COLUMNS[1] + 36, top)
        top += ROW
    for style, words in WIRE_ROWS:
        painter.setPen(ink.pen("wire", 1.5, style))
        painter.drawLine(QPointF(COLUMNS[1], top + 10), QPointF(COLUMNS[1] + 26, top + 10))
        _paint_words(painter, ink, words, COLUMNS[1] + 36, top)
        top += ROW


def _paint_words(painter: QPainter, ink: Inks, words: str, left: float, top: float) -> None:
    painter.setPen(ink.pen("text"))
    painter.setFont(make_font("ui"))
    painter.drawText(QPointF(left, top + 14.5), words)


def _paint_sample(painter: QPainter, ink: Inks, kind: str, left: float, top: float) -> None:
    width, height = SAMPLE
    style = "function" if kind in ("hatched", "stacked", "moved") else kind
    shape = shapes.shape_of(kind)
    line = {"input": "dash", "unavailable": "dot"}.get(kind, "solid")
    painter.translate(left, top + 1)
    radius = 4.0
    box = QRectF(0.5, 0.5, width - 1, height - 1)
    painter.setPen(ink.pen(f"{style}_border", 0.0, line))
    painter.setBrush(ink.brush(f"{style}_fill"))
    if kind == "stacked":
        painter.drawRoundedRect(box.translated(3, -3), radius, radius)
    if shape in ("folded", "left_cap", "right_cap"):
        body = shapes.outline(shape, width, height)
        painter.drawPath(body)
        painter.setBrush(NO_BRUSH)
        painter.drawPath(shapes.inner_lines(shape, width, height))
    else:
        painter.drawRoundedRect(box, radius, radius)
    if shape == "double":
        painter.setBrush(NO_BRUSH)
        painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 2, 2)
    if kind == "hatched":
        painter.setPen(ink.pen("hatch", 1.4))
        painter.drawPath(shapes.hatch_lines(width, height, 5.0, 1.0))
    if kind == "moved":
        paint_tack(painter, ink)
    if kind in ("function", "input", "config", "loader", "saver", "expand", "unavailable", "final"):
        paint_kind(
            painter,
            "function" if kind == "final" else kind,
            ink,
            QPointF(width / 2 - 6 - (3 if shape == "folded" else 0), 3),
            f"{style}_border",
        )
    painter.translate(-left, -top - 1)
