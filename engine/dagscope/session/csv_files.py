"""A table as a CSV file: by its library where that writes each cell as it is, else cell by cell.
It must not shorten a cell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagscope.preview.budget import is_a
from dagscope.preview.exact import exact_texts
from dagscope.preview.pages import TableSource, table_source
from dagscope.preview.pandas_types import says_more
from dagscope.session.frames import frame_of
from dagscope.spreadsheet_cells import Lines

CELLS_AT_ONCE = 100_000
_EXACT_IN_ARROW = ("int", "uint", "float", "double", "string", "large_string", "bool", "decimal", "date")
_INEXACT_IN_PANDAS = ("ArrowDtype", "SparseDtype", "Float32Dtype", "Float64Dtype")


def write_csv(value: Any, path: Path) -> None:
    """Write a table, or what a table can be made of."""
    source = table_source(value)
    if source is None or _is_written_exactly(value):
        try:
            _write_by_library(value, path)
            return
        except OSError:
            raise
        except Exception:
            if source is None:
                raise
    _write_exactly(source, path)


def _write_by_library(value: Any, path: Path) -> None:
    if is_a(value, "pyarrow", "Table"):
        from pyarrow.csv import write_csv as write_arrow

        write_arrow(value, path)
        return
    frame = frame_of(value)
    if hasattr(frame, "write_csv"):
        frame.write_csv(path)
        return
    with _lines(path) as lines:
        frame.to_csv(lines, index=says_more(frame.index), lineterminator=Lines.END)


def _is_written_exactly(value: Any) -> bool:
    """Return whether the library of a table writes its cells as they are.

    Of nested values pandas makes arrays, in which whole numbers next to a missing one are floats; Arrow writes
    durations as numbers of nobody knows what; NumPy has no CSV of its own.
    """
    if is_a(value, "pyarrow", "Table"):
        return all(str(kind).startswith(_EXACT_IN_ARROW) for kind in value.schema.types)
    if is_a(value, "pandas", "DataFrame"):
        return not any(type(dtype).__name__ in _INEXACT_IN_PANDAS for dtype in value.dtypes)
    if is_a(value, "pandas", "Series"):
        return type(value.dtype).__name__ not in _INEXACT_IN_PANDAS
    return is_a(value, "polars", "DataFrame") and value.width > 1  # of one column a missing value would be no line


def _write_exactly(source: TableSource, path: Path) -> None:
    """Write a table cell by cell, as cells are copied."""
    columns = range(source.column_count)
    names = [source.name(position) for position in columns]
    levels = source.level_names() if source.has_labels else []
    at_once = max(1, CELLS_AT_ONCE // max(1, len(names)))
    with _lines(path) as lines:
        writer = csv.writer(lines, lineterminator=Lines.END)
        writer.writerow(["" if name == "level_0" and len(levels) == 1 else name for name in levels] + names)
        for start in range(0, source.row_count, at_once):
            rows = slice(start, min(start + at_once, source.row_count))
            labels = source.label_items(rows) if levels else []
            cells = [exact_texts(each) for each in (*labels, *(source.items(position, rows) for position in columns))]
            writer.writerows(zip(*cells) if cells else [()] * (rows.stop - rows.start))


@contextmanager
def _lines(path: Path) -> Iterator[Lines]:
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        yield Lines(file.write)
