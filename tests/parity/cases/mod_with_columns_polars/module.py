import polars as pl

from hamilton.plugins import h_polars, h_polars_lazyframe


def table() -> pl.DataFrame:
    return pl.DataFrame({"a": [1, 2]})


def lazy() -> pl.LazyFrame:
    return pl.LazyFrame({"a": [1, 2]})


def _tripled(a: pl.Series) -> pl.Series:
    return a * 3


def _tripled_lazily(a: pl.Expr) -> pl.Expr:
    return a * 3


@h_polars.with_columns(_tripled, columns_to_pass=["a"])
def eager_result(table: pl.DataFrame) -> dict:
    return table.to_dict(as_series=False)


@h_polars_lazyframe.with_columns(_tripled_lazily, columns_to_pass=["a"], select=["_tripled_lazily"])
def lazy_result(lazy: pl.LazyFrame) -> dict:
    return lazy.collect().to_dict(as_series=False)
