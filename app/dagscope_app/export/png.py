"""Writes a page as PNG in bands, so that no size is too large for memory. It must not know what is on the page."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BAND_ROWS = 1024
MOST_SIDE = 2_000_000
LEVELS = {"fast": 1, "small": 6}
FAST_FROM = 24_000_000

Bytes: TypeAlias = npt.NDArray[np.uint8]


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
    # One band is packed, which needs no Python, while the next is painted: two are in memory at a time.
    with ThreadPoolExecutor(1) as pool:
        packed: Future[bytes] | None = None
        for top in range(0, height, BAND_ROWS):
            band = _band(page, scale, top, width, min(BAND_ROWS, height - top))
            _write_data(file, packed)
            packed = pool.submit(packer.compress, band.data)
        _write_data(file, packed)
    file.write(_chunk(b"IDAT", packer.flush()))
    file.write(_chunk(b"IEND", b""))


def _write_data(file: BinaryIO, packed: Future[bytes] | None) -> None:
    data = packed.result() if packed else b""
    if data:
        file.write(_chunk(b"IDAT", data))


def _band(page: Page, scale: float, top: int, width: int, rows: int) -> Bytes:
    """Return some rows as PNG wants them: a filter byte, then three bytes a pixel."""
    image = QImage(width, rows, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setClipRect(QRect(0, 0, width, rows))
    painter.translate(0, -top)
    painter.scale(scale, scale)
    page.paint(painter, (0.0, top / scale, width / scale, (top + rows) / scale), scale)
    painter.end()
    packed = image.convertToFormat(QImage.Format.Format_RGB888)
    stride = packed.bytesPerLine()
    pixels = np.frombuffer(packed.constBits(), dtype=np.uint8, count=stride * rows).reshape(rows, stride)
    # No filter: pictures of boxes pack a third smaller as they are than as differences, and quicker.
    out = np.zeros((rows, width * 3 + 1), dtype=np.uint8)
    out[:, 1:] = pixels[:, : width * 3]  # a copy: the image's memory goes with the image
    return out


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
