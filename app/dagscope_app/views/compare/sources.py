"""Shows the sources of a node on both sides line by line, scrolled as one. It must not compare or read them."""

from __future__ import annotations

from dagscope.difference_words import part_that_differs
from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.compare.side_by_side import LinePair, line_pairs
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

_LINE = 2000


class CompareSources(QWidget):
    """Two texts: lines that are the same stand on one height, others are marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[str, str] | None = None
        self._pairs: tuple[LinePair, ...] = ()
        self._title = make_label(tr("Sources"), font=theme.font("strong"))
        self._title.setContentsMargins(12, 6, 12, 6)
        self.left, self.right = self._text(tr("Left source")), self._text(tr("Right source"))
        pair = QHBoxLayout()
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
        edit.setFont(self._theme.font("mono"))
        edit.setProperty("code", True)
        edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
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
        self._title.setText(f"Sources: {part_that_differs(differing, len(self._pairs), 'line')}")
        for edit, lines in (
            (self.left, [pair.left for pair in self._pairs]),
            (self.right, [pair.right for pair in self._pairs]),
        ):
            edit.setPlainText("\n".join(plain(line or "", _LINE) for line in lines))
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Mark in its colours."""
        self._theme = theme
        self._mark()

    def _mark(self) -> None:
        for edit, role, side in ((self.left, "only_left", 0), (self.right, "only_right", 1)):
            marks = []
            for number, pair in enumerate(self._pairs):
                if pair.is_same:
                    continue
                color = QColor(self._theme.color(role))
                color.setAlpha(48 if pair[side] is not None else 16)
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(color)
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                mark.cursor = QTextCursor(edit.document().findBlockByNumber(number))
                marks.append(mark)
            edit.setExtraSelections(marks)
