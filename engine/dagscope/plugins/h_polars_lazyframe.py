"""polars lazy frames: `with_columns` and a result builder. Nothing is collected here."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import polars as pl

from dagscope.base import ResultMixin
from dagscope.function_modifiers.frame_columns import frame_columns, refuse_dataframe_name


class PolarsLazyFrameResult(ResultMixin):
    """Makes one lazy frame of the requested values; a single lazy frame is given as it is."""

    def build_result(self, **outputs: Any) -> pl.LazyFrame:  # type: ignore[override]  # an instance method is allowed
        """The lazy frame: one column for each value, single values repeated."""
        if len(outputs) == 1:
            (only,) = outputs.values()
            if isinstance(only, pl.LazyFrame):
                return only
        return pl.LazyFrame(outputs)

    def output_type(self) -> type:
        """The class of the result."""
        return pl.LazyFrame


class with_columns(frame_columns):
    """Adds columns, each computed by a function as an expression, to the lazy frame a function takes."""

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
            dataframe_type=pl.LazyFrame,
        )

    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        return frame.with_columns(**columns)
