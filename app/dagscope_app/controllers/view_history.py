"""Going back and forward through views, and the numbered bookmarks. It must not change what a view holds."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command, numbered
from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import CameraPort, StorePort
from dagscope_app.model.graph.sections import grouped
from dagscope_app.model.picture.views import kept_in
from dagscope_app.model.state import History, ViewState


class ViewHistory:
    """Owns where back and forward lead; position and zoom come back with a view."""

    def __init__(self, store: StorePort, placing: PlacingController, camera: CameraPort) -> None:
        self._store = store
        self._placing = placing
        self._camera = camera

    def _here(self) -> ViewState:
        """Return the view now, with where one looks."""
        return replace(self._store.state.view, look=self._camera.look())

    @command("go.back", "Back", "Go", key="Alt+Left", when=when.can_go_back, icon="back", menu="Go 31")
    def back(self) -> None:
        """Go to the view before this one."""
        history = self._store.state.history
        if history.back:
            forward = (*history.forward, self._here())
            self._go(history.back[-1], replace(history, back=history.back[:-1], forward=forward))

    @command("go.forward", "Forward", "Go", key="Alt+Right", when=when.can_go_forward, icon="forward", menu="Go 32")
    def forward(self) -> None:
        """Go to the view you came back from."""
        history = self._store.state.history
        if history.forward:
            back = (*history.back, self._here())
            self._go(history.forward[-1], replace(history, back=back, forward=history.forward[:-1]))

    @numbered(
        range(1, 10), "go.set_bookmark_{}", "Set bookmark {}", "Go", key="Ctrl+{}", icon="bookmark",
        when=lambda _: when.has_graph, menu="Bookmarks 1{}",
    )  # fmt: skip
    def set_bookmark(self, number: int) -> None:
        """Remember this view."""
        here = self._here()
        self._store.update(
            lambda now: replace(now, history=replace(now.history, bookmarks={**now.history.bookmarks, number: here}))
        )

    @numbered(
        range(1, 10), "go.bookmark_{}", "Go to bookmark {}", "Go", key="Shift+{} Ctrl+Alt+{}", icon="bookmark",
        when=when.has_bookmark, scope="canvas", menu="Bookmarks 2{}",
    )  # fmt: skip
    def go_to_bookmark(self, number: int) -> None:
        """Go to the remembered view."""
        history, here = self._store.state.history, self._here()
        target = history.bookmarks.get(number)
        if target is not None and target != here:
            self._go(target, replace(history, back=(*history.back, here), forward=()))

    def _go(self, view: ViewState, history: History) -> None:
        state = self._store.state
        is_other = (view.grouping, view.has_sections) != (state.view.grouping, state.view.has_sections)
        grouping = grouped(state.graph, view.grouping, view.has_sections) if is_other else state.grouping
        view = kept_in(view, state.graph, grouping)
        self._store.update(lambda now: replace(now, view=view, history=history, grouping=grouping))
        self._placing.refresh(look=view.look)
