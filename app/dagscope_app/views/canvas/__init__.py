"""The graph: a widget that draws a SceneSpec and reports what is done with it. It holds ids and decides nothing."""

from __future__ import annotations

from dagscope_app.drawing.metrics import measure_group, measure_node
from dagscope_app.views.canvas.legend import Legend
from dagscope_app.views.canvas.minimap import Minimap
from dagscope_app.views.canvas.view import CanvasView

__all__ = ["CanvasView", "Legend", "Minimap", "measure_group", "measure_node"]
