"""Columns as points of a chart: sampled, arranged as the table is, whatever library the table is of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import preview_of, table_view
from dagscope.preview.pages import PageProblem
from dagscope.preview.plot import MOST_POINTS, PlotData, plot_of
from dagscope.preview.tree import children_of
from dagscope.value_records import SortKey

MAKERS = {
    "pandas": lambda columns: pd.DataFrame(columns),
    "polars": lambda columns: pl.DataFrame(columns),
    "arrow": lambda columns: pa.table(columns),
    "numpy": lambda columns: np.array(columns["n"], dtype=float).reshape(-1, 1),
}


def _plot(value: object, column: int = 0, **arranged: object) -> PlotData:
    view = table_view(value)
    assert view is not None
    return plot_of(view, column, **arranged)  # type: ignore[arg-type]


@pytest.mark.parametrize("library", MAKERS)
def test_long_column_is_sampled_evenly(library: str) -> None:
    found = _plot(MAKERS[library]({"n": list(range(5_001))}))

    assert ("line", 5_001, 6) == (found.kind, found.total_rows, found.step)
    assert tuple((row, float(row)) for row in range(0, 5_001, 6)) == found.points
    assert len(found.points) <= MOST_POINTS
    assert ((0, "0"), (4998, "4998")) == (found.labels[0], found.labels[-1])


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_points_follow_sort_and_filter(library: str) -> None:
    table = MAKERS[library]({"n": [3, 1, 2, 9], "name": ["c", "a", "b", "x"]})

    found = _plot(table, sort=(SortKey(0),), where="n < 9")

    assert ("bar", ((0, 1.0), (1, 2.0), (2, 3.0))) == (found.kind, found.points)


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_texts_are_counted(library: str) -> None:
    found = _plot(MAKERS[library]({"name": ["a", "b", "a"]}))

    assert ("counts", ((0, 2.0), (1, 1.0)), ((0, "a"), (1, "b"))) == (found.kind, found.points, found.labels)


def test_what_is_no_finite_number_leaves_a_gap() -> None:
    found = _plot(pd.Series([1.0, float("nan"), float("inf"), 4.0]))

    assert ((0, 1.0), (3, 4.0)) == found.points


def test_empty_column_has_no_points_and_a_missing_one_is_a_problem() -> None:
    assert () == _plot(pd.Series([], dtype=float)).points
    with pytest.raises(PageProblem):
        _plot(pd.Series([1.0]), 3)


def test_a_table_inside_a_dict_says_that_it_is_one() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    preview = preview_of({"frame": frame, "inside": {"column": frame.a}, "rows": [1, 2]}).preview

    assert preview.root is not None
    assert ["table, 2 rows × 2 columns", "[1, 2]"] == [preview.root.children[at].summary for at in (0, 2)]
    assert "column of 2 rows" == children_of({"column": frame.a}, (), 0, 10)[0].summary
