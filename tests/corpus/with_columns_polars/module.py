import polars as pl

from hamilton.function_modifiers import extract_columns
from hamilton.plugins import h_polars, h_polars_lazyframe


def _doubled(a: pl.Series) -> pl.Series:
    return a * 2


def _summed(a: pl.Series, _doubled: pl.Series) -> pl.Series:
    return a + _doubled


def _lazily(a: pl.Expr, by: int) -> pl.Expr:
    return a * by


@extract_columns("a", "b")
def table() -> pl.DataFrame:
    return pl.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})


def lazy(table: pl.DataFrame) -> pl.LazyFrame:
    return table.lazy()


@h_polars.with_columns(_doubled, _summed, columns_to_pass=["a"], select=["_summed"])
def eager(table: pl.DataFrame) -> pl.DataFrame:
    return table


@h_polars_lazyframe.with_columns(_lazily, columns_to_pass=["a"])
def collected(lazy: pl.LazyFrame) -> pl.DataFrame:
    return lazy.collect()


def ratio(a: pl.Series, b: pl.Series) -> pl.Series:
    return a / b
