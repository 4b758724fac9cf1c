"""Values that are not computed yet, of Polars, Dask, Ibis, DuckDB and Narwhals: which they are, and their first rows.
It must not compute more than is asked for, nor import one of these libraries.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dagscope.preview.budget import attempt, is_a, library, patience

MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000
_NARWHALS = ("narwhals", "narwhals.stable.v1", "narwhals.stable.v2")


class FirstRows(NamedTuple):
    """A table of the rows that were computed, and whether there are more."""

    table: Any
    is_cut: bool = False


def cut_text(rows: int) -> str:
    """Return what is said of a table of which no more rows were computed."""
    return f"the first {rows:,} rows were computed; there are more"


def has_dask_graph(value: Any) -> bool:
    """Return whether there is something for Dask to compute, as Dask says: without it in this process there is not.

    What holds data of other libraries (xarray's, pint's) has a graph only where these are Dask's.
    """
    dask = library("dask.base")
    if dask is None or not hasattr(type(value), "__dask_graph__"):  # a value of a user's may have every attribute
        return False
    return attempt(lambda: bool(dask.is_dask_collection(value)), lambda reason: False)


def is_narwhals(value: Any) -> bool:
    """Return whether it is a frame or series of Narwhals around one of another library."""
    return any(is_a(value, name, "DataFrame", "LazyFrame", "Series") for name in _NARWHALS)


def is_ibis(value: Any) -> bool:
    """Return whether it is an expression of Ibis."""
    return is_a(value, "ibis.expr.types", "Expr") or is_a(value, "ibis.expr.types.core", "Expr")


def is_duckdb(value: Any) -> bool:
    """Return whether it is a relation of DuckDB."""
    return is_a(value, "duckdb", "DuckDBPyRelation")


def is_lazy_table(value: Any) -> bool:
    """Return whether it is a table whose rows have to be computed."""
    if is_a(value, "polars", "LazyFrame") or is_duckdb(value):
        return True
    if any(is_a(value, name, "LazyFrame") for name in _NARWHALS):
        return True
    if is_ibis(value):
        return is_a(value, "ibis.expr.types", "Table")
    return has_dask_graph(value) and hasattr(type(value), "npartitions") and hasattr(type(value), "head")


def first_rows(value: Any) -> FirstRows:
    """Compute the first rows of a lazy table."""
    with patience():  # other threads and processes compute it
        return _first_rows(value)


def _first_rows(value: Any) -> FirstRows:
    if any(is_a(value, name, "LazyFrame") for name in _NARWHALS):
        return _first_rows(value.to_native())
    if is_a(value, "polars", "LazyFrame"):
        most = _rows_for(len(value.collect_schema()))
        frame = value.head(most + 1).collect()
        return FirstRows(frame.head(most), frame.height > most)
    most = _rows_for(len(value.columns))
    if is_duckdb(value):
        found = whole_relation(value.limit(most + 1))
        return FirstRows(found.slice(0, most), found.num_rows > most)
    if is_ibis(value):
        frame = value.limit(most + 1).execute()
    else:
        frame = value.head(most + 1, npartitions=-1, compute=True)
    return FirstRows(frame.iloc[:most], len(frame) > most)


def whole_relation(relation: Any) -> Any:
    """Return all rows of a relation of DuckDB as a table of Arrow.

    Raises:
        ValueError: pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise ValueError("rows of DuckDB need pyarrow in the project's interpreter: pip install pyarrow") from None
    return relation.to_arrow_table()


def _rows_for(columns: int) -> int:
    return max(1, min(MOST_ROWS, MOST_CELLS // max(1, columns)))
