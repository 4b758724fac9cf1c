import pandas as pd

from hamilton.plugins.h_pandas import with_columns


def c(b: pd.Series) -> pd.Series:
    return b


@with_columns(c, columns_to_pass=["b"], select=["nope"])
def out(table: pd.DataFrame) -> pd.DataFrame:
    return table
