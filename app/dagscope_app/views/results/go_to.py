"""A field that leads to a row of a table by its number, or to a column by its name. It must not filter anything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QTableView

from dagscope_app.drawing.translation import tr

_HINT = "A row by its number (the first is 0), or a column by its name; one that is a number in quotes: '2024'"


class GoTo(QLineEdit):
    """The Return key leads to the cell; a part of a column's name is enough where it fits one."""

    def __init__(self, table: QTableView, names: Callable[[], list[str]], say: Callable[[str], None]) -> None:
        super().__init__()
        self._table = table
        self._names = names
        self._say = say
        self.setPlaceholderText(tr("Go to..."))
        self.setToolTip(tr(_HINT))
        self.setAccessibleName(tr("Go to a row or a column"))
        self.setMaximumWidth(110)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.installEventFilter(self)
        self.returnPressed.connect(self.go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the names of columns when somebody begins to type: those of wide tables come with their pages."""
        if event.type() == QEvent.Type.FocusIn:
            self._known.setStringList(self._names())
        return False

    def go(self) -> None:
        """Lead to what is written, or say that there is no such thing."""
        text = self.text().strip()
        if not text:
            return
        model, now = self._table.model(), self._table.currentIndex()
        row, column = max(now.row(), 0), max(now.column(), 0)
        if text.replace(",", "").isdecimal():
            row = int(text.replace(",", ""))
            if row >= model.rowCount():
                self._say(tr("There is no row {row:,}; {count:,} rows are shown.", row=row, count=model.rowCount()))
                return
        else:
            text = text[1:-1] if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"" else text
            found = _matching(self._names(), text)
            if len(found) != 1:
                several = tr("{count:,} columns are called {name}", count=len(found), name=text)
                self._say(several if found else tr("No column is called {name}", name=text))
                return
            column = found[0]
            self._table.setColumnHidden(column, False)
        self._say("")
        index = model.index(row, column)
        self._table.setCurrentIndex(index)
        self._table.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)


def _matching(names: list[str], text: str) -> list[int]:
    """Return the columns of this name, or else those whose names contain it, case aside."""
    exact = [index for index, name in enumerate(names) if name == text]
    return exact or [index for index, name in enumerate(names) if text.casefold() in name.casefold()]
