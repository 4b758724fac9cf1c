"""Pictures that are not PNGs yet: JPEG, GIF, WebP and BMP bytes, image files, arrays of colours.
It must not guess at others.

Bytes and files are read by Pillow of the project's interpreter; an array needs no library.
"""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import PurePath
from typing import Any

from dagscope.preview.budget import is_a, type_name
from dagscope.preview.image import MAX_PIXELS, MAX_PNG, picture_of, png_size
from dagscope.preview.kind import Kind, Shown
from dagscope.value_records import ImagePreview, ObjectPreview

MOST_BYTES = 100_000_000
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")
_LEAST_SIDE = 8
_GONE = (196, 40, 28)


def is_array_picture(value: Any) -> bool:
    """Return whether an array is a picture: bytes of red, green, blue and perhaps how opaque, of some height and
    width.
    """
    if not is_a(value, "numpy", "ndarray") or len(value.shape) != 3 or str(value.dtype) != "uint8":
        return False
    height, width, colours = value.shape
    return colours in (3, 4) and min(height, width) >= _LEAST_SIDE


def is_array_grid(value: Any) -> bool:
    """Whether an array of numbers can be looked at as a picture: of greys, or of colours that are no bytes."""
    if not is_a(value, "numpy", "ndarray") or is_array_picture(value) or value.dtype.kind not in "biuf":
        return False
    is_grid = len(value.shape) == 2 or (len(value.shape) == 3 and value.shape[2] in (3, 4))
    return is_grid and min(value.shape[:2]) >= _LEAST_SIDE


def as_colours(array: Any) -> tuple[Any, str]:
    """Return an array as bytes of colours from its smallest to its largest number, and these; no number is red.

    Colours that all lie between 0 and 1 are taken as they are.
    """
    import numpy as np

    numbers = np.ma.filled(np.ma.asarray(array).astype("float64"), np.nan)
    is_there = np.isfinite(numbers)
    low, high = (float(numbers[is_there].min()), float(numbers[is_there].max())) if is_there.any() else (0.0, 0.0)
    if array.ndim == 3 and low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    share = (numbers / 2 - low / 2) / ((high / 2 - low / 2) or 1.0)  # halves: the whole span of floats is no float
    grey = (np.nan_to_num(np.clip(share, 0.0, 1.0)) * 255).round().astype("uint8")
    colours = np.repeat(grey[:, :, None], 3, axis=2) if array.ndim == 2 else grey
    gone = ~is_there if array.ndim == 2 else ~is_there.all(axis=2)
    colours[gone] = (*_GONE, 255)[: colours.shape[2]]
    note = f"black is {low:g}, white {high:g}"
    count = int(gone.sum())
    return colours, f"{note}, red is no number ({count:,})" if count else note


def is_raster(value: Any) -> bool:
    """Return whether a value is a picture that has to be read or encoded first."""
    kind = type(value)
    if kind in (bytes, bytearray):
        return bool(_form(bytes(value[:16])))
    if issubclass(kind, PurePath):
        return str(PurePath.__str__(value)).lower().endswith(_ENDINGS)
    return is_array_picture(value)


def _form(start: bytes) -> str:
    if start[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if start[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    return "WebP" if start[:4] == b"RIFF" and start[8:12] == b"WEBP" else ""


def _png_of(array: Any) -> tuple[bytes, int, int]:
    """Encode an array; a large one is thinned out evenly."""
    step = 1
    while (array.shape[0] // step) * (array.shape[1] // step) > MAX_PIXELS:
        step += 1
    while True:
        part = array[::step, ::step]
        height, width, colours = part.shape
        rows = b"".join(b"\0" + part[row].tobytes() for row in range(height))
        head = struct.pack(">IIBBBBB", width, height, 8, 2 if colours == 3 else 6, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 3)), (b"IEND", b""))
        made = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)
        if len(made) <= MAX_PNG:
            return made, width, height
        step += 1


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _look(value: Any) -> Shown:
    if is_array_picture(value):
        png, width, height = _png_of(value)
        return _shown(value, png, f"{value.shape[1]} × {value.shape[0]}", (width, height))
    if is_array_grid(value):
        colours, note = as_colours(value)
        png, width, height = _png_of(colours)
        return _shown(value, png, f"{value.shape[1]} × {value.shape[0]}", (width, height), note)
    data, name = read_file(value)
    if not data:
        return Shown(ObjectPreview(type_name(value), name, text=name))
    return shown_bytes(value, data, name)


def shown_bytes(value: Any, data: bytes, name: str = "") -> Shown:
    """Return a picture in some form as a PNG, or what is wrong with it; `name` is what to call it."""
    name = name or _form(data[:16]) or "a picture"
    if png_size(data[:24]) is not None and (found := picture_of(data)) is not None:
        return _shown(value, found.png, f"{found.width} × {found.height}", (found.width, found.height))
    try:
        from PIL import Image
    except ImportError:
        text = f"{name}: a picture of {len(data):,} bytes; install Pillow in the project's interpreter to see it here"
        return Shown(ObjectPreview(type_name(value), text, text=text))
    try:
        opened = Image.open(io.BytesIO(data))
        made = picture_of(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        text = f"{name}: it is no picture that can be read: {error}"
        return Shown(ObjectPreview(type_name(value), text, text=text))
    if made is None:
        text = f"{name}: a picture too large to show"
        return Shown(ObjectPreview(type_name(value), text, text=text))
    return _shown(value, made.png, f"{opened.size[0]} × {opened.size[1]}", (made.width, made.height))


def read_file(value: Any) -> tuple[bytes, str]:
    """Return the bytes, and what they are; no bytes where the file cannot be read."""
    if type(value) in (bytes, bytearray):
        return bytes(value), _form(bytes(value[:16]))
    name = str(PurePath.__str__(value))
    try:
        if not os.path.isfile(name):
            return b"", name
        size = os.path.getsize(name)
        if size > MOST_BYTES:
            return b"", f"{name}  (a file of {size:,} bytes; at most {MOST_BYTES:,} are read to show a picture)"
        with open(name, "rb") as file:
            return file.read(), name
    except (OSError, ValueError) as error:
        return b"", f"{name}  (it cannot be read: {error})"


def _shown(value: Any, png: bytes, size: str, shown: tuple[int, int], note: str = "") -> Shown:
    as_shown = f"{shown[0]} × {shown[1]}"
    summary = size if size == as_shown else f"{size}, shown as {as_shown}"
    summary += f"; {note}" if note else ""
    return Shown(ImagePreview(type_name(value), summary, len(png), width=shown[0], height=shown[1]), png)


def _summary(value: Any) -> str:
    if issubclass(type(value), PurePath):
        return str(PurePath.__str__(value))[:200]
    return "picture"


KIND = Kind("raster", is_raster, _look, _summary, is_heavy=True)
