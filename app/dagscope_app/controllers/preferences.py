"""What the person likes: themes, overlays, editor, interpreter. It must not apply any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.state import Preferences


class PreferencesPort(Protocol):
    """Where they are kept."""

    def save_preferences(self, preferences: Preferences) -> None:
        """Keep them."""
        ...


class PreferencesController:
    """Changes preferences in the state and in the settings at once."""

    def __init__(self, store: StorePort, settings: PreferencesPort) -> None:
        self._store = store
        self._settings = settings

    def change(self, change: Callable[[Preferences], Preferences]) -> None:
        """Replace them by a function of them."""
        self._store.update(lambda state: replace(state, preferences=change(state.preferences)))
        self._settings.save_preferences(self._store.state.preferences)

    def set_theme(self, name: str) -> None:
        """`system light dark high_contrast`."""
        self.change(lambda p: replace(p, theme=name))

    def toggle_minimap(self) -> None:
        """Show or hide it."""
        self.change(lambda p: replace(p, shows_minimap=not p.shows_minimap))

    def toggle_legend(self) -> None:
        """Show or hide it."""
        self.change(lambda p: replace(p, shows_legend=not p.shows_legend))

    def toggle_heat(self) -> None:
        """Show or hide durations."""
        self.change(lambda p: replace(p, shows_heat=not p.shows_heat))

    def toggle_wheel(self) -> None:
        """Let the wheel zoom, or move the picture."""
        self.change(lambda p: replace(p, wheel_zooms=not p.wheel_zooms))

    def toggle_motion(self) -> None:
        """Glide, or change pictures at once."""
        self.change(lambda p: replace(p, is_motion_reduced=not p.is_motion_reduced))

    def set_editor(self, command: str) -> None:
        """The program that opens source files."""
        self.change(lambda p: replace(p, editor=command))

    def set_interpreter(self, path: str) -> None:
        """The Python to run projects with; empty finds the project's own."""
        self.change(lambda p: replace(p, interpreter=path))
