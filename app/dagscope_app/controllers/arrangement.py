"""How the graph is arranged: direction, groups, ports, what was moved by hand. It must not fold, select or lay out."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import StorePort
from dagscope_app.layout.types import LayoutResult
from dagscope_app.model.overview import folded_for_overview
from dagscope_app.model.sections import grouped
from dagscope_app.model.state import with_view


class ArrangementController:
    """Owns the layout's choices and the places of what was moved; each change ends in a new layout."""

    def __init__(self, store: StorePort, graph: GraphController) -> None:
        self._store = store
        self._graph = graph

    def turn(self) -> None:
        """From left to right, or from top to bottom."""
        direction = "TB" if self._store.state.view.direction == "LR" else "LR"
        self._change(direction=direction)

    def toggle_ports(self) -> None:
        """Draw much used inputs as ports, or with all their wires."""
        self._change(has_ports=not self._store.state.view.has_ports)

    def _change(self, **changes: object) -> None:
        self._store.update(lambda now: with_view(now, **changes))
        self._graph.refresh_layout()

    def set_grouping(self, kind: str) -> None:
        """Group by namespace, module, both, `tag:KEY` or not at all."""
        view = self._store.state.view
        if kind != view.grouping:
            self._regroup(kind, view.has_sections)

    def toggle_sections(self) -> None:
        """Divide levels of very many siblings into sections, or leave them whole."""
        view = self._store.state.view
        self._regroup(view.grouping, not view.has_sections)

    def _regroup(self, kind: str, has_sections: bool) -> None:
        grouping = grouped(self._store.state.graph, kind, has_sections)
        changes: dict[str, object] = {
            "grouping": kind,
            "has_sections": has_sections,
            "folded": folded_for_overview(grouping),
            "selected_groups": (),
        }
        self._store.update(lambda now: replace(with_view(now, **changes), grouping=grouping))
        self._graph.refresh_layout()

    def move_node(self, name: str, x: float, y: float) -> None:
        """Keep a node where it was put; within a frame that is where in the frame, which may move."""
        state = self._store.state
        drawn = state.drawn.layout if state.drawn is not None else None
        frames = drawn.groups if isinstance(drawn, LayoutResult) else {}
        frame = frames.get(state.grouping.parents.get(name, ""))
        place = (x, y) if frame is None else (x - frame.x, y - frame.y)
        self._store.update(lambda now: replace(now, pinned={**now.pinned, name: place}))
        self._graph.refresh_layout(name)

    def reset_positions(self) -> None:
        """Forget the places nodes were put at by hand, and whatever order the picture grew into."""
        self._store.update(lambda now: replace(now, pinned={}))
        self._graph.refresh_layout(is_fresh=True)
