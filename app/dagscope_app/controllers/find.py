"""The find bar: what it looks for and which match one is at. It must not know how names and selections are matched."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import CameraPort, StorePort, WindowPort
from dagscope_app.model.find.finding import find_nodes
from dagscope_app.model.state import Find


class FindController:
    """Owns the matches of the find bar."""

    def __init__(self, store: StorePort, graph: GraphController, camera: CameraPort, window: WindowPort) -> None:
        self._store = store
        self._graph = graph
        self._camera = camera
        self._window = window

    @command("go.find", "Find", "Go", key="Ctrl+F", when=when.has_graph, icon="search", menu="Go 21")
    @command(
        "go.find_here", "Find in the graph", "Go", key="/", when=when.has_graph, icon="search", scope="canvas",
        menu="Go 22", help="Search while the graph has the keyboard.",
    )  # fmt: skip
    def start(self) -> None:
        """Search names, types, documentation, tags and source, or write a selection."""
        self._window.find()

    def find(self, text: str) -> None:
        """Look for nodes by words or by the selection language."""
        self._store.update(lambda now: replace(now, find=find_nodes(now, text)))

    @command("go.find_next", "Next match", "Go", key="F3", when=when.has_matches, icon="chevron_down", menu="Go 23")
    def next(self) -> None:
        """Go to the next match."""
        self.step(1)

    @command(
        "go.find_previous",
        "Previous match",
        "Go",
        key="Shift+F3",
        when=when.has_matches,
        icon="chevron_up",
        menu="Go 24",
    )
    def previous(self) -> None:
        """Go to the previous match."""
        self.step(-1)

    def step(self, step: int) -> None:
        """Go so many matches on."""
        found = self._store.state.find
        if not found.matches:
            return
        index = (found.index + step) % len(found.matches)
        self._store.update(lambda now: replace(now, find=replace(found, index=index)))
        self._graph.reveal(found.matches[index])

    def go_on(self, step: int) -> None:
        """Go so many matches on, as far as the camera too."""
        self.step(step)
        current = self._store.state.find.current
        if current:
            self._graph.show(current)

    @command(
        "edit.select_matches", "Select all matches", "Edit", key="Ctrl+Shift+F", when=when.has_matches, icon="select",
        menu="Edit 35",
    )  # fmt: skip
    def select_matches(self) -> None:
        """Select everything the search found."""
        self._graph.select(self._store.state.find.matches)

    def end(self) -> None:
        """Forget the search, and go back to the graph."""
        self._store.update(lambda now: replace(now, find=Find()))
        self._camera.take_keyboard()
