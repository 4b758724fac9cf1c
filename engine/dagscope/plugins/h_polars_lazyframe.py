"""polars lazy frames: `with_columns` and a result builder. Nothing is collected here."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry
from dagscope.base import ResultMixin
from dagscope.function_modifiers.frame_columns import frame_columns

# Who imports this plugin uses the library, also where extensions are not to load by themselves.
registry.load_extension("polars")
registry.load_extension("polars_lazyframe")


class PolarsLazyFrameResult(ResultMixin):
    """Makes one lazy frame of the requested values; a single lazy frame is given as it is."""

    def build_result(self, **outputs: Any) -> pl.LazyFrame:  # type: ignore[override]  # an instance method is allowed
        """Return the lazy frame: one column for each value, single values repeated."""
        if len(outputs) == 1:
            (only,) = outputs.values()
            if isinstance(only, pl.LazyFrame):
                return only
        return pl.LazyFrame(outputs)

    def output_type(self) -> type:
        """Return the class of the result."""
        return pl.LazyFrame


class with_columns(frame_columns):
    """Adds columns, each computed by a function as an expression, to the lazy frame a function takes."""

    library = "polars"
    frame_class = pl.LazyFrame

    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        return frame.with_columns(**columns)
