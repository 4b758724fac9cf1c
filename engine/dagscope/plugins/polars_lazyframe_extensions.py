"""Lazy polars frames: the type, its columns and the scanning loaders. Everything eager is in `polars_extensions`."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry

DATAFRAME_TYPE = pl.LazyFrame
COLUMN_TYPE = pl.Expr


@registry.get_column.register(pl.LazyFrame)
def get_column_polars_lazyframe(df: Any, column_name: str) -> Any:
    """The expression that names the column."""
    return pl.col(column_name)


@registry.fill_with_scalar.register(pl.LazyFrame)
def fill_with_scalar_polars_lazyframe(df: Any, column_name: str, scalar_value: Any) -> Any:
    """The frame with one more column."""
    return df.with_columns(pl.lit(scalar_value).alias(column_name))


def register_types() -> None:
    """Makes the frame and column types known."""
    registry.register_types("polars_lazyframe", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
