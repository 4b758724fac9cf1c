"""The search field of the toolbar: words or a selection, the count of matches, the position of a mistake.
It must not search.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from dagscope_app.commands.table import with_key
from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import Find
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.fields import make_clearable
from dagscope_app.views.widgets.labels import make_label

HINT = "Find a node (+score, type:Series)"
HELP = (
    "Plain words search names, types, documentation, tags and source.\n"
    "+x  what x needs      x+  what needs x      2+x+1  so many steps\n"
    "path(a, b)   tag:key=value   type:DataFrame   module:m   ns:daily*\n"
    "kind:input   state:failed   changed:   and / or / not, parentheses"
)


class SearchField(QWidget):
    """A line and what it found.

    Signals:
        text_changed(str), stepped(int): to the next (1) or the previous (-1) match; finished(): back to the graph
    """

    text_changed = Signal(str)
    stepped = Signal(int)
    finished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr(HINT))
        make_clearable(self.edit)
        self.edit.setAccessibleName(tr("Find in the graph"))
        self.edit.setToolTip(tip(tr(HELP)))
        self.edit.setMinimumWidth(140)
        self._sign = QAction(self)
        self.edit.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        for button in self.edit.findChildren(QToolButton):
            if not button.accessibleName():
                button.setAccessibleName(tr("Find"))
        self.count = make_label(is_quiet=True, font=theme.font("small"))
        self.count.hide()
        self.buttons = [self._button("go.find_previous"), self._button("go.find_next")]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        for button in self.buttons:
            row.addWidget(button)
            button.hide()
        self._is_marked = False
        self._reports_edits = True
        self.set_theme(theme)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.returnPressed.connect(self._on_return_pressed)
        self.edit.installEventFilter(self)
        self.buttons[0].clicked.connect(self._on_previous_clicked)
        self.buttons[1].clicked.connect(self._on_next_clicked)

    def _button(self, command: str) -> QToolButton:
        title = with_key(command)
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip(title))
        button.setAccessibleName(title)
        return button

    def sizeHint(self) -> QSize:
        """Return the size in which its hint can be read."""
        return QSize(330, super().sizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._failed = theme.color("failed")
        self._sign.setIcon(icon("search", theme))
        self.buttons[0].setIcon(icon("chevron_up", theme))
        self.buttons[1].setIcon(icon("chevron_down", theme))

    def set_find(self, find: Find) -> None:
        """Show what was found, or where the mistake is."""
        if find.text != self.edit.text() and not find.text:
            self._reports_edits = False  # not by blocking the field's signals: its own clear button lives on them
            self.edit.clear()
            self._reports_edits = True
        is_bad = bool(find.problem)
        if bool(self.edit.property("invalid")) != is_bad:
            self.edit.setProperty("invalid", is_bad)
            self.edit.style().polish(self.edit)
        at = tr(" (at character {value})", value=find.problem_at + 1) if find.problem_at >= 0 else ""
        self.edit.setToolTip(tip(find.problem + at if is_bad else tr(HELP)))
        self._mark(find.problem_at if is_bad else -1)
        total = len(find.matches)
        if is_bad:
            text = plain(find.problem, 60)
        elif not total:
            text = tr("no match") if find.text else ""
        else:
            text = tr("{value} of {total}", value=find.index + 1, total=total) if find.index >= 0 else str(total)
        self.count.setText(text)
        self.count.setVisible(bool(text))
        for button in self.buttons:
            button.setVisible(total > 1)

    def _mark(self, at: int) -> None:
        """Underline the character a mistake is about; a line edit takes such marks as an input method gives them."""
        if at < 0 and not self._is_marked:
            return
        self._is_marked = at >= 0
        marks = []
        if at >= 0:
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(self._failed)
            form.setForeground(self._failed)
            start = min(at, max(0, len(self.edit.text()) - 1)) - self.edit.cursorPosition()
            kind = QInputMethodEvent.AttributeType.TextFormat
            marks.append(QInputMethodEvent.Attribute(kind, start, 1, form))
        QCoreApplication.sendEvent(self.edit, QInputMethodEvent("", marks))

    def focus(self) -> None:
        """Take the keyboard."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.finished.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
                event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            ):
                self.stepped.emit(-1)
                return True
        return False

    def _on_edit_text_changed(self, text: str) -> None:
        if self._reports_edits:
            self.text_changed.emit(text)

    def _on_return_pressed(self) -> None:
        self.stepped.emit(1)

    def _on_previous_clicked(self) -> None:
        self.stepped.emit(-1)

    def _on_next_clicked(self) -> None:
        self.stepped.emit(1)
