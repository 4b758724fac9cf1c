"""The find bar: what it looks for and which match one is at. It must not know how names and selections are matched."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.finding import find_nodes
from dagscope_app.model.state import Find


class FindController:
    """Owns the matches of the find bar."""

    def __init__(self, store: StorePort, graph: GraphController) -> None:
        self._store = store
        self._graph = graph

    def find(self, text: str) -> None:
        """Look for nodes by words or by the selection language."""
        self._store.update(lambda now: replace(now, find=find_nodes(now, text)))

    def step(self, step: int) -> None:
        """Go to the next or the previous match."""
        found = self._store.state.find
        if not found.matches:
            return
        index = (found.index + step) % len(found.matches)
        self._store.update(lambda now: replace(now, find=replace(found, index=index)))
        self._graph.reveal(found.matches[index])

    def select_matches(self) -> None:
        """Select everything the find bar matched."""
        self._graph.select(self._store.state.find.matches)

    def end(self) -> None:
        """Forget the search."""
        self._store.update(lambda now: replace(now, find=Find()))
