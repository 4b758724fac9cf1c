"""What is said when Dagscope itself makes a mistake. It must not look at the mistake's traceback."""

from __future__ import annotations

from dagscope_app.controllers.ports import StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.translation import tr


class MistakesController:
    """Says each mistake once."""

    def __init__(self, store: StorePort) -> None:
        self._store = store
        self._said: set[str] = set()

    def on_mistake(self, error: BaseException) -> bool:
        """Say that an exception of ours came up; return whether it is the first of its kind. Ctrl+C is no mistake."""
        kind = type(error)
        text = tr(
            "Something went wrong in Dagscope itself ({kind}: {error}). Your project is not affected.",
            kind=kind.__name__,
            error=str(error),
        )
        if text in self._said:
            return False
        self._said.add(text)
        if not isinstance(error, KeyboardInterrupt):
            say(self._store, text, "error")
        return True
