"""Dask frames: the type and its columns. Loads and saves nothing."""

from __future__ import annotations

from typing import Any

import dask.dataframe as library

from dagscope import registry

DATAFRAME_TYPE = library.DataFrame
COLUMN_TYPE = library.Series


@registry.get_column.register(library.DataFrame)
def get_column_dask(df: Any, column_name: str) -> Any:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(library.DataFrame)
def fill_with_scalar_dask(df: Any, column_name: str, value: Any) -> Any:
    """Return the frame with one column set to a scalar."""
    df[column_name] = value
    return df


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("dask", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
