"""Each bar of a column's profile counts the rows that its filter keeps, in every library and dtype."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import AskProblem, OpenedValue, profiles, table_view, tables
from dagscope.preview.filters import spread
from dagscope.preview.pages import PageProblem, TableView
from dagscope.preview.profiles import give_way_to, profiles_of
from dagscope.protocol.values import ProfileAnswer, ProfileAsk, StatisticsAsk
from dagscope.value_records import Bar, ColumnProfile
from hypothesis import given, settings
from hypothesis import strategies as st

NUMBERS = list(range(-30, 30))
TEXTS = ["a", 'q"uo\\te', "x and y", "a", "", " b ", "\n", "ä", "(", "a"]
DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(days=n) for n in NUMBERS]
MOMENTS = [datetime.datetime(2024, 3, 30) + datetime.timedelta(minutes=37 * n) for n in NUMBERS]
SPANS = [datetime.timedelta(minutes=n, microseconds=7) for n in NUMBERS]
BERLIN = "Europe/Berlin"

COLUMNS: dict[str, Any] = {
    "int8": pd.Series([-128, 127, 0, 5], dtype="int8"),
    "int64 far": pd.Series([-(2**63), 2**63 - 1, 0, 2**53 + 1, 2**53]),
    "uint64 far": pd.Series([0, 2**64 - 1, 2**63, 5], dtype="uint64"),
    "int one": pd.Series([7, 7]),
    "Int64": pd.Series([*NUMBERS, None], dtype="Int64"),
    "int arrow": pd.Series([*NUMBERS, None], dtype="int64[pyarrow]"),
    "float": pd.Series([0.1 * n for n in NUMBERS] + [np.nan, np.inf, -np.inf]),
    "float32": pd.Series([0.1 * n for n in NUMBERS] + [np.nan], dtype="float32"),
    "float far": pd.Series([-1.7e308, 1.7e308, 0.0, 5e-324]),
    "float near": pd.Series([1.0, np.nextafter(1.0, 2.0), 1.0]),
    "Float64": pd.Series([*NUMBERS, None], dtype="Float64"),
    "double arrow": pd.Series([0.5 * n for n in NUMBERS] + [None], dtype="double[pyarrow]"),
    "bool": pd.Series([True, False, True]),
    "boolean": pd.Series([True, None, False], dtype="boolean"),
    "str": pd.Series([*TEXTS, None], dtype="str"),
    "string": pd.Series([*TEXTS, None], dtype="string[python]"),
    "string arrow": pd.Series([*TEXTS, None], dtype="string[pyarrow]"),
    "object texts": pd.Series([*TEXTS, None], dtype="object"),
    "object mixed": pd.Series([1, "1", 1.0, True, None, (1, 2), [3]], dtype="object"),
    "decimals": pd.Series([Decimal("1.10"), Decimal("2"), None, Decimal("1.1")], dtype="object"),
    "days": pd.Series([*DAYS, None], dtype="object"),
    "moments": pd.Series([*MOMENTS, None]),
    "moments ns": pd.Series([*MOMENTS, None], dtype="datetime64[ns]") + pd.Timedelta(1, "ns"),
    "moments zone": pd.Series(pd.to_datetime([*MOMENTS, None]).tz_localize("UTC").tz_convert(BERLIN)),
    "moments arrow": pd.Series([*MOMENTS, None], dtype="timestamp[us][pyarrow]"),
    "spans": pd.Series([*SPANS, None]),
    "spans arrow": pd.Series([*SPANS, None], dtype="duration[us][pyarrow]"),
    "category": pd.Series(["lo", "hi", None, "lo"], dtype="category"),
    "ordered": pd.Series(pd.Categorical(["lo", "hi", "mid"], ["lo", "mid", "hi", "never"], ordered=True)),
    "category ints": pd.Series([3, 1, 3, None], dtype="category"),
    "periods": pd.Series(pd.period_range("2024-01", periods=5, freq="M")),
    "weeks": pd.Series(pd.period_range("2024-01-01", periods=3, freq="W")),
    "intervals": pd.Series(pd.interval_range(0, 5)),
    "sparse": pd.Series(pd.arrays.SparseArray([0, 0, 1, 2])),
    "complex": pd.Series([1 + 2j, 3j]),
    "all missing": pd.Series([None, None], dtype="float64"),
    "empty": pd.Series([], dtype="int64"),
    "numpy days": np.array(["2024-01-01", "NaT", "2024-02-03"], dtype="M8[D]"),
    "numpy months": np.array(["2024-01", "NaT", "2024-02"], dtype="M8[M]"),
    "numpy hours": np.array([1, 50, 3], dtype="m8[h]"),
    "numpy texts": np.array(["a", "b", "a"]),
    "numpy bytes": np.array([b"a", b"b", b"a"]),
    "masked": np.ma.MaskedArray([1, 2, 3, 4], [False, True, False, False]),
    "float16": np.array([0.1, 2.5, np.nan], dtype="f2"),
    "pl.Int128": pl.Series("v", [2**100, -5, None], dtype=pl.Int128),
    "pl.UInt64": pl.Series("v", [2**64 - 1, 5, None], dtype=pl.UInt64),
    "pl.Float32": pl.Series("v", [0.1 * n for n in NUMBERS] + [None, float("nan")], dtype=pl.Float32),
    "pl.Boolean": pl.Series("v", [True, None, False]),
    "pl.String": pl.Series("v", [*TEXTS, None]),
    "pl.Categorical": pl.Series("v", ["a", None, "b"], dtype=pl.Categorical),
    "pl.Enum": pl.Series("v", ["lo", None, "hi"], dtype=pl.Enum(["lo", "mid", "hi"])),
    "pl.Date": pl.Series("v", [*DAYS, None]),
    "pl.Datetime": pl.Series("v", [*MOMENTS, None], dtype=pl.Datetime("ms")),
    "pl.Datetime zone": pl.Series("v", [*MOMENTS, None]).dt.replace_time_zone("UTC").dt.convert_time_zone(BERLIN),
    "pl.Duration": pl.Series("v", [*SPANS, None]),
    "pl.Time": pl.Series("v", [datetime.time(1), None, datetime.time(2, 3, 4, 5)]),
    "pl.Decimal": pl.Series("v", [Decimal("1.10"), None, Decimal("2.00")]),
    "pl.List": pl.Series("v", [[1], None, [2, 3]]),
    "pl.Struct": pl.Series("v", [{"a": 1}, {"a": None}]),
    "pl.Binary": pl.Series("v", [b"a", None]),
    "pl.Null": pl.Series("v", [None, None]),
    "pa.dictionary": pa.array(["u", None, "v"]).dictionary_encode(),
    "pa.string_view": pa.array(["u", None, "v"], pa.string_view()),
    "pa.decimal": pa.array([Decimal("1.10"), None, Decimal("2.00")]),
    "pa.date32": pa.array([*DAYS, None]),
    "pa.timestamp zone": pa.array([*MOMENTS, None], pa.timestamp("ns", BERLIN)),
    "pa.float with nulls": pa.array([1.5, None, 2.5, float("nan")]),
    "pa.list": pa.array([[1], None]),
    "pa.null": pa.nulls(2),
}  # fmt: skip


def _view(value: Any) -> TableView:
    view = table_view(value)
    assert view is not None
    return view


def _profile(view: TableView, column: int = 0, where: str = "") -> ColumnProfile:
    answer = profiles_of(view, ProfileAsk((column,), where)).answer
    assert isinstance(answer, ProfileAnswer)
    return answer.profiles[0]


class NeverShown:
    """A value whose text never comes; somebody asks for something else meanwhile."""

    def __init__(self, asked: list[bool]) -> None:
        self.asked = asked

    def __repr__(self) -> str:
        self.asked[:] = [True]
        while True:
            pass


def test_a_profile_gives_way_to_what_is_asked_meanwhile_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "SECONDS", float("inf"))
    asked = [False]
    view = _view(pd.DataFrame({"a": [1, 2], "b": [NeverShown(asked), 3]}))
    give_way_to(lambda: asked[0])
    try:
        answer = profiles_of(view, ProfileAsk((0, 1), gives_way=True)).answer
    finally:
        give_way_to(lambda: False)

    assert isinstance(answer, ProfileAnswer)
    assert ([0], True) == ([each.column for each in answer.profiles], answer.gave_way)


def _check(view: TableView, found: ColumnProfile, where: str = "") -> None:
    assert not found.problem
    assert found.rows == view.row_count((), where)
    assert found.looked == found.missing + found.others + sum(bar.count for bar in found.bars)
    for bar in (*found.bars, *([_missing(found)] if found.missing else [])):
        if bar.where:
            both = f"({bar.where}) and ({where})" if where else bar.where
            assert (bar.label, bar.count) == (bar.label, view.row_count((), both)), bar.where


def _missing(found: ColumnProfile) -> Bar:
    return Bar("missing", found.missing, f"{found.written} is missing")


@pytest.mark.parametrize("name", COLUMNS)
def test_a_bar_counts_what_its_filter_keeps(name: str) -> None:
    view = _view(COLUMNS[name])

    _check(view, _profile(view))


UNSAYABLE = {
    "object mixed",
    "intervals",
    "complex",
    "pl.List",
    "pl.Struct",
    "pl.Binary",
    "pa.list",
    "numpy bytes",
    "weeks",
}


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - UNSAYABLE))
def test_every_bar_can_be_clicked(name: str) -> None:
    assert all(bar.where for bar in _profile(_view(COLUMNS[name])).bars)


@settings(max_examples=80)
@given(
    st.lists(st.floats() | st.floats(-3, 3, width=16), min_size=1, max_size=40),
    st.sampled_from(["float64", "float32", "float16"]),
)
def test_bars_of_any_floats(items: list[float], dtype: str) -> None:
    with np.errstate(over="ignore"):
        view = _view(np.array(items).astype(dtype))

    _check(view, _profile(view))


@settings(max_examples=80)
@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-40, 40), min_size=1, max_size=40))
def test_bars_of_any_whole_numbers(items: list[int]) -> None:
    view = _view(pd.DataFrame({"n": np.array(items, dtype="int64"), "k": range(len(items))}))

    _check(view, _profile(view))
    _check(view, _profile(view, 0, "k > 3"), "k > 3")


def test_columns_of_one_name_and_odd_names_have_their_own_filters() -> None:
    frame = pd.DataFrame([[1, 2, 3], [1, 5, 6]], columns=["x`y", "a and b", "x`y"])
    view = _view(frame)

    for column in range(3):
        _check(view, _profile(view, column))
    assert "`x``y`#2 == 3" == _profile(view, 2).bars[0].where


def test_of_very_many_objects_a_sample_is_counted_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "MOST_OBJECTS", 10)
    found = _profile(_view(pd.Series(["a", "b"] * 50, dtype="object")))

    assert (100, 10, 10) == (found.rows, found.looked, sum(bar.count for bar in found.bars))


def test_a_column_that_fights_back_says_so_and_the_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "SECONDS", float("inf"))

    class Bad:
        def __hash__(self) -> int:
            raise RuntimeError("no")

        def __str__(self) -> str:
            raise RuntimeError("no")

    view = _view(pd.DataFrame({"bad": [Bad(), Bad()], "good": [1, 2]}))
    answer = profiles_of(view, ProfileAsk((0, 1, 5))).answer
    assert isinstance(answer, ProfileAnswer)

    assert [0, 1] == [each.column for each in answer.profiles]
    assert 2 == sum(bar.count for bar in answer.profiles[1].bars)


def test_a_filter_that_does_not_fit_is_refused() -> None:
    with pytest.raises(PageProblem, match="no number"):
        _profile(_view(pd.Series([1], name="v")), 0, "v > a")


class Endless:
    """Its text and its hash are never ready."""

    def __hash__(self) -> int:
        while True:
            pass

    def __str__(self) -> str:
        while True:
            pass


def test_statistics_of_objects_that_never_answer_end_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "STATISTICS_SECONDS", 0.1)
    opened = OpenedValue(pd.Series([Endless(), Endless()], dtype="object"))

    with pytest.raises(AskProblem, match="took too long"):
        opened.answer(StatisticsAsk(0))
