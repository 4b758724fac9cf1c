"""The sizes of drawn things, for whoever lays them out.
The numbers live in `drawing.metrics`; nothing is measured here.
"""

from __future__ import annotations

from dagscope_app.drawing.metrics import GROUP_HEADER, NODE_HEIGHT, measure_group, measure_node

__all__ = ["GROUP_HEADER", "NODE_HEIGHT", "measure_group", "measure_node"]
