"""Describes saved and loaded data: files, frames and SQL tables as plain dictionaries. Reads and writes nothing."""

from __future__ import annotations

import os
import pathlib
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlparse

DATAFRAME_METADATA = "dataframe_metadata"
SQL_METADATA = "sql_metadata"
FILE_METADATA = "file_metadata"
_VERSION = "1.0.0"


def get_file_metadata(path: str | pathlib.Path | os.PathLike[str]) -> dict[str, Any]:
    """Size and times of a file; for what is no local file, a note that says so.

    Args:
        path: a path or a URL.

    Returns:
        One entry, `file_metadata`.
    """
    text = os.fspath(path) if isinstance(path, os.PathLike) else str(path)
    scheme = urlparse(text).scheme
    size: int | None = None
    notes = ""
    if os.path.exists(text):
        status = os.stat(text)
        size, last_modified = status.st_size, status.st_mtime
    else:
        last_modified = time.time()
        notes = f"File metadata is unsupported for scheme: {scheme} or path: {text} does not exist."
    return {
        FILE_METADATA: {
            "size": size,
            "path": text,
            "last_modified": last_modified,
            "timestamp": datetime.now(timezone.utc).timestamp(),
            "scheme": scheme,
            "notes": notes,
            "__version__": _VERSION,
        }
    }


def get_dataframe_metadata(df: Any) -> dict[str, Any]:
    """Return rows, columns, names and types of a frame; None for what the value does not have.

    Args:
        df: a pandas, polars or similar frame.

    Returns:
        One entry, `dataframe_metadata`.
    """
    metadata: dict[str, Any] = {"__version__": _VERSION}
    # A lazy frame has its columns without a warning only through its schema.
    schema = df.collect_schema() if hasattr(df, "collect_schema") and hasattr(df, "collect") else None
    questions: dict[str, Callable[[], Any]] = {
        "rows": lambda: len(df),
        "columns": lambda: len(df.columns if schema is None else schema.names()),
        "column_names": lambda: list(df.columns if schema is None else schema.names()),
        "datatypes": lambda: [str(each) for each in list(df.dtypes if schema is None else schema.dtypes())],
    }
    for key, question in questions.items():
        try:
            metadata[key] = question()
        except (TypeError, AttributeError, NotImplementedError, ValueError):
            metadata[key] = None
    return {DATAFRAME_METADATA: metadata}


def get_file_and_dataframe_metadata(path: str, df: Any) -> dict[str, Any]:
    """Return both descriptions in one dictionary.

    Args:
        path: the file.
        df: the frame it holds.
    """
    return {**get_file_metadata(path), **get_dataframe_metadata(df)}


def get_sql_metadata(query_or_table: str, results: Any) -> dict[str, Any]:
    """Return what was read from or written to a database.

    Args:
        query_or_table: a SELECT statement or a table's name.
        results: the frame, or the number of rows.

    Returns:
        One entry, `sql_metadata`.
    """
    text = str(query_or_table)
    is_query = "SELECT" in text.upper()
    rows: int | None
    if results is None or isinstance(results, int):
        rows = results
    else:
        try:
            rows = len(results) if hasattr(results, "columns") else None  # A text has a length, but no rows.
        except TypeError:
            rows = None
    return {
        SQL_METADATA: {
            "rows": rows,
            "query": text if is_query else None,
            "table_name": None if is_query else text,
            "timestamp": datetime.now(timezone.utc).timestamp(),
            "__version__": _VERSION,
        }
    }
