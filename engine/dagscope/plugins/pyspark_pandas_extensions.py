"""Dataframes of pandas on Spark: their columns, and columns of one value."""

from __future__ import annotations

from typing import Any

try:
    import pyspark.pandas as ps
except ImportError as error:
    raise NotImplementedError("Pyspark is not installed.") from error

from dagscope import registry

DATAFRAME_TYPE = ps.DataFrame
COLUMN_TYPE = ps.Series


@registry.get_column.register(ps.DataFrame)
def get_column_pyspark_pandas(df: ps.DataFrame, column_name: str) -> ps.Series:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(ps.DataFrame)
def fill_with_scalar_pyspark_pandas(df: ps.DataFrame, column_name: str, value: Any) -> ps.DataFrame:
    """Return the frame with the column set to one value."""
    df[column_name] = value
    return df


def register_types() -> None:
    """Register the types of frames and columns."""
    registry.register_types("pyspark_pandas", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
