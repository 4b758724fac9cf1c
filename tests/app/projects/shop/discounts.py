"""Takes the place of `total`: prices with a discount."""

import pandas as pd


def total(orders: pd.DataFrame) -> float:
    """The sum after the discount."""
    return float(orders["price"].sum()) * 0.5
