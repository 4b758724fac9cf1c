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
_ATTEMPTS = 4
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its size."""

    png: bytes
    width: int
    height: int


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height from a PNG's header, or None when it is none."""
    if len(data) < 24 or data[:8] != _SIGNATURE or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def is_image(value: Any) -> bool:
    """Return whether a value is shown as a picture."""
    if type(value) in (bytes, bytearray):
        return png_size(bytes(value[:24])) is not None
    return (
        is_a(value, "matplotlib.figure", "Figure", "SubFigure")
        or is_a(value, "matplotlib.axes", "Axes")
        or is_a(value, "PIL.Image", "Image")
    )


def _from_png(data: bytes) -> Picture | None:
    size = png_size(data)
    if size is None or len(data) > MAX_PNG or not 0 < size[0] * size[1] <= MAX_PIXELS:
        return None
    return Picture(data, *size)


def _dpi(figure: Any) -> float:
    width, height = (float(side) for side in figure.get_size_inches())
    return float(min(150.0, float(figure.dpi), (MAX_PIXELS / max(0.01, width * height)) ** 0.5))


def _from_figure(figure: Any) -> Picture | None:
    part = None
    if is_a(figure, "matplotlib.figure", "SubFigure"):
        part, figure = figure, figure.get_figure(root=True)
    dpi = _dpi(figure)
    out = io.BytesIO()
    before = figure.canvas
    agg = library("matplotlib.backends.backend_agg")
    try:
        if agg is not None:
            agg.FigureCanvasAgg(figure)  # draws without the window toolkit the figure may be bound to
        area = None if part is None else part.bbox.transformed(figure.dpi_scale_trans.inverted())
        figure.savefig(out, format="png", dpi=dpi, bbox_inches=area)
    finally:
        figure.set_canvas(before)
    return _from_png(out.getvalue())


def _from_pil(image: Any) -> Picture | None:
    pixels = MAX_PIXELS
    for _ in range(_ATTEMPTS):
        made = _encoded(image, pixels)
        if len(made) <= MAX_PNG:
            return _from_png(made)
        pixels = int(pixels * MAX_PNG / len(made) * 0.8)  # noise hardly gets smaller in a PNG
    return None


def _encoded(image: Any, pixels: int) -> bytes:
    width, height = image.size
    if width * height > pixels:
        factor = (pixels / (width * height)) ** 0.5
        small = (max(1, int(width * factor)), max(1, int(height * factor)))
        image = image.convert("RGB") if image.mode == "P" else image
        image = image.resize(small, reducing_gap=1.5)
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I"):
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, format="PNG", compress_level=3)
    return out.getvalue()


def picture_of(value: Any) -> Picture | None:
    """Return the value as a PNG of at most 4 MB and 4 megapixels, or None when it is larger than that."""
    if type(value) in (bytes, bytearray):
        return _from_png(bytes(value))
    if is_a(value, "PIL.Image", "Image"):
        return _from_pil(value)
    if is_a(value, "matplotlib.axes", "Axes"):
        return _from_figure(value.get_figure())
    return _from_figure(value)


def _size(value: Any) -> tuple[int, int]:
    """Return width and height as the value itself has them, without drawing it."""
    if type(value) in (bytes, bytearray):
        return png_size(bytes(value[:24])) or (0, 0)
    if is_a(value, "PIL.Image", "Image"):
        return int(value.size[0]), int(value.size[1])
    figure = value.get_figure() if is_a(value, "matplotlib.axes", "Axes") else value
    if is_a(figure, "matplotlib.figure", "SubFigure"):
        figure, part = figure.get_figure(root=True), figure
        share = _dpi(figure) / float(figure.dpi)
        return int(part.bbox.width * share), int(part.bbox.height * share)
    width, height = (float(side) for side in figure.get_size_inches())
    dpi = _dpi(figure)
    return int(width * dpi), int(height * dpi)


def _facts(value: Any) -> ImagePreview:
    width, height = _size(value)
    return ImagePreview(type_name(value), f"{width} × {height}", width=width, height=height)


def _look(value: Any) -> Shown:
    picture = picture_of(value)
    if picture is None:
        text = "a picture too large to show"
        return Shown(ObjectPreview(type_name(value), text, text=text))
    own, shown = _size(value), (picture.width, picture.height)
    summary = f"{shown[0]} × {shown[1]}"
    if is_a(value, "PIL.Image", "Image") and own != shown:
        summary = f"{own[0]} × {own[1]}, shown as {summary}"
    size = len(picture.png)
    return Shown(ImagePreview(type_name(value), summary, size, width=picture.width, height=picture.height), picture.png)


KIND = Kind("image", is_image, _look, lambda value: "picture", facts=_facts, is_heavy=True)
