"""A table as a sheet of Excel, by the library that the project's interpreter has.
It must not change a text or a whole number.

Excel's numbers are floats of which it shows 15 digits, and its moments have no zones: whole numbers, decimals and
moments that it would not hold are written as texts.
"""

from __future__ import annotations

import datetime
import math
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from dagscope.preview.exact import exact_text, python_scalar
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.pages import TableSource

MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 1_048_576, 16_384, 32_767
_ROWS_AT_ONCE = 10_000
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
"""What no XML holds: Excel's files have it as an escape, `_x0001_`."""
_ESCAPE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|{_CONTROL}))|{_CONTROL}")
_SHARED = re.compile(f"_x[0-9A-Fa-f]{{4}}(?:_x[0-9A-Fa-f]{{4}}_|{_CONTROL})")  # of which xlsxwriter marks one alone
_FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel counts a day that never was
MISSING = "neither openpyxl nor xlsxwriter is installed in the project's interpreter; install one: pip install openpyxl"


def write_xlsx(source: TableSource, path: Path) -> None:
    """Write a table with its names and labels.

    Raises:
        ValueError: it is larger than a sheet, or no library is there that writes one.
    """
    if source.row_count + 1 > MOST_ROWS or source.column_count >= MOST_COLUMNS:
        raise ValueError(f"a sheet of Excel has at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns")
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        try:
            import xlsxwriter  # noqa: F401
        except ImportError:
            raise ValueError(MISSING) from None
        write = _by_xlsxwriter
    else:
        write = _by_openpyxl
    too_long: list[str] = []
    write(_rows(source, too_long), path)
    if too_long:  # said at the end: a book that is left half-way stays open
        raise ValueError(too_long[0])


def _by_openpyxl(rows: Iterator[list[Any]], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("value")
    try:
        for row in rows:
            sheet.append([_cell_of(sheet, item) for item in row])
        with path.open("wb") as file:
            book.save(file)
    finally:
        _drop_rows(sheet)


def _cell_of(sheet: Any, item: Any) -> Any:
    """Return a cell of openpyxl's, which takes what it is given for what it looks like: so its type is set last."""
    from openpyxl.cell import WriteOnlyCell

    if type(item) is str:
        cell = WriteOnlyCell(sheet, value="")
        cell._value = _ESCAPE.sub(_escaped, item)  # openpyxl would cut it where its escapes make it too long
        cell.data_type = "s"  # a text that begins with = is no formula, and #N/A none of Excel's errors
    elif type(item) is float:
        cell = WriteOnlyCell(sheet, value=repr(item))
        cell.data_type = "n"  # as a number it would be written with 16 digits
    else:
        cell = WriteOnlyCell(sheet, value=item)
    return cell


def _escaped(found: re.Match[str]) -> str:
    """Return a sign as Excel's files escape it."""
    return f"_x{ord(found.group()):04X}_"


def _drop_rows(sheet: Any) -> None:
    """Remove the file of rows that openpyxl removes when a book is saved, or at an end that a worker does not have."""
    writer = sheet._writer
    if writer is not None and os.path.exists(writer.out):
        with suppress(Exception):  # it is closed already where saving failed
            sheet.close()
        writer.cleanup()


class _Exact(float):
    """A number that xlsxwriter, which asks for 16 digits, writes with all of them."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


def _by_xlsxwriter(rows: Iterator[list[Any]], path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("value")
    changed: list[str] = []
    for number, row in enumerate(rows):
        for column, item in enumerate(row):
            if type(item) is str:
                sheet.write_string(number, column, item)
                changed += [item] if _SHARED.search(item) else []
            elif type(item) is float:
                sheet.write_number(number, column, _Exact(item))
            elif item is not None:
                sheet.write(number, column, item)
    book.close()
    if changed:
        raise ValueError(f"xlsxwriter would change the text {changed[0][:40]!r}; pip install openpyxl, which does not")


def _rows(source: TableSource, too_long: list[str]) -> Iterator[list[Any]]:
    levels = source.level_names() if source.has_labels else []
    names = ["" if name == "level_0" and len(levels) == 1 else name for name in levels]
    yield names + [source.name(position) for position in range(source.column_count)]
    for start in range(0, source.row_count, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, source.row_count))
        columns = source.label_items(rows) if levels else []
        columns += [source.items(position, rows) for position in range(source.column_count)]
        for cells in zip(*columns):
            yield [_cell(item, too_long) for item in cells]


def _cell(item: Any, too_long: list[str]) -> Any:
    """Return a cell as Excel holds it in full, or its whole text."""
    if is_nothing(item):
        return None
    item = python_scalar(item)
    if type(item).__name__ == "Timestamp" and not item.nanosecond:
        item = item.to_pydatetime()
    kind = type(item)
    if kind is bool or (kind is int and abs(item) < 10**15) or (kind is float and math.isfinite(item)):
        return item
    if kind is datetime.datetime and item.tzinfo is None and item.date() >= _FIRST_DAY and not item.microsecond:
        return item
    if kind is datetime.date and item >= _FIRST_DAY:
        return item
    return _text(exact_text(item), too_long)


def _text(text: str, too_long: list[str]) -> str:
    if len(text) > MOST_SIGNS:
        too_long.append(f"a cell of Excel holds {MOST_SIGNS:,} signs, and one of these is {len(text):,} long")
        return ""
    return text
