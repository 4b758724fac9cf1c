"""Shows SVG, made harmless and bounded; pictures from files or the network are not loaded.
It must not run anything in it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QByteArray, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.drawing_cost import MOST_ELEMENTS, is_too_much

MOST_BYTES = 600_000
PAPER = QColor("#ffffff")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[[^\]]*\])?[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|foreignObject)\b.*?(</\1\s*>|/>)", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"""((?:[\w.-]+:)?href\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
"""How pictures of pixels begin. Qt looks at that as well, whatever the address says they are."""
# A picture without an address; Qt would warn of each.
_EMPTY_IMAGE = re.compile(
    r"<(image|feImage)\b(?=[^>]*href\s*=\s*(?:\"\"|''))[^>]*?(/>|>(?:\s*</\1\s*>)?)", re.IGNORECASE
)
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def harmless(source: str) -> tuple[str, tuple[str, ...]]:
    """Return SVG without scripts, embedded HTML and addresses of anything outside, and what was taken out."""
    removed: list[str] = []
    text = _DOCTYPE.sub("", source)
    text, scripts = _SCRIPT.subn("", text)
    addresses = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal addresses
        address = unescape(found[2][1:-1]).strip()
        if address.startswith("#") or data_of(address).startswith(_PICTURES):
            return found[0]
        addresses += 1
        return f'{found[1]}""'

    text = _ADDRESS.sub(kept, text)
    text = _EMPTY_IMAGE.sub(lambda found: "" if found[2] != ">" else found[0], text)
    if scripts:
        removed.append(
            "1 script or embedded page"
            if scripts == 1
            else tr("{scripts:,} scripts or embedded pages", scripts=scripts)
        )
    if addresses:
        removed.append("1 address" if addresses == 1 else tr("{addresses:,} addresses", addresses=addresses))
    if "xmlns=" not in text[:2_000]:
        text = re.sub(r"<svg\b", f"<svg {_NAMESPACE}", text, count=1, flags=re.IGNORECASE)
    return text, tuple(removed)


def data_of(address: str) -> bytes:
    """Return what an address of the form `data:image/...` holds; nothing for any other."""
    head, comma, data = address.partition(",")
    if not comma or not head.lower().startswith("data:image/"):
        return b""
    plain = unquote_to_bytes(data)
    if not head.lower().rstrip().endswith(";base64"):
        return plain
    try:
        return b64decode(b"".join(plain.split()) + b"==")
    except ValueError:
        return b""


def picture_of(address: str) -> QImage | None:
    """Return the picture that an address holds, a drawing among them as harmless as any other."""
    data = data_of(address)
    if data.startswith(_PICTURES):
        image = QImage.fromData(data)
        return None if image.isNull() else image
    return image_of(data.decode("utf-8", "replace")) if b"<svg" in data else None


def problem_of(source: str) -> str:
    """Return why SVG is not drawn, in a sentence; empty where it can be."""
    if len(source) > MOST_BYTES:
        return tr(
            "This drawing has {source:,} characters; at most {most_bytes:,} are drawn here. Save the value "
            "to open it elsewhere.",
            source=len(source),
            most_bytes=MOST_BYTES,
        )
    if _ENTITY.search(source[:10_000]):
        return "This drawing defines entities of its own, which are not expanded here."
    if is_too_much(_DOCTYPE.sub("", source)):
        return tr(
            "This drawing has more than {most_elements:,} elements, or repeats parts of itself without an "
            "end. It is not drawn here.",
            most_elements=MOST_ELEMENTS,
        )
    return ""


def renderer_of(source: str) -> QSvgRenderer | None:
    """Return what draws harmless SVG, or nothing where it is none."""
    renderer = QSvgRenderer()
    if not renderer.load(QByteArray(source.encode("utf-8", "replace"))) or renderer.defaultSize().isEmpty():
        return None
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer


def image_of(source: str, most: int = 2_000) -> QImage | None:
    """Return a small drawing inside a page, as a picture."""
    if problem_of(source):
        return None
    renderer = renderer_of(harmless(source)[0])
    if renderer is None:
        return None
    size = renderer.defaultSize().boundedTo(QSize(most, most))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


class DrawingResult(QWidget):
    """A drawing on paper: to fit, larger with the wheel, moved by dragging, to fit again by double click."""

    def __init__(self, renderer: QSvgRenderer) -> None:
        super().__init__()
        self._renderer = renderer
        self._zoom = 1.0
        self._shift = QPoint()
        self._held: QPoint | None = None
        self.setAccessibleName(tr("Drawing"))
        self.setMinimumSize(80, 60)

    @property
    def zoom(self) -> float:
        """How much larger than to fit."""
        return self._zoom

    def paper(self) -> QRectF:
        """Return where the drawing lies."""
        size, room = self._renderer.defaultSize(), QRectF(self.rect()).adjusted(12, 12, -12, -12)
        scale = min(2.0, room.width() / size.width(), room.height() / size.height()) * self._zoom
        box = QRectF(0, 0, max(1.0, size.width() * scale), max(1.0, size.height() * scale))
        box.moveCenter(room.center() + self._shift.toPointF())
        return box

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.paper()
        painter.fillRect(box.adjusted(-8, -8, 8, 8), PAPER)
        self._renderer.render(painter, box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            before = self._zoom
            self._zoom = min(40.0, max(0.2, self._zoom * 1.0015**turned))
            away = event.position().toPoint() - self.rect().center() - self._shift
            self._shift -= away * (self._zoom / before - 1)
            self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position().toPoint() - self._shift

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._shift = event.position().toPoint() - self._held
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._zoom, self._shift = 1.0, QPoint()
        self.update()
