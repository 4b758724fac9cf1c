"""Shows the statistics of one column: figures and a histogram painted as bars. It computes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.protocol.values import StatisticsAnswer
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QScrollArea, QVBoxLayout, QWidget

from dagscope_app.views.theme import Theme, tip
from dagscope_app.views.widgets.labels import make_label, rounded


class Histogram(QWidget):
    """Bars with their labels, one a line."""

    ROW = 20

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: list[tuple[str, int]] = []

    def set_bars(self, bars: Sequence[tuple[str, int]]) -> None:
        """Show labels with their counts."""
        self._bars = list(bars)
        self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleDescription(", ".join(f"{label}: {count}" for label, count in self._bars))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.ROW * len(self._bars) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        measure = self.fontMetrics()
        most = max(count for _, count in self._bars) or 1
        labels = min(max(measure.horizontalAdvance(label) for label, _ in self._bars) + 14, self.width() * 2 // 5)
        counts = max(measure.horizontalAdvance(f"{count:,}") for _, count in self._bars) + 8
        room = max(self.width() - labels - counts, 10)
        for number, (label, count) in enumerate(self._bars):
            top = number * self.ROW
            painter.setPen(self._theme.color("quiet"))
            text = measure.elidedText(label, Qt.TextElideMode.ElideMiddle, labels - 8)
            painter.drawText(
                QRectF(0, top, labels - 6, self.ROW), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
            length = room * count / most
            painter.fillRect(
                QRectF(labels, top + 3, max(length, 1.0), self.ROW - 6), self._theme.color("function_border")
            )
            painter.drawText(
                QRectF(labels + length + 6, top, counts + room, self.ROW), Qt.AlignmentFlag.AlignVCenter, f"{count:,}"
            )
        painter.end()


class StatisticsView(QScrollArea):
    """A column's name and type, its figures, its histogram."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setMinimumWidth(200)
        inner = QWidget()
        self._title = make_label(font=theme.font("strong"))
        self._type = make_label(is_quiet=True)
        self._figures = QFormLayout()
        self._figures.setHorizontalSpacing(16)
        self._figures.setVerticalSpacing(0)
        self._histogram = Histogram(theme)
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._title)
        column.addWidget(self._type)
        column.addLayout(self._figures)
        column.addSpacing(8)
        column.addWidget(self._histogram)
        column.addStretch(1)
        self.setWidget(inner)

    def set_waiting(self, name: str, type_text: str) -> None:
        """Show that the figures of this column are on their way."""
        self._title.setText(name[:200])
        self._type.setText(type_text[:200])
        self._clear()

    def set_statistics(self, answer: StatisticsAnswer) -> None:
        """Show a `statistics` answer."""
        self._clear()
        for label, value in answer.rows:
            name, figure = make_label(label[:80], is_quiet=True), make_label(rounded(value[:200]), is_selectable=True)
            figure.setToolTip(tip(value[:200]))
            for part in (name, figure):
                part.setMinimumHeight(Histogram.ROW)
            self._figures.addRow(name, figure)
        self._histogram.set_bars(answer.histogram)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._histogram.set_theme(theme)

    def _clear(self) -> None:
        while self._figures.rowCount():
            self._figures.removeRow(0)
        self._histogram.set_bars([])
