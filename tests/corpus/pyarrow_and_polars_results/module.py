import pandas as pd

from hamilton.function_modifiers import extract_columns


@extract_columns("a", "b")
def table() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
