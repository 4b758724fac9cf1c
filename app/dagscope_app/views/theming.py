"""Which theme is drawn in: the chosen one, or the desktop's as it changes. It must not paint anything."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dagscope_app.model.state import AppState
from dagscope_app.services.store import Store
from dagscope_app.views.chrome.examples import find_examples
from dagscope_app.views.chrome.welcome import Example
from dagscope_app.views.theme import Theme, apply_theme, load_theme, system_theme


class Theming(QObject):
    """Follows the preferences and the desktop.

    Signals:
        changed(Theme, Sequence[Example]): draw in another theme's colours; the examples have pictures in them
    """

    changed = Signal(object, object)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.theme: Theme = self._apply(store.state.preferences.theme)
        store.changed.connect(self._on_store_changed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    def examples(self) -> tuple[Example, ...]:
        """Return the example projects, with pictures in this theme."""
        return find_examples(self.theme)

    def _apply(self, name: str) -> Theme:
        theme = load_theme(system_theme() if name == "system" else name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, theme)
        return theme

    def _change(self, name: str) -> None:
        self.theme = self._apply(name)
        self.changed.emit(self.theme, self.examples())

    def _on_store_changed(self, old: AppState, new: AppState) -> None:
        if old.preferences.theme != new.preferences.theme:
            self._change(new.preferences.theme)

    def _on_color_scheme_changed(self) -> None:
        if self._store.state.preferences.theme == "system":
            self._change("system")
