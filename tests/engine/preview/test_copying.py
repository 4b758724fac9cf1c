"""Cells as text for other programs: every cell in full, piece by piece, whichever library has the table."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import table_view
from dagscope.preview.copying import BYTES_A_PIECE, copied
from dagscope.preview.kind import AskProblem
from dagscope.protocol.values import CopyAnswer, CopyAsk
from dagscope.value_records import SortKey
from hypothesis import given, settings
from hypothesis import strategies as st


def whole(value: Any, **asked: Any) -> str:
    """Return everything that is copied, however many pieces it takes."""
    view = table_view(value)
    assert view is not None
    parts, done = [], 0
    while True:
        reply = copied(view, CopyAsk(done=done, **asked))
        assert isinstance(reply.answer, CopyAnswer)
        parts.append(reply.data.decode())
        done = reply.answer.done
        if reply.answer.is_last:
            return "".join(parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.3333333333333333"),
        (0.1 + 0.2, "0.30000000000000004"),
        (9007199254740993.0, "9007199254740992.0"),
        (123456789.123456789, "123456789.12345679"),
        (float("inf"), "inf"),
        (10**30, "1" + "0" * 30),
        (decimal.Decimal("1.10"), "1.10"),
        (datetime.datetime(2024, 1, 2, 12, 34, 56, 789123), "2024-01-02 12:34:56.789123"),
        ("x" * 5_000, "x" * 5_000),
        (None, ""),
        ([1.0000000001, "a"], "[1.0000000001, 'a']"),
        (True, "True"),
    ],
)
def test_a_cell_is_copied_as_the_value_it_is(value: Any, text: str) -> None:
    frame = pd.DataFrame({"v": pd.Series([value], dtype=object)})

    assert [[text]] == list(csv.reader(io.StringIO(whole(frame, rows=((0, 1),), columns=((0, 1),))), delimiter="\t"))


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"h": np.array([0.1, np.nan], "float32")}),
        pd.DataFrame({"h": pd.array([0.1, None], "Float32")}),
        pl.DataFrame({"h": pl.Series([0.1, None], dtype=pl.Float32)}),
        pa.table({"h": pa.array([0.1, None], pa.float32())}),
        np.array([[0.1], [np.nan]], "float32"),
    ],
    ids=["pandas", "nullable", "polars", "arrow", "numpy"],
)
def test_a_short_float_has_its_own_digits(value: Any) -> None:
    assert "0.1\n\n" == whole(value, rows=((0, 2),), columns=((0, 1),)).replace('""', "")


@settings(max_examples=80)
@given(values=st.lists(st.floats(allow_nan=False), min_size=1))
def test_every_float_reads_back(values: list[float]) -> None:
    text = whole(pd.Series(values), rows=((0, len(values)),), columns=((0, 1),))

    assert values == [float(line) for line in text.split()]


def test_rows_beyond_a_page_and_of_a_filter_and_a_sort_are_copied() -> None:
    frame = pd.DataFrame({"i": range(30_000), "f": np.arange(30_000) / 3})

    lines = whole(frame, rows=((0, 30_000),), columns=((0, 2),)).splitlines()
    assert [f"{i}\t{i / 3!r}" for i in range(30_000)] == lines
    some = whole(frame, rows=((1, 3), (5, 6), (9, 99)), columns=((0, 1),), where="i < 10", sort=(SortKey(0, True),))
    assert ["8", "7", "4", "0"] == some.split()


def test_names_of_rows_come_level_by_level() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["key", "n"])
    frame = pd.DataFrame({"x": [0.5, 1.5]}, index=index)

    assert "key,n,x\na,1,0.5\nb,2,1.5\n" == whole(frame, rows=((0, 2),), columns=((0, 1),), has_names=True, form="csv")
    assert "|  | x |\n| --- | --- |\n| 0 | a\\|b<br>c |\n" == whole(
        pl.DataFrame({"x": ["a|b\nc"]}), rows=((0, 1),), columns=((0, 1),), has_names=True, form="markdown"
    )


def test_a_markdown_cell_is_shown_as_the_text_it_is() -> None:
    texts = ["a\\|b", "1\r2\r\n3", "<img src=x>", "*b* _i_ snake_case", "`|`", "[x](y)", "&lt; & b"]
    rows = [
        r"a\\\|b",
        "1<br>2<br>3",
        r"\<img src=x>",
        r"\*b\* \_i\_ snake_case",
        r"\`\|\`",
        r"\[x](y)",
        r"\&lt; & b",
    ]

    shown = whole(pl.DataFrame({"x": texts}), rows=((0, 7),), columns=((0, 1),), form="markdown")

    assert [f"| {row} |" for row in rows] == shown.splitlines()


def test_a_row_too_long_for_a_message_is_said() -> None:
    frame = pd.DataFrame({"x": ["a", "b" * (BYTES_A_PIECE + 1)]})

    assert "a\n" == whole(frame, rows=((0, 1),), columns=((0, 1),))
    with pytest.raises(AskProblem, match="row 2 alone is 3,000,002 bytes long"):
        whole(frame, rows=((0, 2),), columns=((0, 1),))
