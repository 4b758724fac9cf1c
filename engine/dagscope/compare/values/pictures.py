"""Two pictures pixel by pixel, with a picture of the difference.
It must not import Pillow unless a picture is there.
"""

from __future__ import annotations

import io
from typing import Any

from dagscope.compare.values.outcome import Context, Outcome, single, types_beside
from dagscope.difference_words import part_that_differs
from dagscope.preview import image
from dagscope.preview.budget import is_a
from dagscope.records import Beside, DiffCell, DiffCounts, DiffRow

_MAX_SHOWN = 4_000_000


def compare_pictures(left: Any, right: Any, context: Context) -> Outcome:
    """Compare pictures, figures or the bytes of PNGs: equal where each pixel is."""
    beside = types_beside(left, right)
    if type(left) is type(right) and type(left) in (bytes, bytearray) and left == right:
        return single("equal", ("", ""), context, kind="image")
    try:
        from PIL import Image
    except ImportError:
        return single(
            "incomparable", ("a picture", "a picture"), context, kind="image",
            summary="not comparable: pixels cannot be read without Pillow; install it in the project's environment",
        )  # fmt: skip
    one, other = _pixels(left, Image), _pixels(right, Image)
    if one is None or other is None:
        return single(
            "incomparable",
            ("a picture", "a picture"),
            context,
            kind="image",
            summary="not comparable: it cannot be drawn",
        )
    if one.mode != other.mode:
        beside += (Beside("mode", one.mode, other.mode),)
    if one.size != other.size:
        sizes = [f"{side.width} × {side.height}" for side in (one, other)]
        return single("different", (sizes[0], sizes[1]), context, kind="image", beside=beside)
    if one.mode == other.mode == "P" and one.tobytes() != other.tobytes():
        beside += (Beside("places in the palette", "another", "another"),)
    notes = (
        ("figures are compared as they are drawn",)
        if not is_a(left, "PIL.Image", "Image") and type(left) is not bytes
        else ()
    )
    return _compared(one, other, context, beside, notes)


def _pixels(value: Any, library: Any) -> Any:
    if is_a(value, "PIL.Image", "Image"):
        return value
    picture = image.picture_of(value)
    if picture is None and type(value) not in (bytes, bytearray):
        return None
    opened = library.open(io.BytesIO(bytes(value) if picture is None else picture.png))
    opened.load()
    return opened


def _compared(one: Any, other: Any, context: Context, beside: tuple[Beside, ...], notes: tuple[str, ...]) -> Outcome:
    total = one.width * one.height
    mask = _mask(one, other)
    count = total if mask is None else mask.histogram()[255]
    if not count:
        counts = DiffCounts(same=total)
        return Outcome("equal", "image", "equal", beside, notes, counts=counts)
    summary = part_that_differs(count, total, "pixel")
    rows = (DiffRow("", (DiffCell(f"{one.width} × {one.height}", summary, True),)),) if context.is_listed(0) else ()
    png = _difference(one, mask) if context.count and mask is not None else b""
    return Outcome(
        "different", "image", summary, beside, notes, ("pixels",), rows=rows, row_count=1,
        counts=DiffCounts(total - count, count), png=png,
    )  # fmt: skip


def _mask(one: Any, other: Any) -> Any:
    """Return a mask, white where the pixels differ exactly, or None where a mode has no exact common form."""
    from PIL import Image, ImageChops

    if one.mode != other.mode or one.mode in ("P", "PA", "1"):
        one, other = one.convert("RGBA"), other.convert("RGBA")
    if one.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        import numpy as np

        arrays = np.asarray(one), np.asarray(other)
        is_other = (arrays[0] != arrays[1]) & ~((arrays[0] != arrays[0]) & (arrays[1] != arrays[1]))
        return Image.fromarray(is_other.astype("uint8") * 255)
    bands = [part.point(lambda value: 255 if value else 0) for part in ImageChops.difference(one, other).split()]
    found = bands[0]
    for band in bands[1:]:
        found = ImageChops.lighter(found, band)
    return found


def _difference(one: Any, mask: Any) -> bytes:
    """Return the left picture, pale, with red where the right one differs."""
    from PIL import Image

    pale = Image.blend(one.convert("L").convert("RGB"), Image.new("RGB", one.size, "white"), 0.7)
    pale.paste((200, 0, 40), mask=mask)
    if one.width * one.height > _MAX_SHOWN:
        pale.thumbnail((2_000, 2_000))
    out = io.BytesIO()
    pale.save(out, format="PNG")
    return out.getvalue() if out.tell() <= image.MAX_PNG else b""
