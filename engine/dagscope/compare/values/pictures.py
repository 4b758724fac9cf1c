"""Two pictures pixel by pixel, with a picture of the difference.
It must not import Pillow unless a picture is there.
"""

from __future__ import annotations

import io
from typing import Any

from dagscope.compare.values.outcome import Context, Outcome, single, types_beside
from dagscope.difference_words import counted, part_that_differs
from dagscope.preview import image
from dagscope.preview.budget import is_a
from dagscope.preview.scalars import short_repr
from dagscope.records import Beside, DiffCell, DiffCounts, DiffRow

_MAX_SHOWN = 4_000_000
_MAX_FRAMES = 200
_WIDE = frozenset(("I", "F", "I;16", "I;16B", "I;16L", "I;16N"))
"""Modes whose numbers do not fit into a byte."""
_LIKE_RGBA = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA"))
"""Modes that become RGBA without a loss."""
_NOT_INFO = frozenset(("transparency", "background"))
"""What belongs to the pixels, and is compared with them."""


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
        if one.getpalette() == other.getpalette():  # they are numbers, whether or not their colours can be told apart
            one, other = _numbers_of(one), _numbers_of(other)
        else:
            beside += (Beside("indexes into the palette", "another", "another"),)
    if not _have_common_form(one.mode, other.mode):
        summary = f"not comparable: modes {one.mode} and {other.mode} have no common form without a loss"
        return single("incomparable", (one.mode, other.mode), context, kind="image", beside=beside, summary=summary)
    return _compared(one, other, context, (*beside, *_info_beside(left, right, context)), _notes(left))


def _numbers_of(picture: Any) -> Any:
    """Return the indexes into the palette as grey."""
    from PIL import Image

    return Image.frombytes("L", picture.size, picture.tobytes())


def _have_common_form(one: str, other: str) -> bool:
    singles = _WIDE | {"L", "1"}
    return one == other or {one, other} <= _LIKE_RGBA or {one, other} <= singles


def _notes(left: Any) -> tuple[str, ...]:
    if is_a(left, "PIL.Image", "Image"):
        return ()
    if type(left) in (bytes, bytearray):
        return ("the bytes differ; the pictures in them are compared",)
    return ("figures are compared as they are drawn",)


def _info_beside(left: Any, right: Any, context: Context) -> tuple[Beside, ...]:
    """Return what two images carry besides their pixels: texts, resolution, a colour profile."""
    if not is_a(left, "PIL.Image", "Image") or not is_a(right, "PIL.Image", "Image"):
        return ()
    infos = [{str(key): item for key, item in value.info.items() if key not in _NOT_INFO} for value in (left, right)]
    found = []
    for name in dict.fromkeys([*infos[0], *infos[1]]):
        texts = [short_repr(info[name], 200) if name in info else "none" for info in infos]
        is_there = all(name in info for info in infos)
        if not is_there or context.inside(infos[0][name], infos[1][name]).verdict not in ("equal", "close"):
            found.append(Beside(f"info {name}", texts[0], texts[1]))
    return tuple(found)


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
    count = mask.histogram()[255]
    if not count and max(_frames(one), _frames(other)) > 1:
        return _frames_compared(one, other, context, beside, notes)
    if not count:
        counts = DiffCounts(same=total)
        return Outcome("equal", "image", "equal", beside, notes, counts=counts)
    summary = part_that_differs(count, total, "pixel")
    rows = (DiffRow("", (DiffCell(f"{one.width} × {one.height}", summary, True),)),) if context.is_listed(0) else ()
    png = _difference(one, mask) if context.count else b""
    return Outcome(
        "different", "image", summary, beside, notes, ("pixels",), rows=rows, row_count=1,
        counts=DiffCounts(total - count, count), png=png,
    )  # fmt: skip


def _frames(picture: Any) -> int:
    return int(getattr(picture, "n_frames", 1))


def _frames_compared(
    one: Any, other: Any, context: Context, beside: tuple[Beside, ...], notes: tuple[str, ...]
) -> Outcome:
    """Compare the further frames of pictures that move or have several pages; where each stands stays as it was."""
    counts = _frames(one), _frames(other)
    if counts[0] != counts[1]:
        sizes = counted(counts[0], "frame"), counted(counts[1], "frame")
        return single("different", sizes, context, kind="image", beside=beside, notes=notes)
    places = one.tell(), other.tell()
    try:
        for number in range(min(counts[0], _MAX_FRAMES)):
            one.seek(number)
            other.seek(number)
            if one.size != other.size or _mask(one, other).histogram()[255]:
                texts = (f"frame {number + 1:,}", f"another frame {number + 1:,}")
                summary = f"frame {number + 1:,} of {counts[0]:,} differs"
                return single("different", texts, context, kind="image", beside=beside, notes=notes, summary=summary)
    finally:
        one.seek(places[0])
        other.seek(places[1])
    if counts[0] > _MAX_FRAMES:
        summary = f"the first {_MAX_FRAMES:,} of {counts[0]:,} frames are equal"
        return single("partial", ("", ""), context, kind="image", beside=beside, notes=notes, summary=summary)
    return Outcome("equal", "image", "equal", beside, notes, counts=DiffCounts(same=one.width * one.height))


def _mask(one: Any, other: Any) -> Any:
    """Return a mask, white where the pixels differ exactly."""
    from PIL import Image, ImageChops

    if one.mode in _WIDE or other.mode in _WIDE:
        import numpy as np

        arrays = [np.asarray(each.convert("L") if each.mode == "1" else each) for each in (one, other)]
        is_other = (arrays[0] != arrays[1]) & ~((arrays[0] != arrays[0]) & (arrays[1] != arrays[1]))
        return Image.fromarray(is_other.astype("uint8") * 255)
    if one.mode != other.mode or one.mode in ("P", "PA", "1") or "transparency" in (*one.info, *other.info):
        one, other = one.convert("RGBA"), other.convert("RGBA")
    bands = [part.point(lambda value: 255 if value else 0) for part in ImageChops.difference(one, other).split()]
    found = bands[0]
    for band in bands[1:]:
        found = ImageChops.lighter(found, band)
    return found


def _difference(one: Any, mask: Any) -> bytes:
    """Return the left picture, pale, with red where the right one differs."""
    from PIL import Image

    grey = (
        one.getchannel(0) if one.mode in ("LAB", "HSV", "La") else one.convert("L")
    )  # Pillow has no way from these to grey
    pale = Image.blend(grey.convert("RGB"), Image.new("RGB", one.size, "white"), 0.7)
    pale.paste((200, 0, 40), mask=mask)
    if one.width * one.height > _MAX_SHOWN:
        pale.thumbnail((2_000, 2_000))
    out = io.BytesIO()
    pale.save(out, format="PNG")
    return out.getvalue() if out.tell() <= image.MAX_PNG else b""
