"""Who will leave, and what that costs."""

from __future__ import annotations

import matplotlib.figure
import numpy as np
import pandas as pd
import segments
from hamilton.function_modifiers import parameterized_subdag, value


def risk(loyalty: pd.Series, complains: pd.Series) -> pd.Series:
    """Estimate the chance that a customer leaves."""
    return 1 / (1 + np.exp(loyalty - 2 * complains))


@parameterized_subdag(
    segments,
    inputs={},
    basic={"inputs": {"segment": value("basic")}},
    plus={"inputs": {"segment": value("plus")}},
    pro={"inputs": {"segment": value("pro")}},
)
def loss_of_segment(loss: float) -> float:
    """Sum up what a segment may lose."""
    return loss


def expected_loss(basic: float, plus: float, pro: float) -> pd.Series:
    """List what may be lost, segment by segment."""
    return pd.Series({"basic": basic, "plus": plus, "pro": pro})


def risk_plot(risk: pd.Series, age: pd.Series, spend: pd.Series) -> matplotlib.figure.Figure:
    """Draw risk by age; dots are as large as the spending."""
    figure = matplotlib.figure.Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    axes.scatter(age, risk, s=spend / 80, alpha=0.5)
    axes.set_xlabel("age")
    axes.set_ylabel("risk")
    return figure


def at_risk(customers: pd.DataFrame, risk: pd.Series, spend: pd.Series) -> pd.DataFrame:
    """Choose the customers to call first."""
    return customers.assign(risk=risk.round(3), spend=spend.round(2)).nlargest(200, "risk")
