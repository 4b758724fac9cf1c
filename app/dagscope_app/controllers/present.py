"""Presenting: the graph alone on the whole screen, large, and steps along what is shown.
It must not draw or run anything.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import CameraPort, StorePort, WindowPort
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.runs.replay import in_order
from dagscope_app.model.state import AppState


class PresentController:
    """Owns the way that is presented: the selected node's path, else that of the outputs, else everything."""

    def __init__(
        self, store: StorePort, window: WindowPort, camera: CameraPort, graph: GraphController, viewing: Viewing
    ) -> None:
        self._store = store
        self._window = window
        self._camera = camera
        self._graph = graph
        self._viewing = viewing
        self._steps: tuple[str, ...] = ()
        self._before = store.state.view
        store.listen(self._on_state_changed)

    @command(
        "view.present", "Present", "View", key="F11", when=when.has_graph, icon="full_screen",
        is_checked=lambda s: s.is_presenting, menu="View 35",
    )  # fmt: skip
    def toggle(self) -> None:
        """Show the graph alone on the whole screen; Page down and Page up go along its path, Escape ends it."""
        state = self._store.state
        if not state.is_presenting:
            plan = state.preview_plan or state.plan
            chosen = plan.path if plan is not None and plan.path else frozenset(state.graph.nodes)
            self._steps = in_order(state.graph, chosen)
            self._before = state.view
        self._store.update(lambda now: replace(now, is_presenting=not now.is_presenting))

    @command(
        "present.next", "Next step", "View", key="PgDown", when=when.is_presenting, icon="chevron_right",
        scope="canvas", menu="Go 71", args=(1,), help="While presenting: go to the next node of the path.",
    )  # fmt: skip
    @command(
        "present.previous", "Previous step", "View", key="PgUp", when=when.is_presenting, icon="chevron_left",
        scope="canvas", menu="Go 72", args=(-1,), help="While presenting: go to the node before.",
    )  # fmt: skip
    def step(self, by: int) -> None:
        """Go along the path: the node is selected, and shown large."""
        selected = self._store.state.selected
        at = self._steps.index(selected) + by if selected in self._steps else (0 if by > 0 else len(self._steps) - 1)
        if 0 <= at < len(self._steps):
            self._graph.show(self._steps[at])
            self._camera.show_large(self._steps[at])

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if new.is_presenting and not new.graph.nodes:
            self._store.update(lambda now: replace(now, is_presenting=False))
        elif old.is_presenting is not new.is_presenting:
            self._window.present(new.is_presenting)
            if not new.is_presenting:
                self._put_back(new)

    def _put_back(self, state: AppState) -> None:
        """Fold again what the steps unfolded."""
        before = self._before
        if state.graph.nodes and state.view.grouping == before.grouping and state.view.folded != before.folded:
            self._viewing.change(folded=before.folded)
