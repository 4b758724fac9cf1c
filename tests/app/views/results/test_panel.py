"""The results panel with real widgets: what it shows, what it asks for, what it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.values import (
    ChildrenAnswer,
    ChildrenAsk,
    LookAnswer,
    LookAsk,
    PlotAnswer,
    PlotAsk,
    PlotSeries,
)
from dagscope.records import NodeRecord
from dagscope.value_records import (
    CellPage,
    ErrorPreview,
    ImagePreview,
    NonePreview,
    NumberPreview,
    ObjectPreview,
    Preview,
    SeriesPreview,
    TablePreview,
    TextPreview,
    TraceFrame,
    TreeNode,
    TreePreview,
    UnknownPreview,
)
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.results import ValueTab
from dagscope_app.model.records.trust import Trust
from dagscope_app.model.state import AppState
from dagscope_app.views.results.error import ErrorResult
from dagscope_app.views.results.number import NumberResult
from dagscope_app.views.results.page import LOOKING, ResultPage
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.results.slot import ResultSlot
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.text import LINE_LIMIT, TextResult, cut
from dagscope_app.views.results.tree import TreeResult
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.app.views.results.shown_panel import COLUMNS, LONG, Worker, first_page, page, show, table_of

TREE = TreePreview(
    "dict",
    root=TreeNode("", "dict", "2 entries", 2, (TreeNode("a", "int", "1"), TreeNode("rows", "list", "250 items", 250))),
)


def test_while_nothing_is_open_it_says_what_can_be_done_by_now(panel: ResultsPanel) -> None:
    graph = GraphSnapshot(nodes={"a": NodeRecord("a")})
    seen = []
    for state in (
        AppState(graphs={"main": graph}, trust=Trust(is_preview=True)),
        AppState(),
        AppState(graphs={"main": graph}),
    ):
        panel.set_state(None, state)
        seen.append(panel.empty.text())
    assert ["trusted" in text for text in seen] == [True, False, False]
    assert ["press Run" in text for text in seen] == [False, False, True]


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
    assert (101, "150 more...") == (rows.childCount(), rows.child(100).text(0))
    tree.itemActivated.emit(rows.child(100), 0)
    assert ("k", ChildrenAsk((1,), 100, 100)) == worker.asked[-1]
    worker.answer(ChildrenAnswer((1,), 100, tuple(TreeNode(str(i)) for i in range(100, 250))))
    assert 250 == rows.childCount()


def test_error_opens_the_projects_line(panel: ResultsPanel, worker: Worker) -> None:
    frames = (TraceFrame("/lib/x.py", 1, "f", "", False), TraceFrame("/p/m.py", 7, "C", "raise ValueError", True))
    show(panel, ErrorPreview(error_type="ValueError", message="<b>no</b>", frames=frames, text="Traceback ..."))
    error = panel.viewer("k")
    assert isinstance(error, ErrorResult)
    assert 1 == error.frames.count()
    error.frames.itemActivated.emit(error.frames.item(0))

    assert [("/p/m.py", 7)] == worker.opened


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


def test_a_number_of_very_many_digits_says_that_it_goes_on(panel: ResultsPanel) -> None:
    show(panel, NumberPreview("Decimal", text="1." + "3" * 500 + "E+900"))

    label = panel.findChild(NumberResult).findChild(QLabel)  # type: ignore[union-attr]

    assert label.text().endswith("333… and 107 more characters")  # type: ignore[union-attr]


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
    assert isinstance(place, ResultSlot)
    assert "run #1, earlier" == place.fill().note.text()


def test_next_value_of_a_node_takes_its_tab_over(panel: ResultsPanel) -> None:
    panel.set_results((ValueTab("1/a", "A", "1", "ok", LONG), ValueTab("1/b", "B", "1", "ok", TREE)), "1/a")
    before = panel.tabs.widget(0)
    panel.set_results((ValueTab("2/a", "A", "2", "ok", TREE), ValueTab("1/b", "B", "1", "ok", TREE)), "2/a")

    assert before is panel.tabs.widget(0)
    assert isinstance(panel.viewer("2/a"), TreeResult)
    assert panel.viewer("1/a") is None
    assert ["A", "B"] == [panel.tabs.tabText(i) for i in range(2)]


def test_closing_and_selecting_a_tab_are_emitted(panel: ResultsPanel, qtbot: QtBot) -> None:
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
    sketch = ImagePreview("Figure", "9 × 9", missing="it was not looked at yet", width=9, height=9)
    show(panel, sketch)
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)

    assert [("k", LookAsk())] == worker.asked
    assert LOOKING == page.notice_text and not page.notice.isHidden() and page.run_again.isHidden()
    full = ImagePreview("Figure", "9 × 9", width=9, height=9)
    worker.answer(LookAnswer(full))
    assert [("k", full, b"")] == worker.found


def test_what_is_missing_is_said_and_can_be_looked_at_again(panel: ResultsPanel, worker: Worker) -> None:
    cut_short = TablePreview("Frame", "2 × 2", missing="3 parts took too long to look at", rows=2)
    tab = ValueTab("k", "ns.node", "1", "ok", cut_short, is_looked=True)
    panel.set_results((tab,), "k")
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)
    assert [] == worker.asked, "it was asked once"
    assert "3 parts took too long to look at." == page.notice_text

    named = ObjectPreview("x.Y", "?", missing="myError: no")
    panel.set_results((ValueTab("k", "ns.node", "1", "ok", named, is_looked=True),), "k")
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)
    assert "myError: no" == page.notice_text, "a name stays as it is written"
    panel.set_results((tab,), "k")
    page = panel.viewer("k").parent()  # type: ignore[union-attr]
    assert isinstance(page, ResultPage)

    page.look_again()
    assert [("k", LookAsk())] == worker.asked
    worker.refuse("the values of run 'r' are not kept any more")
    assert "This value cannot be shown: the values of run 'r' are not kept any more." == page.notice_text
    panel.set_results((replace(tab, state="lost"),), "k")
    assert page.notice_text.startswith("Your code changed or its process ended")
