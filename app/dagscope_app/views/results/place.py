"""The room of one result tab: its page is made when somebody looks at it. It must not show anything itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dagscope_app.model.results import ResultTab
from dagscope_app.views.results.page import ResultPage


class ResultPlace(QWidget):
    """Holds a result; a run brings a dozen of them, and mostly one is looked at. The next run's takes the room over."""

    def __init__(self, tab: ResultTab, make_page: Callable[[ResultTab], ResultPage]) -> None:
        super().__init__()
        self.tab = tab
        self.page: ResultPage | None = None
        self._make_page = make_page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_tab(self, tab: ResultTab) -> None:
        """Hold this result; the page that is there stays where the value is the same."""
        self.tab = tab
        page = self.page
        if page is not None and _is_same(page.tab, tab):
            page.set_tab(tab)
        elif page is not None:
            self.page = None
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()

    def set_note(self, text: str) -> None:
        """What is to be said of this value, in few words."""
        if self.page is not None:
            self.page.set_note(text)

    def fill(self) -> ResultPage:
        """The page, made where it is not there yet."""
        if self.page is None:
            self.page = self._make_page(self.tab)
            self._column.addWidget(self.page)
        return self.page


def _is_same(old: ResultTab, new: ResultTab) -> bool:
    """The same value: what changed besides can be told to the page that is there."""
    return replace(old, state="", is_pinned=False) == replace(new, state="", is_pinned=False)
