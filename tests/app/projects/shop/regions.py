"""The same two functions for two regions."""

import regional
from hamilton.function_modifiers import source, subdag, value


@subdag(regional, inputs={"region": value("north"), "orders": source("orders")})
def north(mean_price: float) -> float:
    """The north."""
    return mean_price


@subdag(regional, inputs={"region": value("south"), "orders": source("orders")})
def south(mean_price: float) -> float:
    """The south."""
    return mean_price


def gap(north: float, south: float) -> float:
    """How far the two are apart."""
    return abs(north - south)
