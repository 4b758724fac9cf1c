"""What a segment of customers is worth, and what it may lose."""

from __future__ import annotations

import pandas as pd


def members(plan: pd.Series, segment: str) -> pd.Series:
    """Mark who is in it."""
    return plan == segment


def size(members: pd.Series) -> int:
    """Count its members."""
    return int(members.sum())


def mean_spend(spend: pd.Series, members: pd.Series) -> float:
    """Average what its members have paid."""
    return float(spend[members].mean())


def mean_risk(risk: pd.Series, members: pd.Series) -> float:
    """Average how likely its members leave."""
    return float(risk[members].mean())


def loss(size: int, mean_spend: float, mean_risk: float) -> float:
    """Estimate what that may cost."""
    return size * mean_spend * mean_risk
