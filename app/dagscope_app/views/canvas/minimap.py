"""The whole graph in a corner: groups and states, no wires, and the part in view, which can be dragged.
It must not keep a scene of its own.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.anatomy.groups import tint_of
from dagscope_app.drawing.anatomy.nodes import style_of
from dagscope_app.drawing.translation import tr
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import NodeItem
from dagscope_app.views.canvas.camera import Camera, fitting
from dagscope_app.views.canvas.view import CanvasView

SIZE = QSize(208, 136)
LEAST_PIXELS = 1.6
LEAST_FRAME = 8.0


class Minimap(QWidget):
    """A small map of a canvas; put it over the canvas' corner or into a dock."""

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._image: QImage | None = None
        self._grab = QPointF()
        self.setFixedSize(SIZE)
        self.setAccessibleName(tr("Minimap"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        canvas.viewport_changed.connect(self.update)
        canvas.scene_changed.connect(self._on_canvas_scene_changed)

    def _on_canvas_scene_changed(self) -> None:
        self._image = None
        self.update()

    def _camera(self) -> Camera:
        bounds = self._canvas.geometry_of_scene.bounds
        return fitting(bounds, self.width(), self.height(), least=0.0, most=0.25, margin=8.0)

    def set_room(self, width: int, height: int) -> None:
        """Take no more room than this, and no more than there is to be seen."""
        share = min(1.0, width / SIZE.width(), height / SIZE.height())
        size = QSize(round(SIZE.width() * share), round(SIZE.height() * share))
        if size != self.size():
            self.setFixedSize(size)
            self._image = None

    def sizeHint(self) -> QSize:
        """Return a fixed size."""
        return SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the kept map with the view's frame over it."""
        ratio = self.devicePixelRatioF()
        if self._image is None or self._image.devicePixelRatio() != ratio:
            self._image = self._draw_map(ratio)
        theme = self._canvas.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(QPointF(0, 0), self._image)
        inside = QRectF(1, 1, self.width() - 2, self.height() - 2)
        frame = _at_least(self.view_frame()).intersected(inside)
        spec = self._canvas.spec
        if (spec.nodes or spec.groups) and not frame.contains(inside):
            veil = QPainterPath()
            veil.addRoundedRect(inside, 5, 5)
            hole = QPainterPath()
            hole.addRoundedRect(frame, 2, 2)
            painter.fillPath(veil.subtracted(hole), theme.color("minimap_veil"))
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawRoundedRect(frame.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2)
        painter.end()

    def view_frame(self) -> QRectF:
        """Return where the part in view lies on the map, in the map's pixels."""
        camera = self._camera()
        left, top, right, bottom = self._canvas.camera.view(self._canvas.width(), self._canvas.height())
        x, y = camera.to_screen(left, top)
        return QRectF(x, y, (right - left) * camera.scale, (bottom - top) * camera.scale)

    def _draw_map(self, ratio: float) -> QImage:
        theme = self._canvas.theme
        image = QImage(
            round(self.width() * ratio),
            round(self.height() * ratio),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(0, 0, 0, 0))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 6, 6)
        self._draw_groups(painter)
        self._draw_nodes(painter)
        painter.end()
        return image

    def _draw_groups(self, painter: QPainter) -> None:
        theme, camera = self._canvas.theme, self._camera()
        for group in self._canvas.geometry_of_scene.groups:
            painter.setPen(theme.color("group_folded_border" if group.is_folded else "group_border"))
            painter.setBrush(theme.color("group_folded" if group.is_folded else tint_of(group)))
            painter.drawRect(_on_map(camera, group.box))
            states = [state for state, _ in group.state_counts if state != "not_run"]
            if group.is_folded and states:
                painter.fillRect(_on_map(camera, group.box).adjusted(1, 1, -1, -1), theme.color(states[0]))

    def _draw_nodes(self, painter: QPainter) -> None:
        theme, camera = self._canvas.theme, self._camera()
        ink = self._canvas.scene_painter.ink
        geometry = self._canvas.geometry_of_scene
        batches: dict[tuple[bool, str], list[int]] = {}
        for number, node in enumerate(geometry.nodes):
            batches.setdefault(_look(node), []).append(number)
        # Of ten thousand nodes most fall on the same few pixels: each of those is painted once, to half a pixel.
        corners = (geometry.node_boxes - [camera.x, camera.y, camera.x, camera.y]) * camera.scale
        corners[:, 2:] = np.maximum(corners[:, 2:], corners[:, :2] + LEAST_PIXELS)
        halves = np.rint(corners * 2).astype(np.int64)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for (is_style, name), numbers in batches.items():
            found = np.unique(halves[numbers], axis=0).tolist()
            rects = [QRectF(a / 2, b / 2, (c - a) / 2, (d - b) / 2) for a, b, c, d in found]
            painter.setBrush(ink.block(name) if is_style else theme.color(name))
            painter.drawRects(rects)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the frame, or go where the click is."""
        frame = self.view_frame()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._grab = event.position() - frame.center() if frame.contains(event.position()) else QPointF(0, 0)
        self._go_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the end of a click: what is around did not see its beginning."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the frame."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def _go_to(self, position: QPointF) -> None:
        at = position - self._grab
        x, y = self._camera().to_scene(at.x(), at.y())
        canvas = self._canvas
        canvas.set_camera(canvas.camera.centered(x, y, canvas.width(), canvas.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the canvas about its middle."""
        event.accept()
        if event.angleDelta().y():
            self._canvas.zoom_by(1.2 ** (event.angleDelta().y() / 120))

    def changeEvent(self, event: QEvent) -> None:
        """Drop the map: a style or font change may need another one."""
        self._image = None
        super().changeEvent(event)


def _at_least(frame: QRectF) -> QRectF:
    """Return the frame, or one that can be seen where it is but a speck."""
    wide = max(0.0, LEAST_FRAME - frame.width()) / 2
    tall = max(0.0, LEAST_FRAME - frame.height()) / 2
    return frame.adjusted(-wide, -tall, wide, tall)


def _look(node: NodeItem) -> tuple[bool, str]:
    """Return whether a node is painted in a colour of its kind, and which; else in that of its state."""
    return (False, node.state) if node.state not in ("not_run", "waiting") else (True, style_of(node))


def _on_map(camera: Camera, box: Box) -> QRectF:
    x, y = camera.to_screen(box.x, box.y)
    return QRectF(x, y, max(LEAST_PIXELS, box.width * camera.scale), max(LEAST_PIXELS, box.height * camera.scale))
