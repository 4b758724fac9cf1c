"""A small window that chooses rows by one column: its values with their counts, a range, a text, missing ones.
It filters nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from dagscope.protocol.values import Answer, ProfileAnswer, ProfileAsk
from dagscope.value_records import ColumnProfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.bars import looked_text
from dagscope_app.views.results.viewer import Asker
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

MOST_VALUES = 200
_ANY, _ONLY, _NONE = "With missing values", "Only missing values", "Without missing values"
_WHERE = Qt.ItemDataRole.UserRole
Chosen = Callable[[str, str], None]


def condition(
    written: str, *, values: list[str], low: str = "", high: str = "", text: str = "", missing: str = _ANY
) -> str:
    """Return the filter of what was chosen: any of the values, and all of the others; empty where nothing was.

    Args:
        written: the column as a filter names it.
        values: the filters of the values that are kept.
        low: the least value that is kept.
        high: the greatest.
        text: what is contained.
        missing: what happens to missing values.
    """
    parts = [f"({' or '.join(values)})" if len(values) > 1 else values[0]] if values else []
    parts += [f"{written} >= {low.strip()}"] if low.strip() else []
    parts += [f"{written} <= {high.strip()}"] if high.strip() else []
    if text:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'{written} contains "{quoted}"')
    if missing != _ANY:
        parts.append(f"{written} is {'not ' if missing == _NONE else ''}missing")
    return " and ".join(parts)


class ColumnFilter(QFrame):
    """Chooses rows by one column; `chosen` gets a title and the filter, both empty when there is to be none."""

    def __init__(
        self, name: str, column: int, where: str, theme: Theme, ask: Asker, chosen: Chosen, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("popup", True)
        self._name = name
        self._chosen = chosen
        self._profile: ColumnProfile | None = None
        self._form = QFormLayout()
        self.values = QListWidget()
        self.values.setAccessibleName(tr("Values with their counts"))
        self._note = make_label(tr("Looking at the values..."), is_quiet=True)
        self.low, self.high, self.text = QLineEdit(), QLineEdit(), QLineEdit()
        self.missing = QComboBox()
        self.missing.addItems([tr(_ANY), tr(_ONLY), tr(_NONE)])
        self._buttons = QDialogButtonBox()
        apply = self._buttons.addButton(tr("Filter"), QDialogButtonBox.ButtonRole.AcceptRole)
        apply.setDefault(True)
        away = self._buttons.addButton(tr("No filter"), QDialogButtonBox.ButtonRole.ResetRole)
        apply.clicked.connect(self.accept)
        away.clicked.connect(self._on_away_clicked)
        for field in (self.low, self.high, self.text):
            field.returnPressed.connect(self.accept)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(12, 10, 12, 10)
        title = QLabel(plain(name)[:80])
        title.setFont(theme.font("strong"))
        column_layout.addWidget(title)
        column_layout.addWidget(self.values, 1)
        column_layout.addWidget(self._note)
        column_layout.addLayout(self._form)
        column_layout.addWidget(self._buttons)
        self.setMinimumWidth(280)
        self.values.hide()
        ask(ProfileAsk((column,), where, MOST_VALUES), self._put, self._note.setText)

    def show_at(self, point: QPoint) -> None:
        """Open below a point of the screen."""
        self.adjustSize()
        self.move(point)
        self.show()

    def _put(self, answer: Answer, _: bytes) -> None:
        if not isinstance(answer, ProfileAnswer) or not answer.profiles:
            return
        profile = self._profile = answer.profiles[0]
        notes = [looked_text(profile), profile.problem]
        if profile.is_binned:
            self._form.addRow(tr("From"), self.low)
            self._form.addRow(tr("To"), self.high)
            first, last = profile.bars[0].label.split(" … ")[0], profile.bars[-1].label.split(" … ")[-1]
            self.low.setPlaceholderText(first)
            self.high.setPlaceholderText(last)
            self.low.setFocus()
        else:
            self._put_values(profile)
            self._form.addRow(tr("Contains"), self.text)
            if profile.others:
                notes.append(tr("{others:,} rows have other values", others=profile.others))
        if profile.missing:
            self._form.addRow(tr("{missing:,} missing", missing=profile.missing), self.missing)
        text = "; ".join(note for note in notes if note)
        self._note.setText(plain(text))
        self._note.setVisible(bool(text))
        self.adjustSize()

    def _put_values(self, profile: ColumnProfile) -> None:
        for bar in profile.bars:
            if not bar.where:
                continue
            item = QListWidgetItem(f"{plain(bar.label)[:60] or tr('(empty)')}    {bar.count:,}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(_WHERE, bar.where)
            self.values.addItem(item)
        self.values.setVisible(bool(self.values.count()))
        self.values.setMinimumHeight(min(8, self.values.count()) * 24 + 8)

    def _checked(self) -> list[str]:
        items = [self.values.item(row) for row in range(self.values.count())]
        return [str(item.data(_WHERE)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def accept(self) -> None:
        """Take what was chosen."""
        if self._profile is None:
            return
        where = condition(
            self._profile.written,
            values=self._checked(),
            low=self.low.text(),
            high=self.high.text(),
            text=self.text.text(),
            missing=(_ANY, _ONLY, _NONE)[self.missing.currentIndex()],
        )
        self._chosen(where.replace(self._profile.written, self._name), where)
        self.close()

    def _on_away_clicked(self) -> None:
        self._chosen("", "")
        self.close()
