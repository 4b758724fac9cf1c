"""Shows the sources of a node on both sides line by line, scrolled as one. It must not compare or read them."""

from __future__ import annotations

from dagscope.difference_words import part_that_differs
from PySide6.QtGui import QColor, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.compare.side_by_side import LinePair, line_pairs
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

_LINE = 2000
_BESIDE_FROM = 640
"""Where there is less room than this, the texts stand below each other, and long lines are wrapped."""


class CompareSources(QWidget):
    """Two texts: where they stand beside each other equal lines are on one height; others are marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[str, str] | None = None
        self._pairs: tuple[LinePair, ...] = ()
        self._is_gapless = False
        self._title = make_label(tr("Sources"), font=theme.font("strong"))
        self._title.setContentsMargins(12, 6, 12, 6)
        self.left, self.right = self._text(tr("Left source")), self._text(tr("Right source"))
        self._texts = pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setContentsMargins(8, 0, 8, 8)
        pair.addWidget(self.left)
        pair.addWidget(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addLayout(pair, 1)
        for one, other in ((self.left, self.right), (self.right, self.left)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
        self.hide()

    def _text(self, name: str) -> QPlainTextEdit:
        edit = QPlainTextEdit()
        edit.setReadOnly(True)
        edit.setUndoRedoEnabled(False)
        edit.setFont(self._theme.font("mono"))
        edit.setProperty("code", True)
        edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        edit.setAccessibleName(name)
        return edit

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_beside = event.size().width() >= _BESIDE_FROM
        if is_beside == (self._texts.direction() == QBoxLayout.Direction.LeftToRight):
            return
        wrap = QPlainTextEdit.LineWrapMode
        self._texts.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)
        for edit in (self.left, self.right):
            edit.setLineWrapMode(wrap.NoWrap if is_beside else wrap.WidgetWidth)
        self._fill()

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

    def _fill(self) -> None:
        """Show the lines; where the texts are below each other without the gaps of lines that are not there."""
        self._is_gapless = self._texts.direction() != QBoxLayout.Direction.LeftToRight
        for edit, side in ((self.left, 0), (self.right, 1)):
            lines = [pair[side] for pair in self._pairs if not (self._is_gapless and pair[side] is None)]
            edit.setPlainText("\n".join(plain(line or "", _LINE) for line in lines))
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Mark in its colours."""
        self._theme = theme
        self._mark()

    def _mark(self) -> None:
        for edit, role, side in ((self.left, "only_left", 0), (self.right, "only_right", 1)):
            shown = [pair for pair in self._pairs if not (self._is_gapless and pair[side] is None)]
            for number, pair in enumerate(shown):
                color = QColor(self._theme.color(role))
                color.setAlpha(0 if pair.is_same else 48 if pair[side] is not None else 16)
                look = QTextBlockFormat()
                look.setBackground(color)
                QTextCursor(edit.document().findBlockByNumber(number)).setBlockFormat(look)
