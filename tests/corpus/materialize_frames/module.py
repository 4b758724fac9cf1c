import pandas as pd

from hamilton.function_modifiers import extract_columns


@extract_columns("a", "b")
def table(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(b=raw["a"] * 2)


def c(a: pd.Series, b: pd.Series) -> pd.Series:
    return a + b
