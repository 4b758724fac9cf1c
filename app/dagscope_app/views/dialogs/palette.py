"""The palette: type a few letters, choose an entry. It must not do what is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHideEvent, QIcon, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.find.fuzzy import rank
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

WIDTH = 560
LIMIT = 60
ROW_HEIGHT = 32
_POSITIONS = Qt.ItemDataRole.UserRole + 1
_HINT = Qt.ItemDataRole.UserRole + 2
_ENABLED = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: what is chosen, what is read, a hint at the right, whether it can be chosen."""

    key: str
    text: str
    hint: str = ""
    icon: QIcon | None = None
    is_enabled: bool = True


class ChoiceModel(QAbstractListModel):
    """The entries that fit, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: Mapping[str, Choice] = {}
        self._rows: list[tuple[Choice, tuple[int, ...]]] = []
        self.has_more = False
        """Whether more fit than are listed."""

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer others."""
        self._choices = {choice.text: choice for choice in choices}
        self.narrow("")

    def narrow(self, text: str) -> None:
        """Keep what holds these letters; what can be chosen comes first."""
        self.beginResetModel()
        if text.strip():
            most = LIMIT
            found = [(self._choices[match.text], match.positions) for match in rank(text, self._choices, most + 1)]
        else:
            most = LIMIT * 4
            found = [(choice, ()) for choice in list(self._choices.values())[: most + 1]]
        self.has_more = len(found) > most
        self._rows = sorted(found[:most], key=lambda pair: not pair[0].is_enabled)
        self.endResetModel()

    def choice(self, row: int) -> Choice | None:
        """Return the entry in a row."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rows):
            return None
        choice, positions = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(choice.text, 300)
        if role == Qt.ItemDataRole.DecorationRole:
            return choice.icon
        if role == _POSITIONS:
            return list(positions)
        if role == _HINT:
            return plain(choice.hint, 120)
        if role == _ENABLED:
            return choice.is_enabled
        return None


class _ChoiceDelegate(QStyledItemDelegate):
    """Paints an entry: icon, text with the typed letters in bold, hint at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self.theme
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        is_enabled = bool(index.data(_ENABLED))
        left = rect.left() + 14
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            mode = QIcon.Mode.Normal if is_enabled else QIcon.Mode.Disabled
            picture.paint(painter, QRect(left, rect.center().y() - 7, 16, 16), Qt.AlignmentFlag.AlignCenter, mode)
        left += 26
        hint = str(index.data(_HINT) or "")
        painter.setFont(theme.font("small"))
        hint_width = min(painter.fontMetrics().horizontalAdvance(hint) + 4, rect.width() // 2)
        painter.setPen(theme.color("quiet"))
        area = QRect(rect.right() - hint_width - 14, rect.top(), hint_width, rect.height())
        hint = painter.fontMetrics().elidedText(hint, Qt.TextElideMode.ElideMiddle, hint_width)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hint)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        marked = set(index.data(_POSITIONS) or [])
        self._paint_text(
            painter, text, marked, QRect(left, rect.top(), area.left() - left - 8, rect.height()), is_enabled
        )
        painter.restore()

    def _paint_text(self, painter: QPainter, text: str, marked: set[int], rect: QRect, is_enabled: bool) -> None:
        normal, bold = self.theme.font("ui"), self.theme.font("strong")
        x = rect.left()
        painter.setPen(self.theme.color("text" if is_enabled else "disabled"))
        for is_marked, piece in _pieces(text, marked):
            painter.setFont(bold if is_marked else normal)
            if is_enabled:
                painter.setPen(self.theme.color("accent" if is_marked else "text"))
            width = painter.fontMetrics().horizontalAdvance(piece)
            if x + width > rect.right() + 2:
                piece = painter.fontMetrics().elidedText(piece, Qt.TextElideMode.ElideRight, rect.right() - x)
            painter.drawText(
                QRect(x, rect.top(), rect.right() - x, rect.height()), Qt.AlignmentFlag.AlignVCenter, piece
            )
            x += width
            if x >= rect.right():
                break


def _pieces(text: str, marked: set[int]) -> list[tuple[bool, str]]:
    """Return runs of marked and unmarked letters."""
    pieces: list[tuple[bool, str]] = []
    for index, letter in enumerate(text):
        if pieces and pieces[-1][0] == (index in marked):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + letter)
        else:
            pieces.append((index in marked, letter))
    return pieces


class Palette(QFrame):
    """A field and a list over the window.

    Signals:
        chosen(str): an entry's key
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr("Palette"))
        self._before: QWidget | None = None
        self.model = ChoiceModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._delegate = _ChoiceDelegate(theme, self)
        self.list.setItemDelegate(self._delegate)
        self.empty = make_label("", is_quiet=True)
        self.empty.setContentsMargins(12, 8, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.edit)
        column.addWidget(self.list)
        column.addWidget(self.empty)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(theme.color("shadow"))
        self.setGraphicsEffect(shadow)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.returnPressed.connect(self._on_return_pressed)
        self.edit.installEventFilter(self)
        self.list.clicked.connect(self._on_list_clicked)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._delegate.theme = theme

    def ask(self, choices: Sequence[Choice], hint: str) -> None:
        """Open for these entries."""
        focus = self.window().focusWidget()
        if focus is not self.edit:
            self._before = focus
        self.edit.setPlaceholderText(hint)
        self.edit.clear()
        self.model.set_choices(choices)
        self._fit()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        parent = self.parentWidget()
        rows = self.model.rowCount()
        more = tr("More fit than these {count}: type more letters.", count=rows)
        self.empty.setText(more if rows else tr("No match."))
        self.empty.setVisible(rows == 0 or self.model.has_more)
        self.list.setVisible(rows > 0)
        room = parent.height() if parent is not None else 600
        shown = max(1, min(rows, 12, (room - 160) // ROW_HEIGHT))
        self.list.setFixedHeight(shown * ROW_HEIGHT + 2)
        width = min(WIDTH, (parent.width() if parent is not None else WIDTH) - 40)
        self.setFixedWidth(width)
        self.adjustSize()
        if parent is not None:
            self.move((parent.width() - width) // 2, 56)
        if rows:
            self.list.setCurrentIndex(self.model.index(0))

    def _on_text_changed(self, text: str) -> None:
        self.model.narrow(text)
        self._fit()

    def _on_return_pressed(self) -> None:
        self._choose(self.list.currentIndex().row())

    def _on_list_clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        choice = self.model.choice(row)
        if choice is None or not choice.is_enabled:
            return
        self.hide()
        self.chosen.emit(choice.key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        before, self._before = self._before, None
        back = before if before is not None and shiboken6.isValid(before) else self.parentWidget()
        if back is not None and self.edit.hasFocus():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if watched is self.edit and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if key in steps and self.model.rowCount():
            step = steps[key]
            row = self.list.currentIndex().row() + step
            count = self.model.rowCount()
            row = row % count if abs(step) == 1 else max(0, min(count - 1, row))
            self.list.setCurrentIndex(self.model.index(row))
            return True
        return False
