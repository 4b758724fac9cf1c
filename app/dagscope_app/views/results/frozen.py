"""Columns of a table that stay where they are while the others are scrolled: a second view of the same model over the
first.

Both show the same selection. It must not know what the columns hold.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.headers import TypedHeader

MOST_COLUMNS = 3_000


class FrozenColumns(QTableView):
    """The frozen columns, in the order in which they were chosen first.

    Signals:
        header_clicked(int), header_menu_requested(int, QPoint): a column, as in the table below.
    """

    header_clicked = Signal(int)
    header_menu_requested = Signal(int, object)

    def __init__(self, table: QTableView, make_header: Callable[[QWidget], TypedHeader]) -> None:
        super().__init__(table)
        self.setTabKeyNavigation(False)
        self._table = table
        self._make_header = make_header
        self.header: TypedHeader | None = None
        self.columns: tuple[int, ...] = ()
        self.setFocusProxy(table)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Frozen columns"))
        self.hide()

    def _join(self) -> None:
        """Show what the table shows: from the first frozen column on, as a second view costs time where it is wide."""
        table, model = self._table, self._table.model()
        header = self.header = self._make_header(self)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.sectionClicked.connect(self.header_clicked)
        header.customContextMenuRequested.connect(
            lambda at: self.header_menu_requested.emit(header.logicalIndexAt(at), header.mapToGlobal(at))
        )
        self.setHorizontalHeader(header)
        self.setModel(model)
        self.setFont(table.font())
        self.setSelectionModel(table.selectionModel())
        self.setAlternatingRowColors(table.alternatingRowColors())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(table.selectionMode())
        self.setVerticalScrollMode(table.verticalScrollMode())
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        rows.setSelectionModel(QItemSelectionModel(model, rows))  # see the table: headers ask it of every row
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalHeader().sectionResized.connect(self._on_section_resized)
        table.horizontalHeader().sectionMoved.connect(self._keep_first)
        header.sectionResized.connect(self._on_own_section_resized)
        table.horizontalHeader().geometriesChanged.connect(self.place)
        table.verticalHeader().geometriesChanged.connect(self.place)
        table.installEventFilter(self)
        model.modelReset.connect(self._hide_others)

    def set_columns(self, columns: tuple[int, ...]) -> None:
        """Freeze these columns and no others."""
        if columns and self.model() is None:
            self._join()
        self.columns = columns
        self._hide_others()
        for position, column in enumerate(columns):
            self.horizontalHeader().moveSection(self.horizontalHeader().visualIndex(column), position)
        self.setVisible(bool(columns))
        self._keep_first()
        self.place()

    def _hide_others(self) -> None:
        for column in range(self._table.model().columnCount() if self.columns else 0):
            is_hidden = column not in self.columns
            if self.isColumnHidden(column) != is_hidden:
                self.setColumnHidden(column, is_hidden)
            if not is_hidden:
                self.setColumnWidth(column, max(self._table.columnWidth(column), 40))

    def _keep_first(self) -> None:
        """Keep the frozen columns the first of the table below, whatever is moved there: they lie over these."""
        header = self._table.horizontalHeader()
        for position, column in enumerate(self.columns):
            if header.visualIndex(column) != position:
                header.moveSection(header.visualIndex(column), position)

    def _on_section_resized(self, column: int, _: int, width: int) -> None:
        if column not in self.columns:
            return
        if width:
            self.setColumnWidth(column, width)
            self.place()
        else:  # it was hidden: what lies over the table would stay, and cover another one
            self.set_columns(tuple(each for each in self.columns if each != column))

    def _on_own_section_resized(self, column: int, _: int, width: int) -> None:
        if column in self.columns and width and self._table.columnWidth(column) != width:
            self._table.setColumnWidth(column, width)
        self.place()

    def place(self) -> None:
        """Lie over the beginning of the table, as wide as the frozen columns are."""
        if not self.columns:
            return
        cells, header = self._table.viewport(), self._table.horizontalHeader().height()
        width = min(sum(self.columnWidth(column) for column in self.columns), cells.width() * 2 // 3)
        self.horizontalHeader().setFixedHeight(header)
        # where the cells are, and not what the frames say: a style may give this view another one than the table
        edge = max(0, self.viewport().x())
        size = (width + edge, cells.height() + header + edge)
        self.setGeometry(cells.x() - edge, cells.y() - header - edge, *size)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table's size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.place()
        return False
