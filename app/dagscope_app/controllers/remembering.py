"""Keeps how a project is looked at and what was edited in it, a moment after each change.
It must not write files itself.

A window that is killed loses nothing older than that moment.
"""

from __future__ import annotations

from typing import Any

from dagscope.scenario import to_plain

from dagscope_app.controllers.ports import CameraPort, Later, SettingsPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.compare.kept import comparison_to_plain
from dagscope_app.model.edits.kept import edits_to_plain
from dagscope_app.model.edits.left import BEFORE
from dagscope_app.model.picture.views import view_to_plain
from dagscope_app.model.state import AppState


class RememberingController:
    """Owns what the next window of a project will know."""

    def __init__(
        self, store: StorePort, settings: SettingsPort, camera: CameraPort, soon: Later, in_two_seconds: Later
    ) -> None:
        """Store the ports; `soon` does something after a fraction of a second."""
        self._store = store
        self._settings = settings
        self._camera = camera
        self._soon = soon
        self._in_two_seconds = in_two_seconds
        self._is_due = False
        self._said = ""
        store.listen(self._on_state_changed)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if self._is_due or all(one is other for one, other in zip(_kept(old), _kept(new), strict=True)):
            return
        self._is_due = True
        self._soon(self._on_due)

    def _on_due(self) -> None:
        self._is_due = False
        self.remember()

    def remember(self) -> None:
        """Keep it now. While a project is loaded its earlier edits are not in the state yet: they stay as they are."""
        state = self._store.state
        if not state.folder or not state.scenarios:
            return
        has_graph = state.phase == "ready" and bool(state.graph.nodes)
        view = _view(state) | {"place": self._camera.view_position()} if has_graph else {}
        problem = self._settings.save_view(
            state.folder, {**self._settings.load_view(state.folder), **view, **_edits(state)}
        )
        if problem and problem != self._said:
            say(self._store, problem, "warning", "scenario.save", "Save")
        self._said = problem
        if problem and not self._is_due:  # a disk that is full may have room again before anything else is edited
            self._is_due = True
            self._in_two_seconds(self._on_due)


def _kept(state: AppState) -> tuple[object, ...]:
    view = state.view
    compare = state.compare
    compared = (compare.left, compare.right, compare.is_open, compare.is_merged, compare.shows_only_differences)
    rules = (compare.hops, compare.rule, compare.keys, compare.others, compare.reopens)
    looked_at = (
        view.direction,
        view.grouping,
        view.has_sections,
        view.has_rows,
        view.folded,
        view.opened,
        state.pinned,
    )
    return (
        state.scenarios,
        state.loaded,
        state.current,
        state.edits,
        state.history.bookmarks,
        state.breakpoints,
        *looked_at,
        *compared,
        *rules,
    )


def _edits(state: AppState) -> dict[str, Any]:
    names = {item.name for item in state.scenarios}
    before = {item.name: {BEFORE: to_plain(item)} for item in state.loaded}
    return {
        "scenario": state.current,
        "unsaved": [
            {**to_plain(item), **before.get(item.name, {})} for item in state.scenarios if item not in state.loaded
        ],
        "removed": [item.name for item in state.loaded if item.name not in names],
        "history": edits_to_plain(state),
    }


def _view(state: AppState) -> dict[str, Any]:
    view = state.view
    return {
        "direction": view.direction,
        "grouping": view.grouping,
        "has_sections": view.has_sections,
        "has_rows": view.has_rows,
        "folded": sorted(view.folded | view.opened),
        "unfolded": sorted(state.grouping.group_parents.keys() - view.folded - view.opened),
        "pinned": {name: list(point) for name, point in state.pinned.items()},
        "breakpoints": state.breakpoints.to_plain(),
        "comparison": comparison_to_plain(state.compare),
        "bookmarks": {str(n): view_to_plain(item) for n, item in state.history.bookmarks.items()},
    }
