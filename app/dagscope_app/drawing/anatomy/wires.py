"""How a wire looks: colour, thickness, dashes, arrowhead. It must not know where wires run."""

from __future__ import annotations

import math
from typing import NamedTuple

from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.model.records.scene import GroupItem, NodeItem, WireItem

WIRE_WIDTH = 1.25
LIT_WIDTH = 2.0
LIT_ARROW = 1.2
DASH, DASH_GAP = 5.0, 4.0
ARROW_LENGTH = 8.0
ARROW_HALF = 3.6
_MOST_STEPS = 4


class WireLook(NamedTuple):
    """Colour role, step of thickness and whether dashed: wires of one look are drawn at once."""

    role: str
    step: int
    is_dashed: bool

    @property
    def width(self) -> float:
        """The thickness of a bundle of about 2 ** step wires."""
        return WIRE_WIDTH + 0.35 * self.step

    @property
    def arrow(self) -> float:
        """How much larger than usual the arrowhead is."""
        return 1.0 + 0.12 * self.step


def lit_role(item: NodeItem | GroupItem | WireItem) -> str:
    """Return the colour of what is lit: what the selection needs, or what depends on it."""
    return "downstream" if item.is_below else "accent"


def look_of(wire: WireItem) -> WireLook:
    """Return how a wire looks that is not lit."""
    step = min(_MOST_STEPS, math.ceil(math.log2(wire.count))) if wire.count > 1 else 0
    return WireLook(DIFF_ROLES.get(wire.diff, "wire"), step, wire.is_optional)
