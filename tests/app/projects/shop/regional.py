"""The functions of one region."""

import pandas as pd


def chosen(orders: pd.DataFrame, region: str) -> pd.DataFrame:
    """The orders of one region."""
    return orders[orders["region"] == region]


def mean_price(chosen: pd.DataFrame) -> float:
    """The mean price there."""
    return float(chosen["price"].mean())
