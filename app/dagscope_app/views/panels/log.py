"""The log panel: what the project's code wrote, with who wrote it. It must not keep more than the state does."""

from __future__ import annotations

from collections import deque
from time import perf_counter

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import LOG_LIMIT, AppState, LogLine
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.fields import make_clearable

_ROLES = {"stderr": "failed", "warning": "stale", "log": "accent", "stdout": "text"}
_LEVELS = {"WARNING": "stale", "ERROR": "failed", "CRITICAL": "failed"}
_STREAMS = {
    "all": later("All output"),
    "stdout": later("Standard output"),
    "stderr": later("Standard error"),
    "log": later("Log messages"),
    "warning": later("Warnings"),
}
_LINE_CAP = 4000
_BLOCKS = LOG_LIMIT * 4
_TURN_SECONDS = 0.003


class LogPanel(QWidget):
    """Output in the order it came.

    Signals:
        node_clicked(str): of the line the cursor was put into
    """

    node_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[LogLine, ...] = ()
        # A flood would stall the window if it were put in at once; older lines than the view keeps never go in.
        self._waiting: deque[tuple[LogLine, str]] = deque(maxlen=_BLOCKS)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._insert_waiting)
        self.view = QPlainTextEdit()
        self.view.setReadOnly(True)
        self.view.setMaximumBlockCount(_BLOCKS)
        self.view.setFont(theme.font("mono"))
        self.view.setProperty("code", True)
        self.view.setProperty("bare", True)
        self.view.setAccessibleName(tr("Log"))
        self.view.setPlaceholderText(tr("What the project's code prints and logs is shown here."))
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText(tr("Filter by text or node"))
        self.filter_edit.setAccessibleName(tr("Filter the log"))
        make_clearable(self.filter_edit)
        self.stream_box = QComboBox()
        for stream, title in _STREAMS.items():
            self.stream_box.addItem(tr(title), stream)
        self.stream_box.setAccessibleName(tr("What to show of the output"))
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.filter_edit, 1)
        row.addWidget(self.stream_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.filter_edit.textChanged.connect(self._rebuild)
        self.stream_box.currentIndexChanged.connect(self._rebuild)

    def set_theme(self, theme: Theme) -> None:
        """Colour it again."""
        self._theme = theme
        self._rebuild()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show what was written."""
        if old is None or old.log is not new.log:
            self.set_lines(new.log)

    def set_lines(self, lines: tuple[LogLine, ...]) -> None:
        """Show these lines; only new ones are added where the old ones are still there."""
        old = self._lines
        self._lines = lines
        start = _overlap(old, lines)
        if start is None:
            self._rebuild()
        else:
            self._append(lines[start:])

    @property
    def is_complete(self) -> bool:
        """Everything that came has been put into the view."""
        return not self._waiting

    def _rebuild(self) -> None:
        self._waiting.clear()
        self.view.clear()
        self._append(self._lines)

    def _append(self, lines: tuple[LogLine, ...]) -> None:
        wanted = self.filter_edit.text().lower()
        stream = str(self.stream_box.currentData())
        shown = [
            line
            for line in lines
            if stream in ("all", line.stream)
            and (not wanted or wanted in line.text.lower() or wanted in line.node.lower())
        ]
        for line in shown:
            self._waiting.extend((line, text) for text in line.text.rstrip("\n").split("\n")[-_BLOCKS:])
        if not self._next.isActive():
            self._insert_waiting()

    def _insert_waiting(self) -> None:
        if not self._waiting:
            return
        bar = self.view.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 4
        cursor = QTextCursor(self.view.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        end = perf_counter() + _TURN_SECONDS
        while self._waiting:
            for _ in range(min(20, len(self._waiting))):
                self._insert(cursor, *self._waiting.popleft())
            if perf_counter() > end:
                break
        cursor.endEditBlock()
        if is_at_end:
            bar.setValue(bar.maximum())
        if self._waiting:
            self._next.start()

    def _insert(self, cursor: QTextCursor, line: LogLine, text: str) -> None:
        if not self.view.document().isEmpty():
            cursor.insertBlock()
        if line.node:
            who = QTextCharFormat()
            who.setForeground(self._theme.color("quiet"))
            cursor.insertText(f"{plain(line.node.rpartition('.')[2], 40)}  ", who)
        what = QTextCharFormat()
        what.setForeground(self._theme.color(_role_of(line)))
        cursor.insertText(plain(text, _LINE_CAP), what)


def _role_of(line: LogLine) -> str:
    """Return the colour of a line: of what was logged the level counts."""
    level = line.text.lstrip().partition(" ")[0].rstrip(":")
    return _LEVELS.get(level, _ROLES["log"]) if line.stream == "log" else _ROLES.get(line.stream, "text")


def _overlap(old: tuple[LogLine, ...], new: tuple[LogLine, ...]) -> int | None:
    """Return where the new lines begin after the old ones, or None when they do not follow them."""
    if not old:
        return 0
    if not new:
        return None
    last = old[-1]
    for at in range(len(new) - 1, -1, -1):
        if new[at] is last:
            return at + 1
    return None
