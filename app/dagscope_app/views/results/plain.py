"""Shows texts, numbers, pictures and errors. Foreign text is only ever shown as plain text."""

from __future__ import annotations

from dagscope.records import Preview, TraceFrame
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QFont, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.views.theme import Theme
from dagscope_app.views.widgets.labels import make_label

TEXT_LIMIT = 1_000_000
LINE_LIMIT = 4096
MAX_PIXELS = 4_000_000 * 4


def cut(text: str) -> str:
    """Bounded text with bounded lines: a line of megabytes would stall the window for seconds."""
    lines = (line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + " …" for line in text[:TEXT_LIMIT].split("\n"))
    return "\n".join(lines)


class TextResult(QPlainTextEdit):
    """A string, or what an object says of itself."""

    def __init__(self, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(theme.font("mono"))
        self.setProperty("bare", True)
        text = cut(preview.text)
        if preview.is_truncated:
            text += "\n…  (more was cut; save the value to read all of it)"
        self.setPlainText(text)
        self.setAccessibleName("Text")


class NumberResult(QWidget):
    """A number, a truth value, None: one line, large."""

    def __init__(self, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = QFont(theme.font("mono"))
        font.setPixelSize(28)
        text = preview.text or preview.summary or "None"
        value = make_label(text[:400], is_selectable=True, font=font)
        value.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addWidget(value)
        column.addStretch(1)


class ImageResult(QScrollArea):
    """A picture, shrunk to the room there is, never enlarged."""

    def __init__(self, data: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self._pixmap = self._read(data)
        self._show()

    def _read(self, data: bytes) -> QPixmap | None:
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
            self._label.setText("This picture cannot be shown.")
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


class ErrorResult(QWidget):
    """An exception: what happened, the project's frames to click on, the whole traceback below.

    Signals:
        location_activated(str, int): open this file at this line.
    """

    location_activated = Signal(str, int)

    def __init__(self, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind = preview.error_type or preview.type or "Error"
        title = make_label(f"{kind}: {preview.message}", is_selectable=True, font=theme.font("strong"))
        title.setWordWrap(True)
        banner = QFrame()
        banner.setProperty("banner", "error")
        inside = QVBoxLayout(banner)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(title)
        self.frames = QListWidget()
        self.frames.setFont(theme.font("mono"))
        self.frames.setAccessibleName("Where it happened")
        for frame in preview.frames:
            if frame.is_project:
                self._add(frame)
        self.frames.itemActivated.connect(self._on_item_activated)
        rows = min(max(self.frames.count(), 1), 6)
        self.frames.setFixedHeight(rows * max(24, self.frames.sizeHintForRow(0)) + 8)
        text = QPlainTextEdit(cut(preview.text))
        text.setReadOnly(True)
        text.setFont(theme.font("mono"))
        text.setProperty("code", True)
        text.setAccessibleName("Traceback")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(banner)
        if self.frames.count():
            column.addWidget(self.frames)
        column.addWidget(text, 1)

    def _add(self, frame: TraceFrame) -> None:
        where = f"{frame.file.rpartition('/')[2]}:{frame.line}  in {frame.function}"
        item = QListWidgetItem(f"{where}\n    {frame.text.strip()[:200]}")
        item.setData(Qt.ItemDataRole.UserRole, (frame.file, frame.line))
        self.frames.addItem(item)

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        file, line = item.data(Qt.ItemDataRole.UserRole)
        self.location_activated.emit(file, line)
