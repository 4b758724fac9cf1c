"""Shows a graph that is a value, laid out as the window lays out a dataflow. It must not show the dataflow itself."""

from __future__ import annotations

import math

from dagscope.value_records import GraphPreview, TextPreview
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QToolTip, QVBoxLayout, QWidget

from dagscope_app.drawing.metrics import elided, text_width
from dagscope_app.drawing.translation import tr
from dagscope_app.layout.curves import cubics
from dagscope_app.layout.layouter import Layouter
from dagscope_app.layout.types import LayoutEdge, LayoutNode, LayoutOptions
from dagscope_app.model.placement import Box, Layout
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.text import TextResult
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.labels import make_label

HEIGHT = 28.0
WIDEST = 180.0
ARROW = 7.0


def laid_out(preview: GraphPreview) -> Layout:
    """Return where the nodes are; they are named by their positions, since two may look alike."""
    nodes = [
        LayoutNode(str(at), max(HEIGHT, min(WIDEST, text_width(plain(node.name, 80), "ui")) + 20), HEIGHT)
        for at, node in enumerate(preview.nodes)
    ]
    edges = [LayoutEdge(str(edge.source), str(edge.target)) for edge in preview.edges if edge.source != edge.target]
    return Layouter().layout(nodes, [], edges, LayoutOptions(node_gap=14.0, rank_gap=48.0))


class GraphView(QWidget):
    """The graph: to fit, larger with the wheel, moved by dragging; a click lights a node's neighbours up."""

    def __init__(self, preview: GraphPreview, theme: Theme) -> None:
        super().__init__()
        self._preview = preview
        self._theme = theme
        self.layout_ = laid_out(preview)
        self.chosen = ""
        self._zoom, self._shift = 1.0, QPointF()
        self._held: QPointF | None = None
        self._has_moved = False
        self._wires = {(route.source, route.target): _path(route.points) for route in self.layout_.routes}
        self.setMinimumSize(120, 80)
        self.setAccessibleName(tr("Graph"))
        self.setAccessibleDescription(preview.summary)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def _scale(self) -> float:
        width, height = self.layout_.size
        fits = min((self.width() - 24) / max(1.0, width), (self.height() - 24) / max(1.0, height), 1.25)
        return max(0.01, fits) * self._zoom

    def _origin(self) -> QPointF:
        width, height = self.layout_.size
        scale = self._scale()
        return QPointF((self.width() - width * scale) / 2, (self.height() - height * scale) / 2) + self._shift

    def node_at(self, point: QPointF) -> str:
        """Return the node at a point of the widget, or nothing."""
        at = (point - self._origin()) / self._scale()
        boxes = self.layout_.nodes.items()
        return next((name for name, box in boxes if _rectangle(box).contains(at)), "")

    def neighbours(self) -> frozenset[str]:
        """Return the chosen node and those an edge joins it with."""
        ends = [(str(edge.source), str(edge.target)) for edge in self._preview.edges]
        found = {other for pair in ends if self.chosen in pair for other in pair}
        return frozenset((*found, self.chosen)) if self.chosen else frozenset()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        painter.translate(self._origin())
        painter.scale(scale, scale)
        lit = self.neighbours()
        for (source, target), path in self._wires.items():
            self._paint_wire(painter, path, is_lit=bool(lit) and self.chosen in (source, target), is_pale=bool(lit))
        font = self._theme.font("ui")
        painter.setFont(font)
        for at, node in enumerate(self._preview.nodes):
            box = self.layout_.nodes.get(str(at))
            if box is not None:
                self._paint_node(painter, _rectangle(box), node.name, lit, str(at), scale)

    def _paint_wire(self, painter: QPainter, path: QPainterPath, is_lit: bool, is_pale: bool) -> None:
        ink = QColor(self._theme.color("accent" if is_lit else "wire"))
        ink.setAlphaF(1.0 if is_lit or not is_pale else 0.3)
        painter.setPen(QPen(ink, 1.8 if is_lit else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if self._preview.is_directed and path.elementCount() > 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPolygon(_arrow(path))

    def _paint_node(
        self, painter: QPainter, box: QRectF, name: str, lit: frozenset[str], key: str, scale: float
    ) -> None:
        is_pale = bool(lit) and key not in lit
        painter.setOpacity(0.35 if is_pale else 1.0)
        ink = self._theme.color("accent" if key == self.chosen else "function_border")
        painter.setPen(QPen(ink, 2.0 if key == self.chosen else 1.2))
        painter.setBrush(self._theme.color("function_fill"))
        painter.drawRoundedRect(box, 6, 6)
        if scale > 0.25:
            painter.setPen(self._theme.color("text"))
            shown = elided(plain(name, 80), "ui", box.width() - 10)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        painter.setOpacity(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        before = self._scale()
        self._zoom = min(40.0, max(0.2, self._zoom * 1.0015 ** event.angleDelta().y()))
        away = event.position() - self.rect().toRectF().center() - self._shift
        self._shift -= away * (self._scale() / before - 1)
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held, self._has_moved = event.position() - self._shift, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._has_moved = True
            self._shift = event.position() - self._held
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        if not self._has_moved:
            self.chosen = self.node_at(event.position())
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._zoom, self._shift = 1.0, QPointF()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self.node_at(QPointF(event.pos()))
            node = self._preview.nodes[int(name)] if name else None
            lines = [node.name, node.detail] if node is not None else []
            QToolTip.showText(event.globalPos(), tip("\n".join(line for line in lines if line)), self)
            return True
        return super().event(event)


def _rectangle(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _path(points: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0])) if points else QPainterPath()
    for _, first, second, end in cubics(points):
        path.cubicTo(QPointF(*first), QPointF(*second), QPointF(*end))
    return path


def _arrow(path: QPainterPath) -> QPolygonF:
    end, before = path.pointAtPercent(1.0), path.pointAtPercent(max(0.0, 1.0 - ARROW / max(ARROW, path.length())))
    angle = math.atan2(end.y() - before.y(), end.x() - before.x())
    wings = [QPointF(math.cos(angle + turn), math.sin(angle + turn)) * ARROW for turn in (2.7, -2.7)]
    return QPolygonF([end, end + wings[0], end + wings[1]])


class GraphResult(QWidget):
    """The picture, or the edges as text; a line says what of a large graph is shown."""

    def __init__(self, preview: GraphPreview, desk: Desk) -> None:
        super().__init__()
        self.graph = GraphView(preview, desk.theme)
        self.text = TextResult(TextPreview(text=preview.as_text()), desk.theme)
        self.note = make_label(is_quiet=True)
        self.note.setContentsMargins(12, 4, 12, 4)
        self.note.setText(plain(tr("Shown: {part}.", part=preview.part) if preview.part else "", 400))
        self.note.setVisible(bool(preview.part))
        self._stack = QStackedWidget()
        for widget in (self.graph, self.text):
            self._stack.addWidget(widget)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(make_label(preview.summary, is_quiet=True))
        row.addStretch(1)
        self.as_text = QToolButton()
        self.as_text.setText(tr("Edges as text"))
        self.as_text.setCheckable(True)
        self.as_text.toggled.connect(self._on_text_toggled)
        row.addWidget(self.as_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.note)
        column.addWidget(self._stack, 1)

    def _on_text_toggled(self, is_on: bool) -> None:
        self._stack.setCurrentIndex(int(is_on))


def make(tab: ValueTab, preview: GraphPreview, desk: Desk) -> Viewer:
    """Return the viewer of a graph."""
    made = GraphResult(preview, desk)
    return Viewer(made, made.bar, made.graph.set_theme)
