"""Shows two values of one node next to each other, and what differs between them. It compares nothing itself."""

from __future__ import annotations

import difflib
from collections import Counter

from dagscope.difference_words import seen_apart
from dagscope.records import CompareRule, DiffCell, ValueDiff
from dagscope.value_records import Preview
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import DiffTab
from dagscope_app.views.results.image import ImageResult
from dagscope_app.views.results.rule_fields import RuleFields
from dagscope_app.views.results.text import cut
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.labels import make_label

MOST_LINES = 4_000
MOST_MARKS = 500
_MOST_PAIRS = 20_000
_MOST_TEXT = 200
HINT = "Select a node that ran on both sides to see its two values."


class CompareValues(QWidget):
    """The values of the selected node: a table of changed cells, two texts with differing lines marked, three pictures.

    Signals:
        rule_changed(CompareRule, tuple): other tolerances, or other key columns of this node
    """

    rule_changed = Signal(object, tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sides = ("", "")
        self._title = make_label(font=theme.font("strong"))
        self._summary = make_label(is_quiet=True)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._summary, 1)
        self.rule = RuleFields()
        self.rule.changed.connect(self.rule_changed)
        self.rule.hide()
        self._shown_pictures: tuple[bytes, bytes, bytes] | None = None
        self.table = QTableWidget()
        self.table.setTabKeyNavigation(False)  # Tab leads on; arrow keys go through the cells
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setShowGrid(False)
        self.left, self.right = self._text(tr("Left value")), self._text(tr("Right value"))
        texts = QWidget()
        pair = QHBoxLayout(texts)
        pair.setContentsMargins(8, 0, 8, 8)
        pair.addWidget(self.left)
        pair.addWidget(self.right)
        self._hint = make_label(tr(HINT), is_quiet=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._stack = QStackedWidget()
        for page in (self._hint, texts, self.table):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.rule)
        column.addWidget(self._stack, 1)

    def _text(self, name: str) -> QPlainTextEdit:
        edit = QPlainTextEdit()
        edit.setReadOnly(True)
        edit.setFont(self._theme.font("mono"))
        edit.setProperty("code", True)
        edit.setAccessibleName(name)
        return edit

    def set_sides(self, left: str, right: str) -> None:
        """Set what the two values are called."""
        self._sides = (left, right)
        self.left.setAccessibleName(tr("Value of {left}", left=left))
        self.right.setAccessibleName(tr("Value of {right}", right=right))

    def _titled(self, name: str) -> str:
        return f"{name}   {self._sides[0]}  ↔  {self._sides[1]}" if any(self._sides) else name

    def clear(self, name: str = "", message: str = HINT) -> None:
        """Show that there are no values for this node."""
        self._title.setText(name)
        self._summary.setText("")
        self._hint.setText(message)
        self.rule.set_table(False)
        self.rule.hide()
        self._stack.setCurrentIndex(0)

    def set_diff(self, name: str, diff: ValueDiff) -> None:
        """Show the difference of two values."""
        self._title.setText(self._titled(name))
        self._summary.setText(sentences_of(diff)[:600])
        self._summary.setToolTip(tip(sentences_of(diff)))
        self.rule.set_table(diff.kind == "table")
        if diff.kind in ("table", "tree") and diff.rows:
            self._show_table(diff)
        else:
            self.set_previews(name, diff.left, diff.right, sentences_of(diff))

    def set_previews(self, name: str, left: Preview | None, right: Preview | None, summary: str = "") -> None:
        """Show two values as texts; lines that differ are marked."""
        self._title.setText(self._titled(name))
        texts = [cut(as_text(preview)) for preview in (left, right)]
        self.left.setPlainText(texts[0])
        self.right.setPlainText(texts[1])
        note = self._mark(texts[0].split("\n"), texts[1].split("\n"))
        self._summary.setText(". ".join(part for part in (summary[:600], note) if part))
        self._stack.setCurrentIndex(1)

    def set_rule(self, rule: CompareRule, key: tuple[str, ...]) -> None:
        """Show how values are compared, where that can be changed and there are values."""
        self.rule.set_rule(rule, key)
        self.rule.setVisible(self._stack.currentIndex() != 0)

    def set_pictures(self, pictures: tuple[bytes, bytes, bytes] | None) -> None:
        """Show both pictures and their difference, in place of what else is said of them."""
        if pictures is None or not any(pictures):
            self._shown_pictures = None
            return
        if pictures != self._shown_pictures:
            self._shown_pictures = pictures
            old = self._stack.widget(3)
            if old is not None:
                self._stack.removeWidget(old)
                old.deleteLater()
            self._stack.insertWidget(3, _picture_row(pictures))
        self._stack.setCurrentIndex(3)

    def _mark(self, left: list[str], right: list[str]) -> str:
        """Mark the lines that differ; returns what is not marked, in a sentence."""
        if len(left) + len(right) > MOST_LINES:
            changed: tuple[set[int], set[int]] = (set(), set())
            note = tr("Lines that differ are not marked: there are more than {most:,}", most=MOST_LINES)
        else:
            changed = changed_lines(left, right)
            is_cut = max(map(len, changed)) > MOST_MARKS
            note = tr("The first {most:,} lines that differ are marked", most=MOST_MARKS) if is_cut else ""
        for edit, lines, role in ((self.left, changed[0], "only_left"), (self.right, changed[1], "only_right")):
            color = QColor(self._theme.color(role))
            color.setAlpha(48)
            marks = []
            for number in sorted(lines)[:MOST_MARKS]:
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(color)
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                cursor = QTextCursor(edit.document().findBlockByNumber(number))
                mark.cursor = cursor
                marks.append(mark)
            edit.setExtraSelections(marks)
        return note

    def _show_table(self, diff: ValueDiff) -> None:
        self.table.clear()
        self.table.setColumnCount(len(diff.columns))
        self.table.setHorizontalHeaderLabels([plain(name, 100) for name in diff.columns])
        self.table.setRowCount(len(diff.rows))
        self.table.setVerticalHeaderLabels([plain(row.key, 60) for row in diff.rows])
        color = self._theme.color("differs")
        for number, row in enumerate(diff.rows):
            for column, cell in enumerate(row.cells[: len(diff.columns)]):
                item = QTableWidgetItem(_cell_text(cell))
                if cell.is_different:
                    item.setForeground(color)
                    item.setFont(self._theme.font("strong"))
                self.table.setItem(number, column, item)
        self.table.resizeColumnsToContents()
        self._stack.setCurrentIndex(2)

    def set_theme(self, theme: Theme) -> None:
        """Mark in its colours."""
        self._theme = theme


def _cell_text(cell: DiffCell) -> str:
    if not cell.is_different:
        return plain(cell.left, _MOST_TEXT)
    return "  →  ".join(plain(text, _MOST_TEXT + 2) for text in seen_apart(cell.left, cell.right, _MOST_TEXT))


def _picture_row(pictures: tuple[bytes, bytes, bytes]) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(8, 0, 8, 8)
    for title, png in zip((tr("left"), tr("right"), tr("difference")), pictures):
        if png:
            column = QVBoxLayout()
            column.addWidget(make_label(title, is_quiet=True))
            column.addWidget(ImageResult(png), 1)
            row.addLayout(column, 1)
    return page


def changed_lines(left: list[str], right: list[str]) -> tuple[set[int], set[int]]:
    """Return the numbers of the lines that differ, on both sides.

    Lines that occur often in both texts cost the cube of their number: then they are equal beside equal lines alone.
    """
    head = next((at for at, (one, other) in enumerate(zip(left, right)) if one != other), min(len(left), len(right)))
    backwards = zip(reversed(left[head:]), reversed(right[head:]))
    tail = next((at for at, (one, other) in enumerate(backwards) if one != other), min(len(left), len(right)) - head)
    one, other = left[head : len(left) - tail], right[head : len(right) - tail]
    counts = Counter(other)
    is_costly = sum(counts[line] for line in one) > _MOST_PAIRS
    changed: tuple[set[int], set[int]] = (set(), set())
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=is_costly).get_opcodes():
        if tag != "equal":
            changed[0].update(range(head + a, head + b))
            changed[1].update(range(head + c, head + d))
    return changed


def sentences_of(diff: ValueDiff) -> str:
    """Return a comparison in a few sentences: its verdict, what differs besides the values, how it was done."""
    beside = [f"{item.what}: {item.left} → {item.right}" for item in diff.beside]
    return ". ".join([diff.summary or diff.verdict, *beside, *diff.notes])


def as_text(preview: Preview | None) -> str:
    """Return a value in a few lines, whatever its kind."""
    return preview.as_text() if preview is not None else "(no value: it did not run here)"


def make(tab: DiffTab, desk: Desk) -> Viewer:
    """Return the viewer of the difference of two values."""
    values = CompareValues(desk.theme)
    values.set_sides(*(tr("run #{number}", number=number) for number in (tab.other, tab.number)))
    values.set_diff(tab.node, tab.diff)
    return Viewer(values, set_theme=values.set_theme)
