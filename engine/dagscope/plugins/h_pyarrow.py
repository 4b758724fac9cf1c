"""A result as a pyarrow table. Must not be imported without pyarrow."""

from __future__ import annotations

from typing import Any

import pyarrow
from pyarrow.interchange import from_dataframe

from dagscope.class_home import package_of
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
        table = as_table(value)
        if table is not None:
            return table
        raise ValueError(f"A pyarrow table is made of a frame, but the output is a {type(value).__name__}.")


def as_table(value: Any) -> Any:
    """Return the frame's columns as a table (a pandas index is left out), or None when the value is no frame."""
    if package_of(type(value)) == "pandas" and type(value).__name__ == "DataFrame":
        return pyarrow.Table.from_pandas(value, preserve_index=False).replace_schema_metadata(None)
    if hasattr(value, "__arrow_c_stream__") and hasattr(value, "columns"):
        return pyarrow.table(value)
    return from_dataframe(value) if hasattr(value, "__dataframe__") else None


__all__ = ["PyarrowTableResult"]
