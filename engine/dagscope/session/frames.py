"""Values as frames of a library that writes them. It must not write."""

from __future__ import annotations

from typing import Any

from dagscope.preview.budget import is_a
from dagscope.preview.pages import table_source


def frame_of(value: Any) -> Any:
    """Return the value as something with `to_csv`/`write_csv`.

    Raises:
        ValueError: it is no table.
    """
    if is_a(value, "pandas", "DataFrame") or is_a(value, "polars", "DataFrame"):
        return value
    if is_a(value, "pandas", "Series") or is_a(value, "polars", "Series"):
        return value.to_frame()
    if is_a(value, "pyarrow", "Table"):
        return value.to_pandas()
    if table_source(value) is not None or isinstance(value, (list, dict)):
        import pandas as pd

        return pd.DataFrame(value)
    raise ValueError(f"a {type(value).__name__} is no table")
