"""Pictures as PNG: matplotlib figures, PIL images, PNG bytes. It must not import any of these libraries itself."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Any

from dagscope.preview.budget import is_a, library, type_name
from dagscope.preview.kind import Kind, Shown
from dagscope.value_records import ImagePreview, ObjectPreview

MAX_PIXELS = 4_000_000
MAX_PNG = 4 * 1024 * 1024
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its size."""

    png: bytes
    width: int
    height: int


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height out of a PNG's header; `None` when it is none."""
    if len(data) < 24 or data[:8] != _SIGNATURE or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def is_image(value: Any) -> bool:
    """Whether a value is shown as a picture."""
    if type(value) in (bytes, bytearray):
        return png_size(bytes(value[:24])) is not None
    return (
        is_a(value, "matplotlib.figure", "Figure")
        or is_a(value, "matplotlib.axes", "Axes")
        or is_a(value, "PIL.Image", "Image")
    )


def _from_png(data: bytes) -> Picture | None:
    size = png_size(data)
    if size is None or len(data) > MAX_PNG or not 0 < size[0] * size[1] <= MAX_PIXELS:
        return None
    return Picture(data, *size)


def _from_figure(figure: Any) -> Picture | None:
    width, height = (float(side) for side in figure.get_size_inches())
    dpi = min(150.0, float(figure.dpi), (MAX_PIXELS / max(0.01, width * height)) ** 0.5)
    out = io.BytesIO()
    before = figure.canvas
    agg = library("matplotlib.backends.backend_agg")
    try:
        if agg is not None:
            agg.FigureCanvasAgg(figure)  # draws without the window toolkit the figure may be bound to
        figure.savefig(out, format="png", dpi=dpi)
    finally:
        figure.set_canvas(before)
    return _from_png(out.getvalue())


def _from_pil(image: Any) -> Picture | None:
    copy = image.copy() if image.width * image.height <= MAX_PIXELS else image.resize(_smaller(image))
    if copy.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I"):
        copy = copy.convert("RGB")
    out = io.BytesIO()
    copy.save(out, format="PNG")
    return _from_png(out.getvalue())


def _smaller(image: Any) -> tuple[int, int]:
    factor = (MAX_PIXELS / (image.width * image.height)) ** 0.5
    return max(1, int(image.width * factor)), max(1, int(image.height * factor))


def picture_of(value: Any) -> Picture | None:
    """The value as a PNG of at most 4 MB and 4 megapixels; `None` when it is larger than that."""
    if type(value) in (bytes, bytearray):
        return _from_png(bytes(value))
    if is_a(value, "PIL.Image", "Image"):
        return _from_pil(value)
    if is_a(value, "matplotlib.axes", "Axes"):
        return _from_figure(value.get_figure())
    return _from_figure(value)


def _look(value: Any) -> Shown:
    picture = picture_of(value)
    if picture is None:
        text = "a picture too large to show"
        return Shown(ObjectPreview(type_name(value), text, text=text))
    summary = f"{picture.width} × {picture.height}"
    size = len(picture.png)
    return Shown(ImagePreview(type_name(value), summary, size, width=picture.width, height=picture.height), picture.png)


KIND = Kind("image", is_image, _look, lambda value: "picture")
