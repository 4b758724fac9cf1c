"""How large nodes and folded groups are, and where their parts sit. It must not paint."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import Qt

from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import font_metrics
from dagscope_app.drawing.translation import tr

NODE_HEIGHT = 48.0
NODE_MIN_WIDTH = 104.0
NODE_MAX_WIDTH = 280.0
NODE_RADIUS = 7.0
TEXT_LEFT = 28.0
EDGE_PAD = 10.0
NAME_BASELINE = 20.0
TYPE_BASELINE = 37.0
STATE_ROOM = 22.0
TIME_ROOM = 46.0
SHAPE_ROOM = 6.0  # what caps, folds and second borders take from the widest text

GROUP_HEADER = 32.0
GROUP_RADIUS = 9.0
GROUP_FOLDED_HEIGHT = 56.0
GROUP_MIN_WIDTH = 136.0
GROUP_MAX_WIDTH = 304.0


def _to_grid(width: float, least: float, most: float) -> float:
    return min(most, max(least, math.ceil(width / 8) * 8.0))


@lru_cache(maxsize=65536)
def measure_node(label: str, type_text: str = "") -> tuple[float, float]:
    """Return width and height of a node, in scene units; needs a QGuiApplication for the fonts."""
    name = text_width(plain(label, 200), "node_name")
    kind = text_width(plain(type_text, 200), "node_type")
    inner = max(name + STATE_ROOM, kind + TIME_ROOM)
    return _to_grid(TEXT_LEFT + inner + SHAPE_ROOM + EDGE_PAD, NODE_MIN_WIDTH, NODE_MAX_WIDTH), NODE_HEIGHT


def measure_whole_node(label: str, type_text: str = "") -> tuple[float, float]:
    """Return width and height of a node that shows its name whole, however long: on paper nobody rests on it."""
    width, height = measure_node(label, type_text)
    if width < NODE_MAX_WIDTH:
        return width, height
    name = font_metrics("node_name").horizontalAdvance(plain(label, 400))
    return _to_grid(TEXT_LEFT + name + STATE_ROOM + SHAPE_ROOM + EDGE_PAD, width, math.inf), height


@lru_cache(maxsize=8192)
def measure_group(label: str, count: int) -> tuple[float, float]:
    """Return width and height of a folded group; its width is also the least a frame needs for its header."""
    return _group_width(label, count, GROUP_MAX_WIDTH), GROUP_FOLDED_HEIGHT


def measure_whole_group(label: str, count: int) -> tuple[float, float]:
    """Return width and height of a folded group that shows its name whole, however long."""
    return _group_width(label, count, math.inf), GROUP_FOLDED_HEIGHT


def _group_width(label: str, count: int, most: float) -> float:
    name = font_metrics("group_name").horizontalAdvance(plain(label, 400))
    number = font_metrics("node_time").horizontalAdvance(tr("{count} nodes", count=count))
    return _to_grid(TEXT_LEFT + max(name, number + 96) + 3 * EDGE_PAD, GROUP_MIN_WIDTH, most)


@lru_cache(maxsize=65536)
def elided(text: str, role: str, width: float) -> str:
    """Return `text`, safe and cut in the middle to `width` in the font of `role`; empty where nothing fits."""
    shown = plain(text, 400)
    if text_width(shown, role) <= width:
        return shown
    cut = font_metrics(role).elidedText(shown, Qt.TextElideMode.ElideMiddle, width)
    return "" if cut == "…" and len(shown) > 1 else cut


def elided_name(label: str, role: str, width: float) -> str:
    """Return a group's name cut to `width`; of a section, `first … last`, rather the first than both cut."""
    first, dots, _ = label.partition(" … ")
    if not dots:
        return elided(label, role, width)
    for shown in (label, f"{first} …"):
        if text_width(plain(shown, 400), role) <= width:
            return plain(shown, 400)
    return elided(first, role, width)


@lru_cache(maxsize=65536)
def text_width(text: str, role: str) -> float:
    """Return the width of a line of text in the font of `role`."""
    return font_metrics(role).horizontalAdvance(text)
