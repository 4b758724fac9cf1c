"""What fills the middle of the window: the start page, the graph, or a comparison. It must not know what is on them."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from dagscope_app.model.state import AppState
from dagscope_app.views.widgets.first_shown import FirstShown


class Pages(QStackedWidget):
    """One of three pages."""

    def __init__(self, welcome: QWidget, graph: QWidget, compare: QWidget) -> None:
        super().__init__()
        self._welcome, self._graph, self._compare = FirstShown(welcome), graph, FirstShown(compare)
        for page in (self._welcome, graph, self._compare):
            self.addWidget(page)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the page that the state asks for."""
        page = self._welcome if not new.folder else self._compare if new.compare.is_open else self._graph
        if self.currentWidget() is not page:
            self.setCurrentWidget(page)
