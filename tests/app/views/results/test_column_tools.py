"""Columns of a table: how they are spread, filtered by a click, arranged, frozen and summed up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from dagscope.preview import preview_of
from dagscope.preview.asking import OpenedValue
from dagscope.preview.kind import AskProblem
from dagscope.protocol.values import FILTER_JOINT, Answer, Ask, CopyAsk, ProfileAnswer, ProfileAsk
from dagscope.value_records import Bar, Column, ColumnProfile, TablePart, TablePreview
from dagscope_app.views.results.bars import bar_at, describe, looked_text, share_text, shown_bars
from dagscope_app.views.results.column_filter import ColumnFilter, condition
from dagscope_app.views.results.filters import Chip, Filters, joined
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

FRAME = pd.DataFrame(
    {
        "price": [1.5, 2.5, None, 40.0] * 50,
        "city": ["Rome", "Oslo", "Rome", None] * 50,
        "count": range(200),
        "x `y` and z": [0, 1] * 100,
    }
)


class Live:
    """Answers as the process that has the value would, a turn of the event loop later."""

    def __init__(self, value: object) -> None:
        self.asks: list[Ask] = []
        self._opened = OpenedValue(value)
        self.waiting: list[Callable[[], None]] = []

    def __call__(
        self, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None = None
    ) -> None:
        self.asks.append(ask)
        self.waiting.append(lambda: self._answer(ask, then, failed))

    def _answer(self, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None) -> None:
        try:
            reply = self._opened.answer(ask)
        except AskProblem as problem:
            if failed is not None:
                failed(str(problem))
            return
        then(reply.answer, reply.data)

    def settle(self, qtbot: QtBot, ready: Callable[[], bool]) -> None:
        """Answer all that is asked until something is so."""

        def step() -> bool:
            while self.waiting:
                self.waiting.pop(0)()
            return ready()

        qtbot.waitUntil(step)


@pytest.fixture
def live() -> Live:
    return Live(FRAME)


@pytest.fixture
def table(live: Live, qtbot: QtBot) -> TableResult:
    preview = preview_of(FRAME).preview
    assert isinstance(preview, TablePreview)
    made = TableResult(preview, load_theme("light"), live)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    live.settle(qtbot, lambda: all(made.profiles.is_new(column) for column in range(4)))
    return made


def _click_bar(table: TableResult, column: int, number: int, qtbot: QtBot) -> None:
    header = table._header
    room = header.bars_rect(column)
    profile = table.profiles.known(column)
    assert profile is not None
    x = room.left() + (number + 0.5) * room.width() / len(shown_bars(profile))
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(x), int(room.center().y())))


def test_a_click_on_a_bar_keeps_its_rows_and_another_one_does_not_sort(
    table: TableResult, live: Live, qtbot: QtBot
) -> None:
    _click_bar(table, 1, 0, qtbot)
    live.settle(qtbot, lambda: 100 == table.model.shown_rows and table.profiles.is_new(0))

    assert () == table.model.sort_order()
    assert ["city: Rome"] == [chip.title for chip in table.filters.chips]
    profile = table.profiles.known(0)
    assert profile is not None and (100, 50) == (profile.rows, profile.missing), "of the rows that are kept"
    assert not table.filters.row.isHidden()
    table.filters.clear()
    live.settle(qtbot, lambda: 200 == table.model.shown_rows)
    assert table.filters.row.isHidden()


def test_the_missing_ones_are_kept_by_a_click_on_their_line_in_any_language(
    table: TableResult, live: Live, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagscope_app.model.translation._look_up", lambda text, number: f"«{text}»")
    header = table._header
    at = header._missing_in(header.section_rect(1)).center().toPoint()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    live.settle(qtbot, lambda: 50 == table.model.shown_rows)

    assert "`city` is missing" == table.model.where, "the language of filters is one"
    assert ["city: «missing»"] == [chip.title for chip in table.filters.chips]
    assert "missing: 50" in header.hint_at(at)


def test_chips_and_the_line_hold_together_and_a_chip_follows_its_column(
    table: TableResult, live: Live, qtbot: QtBot
) -> None:
    table.filter.setText("count < 10 or count > 190")
    table.filters.choose(1, "city: Rome", '`city` == "Rome"')
    table.filters.choose(3, "odd", "`x ``y`` and z` == 0")
    live.settle(qtbot, lambda: 9 == table.model.shown_rows)

    table.filters.choose(1, "city: Oslo", '`city` == "Oslo"')
    live.settle(qtbot, lambda: 0 == table.model.shown_rows)
    assert ["odd", "city: Oslo"] == [chip.title for chip in table.filters.chips]


def test_a_line_that_cannot_be_read_alone_is_refused_beside_chips(table: TableResult, live: Live, qtbot: QtBot) -> None:
    table.filters.choose(1, "city: Rome", '(`city` == "Rome")')
    live.settle(qtbot, lambda: 100 == table.model.shown_rows)
    table.filter.setText("count > 1) or (count < 5")
    table.filters.apply()
    live.settle(qtbot, lambda: bool(table.problem))

    assert "this bracket was never opened (at character 10 of the filter)" == table.problem
    assert 100 == table.model.shown_rows


def test_the_same_bar_again_takes_its_filter_away(table: TableResult) -> None:
    for expected in (1, 0):
        table.filters.toggle(1, "city: Rome", '`city` == "Rome"')
        assert expected == len(table.filters.chips)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"values": []}, ""),
        ({"values": ["`c` == 1"]}, "`c` == 1"),
        ({"values": ["`c` == 1", "`c` == 2"], "missing": "Without missing values"},
         "(`c` == 1 or `c` == 2) and `c` is not missing"),
        ({"values": [], "low": " 1 ", "high": "2"}, "`c` >= 1 and `c` <= 2"),
        ({"values": [], "text": 'a "b" \\'}, '`c` contains "a \\"b\\" \\\\"'),
        ({"values": [], "missing": "Only missing values"}, "`c` is missing"),
    ],
)  # fmt: skip
def test_what_is_chosen_by_a_column_as_a_filter(chosen: dict[str, object], expected: str) -> None:
    assert expected == condition("`c`", **chosen)  # type: ignore[arg-type]


def _popup(table: TableResult, column: int, live: Live, qtbot: QtBot) -> ColumnFilter:
    table.open_filter(column)
    (popup,) = table.findChildren(ColumnFilter)
    live.settle(qtbot, lambda: popup._profile is not None)
    return popup


def test_values_with_their_counts_are_chosen_in_a_small_window(table: TableResult, live: Live, qtbot: QtBot) -> None:
    popup = _popup(table, 1, live, qtbot)

    assert ["Rome    100", "Oslo    50"] == [popup.values.item(row).text() for row in range(popup.values.count())]
    popup.values.item(1).setCheckState(Qt.CheckState.Checked)
    popup.accept()
    live.settle(qtbot, lambda: 50 == table.model.shown_rows)
    assert ['city == "Oslo"'] == [chip.title for chip in table.filters.chips]


def test_a_range_is_chosen_of_numbers(table: TableResult, live: Live, qtbot: QtBot) -> None:
    popup = _popup(table, 0, live, qtbot)
    popup.low.setText("2")
    popup.accept()
    live.settle(qtbot, lambda: 100 == table.model.shown_rows)

    assert "1.5" == popup.low.placeholderText()


def test_columns_are_moved_hidden_and_copied_as_they_are_shown(table: TableResult, live: Live) -> None:
    table.columns.move(2, 0)
    table.columns.hide(0)

    assert ((2, 3), (1, 2), (3, 4)) == table.columns.shown()
    assert TablePart(((2, 3), (1, 2), (3, 4))) == table.shown_part()
    table.table.selectAll()
    table.copying.copy(table.bar.copies[0].data())
    assert isinstance(live.asks[-1], CopyAsk) and ((2, 3), (1, 2), (3, 4)) == live.asks[-1].columns
    table.columns.show(table.columns.hidden())
    assert ((2, 3), (0, 2), (3, 4)) == table.columns.shown()


def test_a_copy_has_the_columns_in_their_order(table: TableResult, live: Live, qtbot: QtBot) -> None:
    table.columns.move(1, 0)
    table.filters.choose(2, "", "`count` < 2")
    live.settle(qtbot, lambda: 2 == table.model.shown_rows)
    table.copying.copy(table.bar.copies[2].data())
    live.settle(qtbot, lambda: not table.copying.is_running)

    expected = ",city,price,count,x `y` and z\n0,Rome,1.5,0,0\n1,Oslo,2.5,1,1"
    assert expected == QGuiApplication.clipboard().text()


def test_what_is_shown_is_copied_as_code(table: TableResult, live: Live, qtbot: QtBot) -> None:
    table.filters.choose(2, "", "`count` < 2")
    table.columns.hide(3)
    table.bar.code.trigger()
    live.settle(qtbot, lambda: bool(table.problem))

    expected = "shown = df[df['count'] < 2]\nshown = shown[['price', 'city', 'count']]\n"
    assert expected == QGuiApplication.clipboard().text()
    assert "Copied as code of pandas." == table.problem


def test_a_frozen_column_stays_while_the_others_are_scrolled(table: TableResult, qtbot: QtBot) -> None:
    table.resize(400, 300)
    table.looks.freeze(2, True)
    table.table.horizontalScrollBar().setValue(table.table.horizontalScrollBar().maximum())
    frozen = table.frozen

    assert (2,) == frozen.columns and frozen.isVisible()
    assert [False, False, True, False] == [not frozen.isColumnHidden(column) for column in range(4)]
    assert frozen.columnWidth(2) == table.table.columnWidth(2) == frozen.viewport().width()
    here, there = (view.viewport().mapToGlobal(QPoint(0, 0)) for view in (frozen, table.table))
    assert here == there
    table.table.verticalScrollBar().setValue(20)
    assert 20 == frozen.verticalScrollBar().value()
    assert frozen.selectionModel() is table.table.selectionModel()
    table.looks.freeze(2, False)
    assert frozen.isHidden()


def test_the_summary_finds_columns_and_leads_to_them(table: TableResult, live: Live, qtbot: QtBot) -> None:
    table._toggle.setChecked(True)
    summary = table.figures.summary
    summary.search.setText("C")

    assert ["price", "city", "count"] == [summary.list.columns.index(row).data() for row in range(3)]
    summary.list.setCurrentIndex(summary.list.columns.index(2))
    assert 2 == table.table.currentIndex().column()
    live.settle(qtbot, lambda: "count" == summary.figures._title.text())


def test_heat_is_turned_on_and_off_for_all_numbers(table: TableResult) -> None:
    numbers = table.looks.numbers()
    table.looks.heat(numbers, True)
    assert (0, 2, 3) == numbers and all(table.model.is_heated(column) for column in numbers)
    assert table.model.data(table.model.index(3, 0), Qt.ItemDataRole.BackgroundRole) is not None
    table.looks.heat((0,), False)
    assert [False, False, True, True] == [table.model.is_heated(column) for column in range(4)]


def test_when_the_value_is_gone_nothing_more_is_asked(table: TableResult, live: Live, qtbot: QtBot) -> None:
    table.freeze()
    before = len(live.asks)
    table._on_bar_clicked(1, "Rome", '`city` == "Rome"')
    table.repaint()
    QApplication.processEvents()

    assert () == table.filters.chips
    assert before == len(live.asks)


def test_rows_have_the_room_of_a_low_table(table: TableResult, qtbot: QtBot) -> None:
    high = table._header.sizeHint().height()
    table.resize(1000, 150)
    low = table._header.sizeHint().height()
    table.resize(1000, 120)

    assert table._header.sizeHint().height() < low - 5 < high - 10


class Kept:
    """Keeps what is asked."""

    def __init__(self) -> None:
        self.asks: list[ProfileAsk] = []
        self.then: list[Callable[[Answer, bytes], None]] = []

    def __call__(
        self, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None = None
    ) -> None:
        assert isinstance(ask, ProfileAsk)
        self.asks.append(ask)
        self.then.append(then)


def test_profiles_are_asked_for_piece_by_piece_and_late_ones_dropped(qtbot: QtBot) -> None:
    kept = Kept()
    profiles = Profiles(kept)
    for column in (0, 1, 2):
        profiles.of(column)
    qtbot.waitUntil(lambda: bool(kept.asks))
    kept.then[0](ProfileAnswer((ColumnProfile(0, 5),)), b"")

    assert [(0, 1, 2), (1, 2)] == [ask.columns for ask in kept.asks], "what did not come is asked for again"
    profiles.restart("x > 1")
    kept.then[1](ProfileAnswer((ColumnProfile(1, 5), ColumnProfile(2, 5))), b"")
    assert profiles.known(1) is None, "of the filter before"
    assert profiles.known(0) is not None and not profiles.is_new(0)
    assert 2 == len(kept.asks)
    profiles.of(0)
    qtbot.waitUntil(lambda: 3 == len(kept.asks))
    assert ProfileAsk((0,), "x > 1", gives_way=True) == kept.asks[2]


def test_a_profile_that_gave_way_is_asked_for_again(qtbot: QtBot) -> None:
    kept = Kept()
    profiles = Profiles(kept)
    for column in (0, 1):
        profiles.of(column)
    qtbot.waitUntil(lambda: 1 == len(kept.asks))
    kept.then[0](ProfileAnswer((), gave_way=True), b"")
    assert 1 == len(kept.asks), "what came between goes on for a moment"

    qtbot.waitUntil(lambda: 2 == len(kept.asks))
    assert (0, 1) == kept.asks[1].columns
    kept.then[1](ProfileAnswer((ColumnProfile(0, 5),), gave_way=True), b"")
    qtbot.waitUntil(lambda: 3 == len(kept.asks))
    assert (1,) == kept.asks[2].columns


def test_what_is_said_of_bars() -> None:
    profile = ColumnProfile(0, 1000, 100, 10, (Bar("a", 60), Bar("b", 20)), 10)
    room = QRectF(10, 0, 90, 20)

    assert [0, 1, 2, -1] == [bar_at(profile, room, x) for x in (11.0, 45.0, 99.0, 100.0)]
    assert ["a: 60", "other values: 10", ""] == [describe(profile, number) for number in (0, 2, 3)]
    assert ("10 % missing", "counted in 100 of 1,000 rows") == (share_text(profile), looked_text(profile))
    assert "<1 % missing" == share_text(ColumnProfile(0, 1000, 1000, 1))
    assert ">99 % missing" == share_text(ColumnProfile(0, 1000, 1000, 999))
    assert "" == share_text(ColumnProfile(0, 1000, 1000, 0)) + looked_text(ColumnProfile(0, 10, 10))


def test_the_line_stands_before_the_chips() -> None:
    assert f"a > 1{FILTER_JOINT}b == 2" == joined(" a > 1 ", [Chip(0, "", "b == 2")])
    assert "b == 2" == joined("", [Chip(0, "", "b == 2")])


def test_a_wide_table_asks_only_for_what_is_seen(qtbot: QtBot) -> None:
    frame = pd.DataFrame(np.zeros((3, 3_500)))
    live = Live(frame)
    preview = preview_of(frame).preview
    assert isinstance(preview, TablePreview)
    table = TableResult(preview, load_theme("light"), live)
    qtbot.addWidget(table)
    table.resize(800, 400)
    table.show()
    live.settle(qtbot, lambda: table.profiles.is_new(0))

    asked = {column for ask in live.asks if isinstance(ask, ProfileAsk) for column in ask.columns}
    assert 0 < len(asked) < 30


def test_the_filter_s_example_is_of_columns_that_are_there(qtbot: QtBot) -> None:
    filters = Filters(load_theme("light"))
    hints = []
    for columns in (
        (Column("unit price", "float64", True), Column("age", "int64", True), Column("plan", "str")),
        (Column("age", "int64", True),),
        (Column("plan", "str"),),
        (Column("unit price", "float64", True),),
    ):
        filters.set_columns(columns)
        hints.append(filters.line.placeholderText())
    assert [
        "Filter: age > 5 and plan contains a", "Filter: age > 5", "Filter: plan contains a", "Filter: plan contains a",
    ] == hints  # fmt: skip


def test_frozen_columns_cover_no_others(table: TableResult) -> None:
    header, frozen = table.table.horizontalHeader(), table.frozen
    table.looks.freeze(0, True)
    table.looks.freeze(2, True)
    table.columns.move(0, 2)  # "Move to the start" of a frozen column
    header.moveSection(header.visualIndex(3), 0)  # another one is drawn before them
    assert [0, 2] == [header.logicalIndex(at) for at in (0, 1)]
    assert sum(table.table.columnWidth(column) for column in (0, 2)) == frozen.viewport().width()
    table.columns.hide(0)
    table.columns.show((0,))
    assert (2,) == frozen.columns and 2 == header.logicalIndex(0)
    assert frozen.isColumnHidden(0) and not table.table.isColumnHidden(0)
