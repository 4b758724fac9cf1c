"""Tables in the results panel: paged, sorted, filtered, selected and copied."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.values import (
    CopyAnswer,
    CopyAsk,
    PageAnswer,
    PageAsk,
    StatisticsAnswer,
    StatisticsAsk,
)
from dagscope.value_records import (
    SortKey,
)
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.results.table import TableResult
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.app.views.results.shown_panel import COLUMNS, LONG, Worker, first_page, page, show, table_of


def test_table_asks_for_what_is_in_view(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    request = first_page(panel, worker, qtbot)

    assert ("k", 0, 0) == (worker.asked[-1][0], request.row, request.column)
    worker.answer(page(request, 5000))
    model = table_of(panel).model
    assert "7.5" == model.data(model.index(7, 0))
    assert "7" == model.headerData(7, Qt.Orientation.Vertical)
    assert "name" == model.headerData(1, Qt.Orientation.Horizontal)

    table_of(panel).table.scrollToBottom()
    qtbot.waitUntil(lambda: 4900 == worker.last(PageAsk).row)


def test_cells_of_several_lines_are_said_on_one_and_copied_as_they_are(
    panel: ResultsPanel, worker: Worker, qtbot: QtBot
) -> None:
    first_page(panel, worker, qtbot)
    worker.answer(PageAnswer(5000, 0, 0, COLUMNS, (("1.5", "a\nb"),), ("0",)))
    model = table_of(panel).model

    assert "a ↵ b" == model.data(model.index(0, 1))
    assert '"a\nb"' == model.text_of([0], [1], "\t", has_names=False)


def test_numbers_further_down_have_room_for_all_digits(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    worker.answer(page(first_page(panel, worker, qtbot), 5000))
    table = table_of(panel)
    narrow = table.table.columnWidth(0)
    long = PageAnswer(5000, 4900, 0, COLUMNS, (("123456789012.5", "n4900"),), ("4900",))
    table.table.scrollToBottom()
    qtbot.waitUntil(lambda: 4900 == worker.last(PageAsk).row)
    worker.answer(long)

    wide = table.table.fontMetrics().horizontalAdvance("123456789012.5")
    assert narrow < wide <= table.table.columnWidth(0)
    table.table.horizontalHeader().resizeSection(0, 70)
    worker.answer(long)
    assert 70 == table.table.columnWidth(0), "what was sized by hand stays"


def test_header_sorts_up_down_and_back(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    header = table.table.horizontalHeader()
    orders = []
    for _ in range(3):
        place = QPoint(header.sectionViewportPosition(1) + 30, 5)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append(table.model.sort_order())

    assert [(SortKey(1),), (SortKey(1, True),), ()] == orders


def test_filter_line_asks_for_fitting_rows(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.filter.setText("price > 5")
    qtbot.keyClick(table.filter, Qt.Key.Key_Return)

    request = worker.last(PageAsk)
    assert "price > 5" == request.where
    worker.answer(page(request, 12))
    assert 12 == table.model.rowCount()
    table.filter.setText("cost > 5")
    qtbot.keyClick(table.filter, Qt.Key.Key_Return)
    worker.refuse("there is no column 'cost' (at character 1 of the filter)")

    assert table.filter.property("invalid")
    assert "there is no column 'cost' (at character 1 of the filter)" == table.problem
    assert "price > 5" == worker.last(PageAsk).where, "the rows of the last filter that was understood come back"


def test_the_next_runs_value_is_filtered_and_sorted_as_before(
    panel: ResultsPanel, worker: Worker, qtbot: QtBot
) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.filter.setText("price > 5")
    table.filters.choose(1, "name: ana", "name = 'ana'")
    table.model.arrange((SortKey(0, True),), table.filters.where)

    panel.set_results((ValueTab("next", "ns.node", "2", "ok", LONG),), "next")
    again = panel.viewer("next")
    assert isinstance(again, TableResult)
    assert again is not table and ("price > 5", table.filters.chips) == (again.filter.text(), again.filters.chips)
    assert ((SortKey(0, True),), table.filters.where) == (again.model.sort_order(), again.model.where)

    other = replace(LONG, columns=COLUMNS[:1], column_count=1)
    panel.set_results((ValueTab("k", "ns.node", "3", "ok", other),), "k")
    assert "" == table_of(panel).filter.text(), "a filter of columns that are not there would keep no row"


def test_figures_follow_the_rows_when_a_filter_is_refused(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    worker.answer(page(first_page(panel, worker, qtbot), 5000))
    table = table_of(panel)
    table._toggle.setChecked(True)
    table.filter.setText("cost > 5")
    qtbot.keyClick(table.filter, Qt.Key.Key_Return)
    asks = [ask for _, ask in worker.asked]
    of_filter = next(at for at, ask in enumerate(asks) if isinstance(ask, StatisticsAsk) and ask.where)
    refused = next(at for at, ask in enumerate(asks) if isinstance(ask, PageAsk) and ask.where)
    worker.refuse("there is no column 'cost'", refused)

    later = worker.asked[len(asks) :]
    assert StatisticsAsk(0, "") in [ask for _, ask in later]
    worker.answer(StatisticsAnswer("price", (("count", "7"),)), of_filter)
    assert "7" not in [label.text() for label in table.findChildren(QLabel)], "these are no longer asked for"


def test_statistics_of_the_current_column(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.table.setCurrentIndex(table.model.index(0, 1))
    table._toggle.setChecked(True)

    assert ("k", StatisticsAsk(1)) == worker.asked[-1]
    worker.answer(StatisticsAnswer("name", (("unique", "5000"),), (("n0", 1), ("n1", 1))))
    assert 1 == table.figures.summary.figures._figures.rowCount()


def _press(table: TableResult, keys: str) -> None:
    """Do what a key does in the table; offscreen no window is active, and shortcuts wait for one."""
    (action,) = [each for each in table.table.actions() if each.shortcut().toString() == keys]
    assert action.isEnabled()
    action.trigger()


def test_selected_cells_are_copied_from_where_the_value_is(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    QGuiApplication.clipboard().setText("before")
    table.table.selectAll()
    _press(table, "Ctrl+C")

    assert CopyAsk(((0, 5000),), ((0, 2),)) == worker.last(CopyAsk)
    worker.answer_with(CopyAnswer(3000, 5000, is_last=False), "1.25\tä\n")
    assert 3000 == worker.last(CopyAsk).done
    assert "Copying: 3,000 of 5,000 rows (Esc stops)" == table.problem
    assert "before" == QGuiApplication.clipboard().text()

    worker.answer_with(CopyAnswer(5000, 5000), "2.5\tb\n")
    assert "1.25\tä\n2.5\tb" == QGuiApplication.clipboard().text()
    assert "Copied 5,000 rows × 2 columns." == table.problem


def test_copying_is_stopped_by_escape_and_refused_above_its_limit(
    panel: ResultsPanel, worker: Worker, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("before")
    show(panel, LONG)
    table = table_of(panel)
    table.table.selectAll()
    _press(table, "Ctrl+C")
    worker.answer_with(CopyAnswer(3000, 5000, is_last=False), "1\n")
    _press(table, "Esc")
    worker.answer_with(CopyAnswer(5000, 5000), "2\n")

    assert "Copying was stopped; the clipboard is as it was." == table.problem
    assert "before" == QGuiApplication.clipboard().text()

    show(panel, replace(LONG, rows=9_000_000))
    asked = len(worker.asked)
    table = table_of(panel)
    table.table.selectAll()
    _press(table, "Ctrl+C")
    assert "18,000,000 cells are selected; at most 10,000,000 are copied." in table.problem
    assert not [ask for _, ask in worker.asked[asked:] if isinstance(ask, CopyAsk)]


def test_selecting_everything_in_a_long_table_asks_nothing_of_each_row(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, replace(LONG, rows=3_000_000))
    table = table_of(panel)
    calls = 0
    column_count = table.model.columnCount

    def counted(parent: QModelIndex = QModelIndex()) -> int:
        nonlocal calls
        calls += 1
        return column_count(parent)

    table.model.columnCount = counted  # type: ignore[method-assign]
    table.table.selectAll()
    table.grab()

    assert calls < 2_000


def test_table_is_selected_by_dragging_and_paged_by_keys(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    worker.answer(page(first_page(panel, worker, qtbot), 5000))
    view = table_of(panel).table
    from_cell, to_cell = (view.visualRect(view.model().index(row, column)).center() for row, column in ((0, 0), (3, 1)))

    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=from_cell)
    qtbot.mouseMove(view.viewport(), to_cell)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=to_cell)
    assert 8 == len(view.selectionModel().selectedIndexes())

    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    paged = view.currentIndex().row()
    assert 3 <= paged <= 20
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert (4999, 1) == (view.currentIndex().row(), view.currentIndex().column())


def test_cells_that_cannot_be_had_are_said_and_not_waited_for(
    panel: ResultsPanel, worker: Worker, qtbot: QtBot
) -> None:
    first_page(panel, worker, qtbot)
    worker.refuse("the table cannot be arranged so: text and numbers")
    table = table_of(panel)

    assert "" == table.model.data(table.model.index(0, 0))
    assert "the table cannot be arranged so: text and numbers" == table.problem
    table.model.arrange((SortKey(0),), ())
    worker.refuse("of an order that is gone", 0)
    assert "of an order that is gone" != table.problem
