"""One result: a line that says what it is and what can be done with it, and the viewer that fits its kind. It decides nothing."""

from __future__ import annotations

from dagscope.records import FilterRule, Preview, SortKey
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from dagscope_app.model.results import GONE, ResultTab
from dagscope_app.model.value_requests import ChildrenRequest, PlotRequest, StatisticsRequest
from dagscope_app.views.results.group_table import GroupTable
from dagscope_app.views.results.plain import ErrorResult, ImageResult, NumberResult, TextResult
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.results.two_values import CompareValues
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import ElidedLabel, make_label, shortened

NARROW = 720


class ResultPage(QWidget):
    """A tab's inside.

    Signals:
        page_requested(PageRequest), children_requested(ChildrenRequest), statistics_requested(StatisticsRequest)
        plot_requested(PlotRequest)
        save_requested(str), pin_toggled(str), compare_requested(str): the result's key
        run_requested(str): the node is to run again
        node_activated(str): a node of a group, whose result is to be shown
        location_activated(str, int): a file and a line of a traceback
    """

    page_requested = Signal(object)
    children_requested = Signal(object)
    statistics_requested = Signal(object)
    plot_requested = Signal(object)
    save_requested = Signal(str)
    pin_toggled = Signal(str)
    compare_requested = Signal(str)
    run_requested = Signal(str)
    node_activated = Signal(str)
    location_activated = Signal(str, int)

    def __init__(self, tab: ResultTab, theme: Theme) -> None:
        super().__init__()
        self.tab = tab
        self.preview = tab.preview or Preview("none", text="waiting for the value")
        self._theme = theme
        self.viewer = self._make_viewer(tab, self.preview, theme)
        self.notice = self._make_notice()
        self.note = make_label(is_quiet=True)
        self.note.setParent(self)  # a comparison has no header to hold it
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if tab.is_value:
            column.addWidget(self._make_header(tab))
        column.addWidget(self.notice)
        column.addWidget(self.viewer, 1)
        self.set_tab(tab)

    def _make_header(self, tab: ResultTab) -> QWidget:
        name = make_label(shortened(plain(tab.node), 40), font=self._theme.font("strong"))
        name.setToolTip(tip(tab.node))
        self._type = make_label(plain(self.preview.type)[:200], font=self._theme.font("node_type"))
        # An error says it all below: type and message are not to be read three times.
        is_error = self.preview.kind == "error"
        if is_error:
            self._type.hide()  # never shown by hand before it has a parent: it would be a window of its own
        summary = ElidedLabel("" if is_error else plain(self.preview.summary)[:300])
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(name)
        row.addWidget(self._type)
        row.addWidget(self.note)
        if isinstance(self.viewer, TableResult):
            row.addWidget(self.viewer.bar, 1)
        else:
            row.addWidget(summary, 1)
        if tab.preview is not None and self.preview.kind != "error":
            self._pin = self._button("pin", "Pin: keep this value when the node runs again", self._on_pin_clicked)
            self._pin.setCheckable(True)
            self._compare = self._button("compare", "Compare with the value of another run", self._on_compare_clicked)
            self._save = icon_button("save", "Save this value to a file", self._theme)
            self._save.setText("Save…")
            self._save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            self._save.clicked.connect(self._on_save_clicked)
            for button in (self._pin, self._compare, self._save):
                row.addWidget(button)
        return header

    def _button(self, picture: str, text: str, slot: object) -> QToolButton:
        button = icon_button(picture, text, self._theme)
        button.clicked.connect(slot)
        return button

    def _make_notice(self) -> QFrame:
        notice = QFrame()
        notice.setProperty("banner", "warning")
        row = QHBoxLayout(notice)
        row.setContentsMargins(12, 4, 8, 4)
        self._why = make_label()
        again = QPushButton("Run again")
        again.clicked.connect(self._on_run_clicked)
        row.addWidget(self._why)
        row.addStretch(1)
        row.addWidget(again)
        return notice

    @property
    def notice_text(self) -> str:
        """Why the value cannot be read any more, or nothing."""
        return GONE.get(self.tab.state, "") if self.tab.is_gone else ""

    @property
    def _can_act(self) -> bool:
        return self.tab.is_value and self.tab.preview is not None and self.preview.kind != "error"

    def set_tab(self, tab: ResultTab) -> None:
        """The value is the same; whether it can be read, and is pinned, may have changed."""
        self.tab = tab
        self._why.setText(self.notice_text)
        self.notice.setVisible(bool(self.notice_text))
        if self._can_act:
            self._pin.setChecked(tab.is_pinned)
            for button in (self._compare, self._save):
                button.setEnabled(not tab.is_gone)
        if tab.is_gone and isinstance(self.viewer, (TableResult, TreeResult)):
            self.viewer.freeze()

    def set_note(self, text: str) -> None:
        """What is to be said of this value, in few words."""
        self.note.setText(plain(text))
        self.note.setVisible(bool(text))

    def compare_place(self) -> QPoint:
        """Where a menu of the compare button begins."""
        return self._compare.mapToGlobal(QPoint(0, self._compare.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the buttons stay whole and the texts give way."""
        super().resizeEvent(event)
        if self.tab.is_value:
            is_narrow = self.width() < NARROW
            self._type.setVisible(not is_narrow and self.preview.kind != "error")
            if self._can_act:
                style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextOnly
                self._save.setToolButtonStyle(style)
        if isinstance(self.viewer, TableResult):
            self.viewer.set_narrow(self.width() < NARROW)

    def _make_viewer(self, tab: ResultTab, preview: Preview, theme: Theme) -> QWidget:
        kind = preview.kind
        if tab.members:
            group = GroupTable(theme)
            group.node_activated.connect(self.node_activated)
            return group
        if tab.diff is not None:
            values = CompareValues(theme)
            values.set_sides(f"run {tab.other}", f"run {tab.number}")
            values.set_diff(tab.node, tab.diff)
            return values
        if kind in ("table", "series"):
            table = TableResult(tab.key, preview, theme)
            table.page_requested.connect(self.page_requested)
            table.statistics_requested.connect(self._on_statistics_requested)
            table.plot_requested.connect(self._on_plot_requested)
            return table
        if kind == "tree":
            tree = TreeResult(preview)
            tree.children_requested.connect(self._on_children_requested)
            return tree
        if kind == "image":
            return ImageResult(tab.image)
        if kind == "error":
            error = ErrorResult(preview, theme)
            error.location_activated.connect(self.location_activated)
            return error
        return NumberResult(preview, theme) if kind in ("number", "none") else TextResult(preview, theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        if self._can_act:
            self._pin.setIcon(icon("pin", theme))
            self._compare.setIcon(icon("compare", theme))
            self._save.setIcon(icon("save", theme))
        if isinstance(self.viewer, (TableResult, CompareValues, GroupTable)):
            self.viewer.set_theme(theme)

    def _on_statistics_requested(self, column: int) -> None:
        self.statistics_requested.emit(StatisticsRequest(self.tab.key, column))

    def _on_plot_requested(self, column: int, sort: tuple[SortKey, ...], filters: tuple[FilterRule, ...]) -> None:
        self.plot_requested.emit(PlotRequest(self.tab.key, column, sort, filters))

    def _on_children_requested(self, path: tuple[int, ...], start: int, count: int) -> None:
        self.children_requested.emit(ChildrenRequest(self.tab.key, path, start, count))

    def _on_save_clicked(self) -> None:
        self.save_requested.emit(self.tab.key)

    def _on_pin_clicked(self) -> None:
        self.pin_toggled.emit(self.tab.key)

    def _on_compare_clicked(self) -> None:
        self.compare_requested.emit(self.tab.key)

    def _on_run_clicked(self) -> None:
        self.run_requested.emit(self.tab.node)
