"""The selected wire: its ends, and the real edges it stands for. It must not draw wires or choose which are bundled."""

from __future__ import annotations

from collections.abc import Iterable

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import AskPort, CameraPort, CanvasPort, Option, StorePort
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.graph.wires import Edge, edges_of_wire
from dagscope_app.model.placement import ThingKey, ThingKind, WireKey
from dagscope_app.model.translation import tr


class WireController:
    """Selects a wire, its ends, or what hides its real edges."""

    def __init__(
        self,
        store: StorePort,
        viewing: Viewing,
        graph: GraphController,
        camera: CameraPort,
        canvas: CanvasPort,
        ask: AskPort,
    ) -> None:
        self._store = store
        self._camera = camera
        self._canvas = canvas
        self._ask = ask
        self._viewing = viewing
        self._graph = graph

    def click(self, source: str, target: str) -> None:
        """Select a wire; where it stands for other edges than itself, ask which one is meant."""
        self.select(source, target)
        if self.edges() != ((source, target),):
            self.ask_edge()

    def select(self, source: str, target: str) -> None:
        """Select a wire's two ends."""
        state = self._store.state
        ends = WireKey(source, target)
        folded = state.drawn.folded if state.drawn is not None else state.view.folded
        nodes = tuple(name for name in ends if name not in folded and name in state.graph.nodes)
        groups = tuple(name for name in ends if name in folded)
        self._viewing.change(selection=nodes, selected_groups=groups, path=None, wire=ends)

    def point_at(self, kind: ThingKind, key: ThingKey) -> bool:
        """Select what a menu is asked for, unless it is selected; False for a heading that is no group of the graph."""
        state = self._store.state
        if isinstance(key, WireKey):
            self.select(*key)
        elif kind == "node" and key not in state.view.selection:
            self._graph.click_node(key)
        elif kind == "group" and key not in state.view.selected_groups:
            if key not in state.grouping.group_parents:
                return False
            self._graph.click_group(key)
        return True

    def edges(self) -> tuple[Edge, ...]:
        """Return the real edges of the selected wire."""
        state = self._store.state
        return edges_of_wire(state.graph, state.grouping, state.view)

    @command(
        "view.wire_edges", "Show the edges behind this line", "View", key="E", when=when.has_wire, icon="search",
        scope="canvas", menu="Paths and wires 21, wire 21",
    )  # fmt: skip
    def ask_edge(self) -> None:
        """List the real edges that a wire between folded groups stands for."""
        edges, nodes = self.edges(), self._store.state.graph.nodes
        options = [Option(str(at), f"{a} → {b}", nodes[a].type) for at, (a, b) in enumerate(edges)]

        def show(key: str) -> None:
            edge = edges[int(key)]
            self.show_edges([edge])
            self._camera.show(edge)

        self._ask.choice(tr("{edges} edges: choose one to see its ends", edges=len(edges)), options, show)

    @command(
        "view.unbundle", "Unfold the ends of this line", "View", key="U", when=when.has_wire, icon="unfold",
        scope="canvas", menu="Paths and wires 22, wire 22",
    )  # fmt: skip
    def unbundle(self) -> None:
        """Unfold what hides the ends of the wire's real edges."""
        self.show_edges(self.edges())

    def show_edges(self, edges: Iterable[Edge]) -> None:
        """Unfold what hides these edges' ends, and select them."""
        state = self._store.state
        names = tuple(dict.fromkeys(name for edge in edges for name in edge))
        around = {g for name in names for g in state.grouping.around(name)}
        anchor = next((end for end in state.view.wire or () if end in state.view.folded), "")
        if names:
            folded = state.view.folded - around
            self._viewing.change(anchor, folded=folded, selection=names, selected_groups=(), path=None)

    @command(
        "go.next_wire", "Next wire", "Go", key="W", when=when.has_graph, icon="path", scope="canvas", menu="Go 51",
        args=(1,), help="Select the next wire of the selected box.",
    )  # fmt: skip
    @command(
        "go.previous_wire", "Previous wire", "Go", key="Shift+W", when=when.has_graph, icon="path", scope="canvas",
        menu="Go 52", args=(-1,), help="Select the wire before.",
    )  # fmt: skip
    def step(self, step: int) -> None:
        """Select the next or the previous wire of what the keyboard is on."""
        wires, chosen = self._canvas.wires_at_cursor(), self._store.state.view.wire
        if wires:
            at = wires.index(chosen) + step if chosen in wires else 0 if step > 0 else -1
            self.select(*wires[at % len(wires)])

    @command(
        "go.wire_source", "Go to the wire's source", "Go", when=when.has_wire, icon="upstream", args=(True,),
        menu="Go 53, wire 11", help="Select the box the wire comes from.",
    )  # fmt: skip
    @command(
        "go.wire_target", "Go to the wire's target", "Go", when=when.has_wire, icon="downstream", args=(False,),
        menu="Go 54, wire 12", help="Select the box the wire goes to.",
    )  # fmt: skip
    def go_to_end(self, is_source: bool) -> None:
        """Select the box at one end of the selected wire alone, and bring it into view."""
        view = self._store.state.view
        if view.wire is None:
            return
        end = view.wire[0 if is_source else 1]
        if end in view.folded:
            self._graph.click_group(end)
        else:
            self._graph.select([end])
        self._canvas.reveal(end)
