"""Geopandas frames: the type and its columns. Loads and saves nothing."""

from __future__ import annotations

from typing import Any

import geopandas as library

from dagscope import registry

DATAFRAME_TYPE = library.GeoDataFrame
COLUMN_TYPE = library.GeoSeries


@registry.get_column.register(library.GeoDataFrame)
def get_column_geopandas(df: Any, column_name: str) -> Any:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(library.GeoDataFrame)
def fill_with_scalar_geopandas(df: Any, column_name: str, value: Any) -> Any:
    """Return the frame with one column set to a scalar."""
    df[column_name] = value
    return df


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("geopandas", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
