"""Writes a page as PNG in bands, so that no size is too large for memory. It must not know what is on the page."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Protocol

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BAND_ROWS = 1024
MOST_SIDE = 2_000_000
LEVELS = {"fast": 1, "small": 6}
FAST_FROM = 24_000_000


class Packer(Protocol):
    """What packs a stream piece by piece, such as `zlib.compressobj` gives."""

    def compress(self, data: memoryview, /) -> bytes:
        """Take the next piece and return what is packed so far."""


def why_not(page: Page, options: Options) -> str:
    """Return why a page is too large, in one sentence; nothing where it is not."""
    if max(page.width, page.height) * options.scale > MOST_SIDE:
        return "A PNG of this size cannot be opened by any program. Choose a smaller scale, or SVG."
    return ""


def write_png(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write the page; the quality `auto` is fast for large pictures, small for others. Both are lossless."""
    scale = options.scale
    width, height = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    level = LEVELS.get(options.quality, LEVELS["fast" if width * height >= FAST_FROM else "small"])
    file.write(SIGNATURE)
    file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
    meter = round(96 / 0.0254 * scale)
    file.write(_chunk(b"pHYs", struct.pack(">IIB", meter, meter, 1)))
    file.write(_text("Software", "Dagscope"))
    if page.title:
        file.write(_text("Title", page.title))
    packer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, zlib.Z_DEFAULT_STRATEGY)
    # One band is turned and packed, which needs no Python, while the next is painted: two are in memory at a time.
    # Its image is used again two bands later, when it has been packed: fresh memory costs more than filling it.
    images = [QImage(width, min(BAND_ROWS, height), QImage.Format.Format_RGB32) for _ in range(2)]
    with ThreadPoolExecutor(1) as pool:
        packed: Future[bytes] | None = None
        for number, top in enumerate(range(0, height, BAND_ROWS)):
            options.told(top / height)
            image, rows = images[number % 2], min(BAND_ROWS, height - top)
            _paint_band(image, page, scale, top, rows)
            _write_data(file, packed)
            packed = pool.submit(_pack, packer, image, rows)
        _write_data(file, packed)
    file.write(_chunk(b"IDAT", packer.flush()))
    file.write(_chunk(b"IEND", b""))


def _write_data(file: BinaryIO, packed: Future[bytes] | None) -> None:
    data = packed.result() if packed else b""
    if data:
        file.write(_chunk(b"IDAT", data))


def _paint_band(image: QImage, page: Page, scale: float, top: int, rows: int) -> None:
    """Paint the page's rows from `top` on into the image's first ones."""
    width = image.width()
    image.fill(page.theme.color("canvas"))  # the page's own edge may cover the last pixels by a part alone
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setClipRect(QRect(0, 0, width, rows))
    painter.translate(0, -top)
    painter.scale(scale, scale)
    page.paint(painter, (0.0, top / scale, width / scale, (top + rows) / scale), scale)
    painter.end()


def _pack(packer: Packer, image: QImage, rows: int) -> bytes:
    """Pack the image's first rows as PNG wants them: a filter byte, then three bytes a pixel."""
    turned = image.convertToFormat(QImage.Format.Format_RGB888)
    stride, used = turned.bytesPerLine(), turned.width() * 3
    pixels = np.frombuffer(turned.constBits(), dtype=np.uint8, count=stride * rows).reshape(rows, stride)
    # No filter: pictures of boxes pack a third smaller as they are than as differences, and quicker.
    out = np.zeros((rows, used + 1), dtype=np.uint8)
    out[:, 1:] = pixels[:, :used]
    return packer.compress(out.data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _text(key: str, value: str) -> bytes:
    body = key.encode("latin-1") + b"\0\0\0\0\0" + value.encode("utf-8", "replace")
    return _chunk(b"iTXt", body)


FORMAT = Format(
    "PNG",
    ("png",),
    "chats, documents, `dag.png` beside the code",
    write_png,
    is_vector=False,
    has_text=False,
    usual_scale=2.0,
    why_not=why_not,
)
