"""What the canvas and the palette ask for, brought to the controllers and back to the canvas. It must not decide anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from dagscope_app.controllers.handlers import Controllers
from dagscope_app.services.store import Store
from dagscope_app.views.main_window import MainWindow


class CanvasWiring(QObject):
    """Listens to the canvas and the palette of one window.

    Signals:
        command_chosen(str): a command of the palette
        node_wanted(str): a node is to be selected and brought into view
        source_wanted(): open the selected node's source
    """

    command_chosen = Signal(str)
    node_wanted = Signal(str)
    source_wanted = Signal()

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
        canvas.group_toggled.connect(c.graph.toggle_group)
        canvas.wire_clicked.connect(self._on_wire_clicked)
        canvas.background_clicked.connect(self._on_background_clicked)
        canvas.selection_dragged.connect(c.graph.select)
        canvas.hop_requested.connect(c.graph.grow)
        canvas.items_moved.connect(c.arrangement.move)
        canvas.context_requested.connect(self._on_context_requested)
        window.graph_area.legend_requested.connect(c.preferences.toggle_legend)
        window.palette_popup.chosen.connect(self._on_palette_chosen)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that need the canvas and a controller."""
        return {
            "view.wire_edges": self._list_edges,
            "view.path_to": self._window.ask_path,
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
            self._window.show_items((self._store.state.selected, key))
        elif kind == "tag":
            self._controllers.arrangement.set_grouping(key)
        elif kind == "run":
            self._controllers.results.compare(self._store.state.current_result, key)
        elif kind == "edge":
            source, _, target = key.partition("\t")
            graph.show_edges([(source, target)])
            self._window.show_items((source, target))
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
        edges = self._controllers.graph.click_wire(source, target)
        if edges != ((source, target),):
            self._window.ask_edge(edges)

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
            self._controllers.graph.click_wire(source, target)

    def _list_edges(self) -> None:
        self._window.ask_edge(self._controllers.graph.edges_of_wire())

    def _go_to_wire_end(self, is_source: bool) -> None:
        self._window.canvas.reveal(self._controllers.graph.wire_end(is_source))

    def _go_to_failed(self) -> None:
        name = self._controllers.graph.failed_node()
        if name:
            self.node_wanted.emit(name)
            self._controllers.run.show_result(name)
