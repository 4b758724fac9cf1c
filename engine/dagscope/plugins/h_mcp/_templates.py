"""Examples of dataflows as texts, with the libraries each needs. It must not run them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

HAS_PANDAS, HAS_NUMPY, HAS_POLARS, HAS_GRAPHVIZ = (
    importlib.util.find_spec(name) is not None for name in ("pandas", "numpy", "polars", "graphviz")
)
AVAILABLE_LIBS: dict[str, bool] = {
    "pandas": HAS_PANDAS,
    "numpy": HAS_NUMPY,
    "polars": HAS_POLARS,
    "graphviz": HAS_GRAPHVIZ,
}


@dataclass(frozen=True)
class ScaffoldTemplate:
    """An example."""

    name: str
    description: str
    code: str
    requires: frozenset[str] = frozenset()


_PANDAS = frozenset({"pandas"})
_BOTH = frozenset({"pandas", "numpy"})

ALL_TEMPLATES: list[ScaffoldTemplate] = [
    ScaffoldTemplate(
        "basic_pure_python",
        "Steps on plain numbers, without any library.",
        '''"""A price and its tax."""


def net_price(price: float, discount: float) -> float:
    """The price after the discount."""
    return price * (1 - discount)


def total(net_price: float, tax_rate: float) -> float:
    """What is to be paid."""
    return net_price * (1 + tax_rate)
''',
    ),
    ScaffoldTemplate(
        "basic",
        "Columns computed from columns with pandas.",
        '''"""Spend for each signup."""
import pandas as pd


def spend_per_signup(spend: pd.Series, signups: pd.Series) -> pd.Series:
    """What one signup costs."""
    return spend / signups


def mean_cost(spend_per_signup: pd.Series) -> float:
    """The mean over all rows."""
    return float(spend_per_signup.mean())
''',
        _PANDAS,
    ),
    ScaffoldTemplate(
        "parameterized",
        "Several nodes from one function with @parameterize.",
        '''"""Moving means of one column."""
import pandas as pd
from hamilton.function_modifiers import parameterize, value


@parameterize(weekly_mean={"days": value(7)}, monthly_mean={"days": value(30)})
def moving_mean(sales: pd.Series, days: int) -> pd.Series:
    """The mean of the last {days} days."""
    return sales.rolling(days).mean()
''',
        _PANDAS,
    ),
    ScaffoldTemplate(
        "config_based",
        "One of two implementations, chosen by the config with @config.when.",
        '''"""Prices of two regions."""
import pandas as pd
from hamilton.function_modifiers import config


@config.when(region="eu")
def gross_price__eu(net_price: pd.Series) -> pd.Series:
    """With value added tax."""
    return net_price * 1.2


@config.when(region="us")
def gross_price__us(net_price: pd.Series, sales_tax: float) -> pd.Series:
    """With the state's sales tax."""
    return net_price * (1 + sales_tax)
''',
        _PANDAS,
    ),
    ScaffoldTemplate(
        "data_pipeline",
        "From a file through cleaning to a table of sums.",
        '''"""Sums of orders by customer."""
import pandas as pd


def raw_orders(orders_path: str) -> pd.DataFrame:
    """The orders as they came."""
    return pd.read_csv(orders_path)


def orders(raw_orders: pd.DataFrame) -> pd.DataFrame:
    """The orders that have an amount."""
    return raw_orders.dropna(subset=["amount"])


def amount_by_customer(orders: pd.DataFrame) -> pd.Series:
    """What each customer has spent."""
    return orders.groupby("customer")["amount"].sum()
''',
        _PANDAS,
    ),
    ScaffoldTemplate(
        "ml_pipeline",
        "Features and a split into two parts with pandas and numpy.",
        '''"""Features of a table and its split."""
import numpy as np
import pandas as pd
from hamilton.function_modifiers import extract_fields


def features(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers of the table, scaled."""
    numbers = table.select_dtypes("number")
    return (numbers - numbers.mean()) / numbers.std()


@extract_fields({"train": pd.DataFrame, "test": pd.DataFrame})
def split(features: pd.DataFrame, test_share: float, seed: int = 0) -> dict:
    """Rows to learn from and rows to test with."""
    is_test = np.random.default_rng(seed).random(len(features)) < test_share
    return {"train": features[~is_test], "test": features[is_test]}
''',
        _BOTH,
    ),
    ScaffoldTemplate(
        "data_quality",
        "Checks of what functions give with @check_output.",
        '''"""Ages that are checked."""
import numpy as np
import pandas as pd
from hamilton.function_modifiers import check_output


@check_output(range=(0, 120), importance="fail")
def age(birth_year: pd.Series, year: int) -> pd.Series:
    """The age in a year."""
    return year - birth_year


@check_output(data_type=np.float64)
def relative_age(age: pd.Series) -> pd.Series:
    """The age as a share of the mean."""
    return age / age.mean()
''',
        _BOTH,
    ),
]


def get_available_templates(preferred_libraries: set[str] | None = None) -> dict[str, ScaffoldTemplate]:
    """Return the examples that run with the libraries, by name.

    Args:
        preferred_libraries: The libraries; those installed unless given.
    """
    installed = {name for name, is_there in AVAILABLE_LIBS.items() if is_there}
    usable = installed if preferred_libraries is None else preferred_libraries
    return {each.name: each for each in ALL_TEMPLATES if each.requires <= usable}


def get_capabilities(preferred_libraries: set[str] | None = None) -> dict[str, object]:
    """Return which libraries are installed, and the names of the examples that run with them or the preferred ones.

    Args:
        preferred_libraries: The libraries; those installed unless given.
    """
    scaffolds = sorted(get_available_templates(preferred_libraries))
    return {"libraries": dict(AVAILABLE_LIBS), "available_scaffolds": scaffolds}
