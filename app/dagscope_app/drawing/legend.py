"""Paints the legend: kinds, modifiers, states and wires as the graph shows them. It must not know a graph."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing.anatomy.legend import SAMPLE_WIDTH, Entry, label_part, sample_parts
from dagscope_app.drawing.anatomy.parts import Part
from dagscope_app.drawing.brushes import Inks
from dagscope_app.drawing.metrics import text_width
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.model.records.graph import is_never_run
from dagscope_app.model.records.scene import SceneSpec

ROW = 24.0
PAD = 16.0
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
    ("warning", "Done, a check failed"),
    ("cached", "From cache"),
    ("failed", "Failed"),
    ("stopped", "Stopped"),
    ("stale", "Out of date"),
    ("skipped", "Skipped"),
    ("blocked", "Cannot run"),
)
COLUMNS = (PAD, 208.0)
STATE_ROOM = 36.0


WIRE_ROWS = (("flat", "Needed"), ("dash", "Optional"))
DIFF_ROWS = (
    ("left", "Only left"),
    ("right", "Only right"),
    ("definition", "Definition differs"),
    ("value", "Value differs"),
    ("unknown", "Cannot be known"),
    ("added", "Would be added"),
    ("removed", "Would be removed"),
    ("affected", "Affected"),
)
FLOW_GAP = 28.0


def entries_in(spec: SceneSpec) -> list[Entry]:
    """Return what of the legend a picture needs."""
    nodes = spec.nodes.values()
    kinds = {"expand" if node.kind == "collect" else node.kind for node in nodes}
    modifiers = {
        "final": any(node.is_final for node in nodes),
        "hatched": any(node.is_value_overridden for node in nodes),
        "stacked": any(node.definition_count > 1 for node in nodes),
        "moved": any(node.is_pinned for node in nodes) or any(g.is_pinned for g in spec.groups.values()),
    }
    states = {node.state for node in nodes if not is_never_run(node.kind, node.state)}
    states |= {s for g in spec.groups.values() for s, _ in g.state_counts}
    diffs = {node.diff for node in nodes}
    found = [Entry("kind", key, label) for key, label in KIND_ROWS if key in kinds or modifiers.get(key)]
    if states - {"not_run"}:
        shown = states - {"not_run"} if spec.is_printed else states
        found += [Entry("state", key, label) for key, label in STATE_ROWS if key in shown]
    if any(wire.is_optional for wire in spec.wires.values()):
        found += [Entry("wire", key, label) for key, label in WIRE_ROWS]
    return found + [Entry("diff", key, label) for key, label in DIFF_ROWS if key in diffs]


def flow(entries: list[Entry], width: float) -> tuple[list[tuple[Entry, float, float]], float]:
    """Return entries in rows no wider than `width`, each with its top-left corner, and the height of all rows."""
    placed: list[tuple[Entry, float, float]] = []
    left, top = 0.0, 0.0
    for entry in entries:
        taken = room_of(entry) + text_width(entry.words, "ui")
        if left and left + taken > width:
            left, top = 0.0, top + ROW
        placed.append((entry, left, top))
        left += taken + FLOW_GAP
    return placed, (top + ROW if placed else 0.0)


def room_of(entry: Entry) -> float:
    """Return where an entry's text begins."""
    return SAMPLE_WIDTH + 10 if entry.what == "kind" else 22.0 if entry.what in ("state", "diff") else 36.0


def entry_parts(entry: Entry, room: float) -> list[Part]:
    """Return an entry from its top-left corner; its words begin after `room`."""
    return [*sample_parts(entry), label_part(entry.words, room)]


def paint_flow(painter: QPainter, ink: Inks, placed: list[tuple[Entry, float, float]]) -> None:
    """Paint the entries where `flow` put them."""
    for entry, left, top in placed:
        _paint(painter, ink, entry_parts(entry, room_of(entry)), left, top)


def legend_size() -> tuple[float, float]:
    """Return width and height of the card: as wide as its longest label needs."""
    longest = max(text_width(label, "ui") for _, label in (*STATE_ROWS, *WIRE_ROWS))
    return COLUMNS[1] + STATE_ROOM + longest + PAD, 2 * PAD + ROW * max(len(KIND_ROWS), len(STATE_ROWS) + 2) - 4


def paint_legend(painter: QPainter, ink: Inks) -> None:
    """Paint the card at the painter's origin."""
    width, height = legend_size()
    painter.setPen(ink.pen("line", 1.0))
    painter.setBrush(ink.brush("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), 8, 8)
    for number, (kind, label) in enumerate(KIND_ROWS):
        entry = Entry("kind", kind, label)
        _paint(painter, ink, entry_parts(entry, SAMPLE_WIDTH + 12), COLUMNS[0], PAD + number * ROW)
    for number, (state, label) in enumerate(STATE_ROWS):
        entry = Entry("state", state, label)
        _paint(painter, ink, entry_parts(entry, STATE_ROOM - 5), COLUMNS[1] + 5, PAD + number * ROW)
    for number, (style, label) in enumerate(WIRE_ROWS, len(STATE_ROWS)):
        entry = Entry("wire", style, label)
        _paint(painter, ink, entry_parts(entry, STATE_ROOM), COLUMNS[1], PAD + number * ROW)


def _paint(painter: QPainter, ink: Inks, parts: list[Part], left: float, top: float) -> None:
    painter.translate(left, top)
    paint_parts(painter, parts, ink)
    painter.translate(-left, -top)
