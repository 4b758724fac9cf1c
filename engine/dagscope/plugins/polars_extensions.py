"""Polars frames: the type and its columns, and the eager loaders and savers. Lazy frames are elsewhere."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry

DATAFRAME_TYPE = pl.DataFrame
COLUMN_TYPE = pl.Series


@registry.get_column.register(pl.DataFrame)
def get_column_polars(df: Any, column_name: str) -> Any:
    """One column."""
    return df[column_name]


@registry.fill_with_scalar.register(pl.DataFrame)
def fill_with_scalar_polars(df: Any, column_name: str, scalar_value: Any) -> Any:
    """The frame with one column set to a scalar (or to a series of the frame's length)."""
    if isinstance(scalar_value, pl.Series):
        return df.with_columns(scalar_value.alias(column_name))
    return df.with_columns(pl.lit(scalar_value).alias(column_name))


def register_types() -> None:
    """Makes the frame and column types known."""
    registry.register_types("polars", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
