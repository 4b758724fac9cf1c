"""Where the inputs come from in the web service: one request, and the figures kept from the last batch."""

import pandas as pd

from dagscope.function_modifiers import extract_fields


@extract_fields({"age": pd.Series, "orders": pd.Series, "months_as_client": pd.Series})
def request_columns(request: dict) -> dict:
    """The fields of one request as series of one row."""
    return {key: pd.Series([request[key]]) for key in ("age", "orders", "months_as_client")}


def age_mean(batch_figures: dict) -> float:
    """Mean age over the last batch, in years."""
    return float(batch_figures["age_mean"])


def age_std(batch_figures: dict) -> float:
    """Standard deviation of the age over the last batch, in years."""
    return float(batch_figures["age_std"])
