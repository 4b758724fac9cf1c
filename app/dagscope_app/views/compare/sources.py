"""Shows the sources of a node on both sides line by line, scrolled as one. It must not compare or read them."""

from __future__ import annotations

from dagscope.difference_words import part_that_differs
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QResizeEvent, QTextBlock, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QBoxLayout, QTextEdit, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.compare.side_by_side import LinePair, line_pairs
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

_LINE = 2000
_MOST_LEVELLED = 600
"""Of more lines than these the long ones are not wrapped: to level them takes the window's time."""
_BESIDE_FROM = 640
"""Where there is less room than this, the texts stand below each other."""
_INDENT = 4
"""By how many characters what wraps stands further in than the line's own text."""


class CompareSources(QWidget):
    """Two texts: where they stand beside each other equal lines are on one height; others are marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[str, str] | None = None
        self._pairs: tuple[LinePair, ...] = ()
        self._title = make_label(tr("Sources"), font=theme.font("strong"))
        self._title.setContentsMargins(12, 6, 12, 6)
        self.left, self.right = self._text(tr("Left source")), self._text(tr("Right source"))
        self._level_timer = QTimer(self, singleShot=True, interval=0)
        self._level_timer.timeout.connect(self._level)
        self._texts = pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setContentsMargins(8, 0, 8, 8)
        pair.addWidget(self.left, 1)
        pair.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addLayout(pair, 1)
        for one, other in ((self.left, self.right), (self.right, self.left)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
        self.hide()

    def _text(self, name: str) -> QTextEdit:
        edit = QTextEdit()
        edit.setReadOnly(True)
        edit.setUndoRedoEnabled(False)
        edit.setAcceptRichText(False)
        edit.setFont(self._theme.font("mono"))
        edit.setProperty("code", True)
        edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        edit.setAccessibleName(name)
        return edit

    def set_sources(self, sources: tuple[str, str] | None) -> None:
        """Show both; nothing of a node whose sources are the same or not there."""
        if sources == self._shown:
            return
        self._shown = sources
        self.setVisible(sources is not None and any(sources))
        self._pairs = line_pairs(*sources) if sources is not None else ()
        differing = sum(not pair.is_same for pair in self._pairs)
        what = part_that_differs(differing, len(self._pairs), "line")
        self._title.setText(tr("Sources: {what}", what=what))
        self._fill()

    def _is_beside(self) -> bool:
        return self._texts.direction() == QBoxLayout.Direction.LeftToRight

    def _shown_pairs(self, side: int) -> list[LinePair]:
        """Return the lines of a side: below the other one it needs no gaps for lines that are not there."""
        return [pair for pair in self._pairs if self._is_beside() or pair[side] is not None]

    def _fill(self) -> None:
        is_wrapped = not self._is_beside() or len(self._pairs) <= _MOST_LEVELLED
        for side, edit in enumerate((self.left, self.right)):
            wrap = QTextEdit.LineWrapMode.WidgetWidth if is_wrapped else QTextEdit.LineWrapMode.NoWrap
            edit.setLineWrapMode(wrap)
            edit.setPlainText("\n".join(plain(pair[side] or "", _LINE) for pair in self._shown_pairs(side)))
        self._mark()
        self._level_timer.start()

    def set_theme(self, theme: Theme) -> None:
        """Mark in its colours."""
        self._theme = theme
        self._mark()
        self._level_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts where there is room; beside each other level their lines again, which wrap elsewhere now."""
        super().resizeEvent(event)
        is_beside = event.size().width() >= _BESIDE_FROM
        if is_beside != self._is_beside():
            way = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
            self._texts.setDirection(way)
            self._fill()
        self._level_timer.start()

    def _mark(self) -> None:
        """Give the lines that differ their colour, and let what wraps stand further in."""
        character = self.left.fontMetrics().horizontalAdvance(" ")
        for edit, role, side in ((self.left, "only_left", 0), (self.right, "only_right", 1)):
            cursor = QTextCursor(edit.document())
            cursor.beginEditBlock()
            block = edit.document().firstBlock()
            for pair in self._shown_pairs(side):
                text = block.text()
                room = character * (len(text) - len(text.lstrip()) + _INDENT)
                shape = QTextBlockFormat()
                shape.setLeftMargin(room)
                shape.setTextIndent(-room)
                if not pair.is_same:
                    color = QColor(self._theme.color(role))
                    color.setAlpha(48 if pair[side] is not None else 16)
                    shape.setBackground(color)
                cursor.setPosition(block.position())
                cursor.setBlockFormat(shape)
                block = block.next()
            cursor.endEditBlock()

    def _level(self) -> None:
        """Give the two lines of a pair one height: the one that wraps less often has room below it."""
        if not self._shown or not self._is_beside() or self.left.lineWrapMode() == QTextEdit.LineWrapMode.NoWrap:
            return
        for edit in (self.left, self.right):
            edit.document().documentLayout().documentSize()  # lays out all of it
        one, two = ([_text_height(block) for block in _blocks(edit)] for edit in (self.left, self.right))
        for edit, mine, theirs in ((self.left, one, two), (self.right, two, one)):
            cursor = QTextCursor(edit.document())
            cursor.beginEditBlock()
            for block, own, other in zip(_blocks(edit), mine, theirs):
                shape = block.blockFormat()
                room = max(0.0, other - own)
                if shape.bottomMargin() != room:
                    shape.setBottomMargin(room)
                    cursor.setPosition(block.position())
                    cursor.setBlockFormat(shape)
            cursor.endEditBlock()


def _blocks(edit: QTextEdit) -> list[QTextBlock]:
    found, block = [], edit.document().firstBlock()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _text_height(block: QTextBlock) -> float:
    """Return how high a line is as it is wrapped, without the room below it."""
    lines = block.layout()
    return sum(lines.lineAt(number).height() for number in range(lines.lineCount()))
