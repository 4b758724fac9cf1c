"""A button that chooses one of a SQLite database's tables, next to the line that names the file.
It must not read a table.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton

from dagscope_app.drawing.translation import tr
from dagscope_app.services.databases import is_database, tables_of
from dagscope_app.views.theme import plain, tip

MOST_LISTED = 500
SIGN = "::"
"""What stands between a database's file and its table."""


class TableButton(QToolButton):
    """Is there while the line names a database; its menu writes `file.db::table` into the line.

    Signals:
        chosen(): another table was chosen
    """

    chosen = Signal()

    def __init__(self, edit: QLineEdit, name: str, folder: str) -> None:
        super().__init__()
        self._edit = edit
        self._folder = folder
        self._is_wanted = False
        self.setText("▾")
        self.setAccessibleName(tr("Table for {name}", name=name))
        self.setToolTip(tip(tr("Choose a table of the database")))
        self.clicked.connect(self._on_clicked)
        edit.textChanged.connect(self._show)
        self._show()

    def set_wanted(self, is_wanted: bool) -> None:
        """Be there for files, and for nothing else."""
        self._is_wanted = is_wanted
        self._show()

    def tables(self) -> tuple[str, ...]:
        """Return the tables of the database that the line names."""
        return tables_of(Path(self._folder) / Path(self._file()).expanduser())

    def open_menu(self) -> QMenu:
        """Make the menu with the tables."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = self.tables()
        for name in names[:MOST_LISTED]:
            action = menu.addAction(plain(name, 200))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(self._edit.text() == f"{self._file()}{SIGN}{name}")
        if not names:
            menu.addAction(tr("No table can be read there")).setEnabled(False)
        if len(names) > MOST_LISTED:
            count = len(names) - MOST_LISTED
            menu.addAction(tr("{count:,} more can be typed behind {sign}", count=count, sign=SIGN)).setEnabled(False)
        menu.triggered.connect(lambda action: self._choose(str(action.data())))
        return menu

    def popup(self) -> None:
        """Show the menu below the button."""
        self.open_menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _file(self) -> str:
        return self._edit.text().partition(SIGN)[0].strip()

    def _show(self) -> None:
        self.setVisible(self._is_wanted and is_database(self._file()))

    def _on_clicked(self) -> None:
        self.popup()

    def _choose(self, name: str) -> None:
        self._edit.setText(f"{self._file()}{SIGN}{name}")
        self.chosen.emit()
