"""A value to a file, as a table, JSON, text, picture, array or pickle. Old content or new, never something between."""

from __future__ import annotations

import datetime
import json
import math
import os
import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagscope.long_integers import whole_integers
from dagscope.preview import preview_of, raster
from dagscope.preview.budget import is_a, reason_of
from dagscope.preview.cells import cell_text
from dagscope.preview.copying import copied
from dagscope.preview.exact import exact_text, python_scalar
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.kind import AskProblem
from dagscope.preview.lazy import first_rows, is_duckdb, whole_relation
from dagscope.preview.pages import TableSource, table_source, table_view
from dagscope.protocol.values import CopyAnswer, CopyAsk
from dagscope.session.csv_files import write_csv
from dagscope.session.excel import write_xlsx
from dagscope.session.frames import frame_of
from dagscope.session.parquet import frame_of_array, write_arrow, write_pandas
from dagscope.session.spreadsheets import make_safe
from dagscope.value_code import value_code
from dagscope.value_records import ImagePreview, TablePart
from dagscope.whole_files import temporary_name

ROWS_AT_ONCE = 10_000


def _write_parquet(value: Any, path: Path) -> None:
    if is_a(value, "pyarrow", "Table", "RecordBatch", "Array", "ChunkedArray"):
        write_arrow(value, path)
        return
    frame = frame_of(frame_of_array(value) if is_a(value, "numpy", "ndarray") else value)
    frame.write_parquet(path) if hasattr(frame, "write_parquet") else write_pandas(frame, path)


def _write_json(value: Any, path: Path) -> None:
    source = table_source(value)
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:  # half a character is \ud800 in JSON
        if source is None:
            try:
                with whole_integers():
                    json.dump(value, file, indent=2, default=cell_text, ensure_ascii=False)
            except RecursionError:
                raise ValueError("it is nested too deep for JSON") from None
            return
        file.write("[")
        for start in range(0, source.row_count, ROWS_AT_ONCE):
            records = _records(source, slice(start, min(start + ROWS_AT_ONCE, source.row_count)))
            with whole_integers():
                lines = [json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records]
            file.write((",\n" if start else "\n") + ",\n".join(lines))
        file.write("\n]\n")


def _records(source: TableSource, rows: slice) -> Iterator[dict[str, Any]]:
    """Yield rows as JSON objects, numbers in full; an index that says more than the row's number comes along."""
    names = [source.name(position) for position in range(source.column_count)]
    columns = [source.items(position, rows) for position in range(source.column_count)]
    if source.has_labels:
        levels = source.level_names()
        names = ["index" if name == "level_0" and len(levels) == 1 else name for name in levels] + names
        columns = source.label_items(rows) + columns
    if not columns:
        yield from ({} for _ in range(rows.stop - rows.start))
    for cells in zip(*columns):
        yield {name: _json_cell(cell) for name, cell in zip(_made_distinct(names), cells)}


def _made_distinct(names: list[str]) -> list[str]:
    """Return names of which none repeats: x, x#2, x#3."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return found


def _json_cell(cell: Any) -> Any:
    """Return a cell as JSON has it; what JSON has not as its whole text, missing values as null."""
    if is_nothing(cell):
        return None
    cell = python_scalar(cell)
    if cell is None or type(cell) in (str, int, bool):
        return cell
    if type(cell) is float:
        return cell if math.isfinite(cell) else None if cell != cell else str(cell)
    if type(cell) in (list, tuple):
        return [_json_cell(each) for each in cell]
    if type(cell) is dict:
        return {str(key): _json_cell(each) for key, each in cell.items()}
    return cell.isoformat() if isinstance(cell, (datetime.date, datetime.time)) else exact_text(cell)


def _write_text(value: Any, path: Path) -> None:
    with whole_integers():
        text = value if isinstance(value, str) else str(value)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")


def _write_md(value: Any, path: Path) -> None:
    view = table_view(value)
    if view is None:
        raise ValueError(f"a {type(value).__name__} is no table")
    rows, columns, done = view.source.row_count, view.source.column_count, 0
    with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
        while True:
            reply = copied(view, CopyAsk(((0, rows),), ((0, columns),), form="markdown", has_names=True, done=done))
            file.write(reply.data.decode("utf-8", "surrogatepass"))
            if not isinstance(reply.answer, CopyAnswer) or reply.answer.is_last:
                return
            done = reply.answer.done


def _write_xlsx(value: Any, path: Path) -> None:
    source = table_source(value)
    if source is None:
        raise ValueError(f"a {type(value).__name__} is no table")
    write_xlsx(source, path)


def _write_npy(value: Any, path: Path) -> None:
    if not is_a(value, "numpy", "ndarray") or is_a(value, "numpy.ma", "MaskedArray") or value.dtype.hasobject:
        raise ValueError("only an array of numbers, texts or moments can be a .npy file; save it as .pickle")
    import numpy as np

    with path.open("wb") as file:
        np.save(file, value, allow_pickle=False)


def _write_pickle(value: Any, path: Path) -> None:
    try:
        with path.open("wb") as file, value_code():
            pickle.dump(value, file)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - how a value is pickled is code of its class
        raise ValueError(f"Python cannot pickle it: {reason_of(error)}") from None


def _write_png(value: Any, path: Path) -> None:
    shown = raster.KIND.look(value) if raster.is_array_grid(value) else preview_of(value)
    if not isinstance(shown.preview, ImagePreview):
        raise ValueError("it is no picture, or one too large")
    path.write_bytes(shown.png)


_WRITERS = {
    "csv": write_csv,
    "parquet": _write_parquet,
    "json": _write_json,
    "txt": _write_text,
    "png": _write_png,
    "xlsx": _write_xlsx,
    "md": _write_md,
    "npy": _write_npy,
    "pickle": _write_pickle,
}


def part_of(value: Any, part: TablePart) -> Any:
    """Return what is shown of a table.

    Raises:
        ValueError: it is no table.
        AskProblem: the filter or the sort does not fit.
    """
    view = table_view(first_rows(value).table if is_duckdb(value) else value)
    if view is None:
        raise ValueError(f"a {type(value).__name__} is no table")
    return view.part(part)


def save_value(value: Any, path: Path, kind: str, is_safe: bool = False) -> int:
    """Write the value; return how many cells were changed so that no spreadsheet takes them for formulas.

    Args:
        value: the value.
        path: the file.
        kind: one of the forms above.
        is_safe: whether a CSV file may hold no formulas; the other forms mark texts as texts, or are for no
            spreadsheet.

    Raises:
        OSError: the file cannot be written; what it held before, it still holds.
        ValueError: the value cannot be written so.
    """
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path} is a folder")
    if path.suffix == ".py":
        raise ValueError("a Python file is not overwritten by a value")
    if is_duckdb(value) and kind not in ("txt", "pickle"):
        value = whole_relation(value)
    with temporary_name(path) as temporary:
        try:
            with value_code():
                _WRITERS[kind](value, Path(temporary))
        except (OSError, AskProblem):
            raise
        except Exception as error:
            if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
                raise
            reason = " ".join(reason_of(error).split())
            raise ValueError(f"it cannot be written as {kind}: {reason}; another form may do") from None
        return make_safe(Path(temporary)) if is_safe and kind == "csv" else 0
