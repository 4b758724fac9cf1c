"""A line for a date, with a calendar to choose from. It must not refuse what is typed: the worker judges."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QMenu, QToolButton, QWidgetAction

from dagscope_app.drawing.translation import tr
from dagscope_app.views.panels.editors.field import Field
from dagscope_app.views.theme import tip

_DAY = len("2024-01-31")


class DateField(Field):
    """A date as `2024-01-31`; the time of day of a moment is kept when another day is chosen."""

    def __init__(self, name: str, has_time: bool) -> None:
        super().__init__(name)
        self._has_time = has_time
        self.calendar: QCalendarWidget | None = None
        self.button = QToolButton()
        self.button.setText("▾")
        self.button.setAccessibleName(tr("Calendar for {name}", name=name))
        self.button.setToolTip(tip(tr("Choose a day")))
        self.row.addWidget(self.edit, 1)
        self.row.addWidget(self.button)
        self.button.clicked.connect(self._on_button_clicked)

    def set_helping(self, is_helping: bool) -> None:
        self.button.setVisible(is_helping)

    def open_calendar(self) -> QMenu:
        """Make the menu with the calendar, standing at the day in the line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget()
        day = QDate.fromString(self._text()[:_DAY], Qt.DateFormat.ISODate)
        if day.isValid():
            self.calendar.setSelectedDate(day)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self.calendar)
        menu.addAction(action)
        self.calendar.clicked.connect(self._on_day)
        self.calendar.activated.connect(self._on_day)
        self.calendar.clicked.connect(menu.close)
        self.calendar.activated.connect(menu.close)
        return menu

    def _text(self) -> str:
        return self.edit.text().strip().strip("'\"")

    def _on_button_clicked(self) -> None:
        self.open_calendar().popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _on_day(self, day: QDate) -> None:
        rest = self._text()[_DAY:] if self._has_time else ""
        text = day.toString(Qt.DateFormat.ISODate) + rest
        if text != self.edit.text():
            self.choose(text)
