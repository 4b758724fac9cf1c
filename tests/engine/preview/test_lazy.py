"""Tables that are not computed yet: a relation of DuckDB is one, of others their first rows are on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dask.dataframe as dd
import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from dagscope.preview import AskProblem, OpenedValue, lazy, preview_of, sketch_of, summary_of
from dagscope.preview.tree import descend
from dagscope.protocol.values import PageAnswer, PageAsk
from dagscope.session.saving import part_of, save_value
from dagscope.value_records import SortKey, TablePart, TablePreview

COLUMNS = {"a": [3, 1, 2], "b": ["x", None, "z"]}
FRAME = pd.DataFrame(COLUMNS)


class _Relation:
    """What a relation of DuckDB answers, over a table of Arrow."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self.columns = list(table.schema.names)
        self.types = [str(kind).upper() for kind in table.schema.types]

    def limit(self, count: int) -> _Relation:
        return _Relation(self._table.slice(0, count))

    def to_arrow_table(self) -> Any:
        return self._table


@pytest.fixture
def relation(monkeypatch: pytest.MonkeyPatch) -> Any:
    pyarrow = pytest.importorskip("pyarrow")
    monkeypatch.setitem(__import__("sys").modules, "duckdb", type("duckdb", (), {"DuckDBPyRelation": _Relation}))
    return _Relation(pyarrow.Table.from_pandas(FRAME, preserve_index=False))


def test_a_relation_is_a_table_with_pages(relation: Any, tmp_path: Path) -> None:
    preview = preview_of(relation).preview
    assert isinstance(preview, TablePreview) and preview.page is not None
    assert (3, 2, ("3", "x")) == (preview.rows, preview.column_count, preview.page.cells[0])
    answer = OpenedValue(relation).answer(PageAsk(0, 5, 0, 5, (SortKey(0),), "a < 3")).answer
    assert isinstance(answer, PageAnswer) and (("1", "None"), ("2", "z")) == answer.cells
    save_value(relation, tmp_path / "all.csv", "csv")
    assert "3,x" in (tmp_path / "all.csv").read_text("utf-8").replace('"', "")
    assert 1 == part_of(relation, TablePart(where="a == 2")).num_rows


def test_a_relation_is_not_computed_while_a_run_waits(relation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Relation, "to_arrow_table", lambda self: pytest.fail("it was computed"))
    preview = sketch_of(relation).preview
    assert isinstance(preview, TablePreview) and ["a", "b"] == [column.name for column in preview.columns]
    assert preview.missing and "relation, 2 columns" == summary_of(relation)


def test_what_was_not_computed_is_said(relation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy, "MOST_ROWS", 2)
    preview = preview_of(relation).preview
    assert isinstance(preview, TablePreview)
    assert (2, "the first 2 rows were computed; there are more") == (preview.rows, preview.missing)
    shown = preview_of(descend(pl.LazyFrame(COLUMNS), (-1,))).preview
    assert "the first 2 rows were computed; there are more" == shown.missing


LAZY = {
    "polars": lambda: pl.LazyFrame(COLUMNS),
    "narwhals": lambda: nw.from_native(pl.LazyFrame(COLUMNS)),
    "dask": lambda: dd.from_pandas(FRAME, npartitions=2),
}


@pytest.mark.parametrize("make", LAZY.values(), ids=list(LAZY))
def test_other_lazy_tables_are_shown_as_tables_on_request(make: Any) -> None:
    value = make()
    assert "table" in preview_of(value).preview.ways
    seen = descend(value, (-1,))
    preview = preview_of(seen).preview
    assert isinstance(preview, TablePreview) and preview.page is not None
    assert (3, "3") == (preview.rows, preview.page.cells[0][0])


def test_a_lazy_table_that_cannot_be_computed_says_so() -> None:
    value = pl.LazyFrame({"a": ["x"]}).with_columns(pl.col("a").cast(pl.Int64))
    with pytest.raises((LookupError, AskProblem), match="cannot be computed"):
        descend(value, (-1,))
