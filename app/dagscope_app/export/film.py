"""Writes pictures one after the other as a GIF or WebP that plays. It must not know what a run is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QImage

from dagscope_app.export.files import ExportError, replacing

FRAME_MS = 120
ENDINGS = (".gif", ".webp")


def write_film(frames: Sequence[QImage], path: Path) -> None:
    """Write the frames, which are all of one size.

    Raises:
        ExportError: the ending names neither format, or the file cannot be written.
    """
    from PIL import Image  # only here: it takes long to import

    if path.suffix.lower() not in ENDINGS:
        raise ExportError(f"{path.name} does not say which format is meant. End the name in .gif or .webp.")
    pictures = []
    for frame in frames:
        packed = frame.convertToFormat(QImage.Format.Format_RGB888)
        data = bytes(packed.constBits())
        pictures.append(
            Image.frombytes("RGB", (packed.width(), packed.height()), data, "raw", "RGB", packed.bytesPerLine())
        )
    with replacing(path) as file:
        form = path.suffix[1:].upper()
        pictures[0].save(
            file, form, save_all=True, append_images=pictures[1:], duration=FRAME_MS, loop=0,
            **({"quality": 80, "method": 2} if form == "WEBP" else {"optimize": False}),
        )  # fmt: skip
