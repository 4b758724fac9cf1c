"""Features of made-up customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hamilton.function_modifiers import check_output, config, extract_columns


@extract_columns("age", "tenure", "monthly", "calls", "plan")
def customers(sample_size: int, seed: int) -> pd.DataFrame:
    """Make up customers of a phone company."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.normal(45, 14, sample_size).clip(18, 90).round(1),
            "tenure": rng.integers(0, 60, sample_size).astype(float),
            "monthly": rng.normal(70, 20, sample_size).clip(10).round(2),
            "calls": rng.poisson(2, sample_size).astype(float),
            "plan": rng.choice(["basic", "plus", "pro"], sample_size, p=[0.5, 0.3, 0.2]),
        }
    )


def age_mean(age: pd.Series) -> float:
    """Return the mean age."""
    return float(age.mean())


def age_std(age: pd.Series) -> float:
    """Return the spread of ages."""
    return float(age.std())


@config.when(scaling="on")
def age_scaled__on(age: pd.Series, age_mean: float, age_std: float) -> pd.Series:
    """Scale age to a z-score."""
    return (age - age_mean) / age_std


@config.when(scaling="off")
def age_scaled__off(age: pd.Series) -> pd.Series:
    """Divide age by ten."""
    return age / 10


@check_output(range=(0, 4000), importance="warn")
def spend(monthly: pd.Series, tenure: pd.Series) -> pd.Series:
    """Multiply months by their price: what a customer has paid."""
    return monthly * tenure


def loyalty(tenure: pd.Series, age_scaled: pd.Series) -> pd.Series:
    """Measure how bound a customer is."""
    return tenure / 12 + age_scaled


def complains(calls: pd.Series, call_limit: int) -> pd.Series:
    """Mark who calls often."""
    return calls > call_limit
