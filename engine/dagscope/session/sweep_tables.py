"""Tables of a sweep: one row a combination, written whole each time and read back. It must not run anything."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from dagscope.spreadsheet_cells import AS_TEXT, csv_text, is_formula, marked, unmarked
from dagscope.whole_files import write_bytes

_OWN = ("seconds", "error", "sweep")


@dataclass(frozen=True, slots=True)
class Row:
    """One combination: its values as they were written, what was asked for, how long it took, why it failed."""

    values: tuple[str, ...]
    results: dict[str, Any]
    seconds: float = 0.0
    error: str = ""


def _columns(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    return [*names, *dict.fromkeys(name for row in rows for name in row.results), *_OWN]


def _cells(row: Row, results: Sequence[str], identity: str) -> list[Any]:
    return [*row.values, *(row.results.get(name) for name in results), row.seconds, row.error, identity]


def _csv(rows: Sequence[Row], names: Sequence[str], identity: str) -> bytes:
    """Return the table as CSV; texts that spreadsheets would run as formulas begin with an apostrophe."""
    columns = _columns(rows, names)
    lines = [_cells(row, columns[len(names) : -len(_OWN)], identity) for row in rows]
    return csv_text([map(marked, columns), *(map(_csv_cell, line) for line in lines)]).encode()


def _csv_cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return json.dumps(cell)
    return marked(cell) if isinstance(cell, str) else cell


def _parquet(rows: Sequence[Row], names: Sequence[str], identity: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _columns(rows, names)
    lines = [_cells(row, columns[len(names) : -len(_OWN)], identity) for row in rows]
    arrays = [_array([line[index] for line in lines], pa) for index in range(len(columns))]
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(columns, arrays))), out)
    return out.getvalue()


def _array(values: list[Any], pa: Any) -> Any:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):  # of several types
        return pa.array([None if value is None else str(value) for value in values])


def _html(rows: Sequence[Row], names: Sequence[str], identity: str) -> bytes:
    columns = _columns(rows, names)[: -len(_OWN)]
    shown = [*columns, "seconds", "error"]
    head = "".join(_html_cell(name, "th") for name in shown)
    body = "".join(
        "<tr>" + "".join(_html_cell(_text(cell)) for cell in _cells(row, columns[len(names) :], "")[:-1]) + "</tr>"
        for row in rows
    )
    kept = json.dumps([[*row.values, row.results, row.seconds, row.error] for row in rows]).replace("</", "<\\/")
    style = (
        "body{font:15px system-ui;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid "
        "#8884;padding:.2rem .6rem;text-align:left}"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta '
        f'charset="utf-8"><title>Sweep</title><style>{style}</style></head><body>\n'
        f"<table><tr>{head}</tr>{body}</table>\n"
        f'<script type="application/json" id="sweep" data-of="{identity}">{kept}</script></body></html>\n'
    ).encode()


def _html_cell(text: str, tag: str = "td") -> str:
    style = f' style="{AS_TEXT}"' if is_formula(text) else ""
    return f"<{tag}{style}>{escape(text)}</{tag}>"


def _text(cell: Any) -> str:
    return "" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else str(cell)


TABLES: dict[str, Callable[[Sequence[Row], Sequence[str], str], bytes]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".html": _html,
}


def problem_with(target: Path) -> str:
    """Return an empty text, or why no table can be written there: asked before anything runs."""
    if target.suffix not in TABLES:
        return f"end the file's name in {', '.join(TABLES)}"
    if not os.path.isdir(target.parent):
        return f"there is no folder {str(target.parent)!r}"
    if os.path.isdir(target):
        return "it is a folder"
    if target.suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        return "Parquet needs the package pyarrow; `pip install pyarrow` brings it, or write a .csv"
    return ""


def write_rows(target: Path, rows: Sequence[Row], names: Sequence[str], identity: str) -> None:
    """Write the table in the form that the file's ending names."""
    write_bytes(target, TABLES[target.suffix](rows, names, identity))


class Saving:
    """Writes all rows again as more come, but no longer than a tenth of the time: there may be thousands."""

    def __init__(self, write: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> None:
        self._write = write
        self._clock = clock
        self._due = clock()
        self.is_owed = False
        """Whether rows came after those that were written."""

    def save(self, *, is_last: bool = False) -> None:
        """Write, unless that was done a moment ago; the last rows always."""
        began = self._clock()
        self.is_owed = not is_last and began < self._due
        if not self.is_owed:
            self._write()
            now = self._clock()
            self._due = now + 9 * (now - began)


def read_rows(target: Path, names: Sequence[str], identity: str) -> list[Row] | None:
    """Return the rows of a table of this sweep, or None for any other file."""
    try:
        if target.suffix == ".html":
            return _from_html(target.read_text(encoding="utf-8"), len(names), identity)
        return _from_cells(*_grid(target), names, identity)
    except (OSError, ValueError, KeyError, IndexError, ImportError):
        return None


def _grid(target: Path) -> tuple[list[str], list[list[Any]]]:
    if target.suffix == ".csv":
        with target.open(newline="", encoding="utf-8") as file:
            lines = [[unmarked(cell) for cell in line] for line in csv.reader(file)]
        return lines[0], lines[1:]
    import pyarrow.parquet as pq

    table = pq.read_table(target)
    return list(table.column_names), [list(row.values()) for row in table.to_pylist()]


def _value(cell: Any) -> Any:
    """Return a cell as it was: in a CSV a number, true or false are what reads as one and is written that way."""
    if not isinstance(cell, str):
        return cell
    try:
        value = json.loads(cell)
    except ValueError:
        return cell
    return value if isinstance(value, (int, float)) and json.dumps(value) == cell else cell


def _from_cells(columns: list[str], lines: list[list[Any]], names: Sequence[str], identity: str) -> list[Row] | None:
    count = len(names)
    if columns[:count] != list(names) or tuple(columns[-len(_OWN) :]) != _OWN:
        return None
    results = columns[count : -len(_OWN)]
    rows = []
    for line in lines:
        *cells, seconds, error, own = line
        if str(own) != identity:
            return None
        found = {name: _value(cell) for name, cell in zip(results, cells[count:]) if cell not in (None, "")}
        rows.append(Row(tuple(map(str, cells[:count])), found, float(seconds or 0.0), str(error or "")))
    return rows


def _from_html(text: str, count: int, identity: str) -> list[Row] | None:
    start = text.find('id="sweep" data-of="')
    if start < 0 or text[start:].split('"')[3] != identity:
        return None
    kept = text[text.index(">", start) + 1 : text.index("</script>", start)].replace("<\\/", "</")
    return [Row(tuple(line[:count]), line[count], line[count + 1], line[count + 2]) for line in json.loads(kept)]
