"""One history for everything that was edited: scenarios, positions, arrangement. It must not edit by itself."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.scenario import Scenario

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import titles
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.edits.editing import swapped


class UndoController:
    """Takes edits back and does them again, in the order they were made."""

    def __init__(
        self,
        store: StorePort,
        follow: Callable[[Scenario | None], None],
        refresh_layout: Callable[[], None],
    ) -> None:
        """Store the ports; `follow(previous)` rebuilds or replans when the scenario changed."""
        self._store = store
        self._follow = follow
        self._refresh_layout = refresh_layout

    @command(
        "edit.undo",
        "Undo",
        "Edit",
        key="Ctrl+Z",
        when=when.can_undo,
        icon="undo",
        says=titles.undo_title,
        menu="Edit 11",
    )
    def undo(self) -> None:
        """Undo the last edit of a scenario, move of a node, or choice of the layout."""
        self._swap(is_undo=True)

    @command(
        "edit.redo", "Redo", "Edit", key="Ctrl+Shift+Z", when=when.can_redo, icon="redo", says=titles.redo_title,
        menu="Edit 12",
    )  # fmt: skip
    def redo(self) -> None:
        """Redo the edit that was undone."""
        self._swap(is_undo=False)

    def _swap(self, is_undo: bool) -> None:
        before = self._store.state
        self._store.update(lambda now: swapped(now, is_undo))
        after = self._store.state
        if after.scenarios is not before.scenarios:
            self._follow(before.scenario)
        self._refresh_layout()
