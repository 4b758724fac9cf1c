"""Pens and brushes of a theme, made once. It must not know what is drawn with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from dagscope_app.drawing.theme import Theme, mix

FINE_RATIO = 1.25  # from this pixel ratio on a line of one device pixel is too fine


def pixel_ratio(painter: QPainter, scale: float) -> float:
    """Return the device pixels a screen unit, where the painter maps scene units at `scale`; 1 on ordinary screens."""
    ratio = painter.deviceTransform().m11() / scale
    return round(ratio, 2) if ratio > FINE_RATIO else 1.0


NO_PEN = QPen(Qt.PenStyle.NoPen)
NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)


@dataclass(slots=True)
class Inks:
    """The pens and brushes of one theme by role, kept as they are asked for."""

    theme: Theme
    _pens: dict[tuple[str, float, str], QPen] = field(default_factory=dict)
    _brushes: dict[str, QBrush] = field(default_factory=dict)

    def pen(self, role: str, width: float = 0.0, style: str = "solid") -> QPen:
        """Return a pen; width 0 is the theme's border width; styles `solid dash dot cosmetic flat`."""
        key = (role, width, style)
        found = self._pens.get(key)
        if found is None:
            found = self._pens[key] = self._make_pen(role, width, style)
        return found

    def _make_pen(self, role: str, width: float, style: str) -> QPen:
        pen = QPen(self.theme.color(role), width or self.theme.border_width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if style == "dash":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([4 / pen.widthF(), 3 / pen.widthF()])
        elif style == "dot":
            pen.setDashPattern([0.01, 3.2 / pen.widthF()])
        elif style == "cosmetic":
            pen = QPen(self.theme.color(role), width)
            pen.setCosmetic(True)
        elif style == "flat":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def brush(self, role: str) -> QBrush:
        """Return a solid brush."""
        found = self._brushes.get(role)
        if found is None:
            found = self._brushes[role] = QBrush(self.theme.color(role))
        return found

    def block(self, style: str) -> QBrush:
        """Return the single colour of a node family seen from afar: between its fill and its border."""
        found = self._brushes.get("\0" + style)
        if found is None:
            colors = self.theme.colors
            mixed = mix(colors[f"{style}_fill"], colors[f"{style}_border"], 0.5)
            found = self._brushes["\0" + style] = QBrush(QColor(mixed))
        return found

    def veil(self, is_thin: bool = False) -> QColor:
        """Return the colour laid over what is dimmed; a thin one leaves it readable, as every one in high contrast."""
        color = QColor(self.theme.color("canvas"))
        color.setAlphaF(1.0 - self.theme.dimmed_share(is_thin))
        return color

    def color(self, role: str) -> QColor:
        """Return the colour of a role."""
        return self.theme.color(role)


@lru_cache(maxsize=8)
def inks_of(theme: Theme) -> Inks:
    """Return the pens and brushes of a theme; shared."""
    return Inks(theme)
