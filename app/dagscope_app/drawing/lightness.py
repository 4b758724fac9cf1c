"""Pictures of a light theme shown on a dark one, and the other way round. It must not know what they show."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage


def in_lightness(image: QImage, *, is_dark: bool) -> QImage:
    """Return a picture dark on light or light on dark, as is asked: its hues stay, its lightness may be turned over.

    What it is, its corner says: pictures of a graph have a margin.
    """
    if image.isNull() or (image.pixelColor(0, 0).lightnessF() < 0.5) == is_dark:
        return image
    turned = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(turned.bits(), np.uint8).reshape(turned.height(), turned.bytesPerLine())
    colors = rows[:, : 4 * turned.width()].reshape(turned.height(), turned.width(), 4)[:, :, :3]
    wide = colors.astype(np.int16)
    colors[...] = wide + 255 - wide.max(axis=2, keepdims=True) - wide.min(axis=2, keepdims=True)
    return turned
