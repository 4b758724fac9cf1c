"""Marketing features out of a table of spend and signups."""
import pandas as pd

from hamilton.function_modifiers import extract_columns, tag


@extract_columns("spend", ("signups", "People who signed up in the week."))
def marketing(weeks: int) -> pd.DataFrame:
    """Made-up numbers, one row a week."""
    return pd.DataFrame(
        {
            "spend": [10.0 * (week + 1) for week in range(weeks)],
            "signups": [1 + week * week for week in range(weeks)],
        }
    )


@tag(owner="growth", importance="high")
def avg_3wk_spend(spend: pd.Series) -> pd.Series:
    """Rolling 3 week average of spend."""
    return spend.rolling(3).mean()


def spend_per_signup(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups


def spend_mean(spend: pd.Series) -> float:
    return float(spend.mean())


def spend_zero_mean(spend: pd.Series, spend_mean: float) -> pd.Series:
    return spend - spend_mean


def spend_std_dev(spend: pd.Series) -> float:
    return float(spend.std())


def spend_zero_mean_unit_variance(spend_zero_mean: pd.Series, spend_std_dev: float) -> pd.Series:
    return spend_zero_mean / spend_std_dev
