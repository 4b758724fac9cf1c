import pandas as pd

import columns
from hamilton.function_modifiers import extract_columns
from hamilton.plugins.h_pandas import with_columns


def cart(size: int) -> pd.DataFrame:
    return pd.DataFrame({"price": [float(i + 1) for i in range(size)], "amount": list(range(size))})


@with_columns(columns, columns_to_pass=["price", "amount"], select=["cost", "rebate"], namespace="lines")
def priced(cart: pd.DataFrame) -> pd.DataFrame:
    """The cart with what it costs."""
    return cart


@with_columns(columns.cost, columns_to_pass=["price", "amount"])
@with_columns(columns.doubled, on_input="cart", select=["doubled"], namespace="first")
def twice(cart: pd.DataFrame) -> pd.DataFrame:
    return cart


@extract_columns("cost", "rebate")
def chosen(priced: pd.DataFrame) -> pd.DataFrame:
    return priced


def to_pay(cost: pd.Series, rebate: pd.Series) -> float:
    return float((cost - rebate).sum())
