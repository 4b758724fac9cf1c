"""`with_columns` for pandas dataframes.
What it shares with other libraries is in `function_modifiers.frame_columns`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dagscope import registry
from dagscope.function_modifiers.frame_columns import frame_columns

# Who imports this plugin uses the library, also where extensions are not to load by themselves.
registry.load_extension("pandas")


class with_columns(frame_columns):
    """Adds columns, each computed by a function, to the pandas dataframe a function takes."""

    library = "pandas"
    frame_class = pd.DataFrame

    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        return frame.assign(**columns)
