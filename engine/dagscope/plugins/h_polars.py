"""polars dataframes: `with_columns` and a result builder. Lazy frames are in `h_polars_lazyframe`."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import polars as pl

from dagscope.base import ResultMixin
from dagscope.function_modifiers.frame_columns import frame_columns, refuse_dataframe_name


class PolarsDataFrameResult(ResultMixin):
    """Makes one polars dataframe of the requested values; a single dataframe is given as it is."""

    def build_result(self, **outputs: Any) -> pl.DataFrame:  # type: ignore[override]  # an instance method is allowed
        """The dataframe: one column for each value, single values repeated."""
        if len(outputs) == 1:
            (only,) = outputs.values()
            if isinstance(only, pl.DataFrame):
                return only
            if isinstance(only, pl.LazyFrame):
                return only.collect()
        return pl.DataFrame(outputs)

    def output_type(self) -> type:
        """The class of the result."""
        return pl.DataFrame


class with_columns(frame_columns):
    """Adds columns, each computed by a function, to the polars dataframe a function takes."""

    def __init__(
        self,
        *load_from: Callable[..., Any] | types.ModuleType,
        columns_to_pass: list[str] | None = None,
        pass_dataframe_as: str | None = None,
        on_input: str | None = None,
        select: list[str] | None = None,
        namespace: str | None = None,
        config_required: list[str] | None = None,
    ) -> None:
        """Takes the functions of the columns.

        Args:
            *load_from: Functions or modules.
            columns_to_pass: Columns of the dataframe that the functions take as parameters.
            pass_dataframe_as: Not supported: use `on_input`.
            on_input: The parameter that gets the dataframe; the functions take it whole under that name.
            select: The columns to add; all that are columns unless given.
            namespace: Where the columns' nodes live; the function's name unless given.
            config_required: The config keys the functions see; all unless given.
        """
        refuse_dataframe_name(pass_dataframe_as, "polars")
        super().__init__(
            *load_from,
            columns_to_pass=columns_to_pass,
            on_input=on_input,
            select=select,
            namespace=namespace,
            config_required=config_required,
            dataframe_type=pl.DataFrame,
        )

    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        return frame.with_columns(**columns)
