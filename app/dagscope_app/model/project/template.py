"""The project that "New project from a template" makes: file names and what is in them. It must not write anything."""

from __future__ import annotations

NAME = "my_dataflow"

_FUNCTIONS = '''"""What orders are worth: each function is a node, and each parameter is what it needs."""

import statistics


def order_values(prices: list, quantities: list) -> list:
    """What each order is worth."""
    return [price * quantity for price, quantity in zip(prices, quantities)]


def total(order_values: list) -> float:
    """All orders together."""
    return float(sum(order_values))


def typical_value(order_values: list) -> float:
    """The order in the middle."""
    return float(statistics.median(order_values))


def with_tax(total: float, tax_rate: float) -> float:
    """The total with taxes."""
    return total * (1 + tax_rate)
'''

_RUN = '''"""Run the dataflow: python run.py"""

import orders
from hamilton import driver

INPUTS = {"prices": [12.5, 3.0, 8.25, 40.0], "quantities": [2, 10, 4, 1], "tax_rate": 0.19}

dr = driver.Builder().with_modules(orders).build()

if __name__ == "__main__":
    print(dr.execute(["with_tax", "typical_value"], inputs=INPUTS))
'''

_SETTINGS = """# Scenarios of this project: ways to build and run it. Dagscope reads and writes this file.

[[scenario]]
name = "more tax"
modules = ["orders"]
final_vars = ["with_tax", "typical_value"]

[scenario.inputs]
prices = [12.5, 3.0, 8.25, 40.0]
quantities = [2, 10, 4, 1]
tax_rate = 0.25
"""

_TEST = '''"""Functions of a dataflow are plain functions: a test calls them."""

import orders


def test_orders_are_worth_price_times_quantity() -> None:
    assert orders.order_values([2.0, 3.0], [1, 4]) == [2.0, 12.0]


def test_taxes_are_added() -> None:
    assert orders.with_tax(100.0, 0.25) == 125.0
'''

FILES = {"orders.py": _FUNCTIONS, "run.py": _RUN, "dagscope.toml": _SETTINGS, "test_orders.py": _TEST}
