"""Which rows a filter keeps, of a column alone or of several by name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
from dagscope.preview.filters.arrays import ArrayColumn
from dagscope.preview.filters.arrow_columns import arrow_column
from dagscope.preview.filters.evaluate import FilterColumn, mask_of
from dagscope.preview.filters.language import parse
from dagscope.preview.filters.pandas_columns import pandas_column
from dagscope.preview.filters.polars_columns import PolarsColumn


def _column(value: Any) -> FilterColumn:
    if isinstance(value, (pd.Series, pd.Index)):
        return pandas_column(value)
    if isinstance(value, pl.Series):
        return PolarsColumn(value)
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return arrow_column(value)
    return ArrayColumn(value)


def kept(value: Any, text: str) -> list[int]:
    """Return the positions that a filter keeps; a value that is no dict is the column `v`."""
    columns = value if isinstance(value, dict) else {"v": value}
    found = parse(text, list(columns))
    assert found is not None
    mask = mask_of(found, lambda position: _column(list(columns.values())[position]))
    return [number for number, keeps in enumerate(mask.to_list() if hasattr(mask, "to_list") else mask) if keeps]
