"""pandas frames: the type and its columns. The loaders and savers are in `pandas_readers` and `pandas_writers`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dagscope import registry

DATAFRAME_TYPE = pd.DataFrame
COLUMN_TYPE = pd.Series


@registry.get_column.register(pd.DataFrame)
def get_column_pandas(df: Any, column_name: str) -> Any:
    """One column."""
    return df[column_name]


@registry.fill_with_scalar.register(pd.DataFrame)
def fill_with_scalar_pandas(df: Any, column_name: str, value: Any) -> Any:
    """The frame with one column set to a scalar."""
    df[column_name] = value
    return df


def register_types() -> None:
    """Makes the frame and column types known."""
    registry.register_types("pandas", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()
