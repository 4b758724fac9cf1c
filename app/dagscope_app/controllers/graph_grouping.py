"""How the main graph is grouped: prepared in turns of the event loop of their own, since a large one takes a while.
It must not know how groups are made or shown.
"""

from __future__ import annotations

from dagscope_app.controllers.ports import SettingsPort, StorePort
from dagscope_app.model.graph.sections import grouped, with_sections
from dagscope_app.model.picture.overview import first_grouped, first_grouping
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping, group


class GraphGrouping:
    """Groups each graph that is built, the first of a project as suits it.

    Attributes:
        is_first: no graph of this project has been shown.
    """

    def __init__(self, store: StorePort, settings: SettingsPort) -> None:
        self._store = store
        self._settings = settings
        self._prepared: tuple[GraphSnapshot, Grouping] | None = None
        self.is_first = True

    def prepare(self, graph: GraphSnapshot) -> None:
        """Group the graph; the window divides large groups in the next turn."""
        view = self._store.state.view
        self._prepared = (graph, first_grouping(graph) if self._is_new() else group(graph, view.grouping))

    def divide(self, graph: GraphSnapshot) -> None:
        """Divide large groups into sections; the window shows the graph in the next turn."""
        prepared = self._prepared
        if self._store.state.view.has_sections and prepared is not None and prepared[0] is graph:
            self._prepared = (graph, with_sections(*prepared))

    def take(self, graph: GraphSnapshot) -> Grouping:
        """Return the grouping that was prepared, unless the graph is to be grouped otherwise by now."""
        view, prepared, self._prepared = self._store.state.view, self._prepared, None
        is_new = self._is_new()
        self.is_first = False
        if prepared is not None and prepared[0] is graph:
            found = prepared[1]
            if is_new or found.by == view.grouping:
                return found
        if is_new:
            return first_grouped(graph, view.has_sections)
        return grouped(graph, view.grouping, view.has_sections)

    def _is_new(self) -> bool:
        """Return whether the project is opened for the first time: nobody has chosen a grouping yet."""
        return self.is_first and "grouping" not in self._settings.load_view(self._store.state.folder)
