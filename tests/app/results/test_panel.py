"""The results panel with real widgets: what it shows, what it asks for, what it keeps."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import ChildrenAnswer, PageAnswer, StatisticsAnswer
from dagscope.records import CellPage, Column, FilterRule, Preview, SortKey, TraceFrame, TreeNode
from dagscope_app.model.results import ResultTab
from dagscope_app.model.table_window import PageRequest
from dagscope_app.model.value_requests import ChildrenRequest, StatisticsRequest
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.results.place import ResultPlace
from dagscope_app.views.results.plain import LINE_LIMIT, ErrorResult, NumberResult, TextResult, cut
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

COLUMNS = (Column("price", "float64", True), Column("name", "object"))
LONG = Preview("table", "pandas.DataFrame", "5,000 rows × 2 columns", rows=5000, columns=COLUMNS, column_count=2)
TREE = Preview(
    "tree",
    "dict",
    root=TreeNode("", "dict", "2 entries", 2, (TreeNode("a", "int", "1"), TreeNode("rows", "list", "250 items", 250))),
)


@pytest.fixture
def panel(qtbot: QtBot) -> ResultsPanel:
    made = ResultsPanel(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def show(panel: ResultsPanel, preview: Preview, image: bytes = b"") -> None:
    panel.set_results((ResultTab("k", "ns.node", "1", "ok", preview, image),), "k")


def table_of(panel: ResultsPanel) -> TableResult:
    viewer = panel.viewer("k")
    assert isinstance(viewer, TableResult)
    return viewer


def page(request: PageRequest, total: int) -> PageAnswer:
    rows = range(request.row, min(request.row + request.rows, total))
    cells = tuple((f"{row}.5", f"n{row}") for row in rows)
    return PageAnswer(total, request.row, request.column, COLUMNS, cells, tuple(str(row) for row in rows))


def test_table_asks_for_what_is_in_view(panel: ResultsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.page_requested) as asked:
        show(panel, LONG)
    request = asked.args[0]

    assert (0, 0) == (request.row, request.column)
    panel.set_page(request, page(request, 5000))
    model = table_of(panel).model
    assert "7.5" == model.data(model.index(7, 0))
    assert "7" == model.headerData(7, Qt.Orientation.Vertical)
    assert "name" == model.headerData(1, Qt.Orientation.Horizontal)

    with qtbot.waitSignal(panel.page_requested) as further:
        table_of(panel).table.scrollToBottom()
    assert 4900 == further.args[0].row


def test_cells_of_several_lines_are_told_on_one_and_copied_as_they_are(panel: ResultsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.page_requested) as asked:
        show(panel, LONG)
    panel.set_page(asked.args[0], PageAnswer(5000, 0, 0, COLUMNS, (("1.5", "a\nb"),), ("0",)))
    model = table_of(panel).model

    assert "a ↵ b" == model.data(model.index(0, 1))
    assert '"a\nb"' == model.text_of([0], [1], "\t", has_names=False)


def test_numbers_further_down_have_room_for_all_digits(panel: ResultsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.page_requested) as asked:
        show(panel, LONG)
    panel.set_page(asked.args[0], page(asked.args[0], 5000))
    table = table_of(panel)
    narrow = table.table.columnWidth(0)
    long = PageAnswer(5000, 4900, 0, COLUMNS, (("123456789012.5", "n4900"),), ("4900",))
    panel.set_page(PageRequest("k", 4900, 100, 0, 2), long)

    wide = table.table.fontMetrics().horizontalAdvance("123456789012.5")
    assert narrow < wide <= table.table.columnWidth(0)
    table.table.horizontalHeader().resizeSection(0, 70)
    panel.set_page(PageRequest("k", 4900, 100, 0, 2), long)
    assert 70 == table.table.columnWidth(0), "what was sized by hand stays"


def test_header_sorts_up_down_and_back(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    header = table.table.horizontalHeader()
    orders = []
    for _ in range(3):
        place = QPoint(header.sectionViewportPosition(1) + 5, 5)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append(table.model.sort_order())

    assert [(SortKey(1),), (SortKey(1, True),), ()] == orders


def test_filter_line_asks_for_fitting_rows(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.filter.setText("price > 5")
    with qtbot.waitSignal(panel.page_requested, check_params_cb=lambda r: bool(r.filters)) as asked:
        qtbot.keyClick(table.filter, Qt.Key.Key_Return)

    assert (FilterRule(0, ">", "5"),) == asked.args[0].filters
    panel.set_page(asked.args[0], page(asked.args[0], 12))
    assert 12 == table.model.rowCount()
    table.filter.setText("cost > 5")
    qtbot.keyClick(table.filter, Qt.Key.Key_Return)
    assert table.filter.property("invalid")


def test_statistics_of_the_current_column(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, LONG)
    table = table_of(panel)
    table.table.setCurrentIndex(table.model.index(0, 1))
    with qtbot.waitSignal(panel.statistics_requested) as asked:
        table._toggle.setChecked(True)

    assert StatisticsRequest("k", 1) == asked.args[0]
    panel.set_statistics("k", StatisticsAnswer("name", (("unique", "5000"),), (("n0", 1), ("n1", 1))))
    assert 1 == table._statistics._figures.rowCount()


def test_selected_cells_are_copied(panel: ResultsPanel, qtbot: QtBot) -> None:
    preview = Preview(
        "table", rows=2, columns=COLUMNS, column_count=2, page=CellPage(0, 0, (("1", "a"), ("2", "b")), ("0", "1"))
    )
    show(panel, preview)
    table_of(panel).table.selectAll()
    cells, named = table_of(panel).table.actions()[:2]
    cells.trigger()
    assert "1\ta\n2\tb" == QGuiApplication.clipboard().text()

    named.trigger()
    assert "\tprice\tname\n0\t1\ta\n1\t2\tb" == QGuiApplication.clipboard().text()


def test_table_is_selected_by_dragging_and_paged_by_keys(panel: ResultsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.page_requested) as asked:
        show(panel, LONG)
    panel.set_page(asked.args[0], page(asked.args[0], 5000))
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


def test_tree_fetches_children_when_unfolded(panel: ResultsPanel, qtbot: QtBot) -> None:
    show(panel, TREE)
    tree = panel.viewer("k")
    assert isinstance(tree, TreeResult)
    root = tree.topLevelItem(0)
    assert root is not None
    with qtbot.waitSignal(panel.children_requested) as asked:
        root.child(1).setExpanded(True)

    assert ChildrenRequest("k", (1,), 0, 100) == asked.args[0]
    panel.set_children("k", ChildrenAnswer((1,), 0, tuple(TreeNode(str(i), "int", str(i)) for i in range(100))))
    rows = root.child(1)
    assert (101, "150 more…") == (rows.childCount(), rows.child(100).text(0))
    with qtbot.waitSignal(panel.children_requested) as further:
        tree.itemActivated.emit(rows.child(100), 0)
    assert ChildrenRequest("k", (1,), 100, 100) == further.args[0]
    panel.set_children("k", ChildrenAnswer((1,), 100, tuple(TreeNode(str(i)) for i in range(100, 250))))
    assert 250 == rows.childCount()


def test_error_opens_the_projects_line(panel: ResultsPanel, qtbot: QtBot) -> None:
    frames = (TraceFrame("/lib/x.py", 1, "f", "", False), TraceFrame("/p/m.py", 7, "C", "raise ValueError", True))
    show(panel, Preview("error", error_type="ValueError", message="<b>no</b>", frames=frames, text="Traceback ..."))
    error = panel.viewer("k")
    assert isinstance(error, ErrorResult)
    assert 1 == error.frames.count()
    with qtbot.waitSignal(panel.location_activated) as opened:
        error.frames.itemActivated.emit(error.frames.item(0))

    assert ["/p/m.py", 7] == opened.args


@pytest.mark.parametrize(
    ("preview", "expected"),
    [
        (Preview("number", "float", text="1.5"), NumberResult),
        (Preview("none", "NoneType"), NumberResult),
        (Preview("text", "str", text="a\nb"), TextResult),
        (Preview("object", "Thing", text="<Thing>"), TextResult),
        (Preview("series", rows=1, columns=COLUMNS[:1], page=CellPage(0, 0, (("1",),), ("0",))), TableResult),
    ],
)
def test_each_kind_has_its_viewer(panel: ResultsPanel, preview: Preview, expected: type) -> None:
    show(panel, preview)

    assert isinstance(panel.viewer("k"), expected)


def test_broken_picture_is_said(panel: ResultsPanel) -> None:
    show(panel, Preview("image", width=9, height=9), b"no png at all")

    viewer = panel.viewer("k")
    assert viewer is not None
    assert "cannot be shown" in viewer._label.text()  # type: ignore[attr-defined]


def test_unchanged_tab_keeps_its_viewer(panel: ResultsPanel) -> None:
    first = ResultTab("a", "A", "1", "ok", LONG)
    panel.set_results((first,), "a")
    viewer = panel.viewer("a")
    panel.set_results((ResultTab("b", "B", "1", "ok", TREE), first), "b")

    assert viewer is panel.viewer("a")
    assert ["B", "A"] == [panel.tabs.tabText(i) for i in range(2)]
    panel.set_results((), "")
    assert panel.viewer("a") is None


def test_page_is_made_when_its_tab_is_looked_at(panel: ResultsPanel, qtbot: QtBot) -> None:
    asked: list[object] = []
    panel.page_requested.connect(asked.append)
    panel.set_results((ResultTab("a", "A", "1", "ok", TREE), ResultTab("b", "B", "1", "ok", LONG)), "a")
    panel.set_notes({"b": "run 1, earlier"})
    panel.show()
    assert [] == asked

    with qtbot.waitSignal(panel.page_requested):
        panel.tabs.setCurrentIndex(1)
    place = panel.tabs.currentWidget()
    assert isinstance(place, ResultPlace)
    assert "run 1, earlier" == place.fill().note.text()


def test_next_value_of_a_node_takes_its_tab_over(panel: ResultsPanel) -> None:
    panel.set_results((ResultTab("1/a", "A", "1", "ok", LONG), ResultTab("1/b", "B", "1", "ok", TREE)), "1/a")
    before = panel.tabs.widget(0)
    panel.set_results((ResultTab("2/a", "A", "2", "ok", TREE), ResultTab("1/b", "B", "1", "ok", TREE)), "2/a")

    assert before is panel.tabs.widget(0)
    assert isinstance(panel.viewer("2/a"), TreeResult)
    assert panel.viewer("1/a") is None
    assert ["A", "B"] == [panel.tabs.tabText(i) for i in range(2)]


def test_closing_and_selecting_a_tab_is_told(panel: ResultsPanel, qtbot: QtBot) -> None:
    panel.set_results((ResultTab("a", "A", "1", "ok", LONG), ResultTab("b", "B", "1", "ok", TREE)), "a")
    with qtbot.waitSignal(panel.tab_selected) as selected:
        panel.tabs.setCurrentIndex(1)
    with qtbot.waitSignal(panel.tab_closed) as closed:
        panel.tabs.tabCloseRequested.emit(0)

    assert (["b"], ["a"]) == (selected.args, closed.args)


def test_enormous_line_is_cut(panel: ResultsPanel) -> None:
    show(panel, Preview("text", "str", text="x" * 3_000_000))
    viewer = panel.viewer("k")

    assert isinstance(viewer, QPlainTextEdit)
    assert len(viewer.toPlainText()) < LINE_LIMIT + 10
    assert "a\nb" == cut("a\nb")


def test_cells_that_cannot_be_had_are_told_and_not_waited_for(panel: ResultsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.page_requested) as asked:
        show(panel, LONG)
    panel.set_page_problem(asked.args[0], "the table cannot be arranged so: text and numbers")
    table = table_of(panel)

    assert "" == table.model.data(table.model.index(0, 0))
    assert "the table cannot be arranged so: text and numbers" == table.problem
    panel.set_page_problem(asked.args[0], "late")
    table.model.arrange((SortKey(0),), ())
    panel.set_page_problem(asked.args[0], "of an order that is gone")
    assert "of an order that is gone" != table.problem


def test_tree_whose_value_is_gone_offers_nothing_more_to_unfold(panel: ResultsPanel) -> None:
    show(panel, TREE)
    panel.set_results((ResultTab("k", "ns.node", "1", "lost", TREE),), "k")
    tree = panel.viewer("k")

    assert isinstance(tree, TreeResult)
    rows = tree.topLevelItem(0).child(1)  # type: ignore[union-attr]
    assert rows.ChildIndicatorPolicy.DontShowIndicatorWhenChildless == rows.childIndicatorPolicy()
