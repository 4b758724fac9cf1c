"""Two regions at three grains: six subdags of the same two functions, and what is read off them."""

from pathlib import Path

import pandas as pd
import unique_users

from dagscope.function_modifiers import subdag, value

_DATA = Path(__file__).parent / "data" / "website_interactions.csv"


def website_interactions() -> pd.DataFrame:
    """Every visit: when, who, and from which region."""
    return pd.read_csv(_DATA, parse_dates=["date"]).set_index("date")


@subdag(unique_users, inputs={"grain": value("day")}, config={"region": "US"})
def daily_unique_users_US(unique_users: pd.Series) -> pd.Series:
    """Unique users of US, daily."""
    return unique_users


@subdag(unique_users, inputs={"grain": value("day")}, config={"region": "CA"})
def daily_unique_users_CA(unique_users: pd.Series) -> pd.Series:
    """Unique users of CA, daily."""
    return unique_users


@subdag(unique_users, inputs={"grain": value("week")}, config={"region": "US"})
def weekly_unique_users_US(unique_users: pd.Series) -> pd.Series:
    """Unique users of US, weekly."""
    return unique_users


@subdag(unique_users, inputs={"grain": value("week")}, config={"region": "CA"})
def weekly_unique_users_CA(unique_users: pd.Series) -> pd.Series:
    """Unique users of CA, weekly."""
    return unique_users


@subdag(unique_users, inputs={"grain": value("month")}, config={"region": "US"})
def monthly_unique_users_US(unique_users: pd.Series) -> pd.Series:
    """Unique users of US, monthly."""
    return unique_users


@subdag(unique_users, inputs={"grain": value("month")}, config={"region": "CA"})
def monthly_unique_users_CA(unique_users: pd.Series) -> pd.Series:
    """Unique users of CA, monthly."""
    return unique_users


def monthly_overview(monthly_unique_users_US: pd.Series, monthly_unique_users_CA: pd.Series) -> pd.DataFrame:
    """Both regions side by side, a row a month."""
    return pd.DataFrame({"US": monthly_unique_users_US, "CA": monthly_unique_users_CA})


def us_share(monthly_overview: pd.DataFrame) -> pd.Series:
    """The share of US users, a month."""
    return (monthly_overview["US"] / monthly_overview.sum(axis=1)).round(3)


def busiest_week(weekly_unique_users_US: pd.Series, weekly_unique_users_CA: pd.Series) -> str:
    """The week with most users over both regions, by the day it ends."""
    return str((weekly_unique_users_US + weekly_unique_users_CA).idxmax().date())
