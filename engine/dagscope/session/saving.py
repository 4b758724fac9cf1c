"""A value to a file, as a table, JSON, text or picture. Old content or new, never something between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dagscope.preview import image
from dagscope.preview.budget import is_a
from dagscope.preview.cells import cell_text
from dagscope.preview.pages import table_source
from dagscope.whole_files import temporary_name


def _frame(value: Any) -> Any:
    """The value as something with `to_csv`/`write_csv`."""
    if is_a(value, "pandas", "DataFrame") or is_a(value, "polars", "DataFrame"):
        return value
    if is_a(value, "pandas", "Series"):
        return value.to_frame()
    if is_a(value, "polars", "Series"):
        return value.to_frame()
    if is_a(value, "pyarrow", "Table"):
        return value.to_pandas()
    if table_source(value) is not None or isinstance(value, (list, dict)):
        import pandas as pd

        return pd.DataFrame(value)
    raise ValueError(f"a {type(value).__name__} is no table")


def _write_csv(value: Any, path: Path) -> None:
    frame = _frame(value)
    if hasattr(frame, "write_csv"):
        frame.write_csv(path)
    else:
        frame.to_csv(path, index=type(frame.index).__name__ != "RangeIndex")


def _write_parquet(value: Any, path: Path) -> None:
    frame = _frame(value)
    frame.write_parquet(path) if hasattr(frame, "write_parquet") else frame.to_parquet(path)


def _write_json(value: Any, path: Path) -> None:
    if table_source(value) is not None:
        frame = _frame(value)
        text = (
            frame.write_json() if hasattr(frame, "write_json") else frame.to_json(orient="records", date_format="iso")
        )
    else:
        text = json.dumps(value, indent=2, default=cell_text, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def _write_text(value: Any, path: Path) -> None:
    path.write_text(value if isinstance(value, str) else str(value), encoding="utf-8")


def _write_png(value: Any, path: Path) -> None:
    picture = image.picture_of(value) if image.is_image(value) else None
    if picture is None:
        raise ValueError("it is no picture, or one too large")
    path.write_bytes(picture.png)


_WRITERS = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "json": _write_json,
    "txt": _write_text,
    "png": _write_png,
}


def save_value(value: Any, path: Path, kind: str) -> None:
    """Write the value.

    Raises:
        OSError: the place cannot be written; what stood there stands there still.
        ValueError: the value cannot be written so.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder")
    if path.suffix == ".py":
        raise ValueError("a Python file is not overwritten by a value")
    with temporary_name(path) as temporary:
        _WRITERS[kind](value, Path(temporary))
