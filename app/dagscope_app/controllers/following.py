"""Goes to the node that runs, once or again and again.
It must not select anything that nobody asked for, or run anything.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import CameraPort, Later, StorePort
from dagscope_app.model.state import AppState


class FollowingController:
    """Owns whether the run is followed; `soon` does something after a fraction of a second."""

    def __init__(self, store: StorePort, graph: GraphController, camera: CameraPort, soon: Later) -> None:
        self._store = store
        self._graph = graph
        self._camera = camera
        self._soon = soon
        self._is_due = False
        store.listen(self._on_state_changed)

    @command(
        "go.running", "Go to the running node", "Go", key="Alt+F5", when=run_when.has_running, icon="run", menu="Go 64"
    )
    def go_to_running(self) -> None:
        """Select the node that runs and bring it into view."""
        name = _running(self._store.state)
        if name:
            self._graph.show(name)

    @command(
        "run.follow", "Follow the run", "Run", when=when.has_graph, is_checked=run_when.is_following, icon="watch",
        menu="Run 25",
    )  # fmt: skip
    def toggle(self) -> None:
        """Keep the node that runs in view; what is selected stays."""
        self._store.update(lambda now: replace(now, is_following=not now.is_following))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        """Go to the node that runs; of quick nodes only to one that still runs a moment later."""
        if not new.is_following or self._is_due or not _running(new) or _running(old) == _running(new):
            return
        self._is_due = True
        self._soon(self._on_due)

    def _on_due(self) -> None:
        self._is_due = False
        state = self._store.state
        name = _running(state)
        if not name or not state.is_following:
            return
        around = [group for group in state.grouping.around(name) if group in state.view.folded]
        shown = around[-1] if around else name
        if not self._camera.sees(shown):
            self._camera.show((shown,))


def _running(state: AppState) -> str:
    run = state.active_run
    return run.running[0] if run is not None and run.slot == "main" and run.running else ""
