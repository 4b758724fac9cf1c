"""The tools of a table in one row: its size, filter, where to go, statistics, plot, copy.
They do nothing themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.filters import Filters
from dagscope_app.views.theme import Theme, icon
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import make_label

ROOMY = 860
Form = Literal["tsv", "csv", "markdown"]
SEPARATORS: dict[Form, str] = {"tsv": "\t", "csv": ",", "markdown": "\t"}


@dataclass(frozen=True, slots=True)
class CopyForm:
    """What a copy is written as."""

    form: Form = "tsv"
    has_names: bool = False


COPIES: tuple[tuple[str, CopyForm], ...] = (
    ("Selected cells\tCtrl+C", CopyForm()),
    ("With column and row names\tCtrl+Shift+C", CopyForm(has_names=True)),
    ("As CSV", CopyForm("csv", has_names=True)),
    ("As a Markdown table", CopyForm("markdown", has_names=True)),
)


class TableTools(QWidget):
    """The row. `copies` are the actions of the copy menu."""

    def __init__(self, theme: Theme, filters: Filters) -> None:
        super().__init__()
        self._filters = filters
        self._extra: QWidget | None = None
        self.rows = make_label(is_quiet=True)
        self.statistics = self._toggle(
            "statistics", "Statistics", "All columns, and the figures of the current one", theme
        )
        self.plot = self._toggle("plot", "Plot", "Plot the current column, as it is sorted and filtered", theme)
        self.copy = icon_button("copy", tr("Copy the selected cells"), theme)
        self.copy.setText(tr("Copy"))
        self.copy.setProperty("dropdown", True)
        self.copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.copy)
        menu.setToolTipsVisible(True)
        self.copies = [self._action(menu, title, form) for title, form in COPIES]
        menu.addSeparator()
        self.code = menu.addAction(tr("As code"))
        self.code.setToolTip(tr("Code of pandas or Polars that gives the rows and columns that are shown"))
        self.save_shown = menu.addAction(tr("Save what is shown..."))
        self.save_shown.setToolTip(tr("The rows of the filter in the order of the sort, without hidden columns"))
        self.copy.setMenu(menu)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.rows)
        row.addWidget(filters.line, 1)
        for button in self._buttons:
            button.setToolButtonStyle(icon_style(False))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        return (self.statistics, self.plot, self.copy)

    @staticmethod
    def _toggle(picture: str, text: str, hint: str, theme: Theme) -> QToolButton:
        button = icon_button(picture, hint, theme)
        button.setText(text)
        button.setCheckable(True)
        return button

    @staticmethod
    def _action(menu: QMenu, title: str, data: object) -> QAction:
        action = menu.addAction(title)
        action.setData(data)
        return action

    def put(self, widget: QWidget) -> None:
        """Place a tool behind the filter, as long as there is room for it."""
        self._row.insertWidget(2, widget)
        self._extra = widget

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to the filter first."""
        super().resizeEvent(event)
        if self._extra is not None:
            self._extra.setVisible(self.width() >= ROOMY)

    def freeze(self) -> None:
        """Disable what asks the value for something: it is gone."""
        self.save_shown.setEnabled(False)
        self.code.setEnabled(False)
        for toggle in (self.statistics, self.plot):
            toggle.setChecked(False)
            toggle.hide()

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what the narrow panel has no room for; the filter and the buttons stay."""
        self.rows.setVisible(not is_narrow)
        for button in self._buttons:
            button.setToolButtonStyle(icon_style(is_narrow))
        self._filters.line.setPlaceholderText(tr("Filter...") if is_narrow else self._filters.hint)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of the pictures."""
        for button, name in zip(self._buttons, ("statistics", "plot", "copy")):
            button.setIcon(icon(name, theme))


def icon_style(is_narrow: bool) -> Qt.ToolButtonStyle:
    """Return whether buttons are pictures or words."""
    return Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextOnly
