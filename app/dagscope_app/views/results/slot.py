"""The room of one result tab: its page is made when somebody looks at it. It must not show anything itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dagscope_app.model.records.results import ResultTab
from dagscope_app.views.results.page import ResultPage


class ResultSlot(QWidget):
    """Holds a result; a run brings a dozen of them, and mostly one is looked at. The next run's takes the room over."""

    def __init__(self, tab: ResultTab, make_page: Callable[[ResultTab], ResultPage]) -> None:
        super().__init__()
        self.tab = tab
        self.page: ResultPage | None = None
        self._make_page = make_page
        self._look: tuple[type[object], object] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_tab(self, tab: ResultTab) -> None:
        """Hold this result; the page that is there stays where the value is the same."""
        self.tab = tab
        page = self.page
        if page is not None and page.is_of(tab):
            page.set_tab(tab)
        elif page is not None:
            self.page = None
            look = page.look()
            self._look = (type(page.viewer), look) if look is not None else self._look
            page.close_asks()
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()

    def close_asks(self) -> None:
        """Drop the answers that are still to come."""
        if self.page is not None:
            self.page.close_asks()

    def set_note(self, text: str) -> None:
        """Set a short note on this value."""
        if self.page is not None:
            self.page.set_note(text)

    def fill(self) -> ResultPage:
        """Return the page, made where it is not there yet."""
        if self.page is None:
            self.page = self._make_page(self.tab)
            self._column.addWidget(self.page)
            if self._look is not None and type(self.page.viewer) is self._look[0]:
                self.page.look_as_before(self._look[1])
        return self.page
