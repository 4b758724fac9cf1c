"""The features, written once. Neither the nightly batch nor the web service is known here."""

import pandas as pd


def age_mean_centred(age: pd.Series, age_mean: float) -> pd.Series:
    """Age relative to the mean age of the training data, in years."""
    return age - age_mean


def age_zero_mean_unit_variance(age_mean_centred: pd.Series, age_std: float) -> pd.Series:
    """Age in standard deviations from the mean."""
    return age_mean_centred / age_std


def orders_per_month(orders: pd.Series, months_as_client: pd.Series) -> pd.Series:
    """Orders a month, since the client came."""
    return orders / months_as_client


def is_regular(orders_per_month: pd.Series) -> pd.Series:
    """At least one order a month."""
    return orders_per_month >= 1


def score(age_zero_mean_unit_variance: pd.Series, orders_per_month: pd.Series, is_regular: pd.Series) -> pd.Series:
    """How likely the client stays, 0 to 1: a stand-in for a trained model."""
    raw = 0.5 + 0.1 * orders_per_month - 0.05 * age_zero_mean_unit_variance + 0.2 * is_regular
    return raw.clip(0, 1).round(3)
