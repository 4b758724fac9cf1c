import pandas as pd

from hamilton.function_modifiers import extract_columns, tag


@tag(owner="team", target_="table")
@tag(kind="column")
@extract_columns("spend", ("signups", "How many signed up."))
def table(rows: int) -> pd.DataFrame:
    """The table."""
    return pd.DataFrame({"spend": range(rows), "signups": [x * 2 for x in range(rows)]})


@extract_columns("there", "lacking", fill_with=9)
def filled() -> pd.DataFrame:
    return pd.DataFrame({"there": [1, 2]})


@extract_columns("not_made")
def incomplete() -> pd.DataFrame:
    return pd.DataFrame({"made": [1]})


def ratio(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend + signups
