"""One cell of a table in full, next to the table: its whole text, or a nested value as a tree.
It must not change the table.
"""

from __future__ import annotations

from dagscope.protocol.values import Answer, CellAnswer, CellAsk
from dagscope.value_records import NonePreview, NumberPreview, TextPreview, TreePreview
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QToolTip, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.text import TextResult
from dagscope_app.views.results.tree import OpenInside, TreeResult
from dagscope_app.views.results.viewer import Asker
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import make_label

_OPENERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_TIP = 600
_NARROW = 96


class CellView(QFrame):
    """Opens by a double click, Enter or Space on a cell, follows the current cell while it is open, and closes by
    Esc.
    """

    def __init__(self, table: QTableView, theme: Theme, ask: Asker, open_inside: OpenInside) -> None:
        super().__init__()
        self._table = table
        self._theme = theme
        self._ask = ask
        self._open_inside = open_inside
        self._path: tuple[int, ...] = ()
        self._name = ""
        self._is_frozen = False
        self._title = make_label()
        self._title.setFont(theme.font("strong"))
        self._type = make_label(is_quiet=True)
        self._close = icon_button("close", tr("Close the cell (Esc)"), theme)
        self._close.clicked.connect(self._on_close_clicked)
        self.opener = icon_button("external", tr("Open in a tab of its own"), theme)
        self.opener.clicked.connect(lambda: self._open_inside(self._path, (self._name,)))
        self.opener.hide()
        self._note = make_label(is_quiet=True)
        self._note.setWordWrap(True)
        self.shown: QWidget = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(10, 4, 4, 4)
        head.setSpacing(8)
        for part in (self._title, self._type):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.opener)
        head.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self.shown, 1)
        self._column.addWidget(self._note)
        self.hide()
        table.doubleClicked.connect(self.open)
        table.selectionModel().currentChanged.connect(self._on_current_changed)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)

    @property
    def _model(self) -> TableModel:
        model = self._table.model()
        assert isinstance(model, TableModel)
        return model

    def open(self, index: QModelIndex) -> None:
        """Show a cell in full; of a value that is gone, what is left of it."""
        if not index.isValid():
            return
        self.show()
        self._title.setText(plain(self._model.column_names()[index.column()])[:80])
        self._type.setText(plain(self._model.column_type(index.column()))[:80])
        self.opener.hide()
        if self._is_frozen:
            self._show_text(str(self._model.data(index)))
            self._note.setText(tr("The value is gone: this is the cell as the table shows it, and it may be cut."))
            return
        self._note.setText("")
        self._ask(self._question(index), self._put, self._put_problem)

    def freeze(self) -> None:
        """Show cells as far as the table has them: the value is gone."""
        self._is_frozen = True
        self.opener.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self._close.setIcon(icon("close", theme))
        self.opener.setIcon(icon("external", theme))

    def _question(self, index: QModelIndex) -> CellAsk:
        return CellAsk(index.row(), index.column(), self._model.sort_order(), self._model.where)

    def _put(self, answer: Answer, data: bytes) -> None:
        if not isinstance(answer, CellAnswer):
            return
        row = tr(", row {label}", label=answer.label) if answer.label else ""
        self._title.setText(plain(answer.column + row)[:120])
        self._type.setText(tr("no value") if answer.is_missing else plain(answer.preview.type)[:80])
        self._path, self._name = answer.path, answer.name
        self.opener.setVisible(not isinstance(answer.preview, (NonePreview, NumberPreview)) and not answer.is_missing)
        if isinstance(answer.preview, TreePreview):
            tree = TreeResult(
                answer.preview, self._ask, self._open_inside, answer.path, (answer.name,), self._note.setText
            )
            for column in (0, 2):
                tree.setColumnWidth(column, _NARROW)
            self._swap(tree)
            return
        self._show_text(data.decode("utf-8", "replace"))
        if answer.length > len(data):
            self._note.setText(
                tr(
                    "The first {data:,} of {length:,} bytes; copy the cell to have all of it.",
                    data=len(data),
                    length=answer.length,
                )
            )

    def _put_problem(self, message: str) -> None:
        self._show_text("")
        self._note.setText(tr("The cell cannot be shown: {message}", message=message))

    def _show_text(self, text: str) -> None:
        self._swap(TextResult(TextPreview(text=text), self._theme))

    def _swap(self, widget: QWidget) -> None:
        self._column.replaceWidget(self.shown, widget)
        self.shown.deleteLater()
        self.shown = widget

    def _on_close_clicked(self) -> None:
        self.hide()
        self._table.setFocus()

    def _on_current_changed(self, index: QModelIndex) -> None:
        if self.isVisible():
            self.open(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open and close by keys; tell the whole cell where the mouse rests."""
        if watched is self._table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and watched is self._table.viewport():
            self._on_rested(event.pos(), event.globalPos())
            return True
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in _OPENERS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.open(self._table.currentIndex())
            return True
        if event.key() == Qt.Key.Key_Escape and self.isVisible():
            self.hide()
            return True
        return False

    def _on_rested(self, point: QPoint, at: QPoint) -> None:
        index = self._table.indexAt(point)
        if self._is_frozen or not index.isValid():
            return

        def tell(answer: Answer, data: bytes) -> None:
            is_here = self._table.indexAt(self._table.viewport().mapFromGlobal(at)) == index
            if isinstance(answer, CellAnswer) and is_here:
                text = data[: 4 * _TIP].decode("utf-8", "replace")
                QToolTip.showText(at, tip(tr("no value") if answer.is_missing else text, _TIP), self._table)

        self._ask(self._question(index), tell, lambda message: None)
