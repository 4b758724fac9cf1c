"""The window over a large table asks for what it shows, once, and forgets what is far."""

from __future__ import annotations

from dagscope.value_records import CellPage, SortKey
from dagscope_app.model.panels.table_window import (
    BLOCK_COLUMNS,
    BLOCK_ROWS,
    KEPT_BLOCKS,
    MAX_ROWS,
    PageRequest,
    TableWindow,
)


def answer_for(request: PageRequest, total: int = 1000) -> tuple[CellPage, int]:
    rows = range(request.row, min(request.row + request.rows, total))
    columns = range(request.column, request.column + request.columns)
    cells = tuple(tuple(f"{r}:{c}" for c in columns) for r in rows)
    return CellPage(request.row, request.column, cells, tuple(str(r) for r in rows)), total


def test_asks_for_each_page_once() -> None:
    window = TableWindow(1000, 60)

    first = window.needed(0, 30, 0, 10)
    assert [PageRequest(0, BLOCK_ROWS, 0, BLOCK_COLUMNS)] == first
    assert [] == window.needed(0, 30, 0, 10)
    assert window.cell(3, 2) is None
    assert window.put(first[0], *answer_for(first[0]))
    assert "3:2" == window.cell(3, 2)
    assert "3" == window.index(3)
    second = window.needed(90, 110, 35, 59)
    assert [(0, 40, 20), (100, 0, 40), (100, 40, 20)] == [(r.row, r.column, r.columns) for r in second]


def test_late_answer_of_another_order_is_dropped() -> None:
    window = TableWindow(1000, 2)
    (old,) = window.needed(0, 10, 0, 1)

    window.arrange((SortKey(1, True),), "price > 5")

    assert not window.put(old, *answer_for(old))
    assert window.cell(0, 0) is None
    (new,) = window.needed(0, 10, 0, 1)
    assert ((SortKey(1, True),), "price > 5") == (new.sort, new.where)
    assert window.put(new, *answer_for(new, total=12))
    assert 12 == window.rows
    window.arrange((), ())
    assert 1000 == window.rows


def test_memory_is_bounded() -> None:
    window = TableWindow(1_000_000, 10)

    for row in range(0, 500_000, BLOCK_ROWS):
        for request in window.needed(row, row, 0, 9):
            window.put(request, *answer_for(request, 1_000_000))

    assert window.held_cells <= KEPT_BLOCKS * BLOCK_ROWS * 10
    assert window.cell(0, 0) is None
    assert "499999:0" == window.cell(499_999, 0)


def test_enormous_table_is_cut() -> None:
    assert MAX_ROWS == TableWindow(70 * MAX_ROWS, 3).rows


def test_page_of_preview_fills_first_block() -> None:
    window = TableWindow(3, 2)

    window.put_first(CellPage(0, 0, (("a", "b"), ("c", "d"), ("e", "f")), ("0", "1", "2")))

    assert "f" == window.cell(2, 1)
    assert [] == window.needed(0, 2, 0, 1)
