"""The selected wire: its ends, and the real edges it stands for. It must not draw wires or choose which are bundled."""

from __future__ import annotations

from collections.abc import Iterable

from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import StorePort
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.wires import edges_of_wire


class WireController:
    """Selects a wire, its ends, or what hides its real edges."""

    def __init__(self, store: StorePort, viewing: Viewing, graph: GraphController) -> None:
        self._store = store
        self._viewing = viewing
        self._graph = graph

    def click(self, source: str, target: str) -> tuple[tuple[str, str], ...]:
        """Select a wire's two ends; what it really stands for is the answer."""
        state = self._store.state
        ends = (source, target)
        folded = state.drawn.folded if state.drawn is not None else state.view.folded
        nodes = tuple(name for name in ends if name not in folded and name in state.graph.nodes)
        groups = tuple(name for name in ends if name in folded)
        self._viewing.change(selection=nodes, selected_groups=groups, path=None, wire=ends)
        return self.edges()

    def edges(self) -> tuple[tuple[str, str], ...]:
        """The real edges of the selected wire."""
        state = self._store.state
        return edges_of_wire(state.graph, state.grouping, state.view)

    def unbundle(self) -> None:
        """Unfold what hides the real ends of the selected wire, and select them."""
        self.show_edges(self.edges())

    def show_edges(self, edges: Iterable[tuple[str, str]]) -> None:
        """Unfold what hides these edges' ends, and select them."""
        state = self._store.state
        names = tuple(dict.fromkeys(name for edge in edges for name in edge))
        around = {g for name in names for g in state.grouping.around(name)}
        anchor = next((end for end in state.view.wire or () if end in state.view.folded), "")
        if names:
            folded = state.view.folded - around
            self._viewing.change(anchor, folded=folded, selection=names, selected_groups=(), path=None)

    def go_to_end(self, is_source: bool) -> str:
        """The box at one end of the selected wire, selected alone; nothing where no wire is."""
        view = self._store.state.view
        if view.wire is None:
            return ""
        end = view.wire[0 if is_source else 1]
        if end in view.folded:
            self._graph.click_group(end)
        else:
            self._graph.select([end])
        return end
