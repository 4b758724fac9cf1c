"""The labels of a table's rows, level by level next to each other, and the names of the levels above them.
They sort nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.theme import Theme, plain, tip

_SIDE = 8
_NARROWEST, _WIDEST = 36, 180
_MEASURED = 60
QT_MEASURES = 100


class LevelHeader(QHeaderView):
    """The rows' labels; those of an index of several levels are columns of their own, repeated ones in a quiet hand."""

    def __init__(self, theme: Theme, level_count: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self.widths = [_NARROWEST] * level_count
        self._hint: tuple[tuple[object, ...], QSize] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.viewport().update()

    @property
    def has_levels(self) -> bool:
        """Whether there are several levels."""
        return len(self.widths) > 1

    def fit(self, names: tuple[str, ...], first: int) -> None:
        """Give each level the room that its name and the labels from a row on need; nothing gets narrower."""
        model = self.model()
        if not self.has_levels or not isinstance(model, TableModel):
            return
        measure = self.fontMetrics()
        rows = [model.levels(row) for row in range(first, min(first + _MEASURED, model.rowCount()))]
        widths = []
        for level, before in enumerate(self.widths):
            texts = [names[level] if level < len(names) else "", *(row[level] for row in rows if level < len(row))]
            need = max(measure.horizontalAdvance(plain(text[:60])) for text in texts) + 2 * _SIDE
            widths.append(max(before, min(need, _WIDEST)))
        if widths != self.widths:
            self.widths = widths
            self.setMinimumWidth(sum(widths))
            self.updateGeometries()
            self.geometriesChanged.emit()

    def sizeHint(self) -> QSize:
        if self.has_levels:
            return QSize(sum(self.widths), 0)
        measured = self._measured_by()
        if self._hint is None or self._hint[0] != measured:
            self._hint = (measured, self._measured())
        return self._hint[1]

    def _measured(self) -> QSize:
        """Return what Qt would: the size of the longest of the first hundred labels and the last.

        It asks each of them for seven things, of which the text alone differs.
        """
        model = self.model()
        if not isinstance(model, TableModel) or not model.rowCount():
            return super().sizeHint()
        count, measure = model.rowCount(), self.fontMetrics()
        rows = {*range(min(QT_MEASURES, count)), *range(max(0, count - QT_MEASURES), count)}
        return self.sectionSizeFromContents(
            max(rows, key=lambda row: measure.horizontalAdvance(model.headerData(row, Qt.Orientation.Vertical)))
        )

    def _measured_by(self) -> tuple[object, ...]:
        """Return what the size depends on.

        Labels come in pages of a hundred, so that four of them tell which are here. One label's size tells how much the
        style adds, which is less before a style sheet is there.
        """
        model = self.model()
        if not isinstance(model, TableModel):
            return (object(),)
        last = model.rowCount() - 1
        rows = {0, min(QT_MEASURES - 1, last), max(0, last - QT_MEASURES + 1), last}
        labels = [model.headerData(row, Qt.Orientation.Vertical) for row in sorted(rows) if row >= 0]
        return (model.serial, last, self.font().key(), self.sectionSizeFromContents(0).toTuple(), *labels)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        labels = model.levels(logicalIndex) if self.has_levels and isinstance(model, TableModel) else ()
        if not labels or not isinstance(model, TableModel):
            super().paintSection(painter, rect, logicalIndex)
            return
        above = model.levels(logicalIndex - 1) if logicalIndex else ()
        painter.save()
        painter.fillRect(rect, self._theme.color("panel_alt"))
        painter.setFont(self.font())
        left, is_same = rect.left(), True
        for level, (label, width) in enumerate(zip(labels, self.widths)):
            is_same = is_same and level < len(above) and above[level] == label
            quiet = is_same and level < len(labels) - 1
            painter.setPen(self._theme.color("quiet" if quiet else "text"))
            room = QRect(left + _SIDE, rect.top(), width - 2 * _SIDE, rect.height())
            text = self.fontMetrics().elidedText(plain(label[:200]), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            left += width
        painter.setPen(self._theme.color("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()


class Corner(QWidget):
    """The names of the index' levels, where rows' and columns' headers meet.

    Signals:
        level_clicked(int): the name of a level was clicked.
    """

    level_clicked = Signal(int)

    def __init__(
        self,
        names: tuple[str, ...],
        table: QTableView,
        header: LevelHeader,
        sign_of: Callable[[int], str],
        theme: Theme,
    ) -> None:
        super().__init__(table)
        self._names = names
        self._header = header
        self._sign_of = sign_of
        self._theme = theme
        text = plain(", ".join(names))
        self.setAccessibleName(tr("Index: {words}", words=text))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not names)  # a click selects all
        self._table = table
        if names and not header.has_levels:
            header.setMinimumWidth(min(self.fontMetrics().horizontalAdvance(text) + 2 * _SIDE + 12, _WIDEST))
        for each in (header, table.horizontalHeader()):
            each.installEventFilter(self)
            each.geometriesChanged.connect(self._place)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the headers' sizes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Say what a click does."""
        if event.type() == QEvent.Type.ToolTip and self._names:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tip(self._hint()), self)
            return True
        return super().event(event)

    def _hint(self) -> str:
        return tr("The index: {names}\nClick to sort by a level (Ctrl+A selects all)", names=", ".join(self._names))

    def _place(self) -> None:
        rows, columns = self._header, self._table.horizontalHeader()
        frame = self._table.frameWidth()
        self.setGeometry(frame, frame, max(0, rows.width()), columns.height())
        self.raise_()

    def _rooms(self) -> list[QRect]:
        """Return where the names are."""
        widths = self._header.widths if self._header.has_levels else [self.width()]
        rooms, left = [], 0
        for width in widths:
            rooms.append(QRect(left + _SIDE, 4, width - 2 * _SIDE, self.height() - 8))
            left += width
        return rooms

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("text"))
        for level, (name, room) in enumerate(zip(self._names, self._rooms())):
            text = plain(self._sign_of(level) + name)[:200]
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for level, room in enumerate(self._rooms()[: len(self._names)]):
            if room.left() - _SIDE <= event.position().x() < room.right() + _SIDE:
                self.level_clicked.emit(level)
