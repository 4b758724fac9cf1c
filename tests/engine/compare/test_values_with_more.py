"""Values that derive from a built-in type and hold more than it does, and NaNs that are not the plain one."""

from __future__ import annotations

import collections
import copy
import dataclasses
import datetime as dt
import os
import random
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp
from dagscope.compare.values import compare_values
from dagscope.compare.values.table_rows import ListedRows
from dagscope.records import CompareRule
from PIL import PngImagePlugin


@dataclasses.dataclass
class Named(dict[str, int]):
    name: str = ""


@dataclasses.dataclass
class Queue(collections.deque[int]):
    name: str = ""


@dataclasses.dataclass
class Dice(random.Random):
    name: str = ""


@dataclasses.dataclass
class Problem(Exception):
    code: int = 0


@dataclasses.dataclass(init=False, eq=False)
class Length(float):
    unit: str = "m"


def filled(made: Any, method: str, *given: Any) -> Any:
    getattr(made, method)(*given)
    return made


def problem(note: str) -> Problem:
    made = Problem(1)
    made.__notes__ = [note]
    return made


def keyed(value: int, kind: Any) -> Any:
    made = kind((2, 2))
    made[0, 0] = value
    return made


def text_of_picture(language: str) -> Any:
    made = PngImagePlugin.iTXt("x")
    made.lang = language
    return made


def moment(zone: str) -> time.struct_time:
    return time.struct_time((2024, 1, 1, 0, 0, 0, 0, 1, 0, zone, 0))


def labelled(*labels: Any) -> pd.Series:
    return pd.Series(range(len(labels)), index=pd.Index(labels, dtype=object))


def times_in_map(count: int) -> pa.Array:
    return pa.array([[("k", count)]], pa.map_(pa.string(), pa.time64("ns")))


def times_in_union(count: int) -> pa.Array:
    first = pa.array([0], pa.int8())
    return pa.UnionArray.from_sparse(first, [pa.array([count], pa.time64("ns")), pa.array(["a"])])


SIGNALS, NEGATIVE, QUIET = Decimal("sNaN"), Decimal("-NaN"), Decimal("NaN")
DIFFERENT: dict[str, tuple[Any, Any]] = {
    "matrix of keys": (keyed(1, sp.dok_matrix), keyed(2, sp.dok_matrix)),
    "array of keys": (keyed(1, sp.dok_array), keyed(2, sp.dok_array)),
    "entries below fields": (filled(Named("a"), "update", {"x": 1}), filled(Named("a"), "update", {"x": 2})),
    "items below fields": (filled(Queue("a"), "append", 1), filled(Queue("a"), "append", 2)),
    "state below fields": (filled(Dice(), "seed", 1), filled(Dice(), "seed", 2)),
    "error with fields": (problem("x"), problem("y")),
    "number with fields": (Length(1), Length(2)),
    "text of a picture": (text_of_picture("de"), text_of_picture("en")),
    "zone of a time": (moment("CET"), moment("UTC")),
    "time of a file": tuple(os.stat_result(tuple(range(10)), {"st_mtime_ns": each}) for each in (5, 6)),
    "NaN that signals": (QUIET, SIGNALS),
    "NaN that signals, and a float": (float("nan"), SIGNALS),
    "signs of NaN": (QUIET, NEGATIVE),
    "nanoseconds in a map": tuple(times_in_map(count) for count in (1, 2)),
    "nanoseconds in a union": tuple(times_in_union(count) for count in (1, 2)),
    "digits of NaN": (Decimal("NaN1"), Decimal("NaN2")),
}
SAID: dict[str, tuple[Any, Any, str]] = {
    "hour that comes twice": (dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, fold=1), "fold"),
    "unit of a moment": (pd.Timestamp("2024").as_unit("s"), pd.Timestamp("2024").as_unit("ns"), "unit"),
    "unit of NumPy": (np.datetime64("2024", "s"), np.datetime64("2024", "ns"), "dtype"),
    "ends of ranges": (range(0, 3, 2), range(0, 4, 2), "written as"),
    "names of items": (pa.list_(pa.field("x", pa.int8())), pa.list_(pa.field("y", pa.int8())), "written as"),
    "labels of two types": (labelled(1, "a"), labelled(True, "a"), "row labels"),
    "labels that are missing": (labelled(None, "a"), labelled(np.nan, "a"), "row labels"),
}
WAYS: dict[str, Callable[[Any], Any]] = {
    "alone": lambda value: value,
    "in a list": lambda value: [value],
    "in a dict": lambda value: {"a": value},
    "in a frame": lambda value: pd.DataFrame({"a": [value, None]}, dtype=object),
    "in an array": lambda value: filled(np.empty(1, dtype=object), "__setitem__", 0, value),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_a_value_holds_beside_its_entries_counts_wherever_it_stands(name: str) -> None:
    left, right = DIFFERENT[name]
    for way, put in WAYS.items():
        for one, other in ((left, right), (right, left)):
            assert "different" == compare_values(put(one), put(other)).diff.verdict, way
        for side in (left, right):
            assert "equal" == compare_values(put(side), put(copy.deepcopy(side))).diff.verdict, way


@pytest.mark.parametrize("name", SAID)
def test_what_equality_of_python_leaves_out_is_said(name: str) -> None:
    left, right, what = SAID[name]
    for one, other in ((left, right), (right, left)):
        found = compare_values(one, other).diff
        assert ("equal", [what]) == (found.verdict, [item.what for item in found.beside])
        copied = compare_values(one, copy.deepcopy(one)).diff
        assert ("equal", ()) == (copied.verdict, copied.beside)


def test_labels_that_are_no_plain_nan_are_told_apart() -> None:
    for other, verdict in ((NEGATIVE, "different"), (SIGNALS, "incomparable"), (QUIET, "equal")):
        assert verdict == compare_values(labelled(QUIET), labelled(other)).diff.verdict


@pytest.mark.parametrize(
    "make",
    [
        lambda count: pl.Series([count]).cast(pl.Datetime("ns", "UTC")),
        lambda count: pd.Series([filled(Named("a"), "update", {"x": {"y": sp.csr_array([[count]])}})]),
    ],
    ids=["a nanosecond", "deep within"],
)
def test_a_row_that_differs_shows_by_what(make: Callable[[int], Any]) -> None:
    cell = compare_values(make(1), make(2)).diff.rows[0].cells[0]
    assert cell.left != cell.right


MOMENTS = [dt.datetime(1969, 12, 31, 23, 59, 59, 999_999), dt.datetime(2024, 1, 1), dt.datetime(1, 1, 1, 5)]
SPANS = [dt.timedelta(microseconds=-1), dt.timedelta(days=-2, hours=5), dt.timedelta(days=3)]


@pytest.mark.parametrize("keys", [MOMENTS, SPANS], ids=["moments", "spans"])
def test_keys_of_time_are_found_whichever_library_they_are_of(keys: list[Any]) -> None:
    written = [pd.Series(keys, dtype=object), np.array(keys, "M8[us]" if keys is MOMENTS else "m8[us]")]
    frames = [
        *(pd.DataFrame({"k": each, "v": [1, 2, 3]}) for each in written),
        pl.DataFrame({"k": keys, "v": [1, 2, 3]}),
    ]
    for one in frames:
        for other in frames:
            found = compare_values(one, other[::-1], CompareRule(rows="key", key=("k",))).diff
            assert ("equal", 3) == (found.verdict, found.counts.same)


class Quiet(list[int]):
    """Shows nothing of its attributes."""


def nested(value: int, depth: int) -> Any:
    if depth:
        return pd.Series([[nested(value, depth - 1)]], dtype=object)
    return filled(Quiet(), "__setattr__", "value", value)


def test_tables_within_tables_are_listed_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where texts of them show no difference; twice each would double with each level, and never end in a cycle."""
    pages: list[int] = []
    page = ListedRows.page
    monkeypatch.setattr(ListedRows, "page", lambda self, context: pages.append(1) or page(self, context))

    assert "different" == compare_values(nested(1, 9), nested(2, 9)).diff.verdict
    assert len(pages) < 40


class Refusing(type):
    __hash__ = None  # type: ignore[assignment]

    def __eq__(cls, other: object) -> bool:
        raise ValueError("no class is asked")


class Refused(int, metaclass=Refusing):
    pass


def test_classes_that_refuse_to_be_compared_are_not_asked() -> None:
    assert "incomparable" == compare_values(Refused(1), Refused(1)).diff.verdict
