"""polars dataframes: `with_columns` and a result builder. Lazy frames are in `h_polars_lazyframe`."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry
from dagscope.base import ResultMixin
from dagscope.class_home import home_of
from dagscope.function_modifiers.frame_columns import frame_columns

# Who imports this plugin uses the library, also where extensions are not to load by themselves.
registry.load_extension("polars")


class PolarsDataFrameResult(ResultMixin):
    """Makes one polars dataframe of the requested values; a single dataframe is given as it is."""

    def build_result(self, **outputs: Any) -> pl.DataFrame:  # type: ignore[override]  # an instance method is allowed
        """Return the dataframe: one column for each value, single values repeated; a list alone is one value."""
        if len(outputs) == 1:
            ((name, only),) = outputs.items()
            if isinstance(only, pl.DataFrame):
                return only
            if isinstance(only, pl.LazyFrame):
                return only.collect()
            if isinstance(only, (list, tuple, range)) or home_of(type(only)) == "numpy":
                return pl.DataFrame({name: [only]})  # one value, as any other; next to others it is a column
        return pl.DataFrame(outputs)

    def output_type(self) -> type:
        """Return the class of the result."""
        return pl.DataFrame


class with_columns(frame_columns):
    """Adds columns, each computed by a function, to the polars dataframe a function takes."""

    library = "polars"
    frame_class = pl.DataFrame

    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        return frame.with_columns(**columns)
