"""Asks for a layout of what is shown, when that changed. It must not choose what is shown."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.anticipation import Anticipation
from dagscope_app.controllers.layout_request import is_laid_out_like, layout_request, refolded
from dagscope_app.controllers.ports import CameraPort, CanvasPort, LayoutPort, MeasurePort, StorePort
from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.graph.visibility import port_names
from dagscope_app.model.picture.overview import READABLE_SCALE, smaller_overview
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import AppState, Drawn


class PlacingController:
    """Owns what was asked of the layout process last."""

    def __init__(
        self,
        store: StorePort,
        layout: LayoutPort,
        measure: MeasurePort,
        camera: CameraPort,
        canvas: CanvasPort,
    ) -> None:
        self._store = store
        self._layout = layout
        self._measure = measure
        self._camera = camera
        self._canvas = canvas
        self._anticipation = Anticipation(store, canvas)
        self._asked: LayoutRequest | None = None
        self._asked_for: AppState | None = None
        store.listen(self._on_state_changed)

    def refresh(self, anchor: str = "", is_fresh: bool = False, look: Look | None = None) -> None:
        """Ask for a new layout when what is shown changed, or when all is to be laid out afresh.

        Args:
            anchor: what keeps its place on the screen.
            is_fresh: nothing of the earlier order is kept.
            look: where to look when the new picture is there; otherwise one looks where one does.
        """
        state, before = self._store.state, self._asked_for
        is_fresh = is_fresh or _is_first_of_its_kind(before, state)
        if not is_fresh and before is not None and is_laid_out_like(before, state):
            if look is not None:
                self._camera.look_again(look)
            return
        inside = None
        if self._asked is not None and before is not None and _has_same_parts(before, state):
            request = refolded(self._asked, state.view)
            if anchor:
                self._anticipation.on_asked(before, request)
                inside = self._anticipation.on_inside
        else:
            request = layout_request(state.graph, state.grouping, state.view, self._measure)
        pins = dict(state.pinned)
        # Without the picture on show: it would be kept alive, and its end be paid for by the next click.
        self._asked, self._asked_for = request, replace(state, drawn=None)
        view, grouping = state.view, state.grouping

        def answer(result: Layout) -> None:
            if self._asked is request:
                if self._is_too_small(state, result):
                    return
                ports = port_names(state.graph, view)
                if look is not None:
                    self._camera.look_again(look)
                drawn = Drawn(result, view.folded, grouping, view.direction, ports, anchor)
                self._store.update(lambda now: replace(now, drawn=drawn, is_new=False))

        self._layout.request(request, answer, anchor=anchor, pinned=pins, is_fresh=is_fresh, inside=inside)

    def _is_too_small(self, state: AppState, result: Layout) -> bool:
        """Fold more of a new project whose names could not be read if all were in view; whether that was needed."""
        scale = self._camera.fitting_scale(*result.size)
        if not self._store.state.is_new or scale >= READABLE_SCALE:
            return False
        found = smaller_overview(state.graph, state.grouping, state.view, scale / READABLE_SCALE)
        if found is None:
            return False
        grouping, folded = found
        view = replace(state.view, grouping=grouping.by, folded=folded)
        self._store.update(lambda now: replace(now, grouping=grouping, view=view))
        self.refresh()
        return True

    def on_failed(self) -> None:
        """End what began to move: no layout will come."""
        self._canvas.arrive()

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.graphs and not new.graphs:  # another project: the next request is made whatever it holds
            self._asked = self._asked_for = None


def _is_first_of_its_kind(before: AppState | None, state: AppState) -> bool:
    """Return whether a project was opened, or loaded after its preview: then nothing earlier decides the order."""
    return before is None or (before.trust.is_preview and not state.trust.is_preview)


def _has_same_parts(one: AppState, other: AppState) -> bool:
    """Return whether one set of nodes and groups is laid out; only folding, direction or pins differ."""
    return (
        one.graphs.get("main") is other.graphs.get("main")
        and one.grouping is other.grouping
        and one.view.isolated == other.view.isolated
        and one.view.hidden == other.view.hidden
        and one.view.has_ports == other.view.has_ports
    )
