"""The one evented object: holds the state and tells everyone about each change.
It must not know what the state means.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from dagscope_app.model.state import AppState


class Store(QObject):
    """Keeps the frozen state.

    A change made while listeners are called is queued behind them, so that everyone sees every change in order.

    Signals:
        changed(old, new): the state is another one.
    """

    changed = Signal(object, object)

    def __init__(self, state: AppState | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state or AppState()
        self._changes: list[tuple[AppState, AppState]] = []
        self._is_telling = False

    @property
    def state(self) -> AppState:
        """The state now."""
        return self._state

    def listen(self, then: Callable[[AppState, AppState], None]) -> None:
        """Call `then` with the state before and after each change."""
        self.changed.connect(then)

    def update(self, change: Callable[[AppState], AppState]) -> None:
        """Replace the state by a pure function of it."""
        old = self._state
        new = change(old)
        if new is old:
            return
        self._state = new
        self._changes.append((old, new))
        if self._is_telling:
            return
        self._is_telling = True
        try:
            while self._changes:
                before, after = self._changes.pop(0)
                self.changed.emit(before, after)
        finally:
            self._is_telling = False
