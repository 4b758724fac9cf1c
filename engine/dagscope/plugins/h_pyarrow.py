"""A result as a pyarrow table. Must not be imported without pyarrow."""

from __future__ import annotations

from typing import Any

import pyarrow
from pyarrow.interchange import from_dataframe

from dagscope.lifecycle.api import ResultBuilder


class PyarrowTableResult(ResultBuilder):
    """Gives the one requested frame as a pyarrow table, whatever library it comes from."""

    def output_type(self) -> type:
        return pyarrow.Table  # type: ignore[no-any-return]

    def build_result(self, **outputs: Any) -> Any:
        """Convert the frame.

        Raises:
            AssertionError: When not exactly one output is given.
        """
        if len(outputs) != 1:
            raise AssertionError(
                f"A pyarrow table is made of one frame, but {len(outputs)} outputs were requested: {list(outputs)}."
            )
        (value,) = outputs.values()
        if isinstance(value, pyarrow.Table):
            return value
        if hasattr(value, "__dataframe__"):
            return from_dataframe(value)
        if hasattr(value, "__arrow_c_stream__"):
            return pyarrow.table(value)
        raise ValueError(f"A pyarrow table is made of a frame, but the output is a {type(value).__name__}.")


__all__ = ["PyarrowTableResult"]
