"""Copies cells of a table, or code that makes them, and says what came of it. It must not know how cells are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dagscope.protocol.values import Answer, CodeAnswer, CodeAsk, CopyAsk
from dagscope.value_records import TablePart
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QTableView

from dagscope_app.commands.table_keys import COPY, COPY_NAMES, STOP
from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.columns import ColumnOrder
from dagscope_app.views.results.copying import Copier, selected
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.tools import SEPARATORS, CopyForm
from dagscope_app.views.results.viewer import Asker


class TableCopying:
    """Copies what is selected in a table."""

    def __init__(
        self,
        table: QTableView,
        model: TableModel,
        order: ColumnOrder,
        ask: Asker,
        name: str,
        say: Callable[[str], None],
    ) -> None:
        """`name` is what the table is called in code."""
        self._table = table
        self._model = model
        self._order = order
        self._ask = ask
        self._name = name
        self._say = say
        self._copier = Copier(ask, self._on_copying)
        self._add_actions(table)

    @property
    def is_running(self) -> bool:
        """Whether cells are being copied."""
        return self._copier.is_running

    def stop(self) -> None:
        """End what is being copied."""
        self._copier.stop()

    def _add_actions(self, table: QTableView) -> None:
        for keys, form in ((COPY, CopyForm()), (COPY_NAMES, CopyForm(has_names=True))):
            copy = QAction(tr("Copy"), table)
            copy.setShortcut(QKeySequence(keys))
            copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            copy.triggered.connect(partial(self.copy, form))
            table.addAction(copy)
        stop = self._stop = QAction(tr("Stop copying"), table)
        stop.setShortcut(QKeySequence(STOP))
        stop.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        stop.setEnabled(False)
        stop.triggered.connect(self._copier.stop)
        table.addAction(stop)

    def copy(self, form: CopyForm) -> None:
        """Copy the selected cells, or all of them."""
        chosen = self._table.selectionModel().selection()
        rows, columns = selected(chosen, self._model.rowCount(), self._model.columnCount())
        columns = self._order.shown(columns)
        if not self._model.is_frozen:
            sort, where = self._model.sort_order(), self._model.where
            self._copier.start(CopyAsk(rows, columns, sort, where, form.form, form.has_names))
            return
        every_row = [row for first, last in rows for row in range(first, last)]
        every_column = [column for first, last in columns for column in range(first, last)]
        text = self._model.text_of(every_row, every_column, SEPARATORS[form.form], has_names=form.has_names)
        QGuiApplication.clipboard().setText(text)
        self._say("Copied as shown: the value itself is gone, and numbers may be rounded.")

    def copy_code(self, part: TablePart) -> None:
        """Copy code that makes what is shown out of the value."""
        self._ask(CodeAsk(part, self._name), self._put_code, self._say)

    def _put_code(self, answer: Answer, _: bytes) -> None:
        if isinstance(answer, CodeAnswer):
            QGuiApplication.clipboard().setText(answer.text)
            self._say(tr("Copied as code of {library}.", library=answer.library))

    def _on_copying(self, text: str, goes_on: bool) -> None:
        self._say(text)
        self._stop.setEnabled(goes_on)
