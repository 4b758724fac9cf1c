"""The results panel with real widgets: what it shows, what it asks for, what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from dagscope.protocol.values import (
    Answer,
    Ask,
    ChildrenAnswer,
    ChildrenAsk,
    CopyAnswer,
    CopyAsk,
    LookAnswer,
    LookAsk,
    PageAnswer,
    PageAsk,
    PlotAnswer,
    PlotAsk,
    PlotSeries,
    ProfileAsk,
    StatisticsAnswer,
    StatisticsAsk,
)
from dagscope.value_records import (
    CellPage,
    Column,
    ErrorPreview,
    ImagePreview,
    NonePreview,
    NumberPreview,
    ObjectPreview,
    Preview,
    SeriesPreview,
    SortKey,
    TablePreview,
    TextPreview,
    TraceFrame,
    TreeNode,
    TreePreview,
    UnknownPreview,
)
from dagscope_app.model.results import ValueTab
from dagscope_app.views.results.error import ErrorResult
from dagscope_app.views.results.number import NumberResult
from dagscope_app.views.results.page import LOOKING, ResultPage
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.results.place import ResultPlace
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.text import LINE_LIMIT, TextResult, cut
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

A = TypeVar("A", bound=Ask)
COLUMNS = (Column("price", "float64", True), Column("name", "object"))
LONG = TablePreview("pandas.DataFrame", "5,000 rows × 2 columns", rows=5000, columns=COLUMNS, column_count=2)
TREE = TreePreview(
    "dict",
    root=TreeNode("", "dict", "2 entries", 2, (TreeNode("a", "int", "1"), TreeNode("rows", "list", "250 items", 250))),
)


class Worker:
    """Takes what viewers ask, and answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Ask]] = []
        self._then: list[Callable[[Answer, bytes], None]] = []
        self._failed: list[Callable[[str], None] | None] = []

    def ask(
        self, key: str, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None = None
    ) -> None:
        if isinstance(ask, ProfileAsk):  # asked whenever a header is painted; test_profiles is about it
            return
        self.asked.append((key, ask))
        self._then.append(then)
        self._failed.append(failed)

    def answer(self, answer: Answer, number: int = -1) -> None:
        self._then[number](answer, b"")

    def answer_with(self, answer: Answer, text: str) -> None:
        self._then[-1](answer, text.encode())

    def refuse(self, message: str, number: int = -1) -> None:
        failed = self._failed[number]
        assert failed is not None
        failed(message)

    def last(self, kind: type[A]) -> A:
        ask = self.asked[-1][1]
        assert isinstance(ask, kind)
        return ask


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def panel(qtbot: QtBot, worker: Worker) -> ResultsPanel:
    made = ResultsPanel(load_theme("light"))
    made.set_asker(worker.ask)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def show(panel: ResultsPanel, preview: Preview, image: bytes = b"") -> None:
    panel.set_results((ValueTab("k", "ns.node", "1", "ok", preview, image),), "k")


def table_of(panel: ResultsPanel) -> TableResult:
    viewer = panel.viewer("k")
    assert isinstance(viewer, TableResult)
    return viewer


def page(request: PageAsk, total: int) -> PageAnswer:
    rows = range(request.row, min(request.row + request.rows, total))
    cells = tuple((f"{row}.5", f"n{row}") for row in rows)
    return PageAnswer(total, request.row, request.column, COLUMNS, cells, tuple(str(row) for row in rows))


def first_page(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> PageAsk:
    """Show a long table, and give its question for the first page."""
    show(panel, LONG)
    qtbot.waitUntil(lambda: bool(worker.asked))
    return worker.last(PageAsk)


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


def test_cells_of_several_lines_are_told_on_one_and_copied_as_they_are(
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


def test_statistics_of_the_current_column(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.table.setCurrentIndex(table.model.index(0, 1))
    table._toggle.setChecked(True)

    assert ("k", StatisticsAsk(1)) == worker.asked[-1]
    worker.answer(StatisticsAnswer("name", (("unique", "5000"),), (("n0", 1), ("n1", 1))))
    assert 1 == table._statistics.figures._figures.rowCount()


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


def test_tree_fetches_children_when_unfolded(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    show(panel, TREE)
    tree = panel.viewer("k")
    assert isinstance(tree, TreeResult)
    root = tree.topLevelItem(0)
    assert root is not None
    root.child(1).setExpanded(True)

    assert ("k", ChildrenAsk((1,), 0, 100)) == worker.asked[-1]
    worker.answer(ChildrenAnswer((1,), 0, tuple(TreeNode(str(i), "int", str(i)) for i in range(100))))
    rows = root.child(1)
    assert (101, "150 more…") == (rows.childCount(), rows.child(100).text(0))
    tree.itemActivated.emit(rows.child(100), 0)
    assert ("k", ChildrenAsk((1,), 100, 100)) == worker.asked[-1]
    worker.answer(ChildrenAnswer((1,), 100, tuple(TreeNode(str(i)) for i in range(100, 250))))
    assert 250 == rows.childCount()


def test_error_opens_the_projects_line(panel: ResultsPanel, qtbot: QtBot) -> None:
    frames = (TraceFrame("/lib/x.py", 1, "f", "", False), TraceFrame("/p/m.py", 7, "C", "raise ValueError", True))
    show(panel, ErrorPreview(error_type="ValueError", message="<b>no</b>", frames=frames, text="Traceback ..."))
    error = panel.viewer("k")
    assert isinstance(error, ErrorResult)
    assert 1 == error.frames.count()
    with qtbot.waitSignal(panel.location_activated) as opened:
        error.frames.itemActivated.emit(error.frames.item(0))

    assert ["/p/m.py", 7] == opened.args


@pytest.mark.parametrize(
    ("preview", "expected"),
    [
        (NumberPreview("float", text="1.5"), NumberResult),
        (NonePreview("NoneType"), NumberResult),
        (TextPreview("str", text="a\nb"), TextResult),
        (ObjectPreview("Thing", text="<Thing>"), TextResult),
        (SeriesPreview(rows=1, columns=COLUMNS[:1], page=CellPage(0, 0, (("1",),), ("0",))), TableResult),
    ],
)
def test_each_kind_has_its_viewer(panel: ResultsPanel, preview: Preview, expected: type) -> None:
    show(panel, preview)

    assert isinstance(panel.viewer("k"), expected)


def test_broken_picture_is_said(panel: ResultsPanel) -> None:
    show(panel, ImagePreview(width=9, height=9), b"no png at all")

    viewer = panel.viewer("k")
    assert viewer is not None
    assert "cannot be shown" in viewer._label.text()  # type: ignore[attr-defined]


def test_unchanged_tab_keeps_its_viewer(panel: ResultsPanel) -> None:
    first = ValueTab("a", "A", "1", "ok", LONG)
    panel.set_results((first,), "a")
    viewer = panel.viewer("a")
    panel.set_results((ValueTab("b", "B", "1", "ok", TREE), first), "b")

    assert viewer is panel.viewer("a")
    assert ["B", "A"] == [panel.tabs.tabText(i) for i in range(2)]
    panel.set_results((), "")
    assert panel.viewer("a") is None


def test_page_is_made_when_its_tab_is_looked_at(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    panel.set_results((ValueTab("a", "A", "1", "ok", TREE), ValueTab("b", "B", "1", "ok", LONG)), "a")
    panel.set_notes({"b": "run #1, earlier"})
    panel.show()
    assert [] == worker.asked

    panel.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(worker.asked))
    place = panel.tabs.currentWidget()
    assert isinstance(place, ResultPlace)
    assert "run #1, earlier" == place.fill().note.text()


def test_next_value_of_a_node_takes_its_tab_over(panel: ResultsPanel) -> None:
    panel.set_results((ValueTab("1/a", "A", "1", "ok", LONG), ValueTab("1/b", "B", "1", "ok", TREE)), "1/a")
    before = panel.tabs.widget(0)
    panel.set_results((ValueTab("2/a", "A", "2", "ok", TREE), ValueTab("1/b", "B", "1", "ok", TREE)), "2/a")

    assert before is panel.tabs.widget(0)
    assert isinstance(panel.viewer("2/a"), TreeResult)
    assert panel.viewer("1/a") is None
    assert ["A", "B"] == [panel.tabs.tabText(i) for i in range(2)]


def test_closing_and_selecting_a_tab_is_told(panel: ResultsPanel, qtbot: QtBot) -> None:
    panel.set_results((ValueTab("a", "A", "1", "ok", LONG), ValueTab("b", "B", "1", "ok", TREE)), "a")
    with qtbot.waitSignal(panel.tab_selected) as selected:
        panel.tabs.setCurrentIndex(1)
    with qtbot.waitSignal(panel.tab_closed) as closed:
        panel.tabs.tabCloseRequested.emit(0)

    assert (["b"], ["a"]) == (selected.args, closed.args)


def test_enormous_line_is_cut(panel: ResultsPanel) -> None:
    show(panel, TextPreview("str", text="x" * 3_000_000))
    viewer = panel.viewer("k")

    assert isinstance(viewer, QPlainTextEdit)
    assert len(viewer.toPlainText()) < LINE_LIMIT + 10
    assert "a\nb" == cut("a\nb")


def test_cells_that_cannot_be_had_are_told_and_not_waited_for(
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


def test_tree_whose_value_is_gone_offers_nothing_more_to_unfold(panel: ResultsPanel) -> None:
    show(panel, TREE)
    panel.set_results((ValueTab("k", "ns.node", "1", "lost", TREE),), "k")
    tree = panel.viewer("k")

    assert isinstance(tree, TreeResult)
    rows = tree.topLevelItem(0).child(1)  # type: ignore[union-attr]
    assert rows.ChildIndicatorPolicy.DontShowIndicatorWhenChildless == rows.childIndicatorPolicy()


def test_an_answer_for_a_value_that_gave_way_to_another_ends(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    request = first_page(panel, worker, qtbot)
    panel.set_results((ValueTab("2", "ns.node", "2", "ok", TREE),), "2")

    worker.answer(page(request, 5000), 0)
    worker.refuse("late", 0)
    assert isinstance(panel.viewer("2"), TreeResult)


def test_a_plot_is_of_the_rows_that_are_shown(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> None:
    worker.answer(page(first_page(panel, worker, qtbot), 5000))
    table = table_of(panel)
    table.plot_toggle.setChecked(True)

    assert ("k", PlotAsk((0,))) == worker.asked[-1]
    worker.answer(PlotAnswer("line", 5000, "", (PlotSeries("price", ((0.0, 1.0),)),)))
    assert table.plot.answer is not None
    worker.answer(ChildrenAnswer())
    assert "price" == table.plot.answer.series[0].name, "an answer of another kind is none"


def test_a_value_without_a_viewer_says_what_is_missing(panel: ResultsPanel) -> None:
    show(panel, UnknownPreview("sound.Clip", "3.2 s at 44.1 kHz", tag="audio"))
    viewer = panel.viewer("k")

    assert isinstance(viewer, TextResult)
    assert "no viewer here for values of the kind 'audio'" in viewer.toPlainText()
    assert "3.2 s at 44.1 kHz" in viewer.toPlainText()


def test_what_a_run_had_no_time_for_is_asked_when_it_is_looked_at(panel: ResultsPanel, worker: Worker) -> None:
    found: list[tuple[object, ...]] = []
    panel.looked_at.connect(lambda *parts: found.append(parts))
    sketch = ImagePreview("Figure", "9 × 9", missing="it was not looked at yet", width=9, height=9)
    show(panel, sketch)
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)

    assert [("k", LookAsk())] == worker.asked
    assert LOOKING == page.notice_text and not page.notice.isHidden() and page.run_again.isHidden()
    full = ImagePreview("Figure", "9 × 9", width=9, height=9)
    worker.answer(LookAnswer(full))
    assert [("k", full, b"")] == found


def test_what_is_missing_is_said_and_can_be_looked_at_again(panel: ResultsPanel, worker: Worker) -> None:
    cut_short = TablePreview("Frame", "2 × 2", missing="3 parts took too long to look at", rows=2)
    tab = ValueTab("k", "ns.node", "1", "ok", cut_short, is_looked=True)
    panel.set_results((tab,), "k")
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)
    assert [] == worker.asked, "it was asked once"
    assert "3 parts took too long to look at." == page.notice_text

    page.look_again()
    assert [("k", LookAsk())] == worker.asked
    worker.refuse("the values of run 'r' are not kept any more")
    assert "It cannot be looked at: the values of run 'r' are not kept any more." == page.notice_text
    panel.set_results((replace(tab, state="lost"),), "k")
    assert page.notice_text.startswith("Your code changed or its process ended")
