"""How two values are compared: tolerances of numbers, columns that match the rows of a table. It must not compare."""

from __future__ import annotations

import math

from dagscope.records import CompareRule
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import tip
from dagscope_app.views.widgets.labels import make_label


class RuleFields(QWidget):
    """Three fields in a line.

    Signals:
        changed(CompareRule, tuple): other tolerances, or other key columns
    """

    changed = Signal(object, tuple)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[CompareRule, tuple[str, ...]] = (CompareRule(), ())
        self.rtol = self._field(
            tr("Relative tolerance"), tr("Floats are equal within this share of the larger one's size")
        )
        self.atol = self._field(tr("Absolute tolerance"), tr("Floats are equal when they differ by no more than this"))
        self.key = self._field(
            tr("Match rows by"), tr("Columns whose values match the rows, such as id or date, region")
        )
        self.key.setPlaceholderText(tr("labels, else positions"))
        self._rows_by = make_label(tr("Match rows by"), is_quiet=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 8, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(make_label(tr("Equal within"), is_quiet=True), 0, 0)
        grid.addWidget(self.rtol, 0, 1)
        grid.addWidget(make_label(tr("of its size, or"), is_quiet=True), 0, 2)
        grid.addWidget(self.atol, 0, 3)
        grid.addWidget(self._rows_by, 1, 0)
        grid.addWidget(self.key, 1, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.set_table(False)
        self._show()

    def _field(self, name: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setToolTip(tip(hint))
        field.setMinimumWidth(56)
        field.editingFinished.connect(self._on_finished)
        return field

    def set_rule(self, rule: CompareRule, key: tuple[str, ...]) -> None:
        """Show how values are compared; what is being typed is left alone."""
        if (rule, key) != self._shown:
            self._shown = (rule, key)
            self._show()

    def set_table(self, is_table: bool) -> None:
        """Offer columns that match the rows, which only tables have."""
        self._rows_by.setVisible(is_table)
        self.key.setVisible(is_table)

    def _texts(self) -> tuple[str, str, str]:
        rule, key = self._shown
        return _written(rule.rtol), _written(rule.atol), ", ".join(key)

    def _show(self) -> None:
        for field, text in zip((self.rtol, self.atol, self.key), self._texts()):
            field.setText(text)
            field.setProperty("invalid", False)
            field.style().polish(field)

    def _on_finished(self) -> None:
        numbers = [_tolerance(field.text()) for field in (self.rtol, self.atol)]
        for field, number in zip((self.rtol, self.atol), numbers):
            if bool(field.property("invalid")) != (number is None):
                field.setProperty("invalid", number is None)
                field.style().polish(field)
        rtol, atol = numbers
        if rtol is None or atol is None:
            return
        key = self._shown[1]
        if self.key.text() != self._texts()[2]:  # a name with a comma in it is one name, as long as nobody writes here
            key = tuple(part.strip() for part in self.key.text().split(",") if part.strip())
        wanted = (CompareRule(rtol, atol), key)
        if wanted != self._shown:
            self._shown = wanted
            self.changed.emit(*wanted)


def _written(number: float) -> str:
    """Return a number in few digits, but never as another number: leaving the field must not change it."""
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


def _tolerance(text: str) -> float | None:
    try:
        number = float(text or 0)
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
