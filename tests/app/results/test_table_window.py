"""The window over a large table asks for what it shows, once, and forgets what is far."""

from __future__ import annotations

import pytest
from dagscope_app.model.table_window import (
    BLOCK_COLUMNS,
    BLOCK_ROWS,
    KEPT_BLOCKS,
    MAX_ROWS,
    Filter,
    FilterError,
    Order,
    PageRequest,
    TableWindow,
    parse_filters,
)


def answer_for(request: PageRequest, total: int = 1000) -> dict[str, object]:
    rows = range(request.row, min(request.row + request.rows, total))
    return {
        "total_rows": total,
        "cells": [[f"{r}:{c}" for c in range(request.column, request.column + request.columns)] for r in rows],
        "index": [str(r) for r in rows],
    }


def test_asks_for_each_page_once() -> None:
    window = TableWindow("k", 1000, 60)

    first = window.needed(0, 30, 0, 10)
    assert [PageRequest("k", 0, BLOCK_ROWS, 0, BLOCK_COLUMNS)] == first
    assert [] == window.needed(0, 30, 0, 10)
    assert window.cell(3, 2) is None
    assert window.put(first[0], answer_for(first[0]))
    assert "3:2" == window.cell(3, 2)
    assert "3" == window.index(3)
    second = window.needed(90, 110, 35, 59)
    assert [(0, 40, 20), (100, 0, 40), (100, 40, 20)] == [(r.row, r.column, r.columns) for r in second]


def test_late_answer_of_another_order_is_dropped() -> None:
    window = TableWindow("k", 1000, 2)
    (old,) = window.needed(0, 10, 0, 1)

    window.arrange((Order(1, True),), (Filter(0, ">", "5"),))

    assert not window.put(old, answer_for(old))
    assert window.cell(0, 0) is None
    (new,) = window.needed(0, 10, 0, 1)
    assert {"sort": [{"column": 1, "descending": True}], "filter": [{"column": 0, "op": ">", "value": "5"}]}.items() <= (
        new.to_json().items()
    )
    assert window.put(new, answer_for(new, total=12))
    assert 12 == window.rows
    window.arrange((), ())
    assert 1000 == window.rows


def test_memory_is_bounded() -> None:
    window = TableWindow("k", 1_000_000, 10)

    for row in range(0, 500_000, BLOCK_ROWS):
        for request in window.needed(row, row, 0, 9):
            window.put(request, answer_for(request, 1_000_000))

    assert window.held_cells <= KEPT_BLOCKS * BLOCK_ROWS * 10
    assert window.cell(0, 0) is None
    assert "499999:0" == window.cell(499_999, 0)


def test_enormous_table_is_cut() -> None:
    assert MAX_ROWS == TableWindow("k", 70 * MAX_ROWS, 3).rows


def test_page_of_preview_fills_first_block() -> None:
    window = TableWindow("k", 3, 2)

    window.put_first({"row": 0, "column": 0, "cells": [["a", "b"], ["c", "d"], ["e", "f"]], "index": ["0", "1", "2"]})

    assert "f" == window.cell(2, 1)
    assert [] == window.needed(0, 2, 0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price > 5", (Filter(0, ">", "5"),)),
        ("price>=5 and name = ana", (Filter(0, ">=", "5"), Filter(1, "==", "ana"))),
        ("name contains 'a b'; two words != x", (Filter(1, "~", "a b"), Filter(2, "!=", "x"))),
        ("name is empty", (Filter(1, "empty", ""),)),
        ("name is not empty", (Filter(1, "not empty", ""),)),
        ("", ()),
    ],
)
def test_filter_line_is_read(text: str, expected: tuple[Filter, ...]) -> None:
    assert expected == parse_filters(text, ["price", "name", "two words"])


@pytest.mark.parametrize(("text", "words"), [("cost > 5", "no column 'cost'"), ("hello", "write a column")])
def test_wrong_filter_line_says_what_to_write(text: str, words: str) -> None:
    with pytest.raises(FilterError, match=words):
        parse_filters(text, ["price"])
