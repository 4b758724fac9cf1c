"""The parts that things are drawn of: shapes, texts, signs, each with its position and colour roles.
It must not draw or choose any.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from dagscope_app.drawing.anatomy.forms import Form

Stroke = Literal["solid", "flat", "dash", "dot", "cosmetic"]
Align = Literal["start", "middle", "end"]
Signs = Literal["kind", "state", "diff", "fold"]


class Line(NamedTuple):
    """How a form is stroked.

    Width 0 is the theme's border width; `extra` is added to that and the sum multiplied by `factor`. `mark` and `gap`
    are the lengths of dashes, spread evenly around an outline. A cosmetic width is in device pixels.
    """

    role: str
    width: float = 0.0
    stroke: Stroke = "solid"
    mark: float = 0.0
    gap: float = 0.0
    extra: float = 0.0
    factor: float = 1.0

    def thickness(self, border_width: float) -> float:
        """Return the width under a theme."""
        return self.width or (border_width + self.extra) * self.factor


class Shape(NamedTuple):
    """A form, filled, stroked or both, moved by so much; `name` says what of a thing it is."""

    name: str
    form: Form
    fill: str = ""
    line: Line | None = None
    dx: float = 0.0
    dy: float = 0.0


class Text(NamedTuple):
    """One line of text on its baseline; `x` is its start, middle or end."""

    name: str
    x: float
    y: float
    text: str
    font: str
    role: str
    align: Align = "start"


class Sign(NamedTuple):
    """A sign out of `drawing.glyphs`, by its top-left corner."""

    signs: Signs
    key: str
    x: float
    y: float
    role: str


Part = Shape | Text | Sign
