"""Going back and forward through views, and the numbered bookmarks. It must not change what a view holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.sections import grouped
from dagscope_app.model.state import History, ViewState


class ViewHistory:
    """Owns where back and forward lead."""

    def __init__(
        self, store: StorePort, on_selection: Callable[[], None], refresh_layout: Callable[[], None]
    ) -> None:
        self._store = store
        self._on_selection = on_selection
        self._refresh_layout = refresh_layout

    def back(self) -> None:
        """The view before this one."""
        self._step(is_back=True)

    def forward(self) -> None:
        """The view that "back" left."""
        self._step(is_back=False)

    def _step(self, is_back: bool) -> None:
        state = self._store.state
        source = state.history.back if is_back else state.history.forward
        if not source:
            return
        target = source[-1]
        if is_back:
            history = replace(state.history, back=source[:-1], forward=(*state.history.forward, state.view))
        else:
            history = replace(state.history, back=(*state.history.back, state.view), forward=source[:-1])
        self._go(target, history)

    def set_bookmark(self, number: int) -> None:
        """Remember this view under a number."""
        self._store.update(
            lambda now: replace(
                now,
                history=replace(now.history, bookmarks={**now.history.bookmarks, number: now.view}),
            )
        )

    def go_to_bookmark(self, number: int) -> None:
        """Go to a remembered view."""
        state = self._store.state
        target = state.history.bookmarks.get(number)
        if target is not None and target != state.view:
            self._go(target, replace(state.history, back=(*state.history.back, state.view), forward=()))

    def _go(self, view: ViewState, history: History) -> None:
        state = self._store.state
        is_other = (view.grouping, view.has_sections) != (state.view.grouping, state.view.has_sections)
        grouping = grouped(state.graph, view.grouping, view.has_sections) if is_other else state.grouping
        self._store.update(lambda now: replace(now, view=view, history=history, grouping=grouping))
        self._on_selection()
        self._refresh_layout()
