"""Orders of a small shop: a table, a share that config chooses, and a part that is reused for two regions."""

import pandas as pd
from hamilton.function_modifiers import config, tag


def orders(count: int, scale: float = 1.0) -> pd.DataFrame:
    """All orders, one a row."""
    return pd.DataFrame(
        {"region": ["north", "south"] * (count // 2), "price": [i * scale for i in range(count // 2 * 2)]}
    )


@tag(owner="ana")
def total(orders: pd.DataFrame) -> float:
    """The sum of all prices."""
    print("adding up")
    return float(orders["price"].sum())


@config.when(rounding="none")
def shown_total__exact(total: float) -> float:
    """The total as it is."""
    return total


@config.when_not(rounding="none")
def shown_total__rounded(total: float) -> float:
    """The total without its fraction."""
    return float(round(total))


def report(total: float, shown_total: float) -> dict:
    """Everything in one."""
    return {"total": total, "shown": shown_total}
