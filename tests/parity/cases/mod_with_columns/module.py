import pandas as pd

from hamilton.function_modifiers import config
from hamilton.plugins.h_pandas import with_columns


def _table() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2], "b": [3, 4]})


def total(a: pd.Series, b: pd.Series, scale: int = 1) -> pd.Series:
    """Total."""
    return (a + b) * scale


def share(a: pd.Series, total: pd.Series) -> pd.Series:
    return a / total


@config.when(mode="x")
def bonus__x(total: pd.Series) -> pd.Series:
    return total + 1


def table() -> pd.DataFrame:
    return _table()


@with_columns(total, share, bonus__x, columns_to_pass=["a", "b"], select=["share", "bonus"])
def some(table: pd.DataFrame, limit: int = 5) -> pd.DataFrame:
    """Some."""
    return table


@with_columns(total, share, columns_to_pass=["a", "b"], namespace="every")
def all_of_them(table: pd.DataFrame) -> pd.DataFrame:
    return table


def _first(table: pd.DataFrame) -> pd.Series:
    return table["a"]


def tenfold(_first: pd.Series) -> pd.Series:
    return _first * 10


@with_columns(_first, tenfold, on_input="table", select=["tenfold"])
def from_whole(factor: int, table: pd.DataFrame) -> pd.DataFrame:
    return table
