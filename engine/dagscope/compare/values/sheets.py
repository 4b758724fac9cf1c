"""Which values are tables, and who makes columns of them: one file a library, one line here."""

from __future__ import annotations

from typing import Any

from dagscope.compare.values.arrow_sheet import arrow_sheet
from dagscope.compare.values.numpy_sheet import numpy_sheet
from dagscope.compare.values.pandas_sheet import pandas_sheet
from dagscope.compare.values.polars_sheet import polars_sheet
from dagscope.compare.values.sheet import Sheet
from dagscope.compare.values.sparse_sheet import dense_as_sparse, is_sparse, sparse_sheet
from dagscope.preview.arrow_table import is_arrow_table
from dagscope.preview.budget import is_a
from dagscope.preview.numpy_table import is_numpy_table


def is_sheet(value: Any) -> bool:
    """Return whether it is a table or a column of one of the libraries."""
    return (
        _is_pandas(value)
        or is_a(value, "polars", "DataFrame", "Series")
        or is_arrow_table(value)
        or is_numpy_table(value)
        or is_sparse(value)
    )


def _is_pandas(value: Any) -> bool:
    return is_a(value, "pandas", "DataFrame", "Series", "Index") or is_a(
        value, "pandas.api.extensions", "ExtensionArray"
    )


def sheets_of(left: Any, right: Any) -> tuple[Sheet, Sheet]:
    """Return the columns of both values; an array beside a sparse matrix as the cells that are not zero."""
    if is_sparse(left) and is_a(right, "numpy", "ndarray"):
        return sparse_sheet(left), dense_as_sparse(right)
    if is_sparse(right) and is_a(left, "numpy", "ndarray"):
        return dense_as_sparse(left), sparse_sheet(right)
    return sheet_of(left), sheet_of(right)


def sheet_of(value: Any) -> Sheet:
    """Return the value's columns; nothing is copied before a column is asked for."""
    if _is_pandas(value):
        return pandas_sheet(value)
    if is_a(value, "polars", "DataFrame", "Series"):
        return polars_sheet(value)
    if is_arrow_table(value):
        return arrow_sheet(value)
    if is_sparse(value):
        return sparse_sheet(value)
    return numpy_sheet(value)
