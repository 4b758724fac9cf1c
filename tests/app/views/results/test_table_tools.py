"""What a table is sorted by, led to and shown without: by clicks and names."""

from __future__ import annotations

import pytest
from dagscope.protocol.values import CopyAsk, StatisticsAsk
from dagscope.value_records import Column, SortKey, TablePart, TablePreview
from dagscope_app.views.results.copying import without
from dagscope_app.views.results.sorting import Order, clicked, sign
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot

from tests.app.views.results.test_cell import Asked

UP, DOWN = SortKey(1), SortKey(1, descending=True)
OTHER = SortKey(2)


@pytest.mark.parametrize(
    ("now", "is_added", "then"),
    [
        ((), False, (UP,)),
        ((UP,), False, (DOWN,)),
        ((DOWN,), False, ()),
        ((OTHER,), False, (UP,)),
        ((OTHER, UP), False, (UP,)),
        ((), True, (UP,)),
        ((OTHER,), True, (OTHER, UP)),
        ((OTHER, UP), True, (OTHER, DOWN)),
        ((DOWN, OTHER), True, (OTHER,)),
    ],
)
def test_a_click_on_a_header(now: Order, is_added: bool, then: Order) -> None:
    assert then == clicked(now, 1, is_added)


def test_several_keys_are_numbered_and_one_is_not() -> None:
    assert ["", "2↓ ", "1↑ "] == [sign((OTHER, DOWN), column) for column in range(3)]
    assert "" == sign((UP,), 1)


def test_hidden_columns_are_no_part_of_a_range() -> None:
    assert ((0, 2), (3, 5)) == without(((0, 5),), lambda column: column == 2)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def table(qtbot: QtBot, asked: Asked) -> TableResult:
    columns = tuple(Column(name, "int64", True) for name in ("price", "price net", "Quantity", "day"))
    made = TableResult(TablePreview("x", rows=5_000, columns=columns, column_count=4), load_theme("light"), asked)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def test_a_name_or_a_number_leads_there(table: TableResult) -> None:
    places = []
    for text in ("4,999", "quant", "price", "0"):
        table.go_to.setText(text)
        table.go_to.go()
        places.append((table.table.currentIndex().row(), table.table.currentIndex().column()))
        assert not table.problem

    assert [(4999, 0), (4999, 2), (4999, 0), (0, 0)] == places


def test_a_column_that_is_called_by_a_number_is_written_in_quotes(qtbot: QtBot, asked: Asked) -> None:
    columns = tuple(Column(name, "int64", True) for name in ("a", "2024", "7"))
    table = TableResult(TablePreview("x", rows=3_000, columns=columns, column_count=3), load_theme("light"), asked)
    qtbot.addWidget(table)
    places = []
    for text in ("2024", "'2024'", '"7"'):
        table.go_to.setText(text)
        table.go_to.go()
        places.append((table.table.currentIndex().row(), table.table.currentIndex().column()))

    assert [(2024, 0), (2024, 1), (2024, 2)] == places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5000", "There is no row 5,000; 5,000 rows are shown."),
        ("pric", "2 columns are called pric"),
        ("cost", "No column is called cost"),
    ],
)
def test_a_place_that_is_not_there_is_said(table: TableResult, text: str, said: str) -> None:
    table.go_to.setText(text)
    table.go_to.go()

    assert said == table.problem


def test_a_hidden_column_is_not_copied_stays_hidden_and_is_shown_when_led_to(table: TableResult, asked: Asked) -> None:
    table.table.setColumnHidden(1, True)
    table.model.arrange((UP,), "")
    assert table.table.isColumnHidden(1)
    table.table.selectAll()
    next(each for each in table.table.actions() if each.shortcut().toString() == "Ctrl+C").trigger()
    (copy,) = [ask for ask in asked.asks if isinstance(ask, CopyAsk)]
    assert ((0, 1), (2, 4)) == copy.columns

    table.go_to.setText("price net")
    table.go_to.go()
    assert not table.table.isColumnHidden(1)


def test_statistics_are_of_the_rows_that_are_kept(table: TableResult, asked: Asked) -> None:
    table._toggle.setChecked(True)
    assert StatisticsAsk(0) == asked.asks[-1]
    table.filter.setText("price > 5")
    table._on_filter_returned()

    assert StatisticsAsk(0, "price > 5") in asked.asks


def test_what_is_shown_is_named_for_saving(table: TableResult) -> None:
    table.table.setColumnHidden(1, True)
    table.model.arrange((UP,), "price > 5")

    assert TablePart(((0, 1), (2, 4)), (UP,), "price > 5") == table.shown_part()
    table.freeze()
    assert not table.save_shown.isEnabled()
