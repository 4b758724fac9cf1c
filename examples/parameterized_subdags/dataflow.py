"""Three data sources, one set of features: a subdag for each, from one decorator."""

import features
import pandas as pd

from dagscope.function_modifiers import parameterized_subdag, value


@parameterized_subdag(
    features,
    from_datasource_1={"inputs": {"data": value("datasource_1.csv")}},
    from_datasource_2={"inputs": {"data": value("datasource_2.csv")}},
    from_datasource_3={
        "inputs": {"data": value("datasource_3.csv")},
        "config": {"filter": "only_even_client_ids"},
    },
)
def feature_engineering(feature_df: pd.DataFrame) -> pd.DataFrame:
    """The features of one data source."""
    return feature_df


def all_features(
    from_datasource_1: pd.DataFrame, from_datasource_2: pd.DataFrame, from_datasource_3: pd.DataFrame
) -> pd.DataFrame:
    """The features of all sources, one under the other."""
    return pd.concat(
        {"1": from_datasource_1, "2": from_datasource_2, "3": from_datasource_3}, names=["source", "row"]
    )
