import pandas as pd

from hamilton.function_modifiers import ParameterizedExtract, parameterize_extract_columns, source, value


def raw() -> pd.Series:
    return pd.Series([1, 2])


@parameterize_extract_columns(
    ParameterizedExtract(("out_a", "out_b"), {"column": source("raw"), "factor": value(2)}),
    ParameterizedExtract(("out_c", "out_d"), {"column": source("raw"), "factor": source("given")}),
)
def frames(column: pd.Series, factor: int) -> pd.DataFrame:
    """{column} by {factor}."""
    return pd.concat([column * factor, column + factor], axis=1)
