"""Lazy polars frames: the type, its columns and the scanning loaders. Everything eager is in `polars_extensions`."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry
from dagscope.plugins.polars_extensions import Reader, make_all

DATAFRAME_TYPE = pl.LazyFrame
COLUMN_TYPE = pl.Expr


@registry.get_column.register(pl.LazyFrame)
def get_column_polars_lazyframe(df: Any, column_name: str) -> Any:
    """Return the expression that names the column."""
    return pl.col(column_name)


@registry.fill_with_scalar.register(pl.LazyFrame)
def fill_with_scalar_polars_lazyframe(df: Any, column_name: str, scalar_value: Any) -> Any:
    """Return the frame with one more column."""
    return df.with_columns(pl.lit(scalar_value).alias(column_name))


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("polars_lazyframe", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()


_CLASSES: dict[str, tuple[type, str, str]] = {
    "PolarsScanCSVReader": (Reader, "scan_csv", "file"),
    "PolarsScanParquetReader": (Reader, "scan_parquet", "file"),
    "PolarsScanFeatherReader": (Reader, "scan_ipc", "source"),
}
ADAPTERS = make_all(_CLASSES, pl.LazyFrame, __name__)
globals().update(ADAPTERS)


def register_data_loaders() -> None:
    """Register the loaders."""
    for adapter in ADAPTERS.values():
        registry.register_adapter(adapter)


register_data_loaders()
