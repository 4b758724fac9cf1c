"""Columns of types that are met seldom: the cells, filters, sorts, statistics and copies of each agree."""

from __future__ import annotations

import datetime
import enum
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview.copying import copied
from dagscope.preview.exact import exact_text
from dagscope.preview.pages import TableView, table_view
from dagscope.protocol.values import CopyAsk
from dagscope.value_records import SortKey


class _Colour(enum.Enum):
    RED = "r"
    GREEN = "g"


def _arrow(values: Any) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([values])))


_VIEWS = pa.array(["a", None, "", "É"], pa.string_view())
_RUNS = pa.RunEndEncodedArray.from_arrays([2, 4], ["a", None])
_MONTHS = pa.array([pa.MonthDayNano([1, 2, 3]), None, pa.MonthDayNano([0, 0, 0]), None])
_UNION = pa.UnionArray.from_sparse(pa.array([0, 1, 0, 1], pa.int8()), [pa.array([1, 2, 3, 4]), pa.array(list("abcd"))])
_STRUCTURED = np.array([([1, 2], 0.5), ([0, 9], 1.5)], dtype=[("x", "i4", (2,)), ("y", "f8")])

ODD = {
    "sparse floats": pd.Series(pd.arrays.SparseArray([np.nan, 0, 1.5, np.nan])),
    "sparse truths": pd.Series(pd.arrays.SparseArray([True, False, False, True])),
    "huge integers": pd.Series([10**30, -(10**5_000), 1, None], dtype=object),
    "narrow floats with a null": pa.array([0.1, None, float("nan"), 2.0], pa.float32()),
    "halves with a null": pa.array([np.float16(0.1), None, np.float16(2), np.float16(-1)], pa.float16()),
    "views of texts": _VIEWS,
    "views of texts in pandas": _arrow(_VIEWS),
    "runs": _RUNS,
    "runs in pandas": _arrow(_RUNS),
    "months in pandas": _arrow(_MONTHS),
    "a union in pandas": _arrow(_UNION),
    "lists in pandas": _arrow(pa.array([[1], None, [], [2]])),
    "structures in pandas": _arrow(pa.array([{"a": 1}, None, {"a": 2}, {"a": None}])),
    "a dictionary with a null": pa.array(["u", None, "v", "u"]).dictionary_encode(),
    "NaN in Arrow in pandas": _arrow(pa.array([1.5, None, float("nan"), 2.5])),
    "objects in Polars": pl.Series([object(), None, 1, "a"], dtype=pl.Object),
    "fields that are arrays": _STRUCTURED,
    "NumPy's texts with None": np.array(["a", None, "", "É"], dtype=np.dtypes.StringDType(na_object=None)),
    "complex numbers": pd.Series([1 + 2j, np.nan, 0, -1j]),
    "infinite decimals": pd.Series([Decimal("9"), Decimal("NaN"), Decimal("Infinity"), Decimal("-1.50")]),
    "nanoseconds": np.array(["2024-01-01T00:00:00.123456789", "NaT"], dtype="M8[ns]"),
}


def _view(value: Any) -> TableView:
    view = table_view(value)
    assert view is not None
    return view


@pytest.mark.parametrize("value", ODD.values(), ids=list(ODD))
def test_all_that_is_said_of_missing_values_agrees(value: Any) -> None:
    view = _view(value)
    rows = view.source.row_count
    name = view.names([0])[0]
    gone = view.source.gone(0, slice(0, rows))
    facts = dict(view.statistics(0)[0])
    assert view.row_count((), f"`{name}` is missing") == sum(gone)
    assert view.spread(0).missing == sum(gone)
    assert int(facts["missing"]) + int(facts.get("NaN", 0)) == sum(gone)
    for descending in (False, True):
        page = view.page(0, rows, 0, 1, (SortKey(0, descending),)).page
        last = tuple(range(rows - sum(gone), rows))
        assert page.missing == ((last,) if last else ())


@pytest.mark.parametrize("value", ODD.values(), ids=list(ODD))
def test_a_bar_counts_the_rows_that_its_filter_keeps(value: Any) -> None:
    view = _view(value)
    name = view.names([0])[0]
    for part in view.spread(0).parts:
        if part.condition:
            assert view.row_count((), part.condition.replace("{}", f"`{name}`")) == part.count, part


@pytest.mark.parametrize("value", ODD.values(), ids=list(ODD))
def test_every_form_of_copy_has_every_value(value: Any) -> None:
    view = _view(value)
    rows = view.source.row_count
    ask = CopyAsk(rows=((0, rows),), columns=((0, 1),), form="tsv")
    lines = copied(view, ask).data.decode().split("\n")
    expected = [exact_text(item) for item in view.items(0, range(rows), (), "")]
    assert [line.strip('"') for line in lines[:-1]] == expected


@pytest.mark.parametrize(
    ("value", "where", "expected"),
    [
        (pd.Series([b"a", b"\xff", None, b"b"], dtype=object), "value == b'a'", 1),
        (pd.Series([b"a", b"\xff", None, b"b"], dtype=object), "value == a", 1),
        (pl.Series([b"a", b"\xff", None, b"b"]), r"value == b'\xff'", 1),
        (pa.array([b"a", b"c", None, b"b"]), "value >= b", 2),
        (np.array([b"a", b"b", b""]), "value in (b'a', b)", 2),
        (pd.Series(pd.to_timedelta(["-2D 3h", "3h", None])), "value == -3 days +21:00:00", 1),
        (pa.array([datetime.timedelta(-3, 75_600), None]), 'value == "-3 days, 21:00:00"', 1),
        (pd.Series(pd.to_timedelta(["-3D 21h", "3h"])), "value == -3 days 21:00:00", 1),
        (pl.Series([Decimal("1.10"), Decimal("2")]), 'value == "1.1"', 1),
        (pd.Series([Decimal("Infinity"), Decimal("1")]), "value == Infinity", 1),
        (pd.Series([Fraction(1, 3), Fraction(2)]), "value == 1/3", 1),
        (pd.Series([_Colour.RED, _Colour.GREEN]), "value == _Colour.RED", 1),
        (pd.Series([_Colour.RED, _Colour.GREEN]), "value == RED", 1),
        (pd.Series([np.float32(0.1), "x"], dtype=object), "value == 0.1", 1),
        (pd.Series([complex(np.inf, 1), 1j]), 'value == "(inf+1j)"', 1),
        (pd.Series([10**30, 5], dtype=object), f'value == "{10**30}"', 1),
        (np.array(["2023", "2024"], dtype="M8[Y]"), "value == 2024", 1),
    ],
)
def test_a_value_is_found_as_its_cell_writes_it(value: Any, where: str, expected: int) -> None:
    assert _view(value).row_count((), where) == expected


def _sorted(value: Any) -> list[Any]:
    view = _view(value)
    return view.items(0, range(view.source.row_count), (SortKey(0),), "")


def test_whole_numbers_of_arrow_with_a_null_are_sorted_exactly() -> None:
    big = 2**53
    assert _sorted(pa.array([big + 1, None, big, big + 2])) == [big, big + 1, big + 2, None]
    assert dict(_view(pa.array([big + 1, None])).statistics(0)[0])["maximum"] == str(big + 1)


def test_numbers_of_several_types_are_sorted_by_what_they_are_worth() -> None:
    mixed = pd.Series(["a", 10, 2.5, None, Decimal("3.1"), Fraction(1, 2), 10**400, Decimal("-Infinity")], dtype=object)
    expected = [Decimal("-Infinity"), Fraction(1, 2), 2.5, Decimal("3.1"), 10, 10**400, "a", None]
    assert _sorted(mixed) == expected


def test_lists_are_sorted_by_their_items() -> None:
    assert _sorted(pd.Series([[10], [9, 1], [9], []], dtype=object)) == [[], [9], [9, 1], [10]]


def test_moments_of_numpy_leave_as_moments() -> None:
    copy = copied(_view(ODD["nanoseconds"]), CopyAsk(rows=((0, 2),), columns=((0, 1),)))
    assert copy.data.decode() == '2024-01-01T00:00:00.123456789\n""\n'


_ENDS = [-128, 127, 1, -127]


@pytest.mark.parametrize(
    "value",
    [
        np.array(_ENDS, dtype=np.int8),
        pd.Series(_ENDS, dtype="int8"),
        pd.Series([*_ENDS, None], dtype="Int8"),
        pa.array([*_ENDS, None], pa.int8()),
        np.ma.array([*_ENDS, 5], mask=[0, 0, 0, 0, 1], dtype=np.int8),
    ],
)
def test_quartiles_of_narrow_numbers_do_not_overflow(value: Any) -> None:
    view = table_view(value)
    assert view is not None
    facts = dict(view.statistics(0)[0])
    assert ("-127.25", "-63.0", "32.5") == (facts["25 %"], facts["median"], facts["75 %"])
    assert ("-128", "127", "-31.75") == (facts["minimum"], facts["maximum"], facts["mean"])


def test_quartiles_of_the_widest_numbers_do_not_overflow() -> None:
    view = table_view(np.array([-(2**63), 2**63 - 1, 0]))
    assert view is not None
    facts = dict(view.statistics(0)[0])
    assert ("-4.611686018e+18", "4.611686018e+18") == (facts["25 %"], facts["75 %"])


def test_half_floats_are_measured_as_what_they_are_worth() -> None:
    value = [60000.0, -60000.0] * 50
    for column in (np.array(value, dtype=np.float16), pl.Series(value, dtype=pl.Float16)):
        view = table_view(column)
        assert view is not None
        assert 60302 == int(float(dict(view.statistics(0)[0])["standard deviation"]))


@pytest.mark.skipif(np.finfo(np.longdouble).maxexp < 10_000, reason="long floats are Python's here")
def test_a_long_float_beyond_pythons_is_not_infinite() -> None:
    view = table_view(np.array([np.longdouble("1e400"), np.longdouble("0.5"), np.longdouble("inf")]))
    assert view is not None
    assert (("1e+400",), ("0.5",), ("∞",)) == view.page(0, 3, 0, 1).page.cells
    facts = dict(view.statistics(0)[0])
    assert ("1", "1e+400", "0.5") == (facts["infinite"], facts["maximum"], facts["minimum"])


def test_an_index_of_moments_with_a_zone_is_sorted_with_the_missing_last() -> None:
    view = table_view(pd.DatetimeIndex(["2024-01-02", None, "2024-01-01"], tz="Europe/Berlin"))
    assert view is not None
    for is_descending, expected in (
        (False, ["2024-01-01", "2024-01-02", "NaT"]),
        (True, ["2024-01-02", "2024-01-01", "NaT"]),
    ):
        cells = view.page(0, 3, 0, 1, (SortKey(0, is_descending),)).page.cells
        assert expected == [cell[0][:10] for cell in cells]


_ALIKE = [[0] * 8 + [number] for number in range(3)] + [[0] * 8 + [1]]
_LONG_ALIKE = ["x" * 300 + str(number) for number in (0, 1, 2, 1)]


@pytest.mark.parametrize(
    "value",
    [
        pd.Series(_ALIKE),
        pd.Series([tuple(item) for item in _ALIKE]),
        pl.Series("a", _ALIKE),
        pa.array(_ALIKE),
        pd.Series(pa.array(_ALIKE), dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
        pd.Series([{"k": item} for item in _LONG_ALIKE]),
        np.array(_LONG_ALIKE),
        pd.Series(_LONG_ALIKE, dtype=object),
        pa.array([{"k": item} for item in _LONG_ALIKE]),
    ],
    ids=range(9),
)
def test_values_that_begin_alike_are_counted_apart(value: Any) -> None:
    view = table_view(value)
    assert view is not None
    facts, bars = view.statistics(0)
    assert "3" == dict(facts)["distinct"] and [2, 1, 1] == [count for _, count in bars]
