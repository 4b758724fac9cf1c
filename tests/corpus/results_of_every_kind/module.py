import pandas as pd


def a() -> pd.Series:
    return pd.Series([1, 2], index=["x", "y"])


def b() -> pd.Series:
    return pd.Series([3, 4], index=["x", "y"])


def c() -> pd.Series:
    return pd.Series([5, 6], index=[1, 2])


def total(a: pd.Series) -> int:
    return int(a.sum())


def frame(a: pd.Series, b: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"first": a, "second": b})
