import pandas as pd

from hamilton.function_modifiers import config


def spend() -> pd.Series:
    return pd.Series([1, 2, 3], index=["a", "b", "c"])


def signups(factor: int) -> pd.Series:
    return pd.Series([10, 20, 30], index=["a", "b", "c"]) * factor


@config.when(kind="cost")
def ratio__cost(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups


@config.when(kind="gain")
def ratio__gain(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return signups / spend
