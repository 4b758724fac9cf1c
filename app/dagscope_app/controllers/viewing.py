"""Changes the view: selection, folding, what is left out. It must not decide what to change."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import CameraPort, StorePort
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import SHOWN, with_view


class Viewing:
    """The one way to another view: history, plans and layout follow each change."""

    def __init__(self, store: StorePort, camera: CameraPort, placing: PlacingController) -> None:
        self._store = store
        self._camera = camera
        self._placing = placing

    def change(self, anchor: str = "", **changes: object) -> None:
        """Change the view; what is shown keeps the position of `anchor`."""
        self._put(changes)
        self._placing.refresh(anchor)

    def change_fitting(self, **changes: object) -> None:
        """Change the view, and fit what is shown then into it."""
        self._put(changes)
        self._camera.look_again(Look())
        self._placing.refresh("")

    def _put(self, changes: dict[str, object]) -> None:
        look = self._camera.look() if SHOWN.intersection(changes) else None
        self._store.update(lambda now: with_view(now, look, **changes))
        if "folded" in changes and self._store.state.is_new:  # what was asked for stays folded so, however small
            self._store.update(lambda now: replace(now, is_new=False))
