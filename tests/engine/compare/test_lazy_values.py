"""Lazy values are computed within a limit that is said; beyond it nothing is called equal."""

from __future__ import annotations

import sys
from typing import Any

import dask
import dask.dataframe
import pandas as pd
import polars as pl
import pytest
from dagscope.compare.values import compare_values, lazy


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy, "MOST_ROWS", 3)
    monkeypatch.setattr(lazy, "MOST_BYTES", 30)


def polars_frame(values: list[int]) -> Any:
    return pl.LazyFrame({"a": values})


def dask_frame(values: list[int]) -> Any:
    return dask.dataframe.from_pandas(pd.DataFrame({"a": values}), npartitions=2)


@pytest.mark.parametrize("make", [polars_frame, dask_frame])
@pytest.mark.usefixtures("few_rows")
def test_of_more_rows_the_first_are_compared_and_that_is_said(make: Any) -> None:
    found = compare_values(make([1, 2, 3, 4]), make([1, 2, 3, 9])).diff
    assert ("partial", "the first 3 rows are equal; there are more") == (found.verdict, found.summary)
    assert "the first 3 rows were computed and compared; there are more" in found.notes
    assert "different" == compare_values(make([1, 2, 3, 4]), make([1, 5, 3, 4])).diff.verdict
    assert "equal" == compare_values(make([1, 2, 3]), make([1, 2, 3])).diff.verdict


@pytest.mark.usefixtures("few_rows")
def test_an_array_that_is_too_large_is_not_computed() -> None:
    import dask.array

    one, other = dask.array.arange(9), dask.array.arange(9)
    found = compare_values(one, other).diff
    assert ("partial", "the same plan, not computed: ValueError: it takes 72 bytes, more than 30") == (
        found.verdict, found.summary,
    )  # fmt: skip
    assert "incomparable" == compare_values(one, other + 1).diff.verdict


def test_a_plan_that_fails_says_why() -> None:
    found = compare_values(pl.LazyFrame({"a": [1]}).select("b"), pl.LazyFrame({"a": [1]}).select("c")).diff
    assert "incomparable" == found.verdict and "not computed: ColumnNotFoundError" in found.summary


class Holder:
    """Holds data of any library, as xarray and pint do, and hands on what Dask asks for."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __dask_graph__(self) -> Any:
        return self.data.__dask_graph__() if hasattr(self.data, "__dask_graph__") else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Holder) and bool(self.data == other.data)

    __hash__ = None  # type: ignore[assignment]


class Broken:
    def __dask_graph__(self) -> Any:
        raise OSError("no graph today")


def test_dask_says_what_is_lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    import dask.array

    computed_later = Holder(dask.array.arange(3))
    assert lazy.is_lazy(computed_later) and lazy.is_lazy(dask.delayed(1)) and lazy.is_lazy(dask_frame([1]))
    assert not lazy.is_lazy(Holder(3)) and not lazy.is_lazy(Broken()) and not lazy.is_lazy(Holder)
    assert "equal" == compare_values(Holder(3), Holder(3)).diff.verdict
    assert "different" == compare_values(Holder(3), Holder(4)).diff.verdict

    monkeypatch.delitem(sys.modules, "dask.base")
    assert not lazy.is_lazy(computed_later)  # nothing could compute it here


class Relation:
    """What a relation of DuckDB answers, over rows."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows, self.columns, self.types = rows, ["a"], ["BIGINT"]

    def limit(self, count: int) -> Relation:
        return Relation(self._rows[:count])

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows


def test_relations_of_duckdb_are_compared_by_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", type("duckdb", (), {"DuckDBPyRelation": Relation}))
    assert "equal" == compare_values(Relation([(1,)]), Relation([(1,)])).diff.verdict
    assert "different" == compare_values(Relation([(1,)]), Relation([(2,)])).diff.verdict
    monkeypatch.setattr(lazy, "MOST_ROWS", 1)
    assert "partial" == compare_values(Relation([(1,), (2,)]), Relation([(1,), (3,)])).diff.verdict
