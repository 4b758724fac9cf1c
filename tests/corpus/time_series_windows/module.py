import pandas as pd

from hamilton.function_modifiers import ParameterizedExtract, parameterize_extract_columns, source, value


def sales() -> pd.Series:
    return pd.Series([5, 3, 8, 6])


def returns() -> pd.Series:
    return pd.Series([1, 0, 2, 1])


@parameterize_extract_columns(
    ParameterizedExtract(("sales_sum", "sales_max"), {"numbers": source("sales"), "window": value(2)}),
    ParameterizedExtract(("returns_sum", "returns_max"), {"numbers": source("returns"), "window": source("window_given")}),
)
def rolled(numbers: pd.Series, window: int) -> pd.DataFrame:
    """Rolling sum and maximum of {numbers}."""
    rolling = numbers.rolling(window, min_periods=1)
    return pd.concat([rolling.sum(), rolling.max()], axis=1)


def share_returned(returns_sum: pd.Series, sales_sum: pd.Series) -> pd.Series:
    return returns_sum / sales_sum
