"""The same, with the list of sources coming from the configuration: `@resolve` decorates once it is known."""

import features
import pandas as pd

from dagscope.function_modifiers import ResolveAt, parameterized_subdag, resolve, value


@resolve(
    when=ResolveAt.CONFIG_AVAILABLE,
    decorate_with=lambda sources: parameterized_subdag(
        features, **{name: {"inputs": {"data": value(file)}} for name, file in sources.items()}
    ),
)
def feature_engineering(feature_df: pd.DataFrame) -> pd.DataFrame:
    """The features of one data source."""
    return feature_df
