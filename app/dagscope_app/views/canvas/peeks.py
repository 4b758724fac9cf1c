"""Values at a glance below the nodes that are looked at closely: painted over the picture. It must not fetch them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from dagscope_app.drawing.brushes import Inks
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.metrics import elided, text_width
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.placement import Box
from dagscope_app.model.records.peeks import Peek
from dagscope_app.views.canvas.surface import Surface
from dagscope_app.views.canvas.timers import make_timer
from dagscope_app.views.widgets.labels import rounded

FROM_SCALE = 1.2
MOST = 60
REST_MS = 200
LEFT, HEIGHT, CURVE_WIDTH = 6.0, 13.0, 96.0
PICTURE = 26.0
BELOW_RING = 5.0


class Peeks(QObject):
    """What is known of the values, and which nodes are looked at closely.

    Signals:
        wanted(tuple): the names of the nodes in view, when the view has rested and is close enough
    """

    wanted = Signal(tuple)

    def __init__(self, canvas: Surface) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._find: Callable[[str], Peek | None] = lambda name: None
        self._pixmaps: dict[bytes, QPixmap] = {}
        self._timer = make_timer(self, REST_MS, self._on_rest)

    def set_known(self, find: Callable[[str], Peek | None]) -> None:
        """Show what this knows of a node from now on; it is asked for those that are painted."""
        self._find = find
        if self.is_near:
            self._canvas.update()

    @property
    def is_near(self) -> bool:
        """Whether the view is close enough for values."""
        return self._canvas.camera.scale >= FROM_SCALE

    def look(self) -> None:
        """Ask for values when the view, which has moved, rests."""
        if self.is_near:
            self._timer.start()

    def in_view(self) -> tuple[str, ...]:
        """Return the nodes in view, at most sixty."""
        canvas = self._canvas
        geometry, camera = canvas.geometry_of_scene, canvas.camera
        x, y = camera.x, camera.y
        view = (x, y, x + canvas.width() / camera.scale, y + canvas.height() / camera.scale)
        names = list(geometry.spec.nodes)
        return tuple(names[number] for number in geometry.nodes_in(view)[:MOST])

    def _on_rest(self) -> None:
        if self.is_near:
            self.wanted.emit(self.in_view())

    def paint(self, painter: QPainter, geometry: SceneGeometry, ink: Inks, scale: float) -> None:
        """Paint what is known below its nodes, with a painter that maps scene units."""
        if scale < FROM_SCALE:
            return
        for name in self.in_view():
            peek, item = self._find(name), geometry.spec.nodes.get(name)
            if peek is None or item is None or item.is_dimmed:
                continue
            box = item.box.moved(0.0, BELOW_RING) if item.is_selected or item.is_match else item.box
            if peek.image and not self._picture(peek.image).isNull():
                self._paint_picture(painter, box, self._picture(peek.image), ink)
            elif len(peek.points) > 1:
                _paint_curve(painter, box, peek.points, ink)
            elif peek.text:
                _paint_words(painter, box, rounded(peek.text), ink)

    def _picture(self, png: bytes) -> QPixmap:
        if png not in self._pixmaps:
            if len(self._pixmaps) > MOST:
                self._pixmaps.clear()
            pixmap = QPixmap()
            pixmap.loadFromData(png, "PNG")
            self._pixmaps[png] = pixmap
        return self._pixmaps[png]

    def _paint_picture(self, painter: QPainter, box: Box, picture: QPixmap, ink: Inks) -> None:
        share = min(PICTURE / max(1, picture.height()), 2 * PICTURE / max(1, picture.width()))
        wide, high = picture.width() * share, picture.height() * share
        area = QRectF(box.x + LEFT, box.y + box.height - 10, wide, high)
        painter.setPen(QPen(ink.theme.color("line_strong"), 0.8))
        painter.setBrush(ink.theme.color("panel"))
        painter.drawRect(area.adjusted(-1, -1, 1, 1))
        painter.drawPixmap(area, picture, QRectF(picture.rect()))


def _paint_words(painter: QPainter, box: Box, text: str, ink: Inks) -> None:
    shown = elided(text, "node_time", box.width - LEFT)
    _paint_plate(
        painter, QRectF(box.x + LEFT - 2, box.y + box.height + 1, text_width(shown, "node_time") + 4, HEIGHT), ink
    )
    painter.setPen(ink.pen("quiet"))
    painter.setFont(make_font("node_time"))
    painter.drawText(QPointF(box.x + LEFT, box.y + box.height + 11), shown)


def _paint_curve(painter: QPainter, box: Box, points: tuple[float, ...], ink: Inks) -> None:
    low, high = min(points), max(points)
    wide = min(CURVE_WIDTH, box.width - 2 * LEFT)
    left, bottom, room = box.x + LEFT, box.y + box.height + HEIGHT, HEIGHT - 3
    span = high / 2 - low / 2  # halves: the whole span of floats is no float
    line = [
        QPointF(
            left + wide * number / (len(points) - 1),
            bottom - room * ((point / 2 - low / 2) / span if span else 0.5),
        )
        for number, point in enumerate(points)
    ]
    _paint_plate(painter, QRectF(left - 2, box.y + box.height + 1, wide + 4, HEIGHT), ink)
    painter.setPen(QPen(ink.theme.color("quiet"), 1.1))
    painter.drawPolyline(QPolygonF(line))


def _paint_plate(painter: QPainter, area: QRectF, ink: Inks) -> None:
    """Paint a plate below a glance: wires fade there."""
    shade = QColor(ink.theme.color("canvas"))
    shade.setAlphaF(0.85)
    painter.fillRect(area, shade)
