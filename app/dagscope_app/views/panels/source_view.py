"""Shows Python source, coloured. It must not read files or change what it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import Theme, plain

_ROLES = {
    "Comment": "syntax_comment",
    "Literal.String": "syntax_string",
    "Literal.Number": "syntax_number",
    "Keyword": "syntax_keyword",
    "Name.Function": "syntax_function",
    "Name.Class": "syntax_class",
    "Name.Decorator": "syntax_decorator",
    "Name.Builtin": "syntax_builtin",
    "Operator.Word": "syntax_keyword",
    "Operator": "syntax_operator",
}
_CAP = 16_000
MOST_LINES, FRAME = 26, 24


def warm_up() -> None:
    """Load the lexer and make its tables, which takes some 30 ms, at a time when nobody waits."""
    list(_tokens("def f(x: int) -> int:\n    return x\n"))


def _tokens(text: str) -> Iterable[tuple[Any, str]]:
    from pygments.lexers.python import PythonLexer  # slow to load, and the first picture has no source

    return PythonLexer(stripnl=False, ensurenl=False).get_tokens(text)


def _role_of(kind: Sequence[str]) -> str:
    """Return the theme's role of a kind of token, or of the nearest kind above it that has one."""
    parts = list(kind)
    while parts:
        role = _ROLES.get(".".join(parts))
        if role is not None:
            return role
        parts.pop()
    return ""


class SourceView(QPlainTextEdit):
    """Read-only source, as high as its text up to a limit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source = ""
        self.setReadOnly(True)
        self.setProperty("code", True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Source"))
        self.setFont(theme.font("mono"))
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(6)

    def set_theme(self, theme: Theme) -> None:
        """Colour it again."""
        self._theme = theme
        source, self._source = self._source, ""
        self.set_source(source)

    def set_source(self, source: str) -> None:
        """Show a function's source."""
        text = "\n".join(plain(line, 2000) for line in source[:_CAP].rstrip().split("\n"))
        if text == self._source:
            return
        self._source = text
        self.setPlainText(text)
        self._paint(text)
        is_long = text.count("\n") + 1 > MOST_LINES
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Be as high as the wrapped lines need."""
        needed, block = 0.0, self.document().firstBlock()
        while block.isValid():
            needed += self.blockBoundingRect(block).height()
            block = block.next()
        is_long = self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        most = QFontMetricsF(self.font()).lineSpacing() * MOST_LINES
        self.setFixedHeight(math.ceil(min(needed, most) if is_long else needed) + FRAME)

    def _paint(self, text: str) -> None:
        formats: dict[str, QTextCharFormat] = {}
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        at = 0
        for kind, piece in _tokens(text):
            role = _role_of(kind)
            if role:
                if role not in formats:
                    formats[role] = QTextCharFormat()
                    formats[role].setForeground(self._theme.color(role))
                cursor.setPosition(_utf16(text, at))
                cursor.setPosition(_utf16(text, at + len(piece)), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(formats[role])
            at += len(piece)
        cursor.endEditBlock()


def _utf16(text: str, at: int) -> int:
    """Return a position as Qt counts it: characters beyond the first 65,536 count twice."""
    return at if text.isascii() else len(text[:at].encode("utf-16-le")) // 2
