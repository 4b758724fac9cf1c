"""A slider for a number, with the ends of its range to edit. It must not know what the number is for."""

from __future__ import annotations

import ast
import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import tip

STEPS = 200
WHOLE = ("int",)
NUMBERS = ("int", "float", "Optional[int]", "Optional[float]", "int | None", "float | None", "int | float")


def is_number_type(type_text: str) -> bool:
    """Return whether an input of this type is a number."""
    return type_text.replace("typing.", "") in NUMBERS


def number_in(text: str) -> float | int | None:
    """Return the number that a text is, or None."""
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_number = type(found) in (int, float) and abs(found) < 1e300
    return found if is_number and math.isfinite(found) else None


def range_around(value: float, is_whole: bool) -> tuple[float, float]:
    """Return a range that suits a value of which nothing else is known: a share, else from nothing to twice as much."""
    if not is_whole and 0 <= value <= 1:
        return 0.0, 1.0
    if value == 0:
        return (0.0, 10.0) if is_whole else (-1.0, 1.0)
    return (0.0, 2.0 * value) if value > 0 else (2.0 * value, 0.0)


def written(value: float, is_whole: bool, span: float) -> str:
    """Return a position as a literal: as many digits as the slider has steps."""
    if is_whole:
        return str(round(value))
    digits = max(0, 3 - math.floor(math.log10(span))) if span > 0 else 6
    text = repr(round(value, min(digits, 300)))
    return text if "e" in text or "." in text else f"{text}.0"


class NumberSlider(QWidget):
    """A range and a position in it.

    Signals:
        moved(str): the number, as it is written
    """

    moved = Signal(str)

    def __init__(self, name: str, is_whole: bool) -> None:
        super().__init__()
        self._is_whole = is_whole
        self._range = (0.0, 1.0)
        self._is_set = False
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Slider of {name}", name=name))
        self.slider.valueChanged.connect(self._on_value_changed)
        self.low, self.high = QLineEdit(), QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for edit, which in ((self.low, "Least"), (self.high, "Largest")):
            edit.setFixedWidth(52)
            edit.setAccessibleName(tr("{words} value of {name}", words=which, name=name))
            edit.setToolTip(tip(tr("{words} value of the slider", words=which)))
            edit.editingFinished.connect(self._on_range_edited)
        row.addWidget(self.low)
        row.addWidget(self.slider, 1)
        row.addWidget(self.high)

    @property
    def range(self) -> tuple[float, float]:
        """The ends of the range."""
        return self._range

    def set_text(self, text: str) -> None:
        """Stand where the number of a text is; a range that was not edited comes to hold it."""
        value = number_in(text)
        if value is None:
            value = 0
        low, high = self._range
        if not self._is_set:
            self._set_range(*range_around(value, self._is_whole))
            self._is_set = True
        elif not low <= value <= high:
            self._set_range(min(low, value), max(high, value))
        self._stand_at(value)

    def _set_range(self, low: float, high: float) -> None:
        self._range = (low, high)
        count = min(1_000_000, max(1, round(high - low))) if self._is_whole else STEPS
        self.slider.blockSignals(True)
        self.slider.setRange(0, count)
        self.slider.setPageStep(max(1, count // 10))
        self.slider.blockSignals(False)
        for edit, value in ((self.low, low), (self.high, high)):
            edit.setText(str(round(value)) if self._is_whole else f"{value:g}")

    def _stand_at(self, value: float) -> None:
        low, high = self._range
        self.slider.blockSignals(True)
        self.slider.setValue(round((value - low) / ((high - low) or 1.0) * self.slider.maximum()))
        self.slider.blockSignals(False)

    def value(self) -> str:
        """Return the number at the slider's position, as it is written."""
        low, high = self._range
        share = self.slider.value() / max(1, self.slider.maximum())
        return written(low + (high - low) * share, self._is_whole, high - low)

    def _on_value_changed(self) -> None:
        self.moved.emit(self.value())

    def _on_range_edited(self) -> None:
        low, high = number_in(self.low.text()), number_in(self.high.text())
        now = number_in(self.value())
        if low is None or high is None or not low < high:
            self._set_range(*self._range)
        elif (low, high) != self._range:
            self._set_range(float(low), float(high))
        self._stand_at(min(max(now or 0, self._range[0]), self._range[1]))
