"""What the canvas and the palette ask for, brought to the controllers and back to the canvas. It must not decide anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from dagscope_app.controllers.handlers import Controllers
from dagscope_app.services.store import Store
from dagscope_app.views.main_window import MainWindow


class CanvasWiring(QObject):
    """Listens to the canvas and the palette of one window.

    Signals:
        command_chosen(str): a command of the palette
        node_wanted(str): a node is to be selected and brought into view
        source_wanted(): open the selected node's source
        override_wanted(): ask for a value in the selected node's place
    """

    command_chosen = Signal(str)
    node_wanted = Signal(str)
    source_wanted = Signal()
    override_wanted = Signal()

    def __init__(self, window: MainWindow, store: Store, controllers: Controllers, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._controllers = controllers
        canvas, c = window.canvas, controllers
        canvas.node_clicked.connect(self._on_node_clicked)
        canvas.node_activated.connect(c.run.show_result)
        canvas.source_wanted.connect(self._on_source_wanted)
        canvas.group_clicked.connect(self._on_group_clicked)
        canvas.group_toggled.connect(c.folding.toggle_group)
        canvas.wire_clicked.connect(self._on_wire_clicked)
        canvas.background_clicked.connect(self._on_background_clicked)
        canvas.selection_dragged.connect(c.graph.select)
        canvas.hop_requested.connect(c.graph.grow)
        canvas.items_moved.connect(c.arrangement.move)
        canvas.context_requested.connect(self._on_context_requested)
        window.outline.context_requested.connect(self._on_outline_context)
        window.graph_area.legend_requested.connect(c.preferences.toggle_legend)
        window.palette_popup.chosen.connect(self._on_palette_chosen)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that need the canvas and a controller."""
        return {
            "view.wire_edges": self._list_edges,
            "view.path_to": self._window.ask.path,
            "scenario.toggle_override": self._toggle_override,
            "go.next_wire": partial(self._step_wire, 1),
            "go.previous_wire": partial(self._step_wire, -1),
            "go.wire_source": partial(self._go_to_wire_end, True),
            "go.wire_target": partial(self._go_to_wire_end, False),
            "go.failed": self._go_to_failed,
        }

    def _on_palette_chosen(self, kind: str, key: str) -> None:
        graph = self._controllers.graph
        if kind == "node":
            self.node_wanted.emit(key)
        elif kind == "path":
            graph.show_path_to(key)
            self._window.picture.show_items((self._store.state.selected, key))
        elif kind == "tag":
            self._controllers.arrangement.set_grouping(key)
        elif kind == "run":
            self._controllers.results.compare(*key.split("\t"))
        elif kind == "edge":
            source, _, target = key.partition("\t")
            self._controllers.wires.show_edges([(source, target)])
            self._window.picture.show_items((source, target))
        else:
            self.command_chosen.emit(key)
            return
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_node_clicked(self, name: str, modifiers: Qt.KeyboardModifier) -> None:
        self._controllers.graph.click_node(
            name,
            bool(modifiers & Qt.KeyboardModifier.ControlModifier),
            bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        )

    def _on_group_clicked(self, name: str, modifiers: Qt.KeyboardModifier) -> None:
        is_toggled = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self._controllers.graph.click_group(name, is_toggled)

    def _on_wire_clicked(self, source: str, target: str) -> None:
        edges = self._controllers.wires.click(source, target)
        if edges != ((source, target),):
            self._window.ask.edge(edges)

    def _on_source_wanted(self, name: str) -> None:
        self._controllers.graph.select([name])
        self.source_wanted.emit()

    def _on_background_clicked(self) -> None:
        self._controllers.graph.select([])

    def _on_context_requested(self, kind: str, name: str, place: object) -> None:
        view = self._store.state.view
        if kind == "node" and name not in view.selection:
            self._controllers.graph.click_node(name)
        elif kind == "group" and name not in view.selected_groups:
            self._controllers.graph.click_group(name)
        elif kind == "wire":
            source, _, target = name.partition("\t")
            self._controllers.wires.click(source, target)

    def _on_outline_context(self, kind: str, name: str, place: QPoint) -> None:
        """The same menus; a heading that is no group of the graph has none."""
        is_known = name in self._store.state.grouping.group_parents
        if kind == "node" or is_known:
            self._window.canvas.context_requested.emit(kind, name, place)

    def _toggle_override(self) -> None:
        if not self._controllers.scenario.toggle_override(self._store.state.selected):
            self.override_wanted.emit()

    def _list_edges(self) -> None:
        self._window.ask.edge(self._controllers.wires.edges())

    def _step_wire(self, step: int) -> None:
        """Select the next wire of what the keyboard is on."""
        canvas, chosen = self._window.canvas, self._store.state.view.wire
        wires = canvas.wires_at_cursor()
        if wires:
            at = wires.index(chosen) + step if chosen in wires else 0 if step > 0 else -1
            self._controllers.wires.click(*wires[at % len(wires)])

    def _go_to_wire_end(self, is_source: bool) -> None:
        self._window.canvas.reveal(self._controllers.wires.go_to_end(is_source))

    def _go_to_failed(self) -> None:
        name = self._controllers.graph.failed_node()
        if name:
            self.node_wanted.emit(name)
            self._controllers.run.show_result(name)
