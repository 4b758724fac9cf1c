"""The logic that is reused: unique users of a region at a grain. Nothing here knows how often it is used."""

import pandas as pd

# Offset objects work in every pandas; the letters for them have changed over the years.
_OFFSETS = {"day": pd.offsets.Day(), "week": pd.offsets.Week(weekday=6), "month": pd.offsets.MonthEnd()}


def filtered_interactions(website_interactions: pd.DataFrame, region: str) -> pd.DataFrame:
    """The interactions of one region."""
    return website_interactions[website_interactions.region == region]


def unique_users(filtered_interactions: pd.DataFrame, grain: str) -> pd.Series:
    """How many different users there were in each day, week or month.

    Raises:
        ValueError: the grain is none of day, week and month.
    """
    if grain not in _OFFSETS:
        raise ValueError(f"grain is {grain!r}; it must be one of {', '.join(_OFFSETS)}")
    return filtered_interactions.resample(_OFFSETS[grain])["user_id"].nunique()
