"""Filters of tables: what the language reads, and that every dtype answers as its own library does."""

from __future__ import annotations

import datetime
import decimal
import enum
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview.filters.language import All, Any_, Condition, FilterError, Literal, Not, parse

from tests.engine.preview.filtering import kept

D = decimal.Decimal
COLUMNS = ["d", "s", "x", "a b", "price", "x", "not", "note (old)", "n>0"]


class Level(enum.IntFlag):
    LOW = 1
    HIGH = 2


def _one(column: int, op: str, *values: str, start: int = 0, quoted: bool = False) -> Condition:
    return Condition(column, op, tuple(Literal(value, quoted) for value in values), start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d > 5", _one(0, ">", "5")),
        ("d=5", _one(0, "==", "5")),
        ("d <> 5", _one(0, "!=", "5")),
        ("d ~ 5", _one(0, "contains", "5")),
        ("d !~ 5", Not(_one(0, "contains", "5"))),
        ("s == x or s == X", Any_((_one(1, "==", "x"), _one(1, "==", "X", start=10)))),
        ('s contains "Tom and Jerry"', _one(1, "contains", "Tom and Jerry", quoted=True)),
        ("s == 'it''s'", _one(1, "==", "it's", quoted=True)),
        ("s == Tom Jerry", _one(1, "==", "Tom Jerry")),
        ('s == "a;b"', _one(1, "==", "a;b", quoted=True)),
        ("d > 1; s is missing;", All((_one(0, ">", "1"), _one(1, "missing", start=7)))),
        ("not (d > 5 or d < 1)", Not(Any_((_one(0, ">", "5", start=5), _one(0, "<", "1", start=14))))),
        ("d > 1 or d < 0 and s == a", Any_((_one(0, ">", "1"), All((_one(0, "<", "0", start=9), _one(1, "==", "a",
            start=19)))))),
        ("`a b` in (1, 'x, y')", Condition(3, "in", (Literal("1"), Literal("x, y", True)), 0)),
        ("a b not in 1, 2 and d = 1", All((Not(_one(3, "in", "1", "2")), _one(0, "==", "1", start=20)))),
        ("d between 1 and 5 and price", All((_one(0, "between", "1", "5"), _one(4, "true", start=22)))),
        ("d not between 1 and 5", Not(_one(0, "between", "1", "5"))),
        ("x#2 == 3", _one(5, "==", "3")),
        ("note (old) is not empty", Not(_one(7, "empty"))),
        ("n>0 > 3", _one(8, ">", "3")),
        ("not == 3", _one(6, "==", "3")),
        ("`not` is true", _one(6, "true")),
        ("not not == 3", Not(_one(6, "==", "3", start=4))),
        ("d does not contain 5", Not(_one(0, "contains", "5"))),
        ("s starts with ab", _one(1, "starts", "ab")),
        ("index >= 10", _one(-1, ">=", "10")),
        ("key == 3", _one(-2, "==", "3")),
        ("t >= 2024-03-31 03:00", _one(-3, ">=", "2024-03-31 03:00")),
        ("  ", None),
    ],
)  # fmt: skip
def test_the_language(text: str, expected: Any) -> None:
    assert expected == parse(text, COLUMNS, ["day", "key", "t"])


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("s contains Tom and Jerry", 19),
        ("price >", 7),
        ('s == "a', 5),
        ("((d > 1)", 0),
        ("d > 5)", 5),
        ("zz > 1", 0),
        ("d 5", 2),
        ("d > 1 and", 9),
        ("x#9 == 1", 0),
        ("d in (1, 2", 10),
        ("d between 1", 11),
        ("d == `s`", 5),
        ("(" * 80 + "d > 1", 50),
        ("d == " + "1" * 30_000, 20_000),
        ("s == x && d > 1", 10),
        ("s contains x | s == y", 15),
        ("s in x, d > 1", 8),
        ("s == x xor not d < 1", 15),
        ("s === x", 4),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(text: str, start: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text, COLUMNS)

    assert start == caught.value.start


MIXED = [10, "9", 2.5, None, True, np.int64(11), np.float64(3.5)]
CATEGORIES = pd.Series(pd.Categorical(["lo", "hi", "mid", None], ["lo", "mid", "hi"], ordered=True))
BERLIN = pd.Series(pd.date_range("2024-03-31 00:00", periods=4, freq="h", tz="Europe/Berlin"))
NEW_YORK = pd.Series(pd.date_range("2024-12-31 22:00", periods=6, freq="h", tz="America/New_York"))
BIG = 9007199254740993


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (pd.Series([D(9), D(10), D(-5), None]), "v > 5", [0, 1]),
        (pd.Series([D(i) / 4 for i in range(2000)]), "v > 450", list(range(1801, 2000))),
        (pd.Series([D("1.1"), None, D(10)], dtype=pd.ArrowDtype(pa.decimal128(10, 2))), "v > 2", [2]),
        (pa.array([D(9), D(10)]), "v > 5", [0, 1]),
        (pl.Series([D("9.5"), D(10), None]), "v >= 9.5", [0, 1]),
        (pd.Series(MIXED, dtype=object), "v > 5", [0, 5]),
        (pd.Series(MIXED, dtype=object), "v == '9'", [1]),
        (pd.Series(MIXED, dtype=object), "v == true", [4]),
        (CATEGORIES, "v >= mid", [1, 2]),
        (CATEGORIES, "v != mid", [0, 1, 3]),
        (CATEGORIES, "v < hi", [0, 2]),
        (pl.Series(["lo", "hi", "mid", None], dtype=pl.Enum(["lo", "mid", "hi"])), "v >= mid", [1, 2]),
        (BERLIN, "v >= 2024-03-31 03:00", [2, 3]),
        (NEW_YORK, "v >= 2025-01-01", [2, 3, 4, 5]),
        (NEW_YORK, "v > '2025-01-01 00:30'", [3, 4, 5]),
        (NEW_YORK, "v >= 2025-01-01 00:00:00-05:00", [2, 3, 4, 5]),
        (NEW_YORK, "v >= 2025-01-01 00:00 UTC", [0, 1, 2, 3, 4, 5]),
        (NEW_YORK.astype("timestamp[us, tz=America/New_York][pyarrow]"), "v >= 2025-01-01", [2, 3, 4, 5]),
        (pl.Series(NEW_YORK.tolist()).dt.convert_time_zone("America/New_York"), "v >= 2025-01-01", [2, 3, 4, 5]),
        (pa.array(NEW_YORK), "v >= 2025-01-01", [2, 3, 4, 5]),
        (pd.Series([datetime.datetime(2024, 1, 1, 23, tzinfo=datetime.timezone.utc)], dtype=object),
            "v >= 2024-01-02", []),
        (pa.array(["u", None, "v"]).dictionary_encode(), "v == v", [2]),
        (pd.Series([BIG - 1, BIG, None], dtype="Int64"), f"v == {BIG}", [1]),
        (pd.Series([BIG - 1, BIG, None], dtype="int64[pyarrow]"), f"v == {BIG}", [1]),
        (pa.array([BIG - 1, BIG, None]), f"v == {BIG}", [1]),
        (pl.Series([BIG - 1, BIG, None]), f"v == {BIG}", [1]),
        (pl.Series([BIG - 1, BIG, None], dtype=pl.Int128), f"v == {BIG}", [1]),
        (pd.Series([1, 2, 3]), "v > 1.5", [1, 2]),
        (pd.Series([1, 2, 3], dtype="int8"), "v < 1000", [0, 1, 2]),
        (pd.Series([1, 2, 3], dtype="uint8"), "v > -1", [0, 1, 2]),
        (pl.Series([1, 2, 3], dtype=pl.Int8), "v < 1000", [0, 1, 2]),
        (pd.Series([1, 2, 3]), "v in (1, 3.0, 7)", [0, 2]),
        (pd.Series([1.0, np.inf, -np.inf, np.nan]), "v > 5", [1]),
        (pd.Series([1.0, np.inf, -np.inf, np.nan]), "v == inf", [1]),
        (pd.Series([1.0, np.inf, -np.inf, np.nan]), "v is missing", [3]),
        (pd.Series([1.0, np.inf, -np.inf, np.nan]), "v != 1", [1, 2, 3]),
        (pd.Series([True, False, None], dtype="boolean"), "v == True", [0]),
        (pd.Series([True, False, None], dtype="boolean"), "v", [0]),
        (pd.Series([True, False, None], dtype="boolean"), "v is false", [1]),
        (pl.Series([True, False, None]), "not v", [1, 2]),
        (pd.Series(["x", "X", None]), "v == x or v == X", [0, 1]),
        (pd.Series(["5", "a", None], dtype=object), "v == 5", [0]),
        (pd.Series(["5", "a", ""]), "v is empty", [2]),
        (pl.Series("v", [b"a", b"", None]), "v is empty", [1, 2]),
        (pd.Series(["line", "ılık", "Fluß", "ﬁ", None], dtype="string[python]"), "v contains ı", [1]),
        (pd.Series(["line", "SS", "Fluß", "ﬁ", None], dtype="str"), "v contains s", [1]),
        (pa.array(["\u212aelvin", "kilo", None, "Ä"]), "v contains K", [0, 1]),
        (pd.Series(["Tom and Jerry", "Tom"]), 'v contains "tom and"', [0]),
        (pd.Series(["ab1", "b2", None]), r"v matches '^[a-z]+\d$'", [0, 1]),
        (pl.Series(["ab1", "b2", None]), "v ends 2", [1]),
        (pa.array(["ab1", "b2", None]), "v starts with AB", [0]),
        (pd.Series(pd.to_timedelta(["1h", "3h", "5h", None])), "v > 3h", [2]),
        (pd.Series(pd.to_timedelta(["1h", "3h", "2 days 05:00:00", None])), "v >= 2 days 5 h", [2]),
        (pl.Series([datetime.timedelta(hours=1), datetime.timedelta(hours=5), None]), "v > 3 h", [1]),
        (pa.array([3600, 18000], pa.duration("s")), "v > 90 min", [1]),
        (pl.Series([datetime.time(9), datetime.time(18, 30), None]), "v >= 18:30", [1]),
        (pd.Series([datetime.time(9), datetime.time(18, 30)], dtype=object), "v < 10:00", [0]),
        (pl.Series([datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)]), "v > 2024-01-31", [1]),
        (pl.Series([datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)]), "v > 2024-01-31 12:00", [1]),
        (pd.Series([datetime.date(2024, 1, 31), None], dtype=object), "v == 2024-01-31", [0]),
        (pd.Series([datetime.date(2024, 1, 31), None], dtype="date32[pyarrow]"), "v < 2024-02-01", [0]),
        (pd.Series(pd.period_range("2024-01", periods=3, freq="M")), "v >= 2024-02", [1, 2]),
        (pd.Series(pd.interval_range(0, 3)), "v == '(1, 2]'", [1]),
        (np.array(["2024-01-01", "NaT"], "M8[D]"), "v <= 2024-06-01", [0]),
        (np.array(["2024-01", "2024-05"], "M8[M]"), "v > 2024-02-15", [1]),
        (np.ma.masked_array([1, 2, 3], [False, True, False]), "v > 0", [0, 2]),
        (np.ma.masked_array([1, 2, 3], [False, True, False]), "v is missing", [1]),
        (np.array([1 + 2j, 3j]), "v == 1+2j", [0]),
        (np.array(["a", "b"]), "v > a", [1]),
        (np.array([b"a", b"b"]), "v == b", [1]),
        (np.array([Level.LOW, Level.HIGH], dtype=object), "v == HIGH", [1]),
        (pd.Series([[1, 2], [3]]), "v == '[1, 2]'", [0]),
        (pd.Index([3, 1, 2], name="key"), "v >= 2", [0, 2]),
        (pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]), "v contains b", [1]),
        (pd.Series(pd.arrays.SparseArray([0, 0, 5])), "v > 1", [2]),
    ],
)  # fmt: skip
def test_every_dtype_is_compared_as_what_it_is(value: Any, text: str, expected: list[int]) -> None:
    assert expected == kept(value, text)


@pytest.mark.parametrize(
    ("value", "text", "sentence"),
    [
        (pd.Series([1, 2]), "v > abc", "'abc' is no number"),
        (pd.Series([1, 2]), "v == nan", "write  is missing"),
        (pd.Series([1, 2]), "v", "only a column of true and false stands alone"),
        (pd.Series([True, False]), "v == maybe", "'maybe' is not true or false"),
        (CATEGORIES, "v >= huge", "none of the categories (lo, mid, hi)"),
        (pd.Series(pd.Categorical(["a", "b"])), "v < b", "no order"),
        (BERLIN, "v > 2024-03-31 02:30", "does not exist in Europe/Berlin"),
        (BERLIN, "v > soon", "is no date; write it as 2024-01-31"),
        (BERLIN, "v > 2024-02-31", "no date of the calendar"),
        (pd.Series(pd.to_timedelta(["1h"])), "v > soon", "write it as 3h"),
        (pd.Series([[1], [2]]), "v > 5", "values of type list cannot be compared"),
        (pd.Series(["a"]), "v matches '('", "no regular expression"),
        (pd.Series(pd.period_range("2024-01", periods=3, freq="M")), "v > soon", "is no period"),
    ],
)
def test_a_value_that_does_not_fit_is_a_sentence_and_never_no_rows(value: Any, text: str, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        kept(value, text)

    assert sentence in str(caught.value)
    assert 0 == caught.value.start
