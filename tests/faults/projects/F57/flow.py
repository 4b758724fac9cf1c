import pandas as pd


def long() -> pd.DataFrame:
    return pd.DataFrame({"a": range(3_000_000)})


def wide() -> pd.DataFrame:
    return pd.DataFrame([range(5_000)])


def twice() -> pd.DataFrame:
    return pd.DataFrame([[1, 2]], columns=["a", "a"])


def levels() -> pd.DataFrame:
    return pd.DataFrame({("a", 1): [1], ("a", 2): [[{}]]})


def empty() -> pd.DataFrame:
    return pd.DataFrame()

def good() -> int:
    return 7
