"""One cell in full: exact, in the shown order, nested values unfolded, missing ones told."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import preview_of, table_view
from dagscope.preview.asking import OpenedValue
from dagscope.preview.kind import AskProblem
from dagscope.preview.one_cell import cell_of, children_of_cell, text_in_cell
from dagscope.preview.tree import descend
from dagscope.preview.whole import BYTES_OF_A_TEXT
from dagscope.protocol.values import CellAnswer, CellAsk, ChildrenAnswer, ChildrenAsk, TextAnswer, TextAsk
from dagscope.value_records import SortKey, TablePreview, TreePreview


def cell(value: Any, ask: CellAsk) -> tuple[CellAnswer, str]:
    """Return the answer and the text."""
    view = table_view(value)
    assert view is not None
    reply = cell_of(view, ask)
    assert isinstance(reply.answer, CellAnswer)
    return reply.answer, reply.data.decode("utf-8", "surrogatepass")


def missing_of(value: Any) -> tuple[tuple[int, ...], ...]:
    """Return the missing cells of the first page."""
    preview = preview_of(value).preview
    assert isinstance(preview, TablePreview) and preview.page is not None
    return preview.page.missing


TABLES = [
    pd.DataFrame({"f": [0.1 + 0.2, 9007199254740993.0], "s": ["a" * 3_000, "b"]}),
    pl.DataFrame({"f": [0.1 + 0.2, 9007199254740993.0], "s": ["a" * 3_000, "b"]}),
    pa.table({"f": [0.1 + 0.2, 9007199254740993.0], "s": ["a" * 3_000, "b"]}),
]


@pytest.mark.parametrize("table", TABLES, ids=["pandas", "polars", "pyarrow"])
def test_a_cell_is_said_in_full_in_the_order_that_is_shown(table: Any) -> None:
    down = (SortKey(0, descending=True),)

    assert "0.30000000000000004" == cell(table, CellAsk(0, 0))[1]
    assert "9007199254740992.0" == cell(table, CellAsk(0, 0, down))[1]
    answer, text = cell(table, CellAsk(1, 1, down))
    assert ("s", (1,), "a" * 3_000) == (answer.column, answer.path, text)
    assert "b" == cell(table, CellAsk(0, 1, (), "s == b"))[1]
    assert "a" * 3_000 == descend(table, answer.path)


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        (pd.DataFrame({"a": [1.0, np.nan], "b": ["NaN", None], "c": [1, 2]}), ((1,), (1,), ())),
        (pd.DataFrame({"a": pd.array([None, 1], dtype="Int64"), "t": [pd.NaT, pd.Timestamp(0)]}), ((0,), (0,))),
        (pd.DataFrame({"o": pd.Series(["NaN", "None", "", "NaT"], dtype=object)}), ()),
        (pl.DataFrame({"a": [1.0, None, float("nan")], "b": ["NaN", None, "x"]}), ((1, 2), (1,))),
        (pa.table({"a": pa.array([1.0, None, float("nan")]), "b": pa.array(["NaN", None, "x"])}), ((1, 2), (1,))),
        (np.ma.masked_array([1, 2, 3], mask=[0, 1, 0]), ((1,),)),
        (np.array(["2024-01-01", "NaT"], dtype="datetime64[D]"), ((1,),)),
    ],
)
def test_a_page_says_which_cells_have_no_value(table: Any, missing: tuple[tuple[int, ...], ...]) -> None:
    assert missing == missing_of(table)


def test_a_missing_cell_is_no_text() -> None:
    frame = pd.DataFrame({"s": pd.Series([None, "None", float("nan"), pd.NaT], dtype=object)})

    assert [True, False, True, True] == [cell(frame, CellAsk(row, 0))[0].is_missing for row in range(4)]
    assert ["None", "None", "nan", "NaT"] == [cell(frame, CellAsk(row, 0))[1] for row in range(4)]


def test_a_nested_cell_unfolds() -> None:
    frame = pd.DataFrame({"n": [1, 2], "deep": [{"a": [1, {"b": datetime.date(2024, 1, 2)}]}, None]})
    view = table_view(frame)
    assert view is not None
    answer, _ = cell(frame, CellAsk(0, 1))

    assert isinstance(answer.preview, TreePreview)
    reply = children_of_cell(view, ChildrenAsk((*answer.path, 0))).answer
    assert isinstance(reply, ChildrenAnswer)
    assert [((1, 0, 0), "1"), ((1, 0, 1), "{'b': 2024-01-02}")] == [(c.path, c.summary) for c in reply.children]
    with pytest.raises(AskProblem, match="nothing at this place"):
        children_of_cell(view, ChildrenAsk((99, 0)))


def test_a_long_cell_is_cut_and_its_length_said() -> None:
    answer, text = cell(pd.DataFrame({"s": ["ä" * 2_000_000]}), CellAsk(0, 0))

    assert (4_000_000, BYTES_OF_A_TEXT) == (answer.length, len(text.encode()))


class Fighting:
    def __str__(self) -> str:
        raise RuntimeError("no text of mine")

    __repr__ = __str__


def test_hostile_cells_are_said_and_cells_that_are_not_there_refused() -> None:
    frame = pd.DataFrame({"x": pd.Series([Fighting(), "\ud800"], dtype=object)})

    assert "no text of mine" in cell(frame, CellAsk(0, 0))[1]
    assert "\ud800" == cell(frame, CellAsk(1, 0))[1]
    for row, column in ((2, 0), (0, 1), (-1, 0), (0, -1)):
        with pytest.raises(AskProblem, match="there is no cell"):
            cell(frame, CellAsk(row, column))


def test_decimals_stand_right_like_other_numbers() -> None:
    one = decimal.Decimal("1.10")
    arrow = pd.ArrowDtype(pa.decimal128(5, 2))
    frame = pd.DataFrame({"d": [one, None], "mixed": [one, "x"], "a": pd.Series([one, None], dtype=arrow)})
    view = table_view(frame)
    assert view is not None

    assert [True, False, True] == [view.source.column(place).is_numeric for place in range(3)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("line\n" * 200, "line\n" * 200),
        (0.1 + 0.2, "0.30000000000000004"),
        (7**900, str(7**900)),
        (list(range(500)), repr(list(range(500)))),
        (None, "None"),
        (np.float32(0.1), "0.1"),
        ("half \ud800", "half \ud800"),
    ],
    ids=["text", "float", "large int", "list", "none", "numpy", "half a character"],
)
def test_what_is_copied_from_a_tree_is_whole(value: Any, text: str) -> None:
    held = {"before": 1, "deep": {"here": value}}
    replies = [OpenedValue(held).answer(TextAsk((1, 0)))]
    view = table_view(pd.DataFrame({"n": [1, 2], "cell": [0, held]}))
    assert view is not None
    replies.append(text_in_cell(view, TextAsk((3, 1, 0))))

    for reply in replies:
        assert text == reply.data.decode("utf-8", "surrogatepass")
        assert TextAnswer(len(reply.data)) == reply.answer


def test_a_text_too_long_to_copy_says_how_long_it_is() -> None:
    reply = OpenedValue(["x" * 3_000_000]).answer(TextAsk((0,)))
    assert (TextAnswer(3_000_000), BYTES_OF_A_TEXT) == (reply.answer, len(reply.data))
    view = table_view(pd.DataFrame({"n": [1]}))
    assert view is not None
    with pytest.raises(AskProblem):
        text_in_cell(view, TextAsk(()))
    with pytest.raises(AskProblem):
        text_in_cell(view, TextAsk((0, 5)))
