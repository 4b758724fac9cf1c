"""The features of one data source; the source and the filter are decided where the subdag is declared."""

from pathlib import Path

import pandas as pd

from dagscope.function_modifiers import config

_HERE = Path(__file__).parent / "data"


def raw_clients(data: str) -> pd.DataFrame:
    """The clients as they are in the file."""
    return pd.read_csv(_HERE / data)


@config.when_not(filter="only_even_client_ids")
def clients__all(raw_clients: pd.DataFrame) -> pd.DataFrame:
    """Every client."""
    return raw_clients


@config.when(filter="only_even_client_ids")
def clients__even(raw_clients: pd.DataFrame) -> pd.DataFrame:
    """The clients with an even number only."""
    return raw_clients[raw_clients["client_id"] % 2 == 0]


def spend_per_visit(clients: pd.DataFrame) -> pd.Series:
    """What a client spends in one visit."""
    return (clients["spend"] / clients["visits"]).round(2)


def feature_df(clients: pd.DataFrame, spend_per_visit: pd.Series) -> pd.DataFrame:
    """The clients with their features."""
    return clients.assign(spend_per_visit=spend_per_visit)
