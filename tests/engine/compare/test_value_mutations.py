"""A value that was changed anywhere is never equal to what it was, and a deep copy always is."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.compare.values import compare_values
from dagscope.preview.cells import cell_text
from dagscope.records import CompareRule
from hypothesis import given, settings
from hypothesis import strategies as st

QUIET = settings(max_examples=60, database=None)
DAY = dt.date(2024, 1, 2)

KEYS = st.one_of(
    st.text(max_size=3), st.integers(-5, 5), st.booleans(), st.tuples(st.integers(0, 3), st.text(max_size=1))
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=8),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.complex_numbers(allow_nan=False),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(st.integers(-9, 9), max_size=4),
    ),
    max_leaves=20,
)


def paths_of(value: Any) -> list[tuple[Any, ...]]:
    """Return the paths to everything in a value."""
    found: list[tuple[Any, ...]] = [()]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        found += [(key, *rest) for rest in paths_of(item)]
    return found


def mutated(value: Any, path: tuple[Any, ...]) -> Any:
    """Return the value with another one at the end of the path."""
    if path:
        key, rest = path[0], path[1:]
        if isinstance(value, tuple):
            return tuple(mutated(item, rest) if number == key else item for number, item in enumerate(value))
        made = copy.copy(value)
        made[key] = mutated(value[key], rest)
        return made
    return other_than(value)


def other_than(value: Any) -> Any:
    """Return a value like this one that still differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return 1.0 if value != value or abs(value) == float("inf") else value * 2 + 1
    if isinstance(value, (int, Decimal, complex)):
        return value + 1 if value + 1 != value else -value
    if isinstance(value, (str, bytes)):
        return value + (" " if isinstance(value, str) else b" ")
    if isinstance(value, dt.date):
        day = dt.timedelta(days=1)
        return value + day if value.year < 9999 else value - day
    if isinstance(value, dt.timedelta):
        return value + dt.timedelta(microseconds=1) if value < dt.timedelta(days=9) else value - dt.timedelta(days=1)
    if isinstance(value, set):
        return value ^ {3}
    if isinstance(value, dict):
        return {**value, "another key": 1}
    if isinstance(value, (list, tuple)):
        return [*value, None] if isinstance(value, list) else list(value)
    return 0 if value is None else None


@QUIET
@given(VALUES)
def test_a_deep_copy_is_equal(value: Any) -> None:
    diff = compare_values(value, copy.deepcopy(value)).diff

    assert ("equal", ()) == (diff.verdict, diff.beside)


@QUIET
@given(VALUES, st.data())
def test_a_mutated_value_is_different(value: Any, data: st.DataObject) -> None:
    changed = mutated(value, data.draw(st.sampled_from(paths_of(value))))

    assert "different" == compare_values(value, changed).diff.verdict


@QUIET
@given(VALUES, VALUES)
def test_exchanged_sides_are_mirrored(left: Any, right: Any) -> None:
    one, other = compare_values(left, right, count=1000).diff, compare_values(right, left, count=1000).diff

    assert one.verdict == other.verdict
    assert one.counts == dataclasses.replace(
        other.counts, only_left=other.counts.only_right, only_right=other.counts.only_left
    )
    turned = {"left": "right", "right": "left", "both": "both"}
    assert {(turned[row.side], *((cell.right, cell.left) for cell in row.cells)) for row in one.rows} == {
        (row.side, *((cell.left, cell.right) for cell in row.cells)) for row in other.rows
    }


# Tables -------------------------------------------------------------------------------------------------------------

ROWS = 6
MOMENTS = [dt.datetime(2024, 1, day) for day in range(1, ROWS + 1)]
PANDAS: dict[str, tuple[list[Any], Any, Any]] = {
    **{kind: (list(range(ROWS)), kind, 77) for kind in ("int8", "int16", "int32", "int64", "uint8", "uint64")},
    "large": ([2**62 + n for n in range(ROWS)], "int64", 2**62 + 77),
    "float32": ([n / 2 for n in range(ROWS)], "float32", 0.25),
    "float64": ([0.0, -0.0, float("nan"), float("inf"), 1e300, 1e-300], "float64", 1.5),
    "bool": ([True, False] * 3, "bool", None),
    "complex": ([n + 1j for n in range(ROWS)], "complex128", 9j),
    "Int64": ([1, None, 3, 4, 5, 6], "Int64", 77),
    "Float64": ([1.5, None, 3, 4, 5, 6], "Float64", 77.5),
    "boolean": ([True, None, False, True, None, False], "boolean", None),
    "str": (["a", None, "c", "", "e", "f" * 2_000], "str", "other"),
    "string": (["a", None, "c", "", "e", "f"], "string", "other"),
    "string[pyarrow]": (["a", None, "c", "", "e", "f"], "string[pyarrow]", "other"),
    "object": (["a", 1, None, 2.5, (1, 2), b"x"], "object", "other"),
    "category": (["a", "b", None, "a", "b", "a"], pd.CategoricalDtype(["a", "b", "z"]), "z"),
    "datetime": (MOMENTS, "datetime64[ns]", dt.datetime(2030, 1, 1)),
    "datetime in seconds": ([*MOMENTS[:5], None], "datetime64[s]", dt.datetime(2030, 1, 1)),
    "zone": (MOMENTS, "datetime64[ns, Europe/Zurich]", pd.Timestamp("2030-01-01", tz="Europe/Zurich")),
    "timedelta": ([dt.timedelta(days=n) for n in range(ROWS)], "timedelta64[ns]", dt.timedelta(days=99)),
    "period": (pd.period_range("2024-01", periods=ROWS, freq="M").tolist(), "period[M]", pd.Period("2030-01", "M")),
    "interval": (pd.interval_range(0, ROWS).tolist(), "interval", pd.Interval(70, 71)),
    "sparse": ([0, 0, 1, 0, 0, 2], pd.SparseDtype("int64", 0), None),
    "arrow integers": ([1, None, 3, 4, 5, 6], "int64[pyarrow]", 77),
    "arrow dates": ([moment.date() for moment in MOMENTS], "date32[pyarrow]", dt.date(2030, 1, 1)),
    "arrow moments": (MOMENTS, "timestamp[us][pyarrow]", dt.datetime(2030, 1, 1)),
}
POLARS: dict[str, tuple[list[Any], Any, Any]] = {
    **{str(kind): (list(range(ROWS)), kind, 77) for kind in (pl.Int8, pl.Int32, pl.Int64, pl.UInt64, pl.Int128)},
    "floats": ([0.0, None, float("nan"), 1.0, 2.0, 3.0], pl.Float64, 0.5),
    "floats of 32 bits": ([0.0, None, float("nan"), 1.0, 2.0, 3.0], pl.Float32, 0.5),
    "booleans": ([True, None, False, True, False, True], pl.Boolean, None),
    "texts": (["a", None, "c", "", "e", "f"], pl.String, "other"),
    "bytes": ([b"a", None, b"c", b"", b"e", b"f"], pl.Binary, b"other"),
    "categories": (["a", None, "c", "", "e", "f"], pl.Categorical, "other"),
    "enumeration": (["a", "b", None, "a", "b", "a"], pl.Enum(["a", "b", "z"]), "z"),
    "dates": ([*[moment.date() for moment in MOMENTS[:5]], None], pl.Date, dt.date(2030, 1, 1)),
    "moments": ([*MOMENTS[:5], None], pl.Datetime("us"), dt.datetime(2030, 1, 1)),
    "spans": ([dt.timedelta(days=n) for n in range(ROWS)], pl.Duration, dt.timedelta(days=99)),
    "times": ([dt.time(n) for n in range(ROWS)], pl.Time, dt.time(23)),
    "decimals": ([Decimal(n) for n in range(ROWS)], pl.Decimal(10, 2), Decimal(77)),
    "lists": ([[n] for n in range(ROWS)], pl.List(pl.Int64), [7, 7]),
    "structs": ([{"a": n} for n in range(ROWS)], pl.Struct({"a": pl.Int64}), {"a": 77}),
}


def changed_series(values: list[Any], dtype: Any, other: Any, place: int, make: Any) -> Any:
    current = values[place]
    if other is None:
        other = (not current) if isinstance(current, bool) else True if current is None else current + 7
    return make([*values[:place], other, *values[place + 1 :]], dtype)


def pandas_series(values: list[Any], dtype: Any) -> Any:
    return pd.Series(values, dtype=dtype)


def polars_series(values: list[Any], dtype: Any) -> Any:
    return pl.Series(values, dtype=dtype, strict=False)


CASES = [(pandas_series, *PANDAS[name]) for name in PANDAS] + [(polars_series, *POLARS[name]) for name in POLARS]
NAMES = [f"pandas {name}" for name in PANDAS] + [f"polars {name}" for name in POLARS]


@pytest.mark.parametrize(("make", "values", "dtype", "other"), CASES, ids=NAMES)
def test_one_cell_of_any_dtype_makes_a_difference(make: Any, values: list[Any], dtype: Any, other: Any) -> None:
    column = make(values, dtype)
    library = pd.DataFrame if make is pandas_series else pl.DataFrame
    table = library({"k": list(range(ROWS)), "v": column})
    forms = [lambda series: series, lambda series: library({"k": list(range(ROWS)), "v": series})]
    if make is polars_series and dtype != pl.Int128:  # Arrow has no such integers
        forms.append(lambda series: series.to_frame("v").to_arrow())

    assert ("equal", ()) == ((same := compare_values(table, copy.deepcopy(table)).diff).verdict, same.beside)
    for place in range(ROWS):
        changed = changed_series(values, dtype, other, place, make)
        for form in forms:
            diff = compare_values(form(column), form(changed)).diff
            assert ("different", 1, 1) == (diff.verdict, diff.counts.changed, diff.row_count), (place, diff.summary)
            (row,) = diff.rows
            assert 1 == sum(cell.is_different for cell in row.cells)


@pytest.mark.parametrize(("make", "values", "dtype", "other"), CASES, ids=NAMES)
def test_a_missing_cell_makes_a_difference(make: Any, values: list[Any], dtype: Any, other: Any) -> None:
    place = next(number for number, item in enumerate(values) if item is not None and item == item)
    if (
        any(name in str(dtype) for name in ("int", "uint", "bool"))
        and make is pandas_series
        and "Int" not in str(dtype)
    ):
        return  # these cannot be missing
    gone = make([*values[:place], None, *values[place + 1 :]], dtype)

    assert "different" == compare_values(make(values, dtype), gone).diff.verdict


@QUIET
@given(
    st.lists(st.tuples(st.integers(0, 20), st.floats(allow_nan=True), st.text(max_size=3)), min_size=1, max_size=12),
    st.data(),
)
def test_frames_however_they_are_matched(rows: list[tuple[int, float, str]], data: st.DataObject) -> None:
    left = pd.DataFrame(rows, columns=["k", "x", "s"], index=data.draw(st.permutations(range(len(rows)))))
    place, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(["k", "x", "s"]))
    right = left.copy()
    right.iloc[place, right.columns.get_loc(name)] = other_than(left.iloc[place][name])
    shuffled = right.iloc[data.draw(st.permutations(range(len(rows))))]

    for other in (right, shuffled):
        diff = compare_values(left, other).diff
        assert ("different", 1) == (diff.verdict, diff.counts.changed)
    assert "equal" == compare_values(right, shuffled).diff.verdict


@QUIET
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=20), st.lists(st.integers(-3, 3), min_size=1, max_size=20))
def test_rows_matched_by_key_are_counted_right(left: list[int], right: list[int]) -> None:
    diff = compare_values(pd.DataFrame({"k": left}), pl.DataFrame({"k": right}), CompareRule(key=("k",))).diff
    both = sum((Counter(left) & Counter(right)).values())

    assert (both, 0, len(left) - both, len(right) - both) == (
        diff.counts.same, diff.counts.changed, diff.counts.only_left, diff.counts.only_right,
    )  # fmt: skip


def test_moments_and_spans_are_keys_whatever_their_library() -> None:
    moments = [dt.datetime(2024, 1, 1, 12, 0, 0, 7), None, dt.datetime(1500, 1, 1)]
    spans = [dt.timedelta(days=-2, microseconds=5), dt.timedelta(1), None]
    units = [
        pd.DataFrame({"m": np.array(moments, f"M8[{unit}]"), "s": np.array(spans, "m8[ns]")}) for unit in ("us", "ms")
    ]
    frames = [pl.DataFrame({"m": moments, "s": spans}), units[0], units[0].astype(object)]

    for key in (("m",), ("s",), ("m", "s")):
        for left in frames:
            counts = [compare_values(left, right, CompareRule(key=key)).diff.counts.same for right in frames]
            assert [3, 3, 3] == counts, key
    assert 2 == compare_values(*units, CompareRule(key=("m",))).diff.counts.same, "seven microseconds are gone"
    assert ["NaT", "NaT"] == [cell_text(np.array(None, kind)[()], 20) for kind in ("M8[us]", "m8[s]")]


KEYS_OF_TWO_KINDS: list[tuple[str, Any, Any, int]] = [
    ("dates of Python and Polars", np.array([DAY, None], "O"), pl.Series([DAY, None]), 2),
    ("dates of Python and NumPy", pd.Series([DAY, None]), pd.Series([np.datetime64(DAY), None], dtype="O"), 2),
    ("dates of Polars and midnights", pl.Series([DAY]), np.array([DAY], "M8[ns]"), 1),
    ("dates of Python are no midnights", np.array([DAY], "O"), np.array([DAY], "M8[ns]"), 0),
    ("decimals and NumPy's numbers", np.array([Decimal(1), Decimal(2)], "O"), np.array([1.0, 3.0]), 1),
    ("decimals and objects of NumPy", np.array([Decimal(1)], "O"), np.array([np.int64(1)], "O"), 1),
    ("lists of other numbers", pl.Series([[1], [2]]), pl.Series([[1.0], [2.5]]), 1),
    ("in a list nothing is no NaN", pd.Series([[1, None]]), pd.Series([[1.0, float("nan")]]), 0),
    ("a list is no tuple", pd.Series([[1]]), pd.Series([(1,)]), 0),
    ("dicts in any order", pd.Series([{"a": 1, "b": [2]}]), pd.Series([{"b": [2.0], "a": 1}]), 1),
    ("arrays in cells", pd.Series([np.array([1, 2]), np.array([3])]), pd.Series([np.array([1.0, 2.0]), None]), 1),
]


@pytest.mark.parametrize("case", KEYS_OF_TWO_KINDS, ids=lambda case: case[0])
def test_keys_are_found_where_their_cells_are_equal(case: tuple[str, Any, Any, int]) -> None:
    left, right = (pd.DataFrame({"k": each}) if not isinstance(each, pl.Series) else pl.DataFrame({"k": each})
                   for each in case[1:3])  # fmt: skip
    for pair in ((left, right), (right, left)):
        assert case[3] == compare_values(*pair, CompareRule(key=("k",))).diff.counts.same


def test_arrays_of_every_dtype() -> None:
    for dtype in ("?", "i1", "u8", "f2", "f4", "f8", "g", "c8", "M8[s]", "m8[ns]", "U5", "S5", "O", "V4"):
        array = np.zeros(6, "V4") if dtype == "V4" else np.arange(6).astype(dtype)
        other = array.copy()
        other[3] = b"abcd" if dtype == "V4" else other[5]
        if dtype == "?":
            other[3] = False
        assert "equal" == compare_values(array, array.copy()).diff.verdict, dtype
        assert "different" == compare_values(array, other).diff.verdict, dtype
        assert "different" == compare_values(array.reshape(2, 3), other.reshape(2, 3)).diff.verdict, dtype
        assert "different" == compare_values(array.reshape(1, 2, 3), other.reshape(1, 2, 3)).diff.verdict, dtype
