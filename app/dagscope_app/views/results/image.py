"""Shows pictures that came as PNG. It reads no other format."""

from __future__ import annotations

from dagscope.value_records import ImagePreview
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.viewer import Desk, Viewer

MAX_PIXELS = 4_000_000 * 4


class ImageResult(QScrollArea):
    """A picture, shrunk to the room there is, never enlarged."""

    def __init__(self, data: bytes, is_drawn: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._missing = tr("This picture cannot be shown.") if is_drawn else tr("This picture is not drawn.")
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self._pixmap = self._read(data)
        self._show()

    def _read(self, data: bytes) -> QPixmap | None:
        if not data:  # not drawn yet
            return None
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(b"png"))
        size = reader.size()
        if not size.isValid() or size.width() * size.height() > MAX_PIXELS:
            return None
        image = reader.read()
        return None if image.isNull() else QPixmap.fromImage(image)

    def _show(self) -> None:
        if self._pixmap is None:
            self._label.setText(self._missing)
            return
        room = self.viewport().size() - QSize(16, 16)
        if room.width() < 16 or room.height() < 16:
            return
        if self._pixmap.width() <= room.width() and self._pixmap.height() <= room.height():
            self._label.setPixmap(self._pixmap)
        else:
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._label.setPixmap(self._pixmap.scaled(room, kept, smooth))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def make(tab: ValueTab, preview: ImagePreview, desk: Desk) -> Viewer:
    """Return the viewer of a picture."""
    return Viewer(ImageResult(tab.image, not preview.missing))
