"""What a table is filtered by: a line that is typed, and a chip for each column whose rows were chosen.
It filters nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.protocol.values import FILTER_JOINT
from dagscope.value_records import Column
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.fields import make_clearable
from dagscope_app.views.widgets.labels import shortened
from dagscope_app.views.widgets.layouts import empty_layout

HINT = later("Filter: price > 5 and name contains ana")
ONE_COLUMN_HINT = later("Filter: value > 5")
_PAUSE = 350
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Chip:
    """The rows that were chosen by one column, and how to say it."""

    column: int
    title: str
    where: str


def joined(line: str, chips: Sequence[Chip]) -> str:
    """Return the line and the chips as one filter, in which each is read alone."""
    return FILTER_JOINT.join(part for part in (line.strip(), *(chip.where for chip in chips)) if part)


class Filters(QObject):
    """The line, and the row of chips, which is there as long as it holds one.

    Signals:
        changed(): the filter is another one now.
        chip_opened(int): the chip of this column was clicked.
    """

    changed = Signal()
    chip_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: tuple[Chip, ...] = ()
        self.line = QLineEdit()
        self.hint = tr(HINT)
        self.line.setPlaceholderText(self.hint)
        self.line.setMinimumWidth(90)
        make_clearable(self.line)
        self.line.setAccessibleName(tr("Filter rows"))
        # typing pauses before rows are filtered, Return does it at once
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.apply)
        self.line.textChanged.connect(self._on_line_changed)
        self.line.returnPressed.connect(self.apply)
        self.row = QWidget()
        self.row.setAccessibleName(tr("Filters by column"))
        self._layout = QHBoxLayout(self.row)
        self._layout.setContentsMargins(8, 3, 8, 3)
        self._layout.setSpacing(6)
        self.row.hide()

    @property
    def where(self) -> str:
        """The whole filter."""
        return joined(self.line.text(), self._chips)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What was chosen by columns."""
        return self._chips

    def apply(self) -> None:
        """Say that the filter has changed, without waiting for more to be typed."""
        self._pause.stop()
        self.changed.emit()

    def choose(self, column: int, title: str, where: str) -> None:
        """Keep the rows chosen by a column in place of those chosen by it before; none without a filter."""
        others = tuple(chip for chip in self._chips if chip.column != column)
        self._put((*others, Chip(column, title, where)) if where else others)

    def toggle(self, column: int, title: str, where: str) -> None:
        """Choose by a column, or no longer when it was chosen already."""
        same = any(chip.column == column and chip.where == where for chip in self._chips)
        self.choose(column, title, "" if same else where)

    def clear(self) -> None:
        """Take all chips away."""
        self._put(())

    def put(self, line: str, chips: tuple[Chip, ...]) -> None:
        """Filter by this line and these chips, in one step."""
        self.line.setText(line)
        self._chips = chips
        self._fill()
        self.apply()

    def mark(self, is_invalid: bool) -> None:
        """Show whether the line can be understood."""
        self.line.setProperty("invalid", is_invalid)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def set_one_column(self) -> None:
        """Give an example that fits a table of one column."""
        self._set_hint(tr(ONE_COLUMN_HINT))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Give an example with columns that the table has; as for any table where their names would need quotes."""
        numbers = [item.name for item in columns if item.is_numeric and item.name.isidentifier()]
        others = [item.name for item in columns if not item.is_numeric and item.name.isidentifier()]
        if numbers and others:
            self._set_hint(tr("Filter: {number} > 5 and {word} contains a", number=numbers[0], word=others[0]))
        elif numbers:
            self._set_hint(tr("Filter: {number} > 5", number=numbers[0]))
        elif others:
            self._set_hint(tr("Filter: {word} contains a", word=others[0]))

    def _set_hint(self, text: str) -> None:
        self.hint = text
        self.line.setPlaceholderText(text)

    def freeze(self) -> None:
        """Hide the filters: the value is gone."""
        self._pause.stop()
        self.line.hide()
        self.row.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self._fill()

    def _on_line_changed(self) -> None:
        self._pause.start()

    def _put(self, chips: tuple[Chip, ...]) -> None:
        if chips != self._chips:
            self.put(self.line.text(), chips)

    def _fill(self) -> None:
        empty_layout(self._layout)
        for chip in self._chips:
            self._layout.addWidget(self._button(chip))
        if len(self._chips) > 1:
            every = QPushButton(tr("Clear all"))
            every.setFlat(True)
            every.clicked.connect(self.clear)
            self._layout.addWidget(every)
        self._layout.addStretch(1)
        self.row.setVisible(bool(self._chips))

    def _button(self, chip: Chip) -> QWidget:
        whole = QFrame()
        whole.setProperty("chip", True)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        said = QToolButton()
        said.setText(plain(shortened(chip.title, _LONGEST)).replace("&", "&&"))
        said.setToolTip(tip(chip.where[:600]))
        said.clicked.connect(lambda: self.chip_opened.emit(chip.column))
        away = icon_button("close", tr("Take the filter away: {title}", title=chip.title), self._theme)
        away.clicked.connect(lambda: self.choose(chip.column, "", ""))
        for part in (said, away):
            part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(part)
        return whole
