import pandas as pd

from hamilton.function_modifiers import extract_columns

RAN = []


@extract_columns("a", "b")
def table(rows: int) -> pd.DataFrame:
    RAN.append("table")
    return pd.DataFrame({"a": range(rows), "b": [str(i) for i in range(rows)]})


def summed(a: pd.Series) -> int:
    RAN.append("summed")
    return int(a.sum())


def joined(b: pd.Series, summed: int) -> str:
    RAN.append("joined")
    return ",".join(b) + f"={summed}"
