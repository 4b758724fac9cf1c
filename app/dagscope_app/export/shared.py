"""Writes the shared file: the page of a graph with values, kept below a size. It must not choose what is shared."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter

MOST_VALUES = 3_400_000
MOST_IMAGE = 300_000
IMAGE_SIDE = 900
TOO_MUCH = "left out: the file would become larger than 5 MB"


def fitted(data: Mapping[str, Any]) -> str:
    """Return the data as JSON that may stand in a page, its pictures inside; values beyond the limit are left out."""
    nodes, room, left_out = {}, MOST_VALUES, 0
    for name, record in data.get("nodes", {}).items():
        shown = dict(record)
        value = shown.get("value")
        if isinstance(value, Mapping) and isinstance(value.get("image"), bytes):
            shown["value"] = {"image": _address(value["image"])}
        size = len(json.dumps(shown.get("value", "")))
        if size > room:
            shown["value"], left_out = {"note": TOO_MUCH}, left_out + 1
        else:
            room -= size
        nodes[name] = shown
    rest = {"leftOut": left_out} if left_out else {}
    text = json.dumps({**data, "nodes": nodes, **rest}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _address(png: bytes) -> str:
    """Return a picture as an address that holds it, smaller where it is large."""
    if len(png) > MOST_IMAGE:
        image = QImage.fromData(QByteArray(png))
        if not image.isNull():
            small = image.scaled(
                IMAGE_SIDE, IMAGE_SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            return "data:image/jpeg;base64," + base64.b64encode(packed(small, "jpg")).decode("ascii")
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def packed(image: QImage, form: str) -> bytes:
    """Return a picture as the bytes of a file, `png` or `jpg`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(form.encode("ascii")))
    writer.setQuality(82 if form == "jpg" else -1)
    writer.write(image)
    return bytes(buffer.data().data())
