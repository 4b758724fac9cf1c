"""Measures nodes and groups as the canvas draws them, each text once. It must not place anything."""

from __future__ import annotations

from dagscope_app.drawing.metrics import measure_whole_group, measure_whole_node
from dagscope_app.views.canvas import measure_group, measure_node


class Measure:
    """Measures nodes and groups as the canvas draws them, or as paper does, which shows names whole."""

    def __init__(self, *, is_for_paper: bool = False) -> None:
        self._measure_node = measure_whole_node if is_for_paper else measure_node
        self._measure_group = measure_whole_group if is_for_paper else measure_group
        self._known: dict[tuple[str, str], tuple[float, float]] = {}

    def node(self, label: str, type_text: str) -> tuple[float, float]:
        """Return a node's width and height."""
        key = (label, type_text)
        size = self._known.get(key)
        if size is None:
            size = self._known[key] = self._measure_node(label, type_text)
        return size

    def group(self, label: str, count: int) -> tuple[float, float]:
        """Return a folded group's width and height."""
        return self._measure_group(label, count)
