import pandas as pd

from hamilton.function_modifiers import check_output


@check_output(range=(0, 10), max_fraction_nans=0.5, mean_in_range=(0, 5), max_standard_dev=3.0, importance="fail")
def good() -> pd.Series:
    return pd.Series([1.0, 2.0, 3.0])


@check_output(values_in=[1, 2], importance="fail")
def strange() -> pd.Series:
    return pd.Series([1, 2, 3, 3])


@check_output(allow_nans=False, importance="fail")
def holed() -> pd.Series:
    return pd.Series([1.0, None])


@check_output(data_type=float)
def typed() -> pd.Series:
    return pd.Series([1.0])
