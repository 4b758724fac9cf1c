"""The headers of a table: the columns' names over their types, the names of the index in the corner. They sort nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import ElidedLabel

_SIDE = 8
_WIDEST = 200


class TypedHeader(QHeaderView):
    """Names with the types below them, in a quiet hand."""

    def __init__(self, theme: Theme, type_of: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._type_of = type_of

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.viewport().update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._theme.font("small")).height()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + self._line)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        font = self._theme.font("small")
        room = rect.adjusted(_SIDE, 0, -_SIDE, -4)
        text = QFontMetrics(font).elidedText(
            plain(self._type_of(logicalIndex), 200), Qt.TextElideMode.ElideRight, room.width()
        )
        side = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        is_right = bool(Qt.AlignmentFlag(side or 0) & Qt.AlignmentFlag.AlignRight)
        align = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setFont(font)
        painter.setPen(self._theme.color("quiet"))
        painter.drawText(room, align | Qt.AlignmentFlag.AlignBottom, text)
        painter.restore()


class Corner(ElidedLabel):
    """The names of the index, where rows' and columns' headers meet."""

    def __init__(self, names: tuple[str, ...], table: QTableView) -> None:
        text = plain(", ".join(names))
        super().__init__(text[:300])
        self.setParent(table)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # a click selects all
        self.setAccessibleName(f"Index: {text}")
        self._table = table
        if text:
            table.verticalHeader().setMinimumWidth(min(self.fontMetrics().horizontalAdvance(text) + 18, _WIDEST))
        for header in (table.verticalHeader(), table.horizontalHeader()):
            header.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the headers' sizes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        return False

    def _place(self) -> None:
        rows, columns = self._table.verticalHeader(), self._table.horizontalHeader()
        frame = self._table.frameWidth()
        self.setGeometry(frame + 6, frame, max(0, rows.width() - 12), columns.height())
        self.raise_()
