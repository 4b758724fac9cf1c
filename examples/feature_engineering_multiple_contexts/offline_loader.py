"""Where the inputs come from in the nightly batch: a table of all clients."""

from pathlib import Path

import pandas as pd

from dagscope.function_modifiers import extract_columns

_CLIENTS = Path(__file__).parent / "data" / "clients.csv"


@extract_columns("age", "orders", "months_as_client")
def clients() -> pd.DataFrame:
    """All clients, a row each."""
    return pd.read_csv(_CLIENTS, index_col="client_id")


def age_mean(age: pd.Series) -> float:
    """Mean age of the clients, in years."""
    return float(age.mean())


def age_std(age: pd.Series) -> float:
    """Standard deviation of the clients' age, in years."""
    return float(age.std())
