"""The header of a table: name, type, missing values and spread of each column.

It sorts and filters nothing: a click on a bar is a signal.
"""

from __future__ import annotations

from collections.abc import Callable

from dagscope.value_records import Bar
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLabel, QToolTip, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.bars import (
    MISSING_HEIGHT,
    bar_at,
    describe,
    looked_text,
    paint_bars,
    paint_missing,
    share_text,
    shown_bars,
)
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.theme import Theme, plain, tip

_SIDE = 8
_WIDEST = 200
BARS = 27
LOW_BARS = 19
"""How high the bars are, with what is above and below them."""


class TypedHeader(QHeaderView):
    """Names with the types below them, in a quiet hand, and how the values are spread.

    Signals:
        bar_clicked(int, str, str): a column, what a bar is called, and the filter of its rows.
    """

    bar_clicked = Signal(int, str, str)

    def __init__(
        self, theme: Theme, type_of: Callable[[int], str], profiles: Profiles, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._type_of = type_of
        self._profiles = profiles
        self._hovered = (-1, -1)
        self._pressed: tuple[int, Bar] | None = None
        self._bars = BARS
        self._name_size: QSize | None = None
        self.setMouseTracking(True)
        profiles.came.connect(self._on_profiles_came)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self._name_size = None
        self.viewport().update()

    @property
    def bars(self) -> int:
        """How high the bars of the values' spread are; 0 where they are not shown."""
        return self._bars

    def set_bars(self, bars: int) -> None:
        """Show how the values are spread, so high, or leave the room to the rows."""
        if bars != self._bars:
            self._bars = bars
            self.updateGeometries()
            self.geometriesChanged.emit()

    def _on_profiles_came(self) -> None:
        self.viewport().update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._theme.font("small")).height()

    def sizeHint(self) -> QSize:
        if self._name_size is None:  # Qt asks hundreds of columns for theirs, and asks often
            self._name_size = super().sizeHint()
        return QSize(self._name_size.width(), self._name_size.height() + self._line + self._bars)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        profile = self._profiles.of(logicalIndex) if self._bars else None
        said = self._type_of(logicalIndex)
        share = share_text(profile) if profile is not None else ""
        font = self._theme.font("small")
        room = rect.adjusted(_SIDE, 0, -_SIDE, -4 - self._bars)
        text = fitting(said, share, QFontMetrics(font), room.width())
        side = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        is_right = bool(Qt.AlignmentFlag(side or 0) & Qt.AlignmentFlag.AlignRight)
        align = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setFont(font)
        painter.setPen(self._theme.color("quiet"))
        painter.drawText(room, align | Qt.AlignmentFlag.AlignBottom, text)
        if profile is not None:
            number = self._hovered[1] if self._hovered[0] == logicalIndex else -1
            paint_bars(painter, self._bars_in(rect), profile, self._theme, number, self._profiles.is_new(logicalIndex))
            paint_missing(painter, self._missing_in(rect), profile, self._theme)
        painter.restore()

    def _bars_in(self, section: QRect) -> QRectF:
        """Return where the bars of a section are."""
        bottom = section.bottom() - 4 - MISSING_HEIGHT - 2
        high = self._bars // 2 + 1
        return QRectF(section.left() + _SIDE, bottom - high, section.width() - 2 * _SIDE, high)

    def _missing_in(self, section: QRect) -> QRectF:
        bottom = section.bottom() - 3
        return QRectF(section.left() + _SIDE, bottom - MISSING_HEIGHT, section.width() - 2 * _SIDE, MISSING_HEIGHT)

    def section_rect(self, column: int) -> QRect:
        """Return where a column's section is in the header's viewport."""
        return QRect(self.sectionViewportPosition(column), 0, self.sectionSize(column), self.height())

    def bars_rect(self, column: int) -> QRectF:
        """Return where the bars of a column are."""
        return self._bars_in(self.section_rect(column))

    def _found_at(self, point: QPointF) -> tuple[int, int]:
        """Return the column and the number of the bar at a point; -1 where there is none."""
        column = self.logicalIndexAt(point.toPoint())
        profile = self._profiles.known(column) if column >= 0 and self._bars else None
        if profile is None:
            return column, -1
        room = self.bars_rect(column)
        if point.y() < room.top() - 2:
            return column, -1
        if point.y() >= self._missing_in(self.section_rect(column)).top() - 1:
            return column, len(shown_bars(profile)) if profile.missing else -1
        return column, bar_at(profile, room, point.x())

    def _bar(self, point: QPointF) -> tuple[int, Bar] | None:
        """Return the bar at a point, if a filter can keep its rows."""
        column, number = self._found_at(point)
        profile = self._profiles.known(column) if number >= 0 else None
        if profile is None:
            return None
        bars = shown_bars(profile)
        bar = (
            bars[number]
            if number < len(bars)
            else Bar(tr("missing"), profile.missing, f"{profile.written} is missing")  # the language of filters
        )
        return (column, bar) if bar.where and bar.count else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        found = self._found_at(event.position())
        if found != self._hovered:
            self._hovered = found
            self.viewport().update()
        if not event.buttons() and self._bar(event.position()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = (-1, -1)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._bar(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is None:
            super().mousePressEvent(event)
            for sign in self.viewport().findChildren(QLabel):
                sign.hide()  # Qt makes it at the first press, takes it for a move that goes on, and loses that click

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._bar(event.position()):
            self.bar_clicked.emit(pressed[0], pressed[1].label, pressed[1].where)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what lies below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.hint_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def hint_at(self, point: QPoint) -> str:
        """Return what is said of a position: the column, and the bar there."""
        column, number = self._found_at(QPointF(point))
        if column < 0:
            return ""
        whole = self.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        profile = self._profiles.known(column)
        if profile is None or number < 0:
            return str(whole or "")
        if number == len(shown_bars(profile)):
            said = tr("missing: {missing:,}", missing=profile.missing)
        else:
            said = describe(profile, number)
        can = tr("Click to keep these rows") if self._bar(QPointF(point)) is not None else ""
        return tip("\n".join(part for part in (said, looked_text(profile), profile.problem, can) if part))


def fitting(said: str, share: str, measure: QFontMetrics, room: int) -> str:
    """Return type and missing share where both fit, else the share alone: the tooltip has both."""
    whole = plain(said, 300)
    texts = (f"{whole}  {share}", share, whole) if share else (whole,)
    elided = measure.elidedText(whole, Qt.TextElideMode.ElideRight, room)
    return next((text for text in texts if measure.horizontalAdvance(text) <= room), elided)
