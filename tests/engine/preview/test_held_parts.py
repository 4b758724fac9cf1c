"""Values that other programs show as one line of text: containers and arrays of all kinds, and plain objects."""

from __future__ import annotations

import array
import types
from collections import ChainMap, UserDict, UserList, deque
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from dagscope.preview import preview_of
from dagscope.preview.pages import table_view
from dagscope.preview.tree import descend
from dagscope.value_records import ImagePreview, ObjectPreview, SeriesPreview, SortKey, TreePreview
from matplotlib.figure import Figure

matplotlib.use("Agg")


class Slots:
    __slots__ = ("name", "rows")

    def __init__(self) -> None:
        self.name, self.rows = "a", [1, 2]


class Half(Slots):
    """Has slots and a dictionary; one of its attributes is never set."""

    unset: int

    def __init__(self) -> None:
        super().__init__()
        self.more = 3


class Speaks:
    def __init__(self) -> None:
        self.name = "a"

    def __repr__(self) -> str:
        return "it speaks for itself"


class Hides:
    """Refuses to be asked for anything."""

    def __init__(self) -> None:
        object.__setattr__(self, "seen", 1)

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "summary", "children"),
    [
        (deque([1, 2, 3], maxlen=5), "deque([1, 2, 3])", [("0", "1"), ("1", "2"), ("2", "3")]),
        (deque(range(9)), "9 items", [(str(number), str(number)) for number in range(9)]),
        (array.array("d", [1.5, 2.5]), "array([1.5, 2.5])", [("0", "1.5"), ("1", "2.5")]),
        (types.SimpleNamespace(a=1, b="x"), "SimpleNamespace(a=1, b='x')", [("a", "1"), ("b", "'x'")]),
        (UserDict({"a": 1}), "UserDict(data={'a': 1})", [("data", "{'a': 1}")]),
        (UserList([1]), "UserList(data=[1])", [("data", "[1]")]),
        (ChainMap({"a": 1}), "ChainMap(maps=[{…}])", [("maps", "[{'a': 1}]")]),
        (Slots(), "Slots(name='a', rows=[1, 2])", [("name", "'a'"), ("rows", "[1, 2]")]),
        (Half(), "Half(name='a', rows=[1, 2], more=3)", [("name", "'a'"), ("rows", "[1, 2]"), ("more", "3")]),
        (Hides(), "Hides(seen=1)", [("seen", "1")]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_its_parts_are_shown(value: Any, summary: str, children: list[tuple[str, str]]) -> None:
    shown = preview_of(value).preview
    assert isinstance(shown, TreePreview) and shown.root is not None
    assert (summary, children) == (shown.summary, [(child.label, child.summary) for child in shown.root.children])


def test_an_object_that_says_what_it_is_stays_what_it_says() -> None:
    shown = preview_of(Speaks()).preview
    assert isinstance(shown, ObjectPreview) and "it speaks for itself" == shown.text


ARRAYS = [
    pd.Categorical(["b", "a", None], ["b", "a"], ordered=True),
    pd.array([3, None, 1]),
    pd.array(["b", None, "a"]),
    pd.date_range("2024-01-01", periods=3, tz="Europe/Berlin").array,
    pd.arrays.IntervalArray.from_breaks([0, 1, 2, 3]),
    pd.arrays.SparseArray([0, 0, 1]),
    pd.array([3, 1, 2], dtype="int64[pyarrow]"),
    pd.period_range("2024", periods=3, freq="M").array,
]


@pytest.mark.parametrize("value", ARRAYS, ids=lambda value: type(value).__name__)
def test_an_array_of_pandas_is_a_column(value: Any) -> None:
    shown = preview_of(value).preview
    assert isinstance(shown, SeriesPreview) and str(value.dtype) in shown.summary
    view, series = table_view(value), pd.Series(value)
    as_series = table_view(series)
    assert view is not None and as_series is not None
    for sort in ((), (SortKey(0, True),)):
        assert as_series.page(0, 9, 0, 1, sort) == view.page(0, 9, 0, 1, sort)
    assert as_series.statistics(0) == view.statistics(0)


def test_a_sparse_matrix_shows_what_it_stores_and_a_small_one_the_whole() -> None:
    value = scipy.sparse.coo_array(np.array([[0.0, 2.0], [3.0, 0.0]]))
    shown = preview_of(value).preview
    assert isinstance(shown, TreePreview) and shown.root is not None
    assert "2 × 2 coo, 2 stored, float64" == shown.summary
    assert ["array", "shape", "format", "stored", "data"] == [child.label for child in shown.root.children][:5]
    assert [[0.0, 2.0], [3.0, 0.0]] == descend(value, (0,)).tolist()

    large = preview_of(scipy.sparse.csr_matrix((5_000, 5_000))).preview
    assert isinstance(large, TreePreview) and large.root is not None
    assert "25,000,000 cells" in large.root.children[0].summary


def test_a_part_of_a_figure_is_a_picture_of_that_part() -> None:
    figure = Figure(figsize=(6, 2), dpi=100)
    left, right = figure.subfigures(1, 2, width_ratios=(1, 2))
    left.subplots().plot([1, 2])
    shown = preview_of(right)
    assert isinstance(shown.preview, ImagePreview)
    assert (400, 200) == (shown.preview.width, shown.preview.height)
