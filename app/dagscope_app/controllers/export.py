"""Exports of the picture: what is shown, or the whole graph unfolded. It must not paint or write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers.layout_request import layout_request
from dagscope_app.controllers.ports import LayoutPort, MeasurePort, StorePort
from dagscope_app.model.graph import neighbours
from dagscope_app.model.placement import Layout
from dagscope_app.model.resolve import resolve
from dagscope_app.model.scene import SceneSpec
from dagscope_app.model.state import AppState, Banner, Drawn, ViewState
from dagscope_app.model.visibility import port_names

Write = Callable[[SceneSpec, str], tuple[str, str]]


class ExportController:
    """Makes the scene to export and has it written."""

    def __init__(self, store: StorePort, layout: LayoutPort, measure: MeasurePort, write: Write) -> None:
        """`write` puts a scene into a file (the clipboard without a path) and gives a sentence and its severity."""
        self._store = store
        self._layout = layout
        self._measure = measure
        self._write = write

    def export(self, path: str, is_whole: bool) -> None:
        """Write the picture; whole means unfolded, with nothing hidden."""
        state = self._store.state
        if not is_whole:
            self._finish(_unselected(state), path)
            return
        view = ViewState(grouping=state.view.grouping, direction=state.view.direction, has_ports=False)
        request = layout_request(state.graph, state.grouping, view, self._measure)

        def answer(result: Layout) -> None:
            now = self._store.state
            drawn = Drawn(result, frozenset(), now.grouping, view.direction)
            self._finish(replace(_unselected(now), drawn=drawn), path)

        self._layout.request(request, answer)

    def export_selection(self, path: str) -> None:
        """Write the selection with its direct inputs and consumers, isolated, folded as it is."""
        state = self._store.state
        chosen = neighbours(state.graph, state.chosen, 1)
        if not chosen:
            self._tell("Nothing is selected. Select the nodes to export first.", "info")
            return
        view = replace(state.view, isolated=chosen, hidden=frozenset(), path=None, wire=None)
        request = layout_request(state.graph, state.grouping, view, self._measure)

        def answer(result: Layout) -> None:
            drawn = Drawn(result, view.folded, state.grouping, view.direction, port_names(state.graph, view))
            alone = replace(_unselected(replace(state, view=view)), drawn=drawn, plan=None)
            self._finish(alone, path)

        self._layout.request(request, answer)

    def _finish(self, state: AppState, path: str) -> None:
        if state.layout is None:
            self._tell("There is no picture yet. Wait until the graph is drawn, then export it.", "error")
            return
        self._tell(*self._write(resolve(state, state.layout), path))

    def _tell(self, text: str, severity: str) -> None:
        self._store.update(lambda now: replace(now, banner=Banner(text, severity)))


def _unselected(state: AppState) -> AppState:
    """The state without what is only there for the eye at work: selection, matches, tacks."""
    view = replace(state.view, selection=(), selected_groups=())
    return replace(state, view=view, preview_plan=None, find=replace(state.find, matches=()), pinned={})
