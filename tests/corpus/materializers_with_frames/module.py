import pandas as pd


def spend(base: int, rows: int = 3) -> pd.Series:
    return pd.Series([base * i for i in range(1, rows + 1)], name="spend")


def signups(spend: pd.Series) -> pd.Series:
    return spend // 10 + 1


def cost(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups
