import pandas as pd

from hamilton.plugins.h_pandas import with_columns


def a(b: pd.Series) -> pd.Series:
    return b


@with_columns(a, columns_to_pass=["a", "b"])
def out(table: pd.DataFrame) -> pd.DataFrame:
    return table
