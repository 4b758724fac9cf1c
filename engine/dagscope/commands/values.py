"""Values as JSON: themselves where JSON has them, else their preview. It must not raise for any value."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from dagscope.long_integers import MOST_DIGITS, whole_integers
from dagscope.preview import preview_of
from dagscope.preview.budget import attempt, cut, is_a
from dagscope.preview.exact import exact_texts
from dagscope.preview.pages import table_source
from dagscope.preview.scalars import all_digits
from dagscope.protocol.codec import to_json
from dagscope.shown_text import shown
from dagscope.value_records import CellPage, TablePreview

MAX_JSON = 1_000_000
MOST_TEXT = 4_000
_PLAIN = (str, int, bool, type(None))
_EMPTY: tuple[Any, ...] = ("", 0, False, None, [], (), {}, "object")


def plain_or_none(value: Any) -> tuple[bool, Any]:
    """Return whether JSON can hold the value as it is, and the value so."""
    if is_a(value, "numpy", "generic"):
        value = attempt(lambda: value.item(), lambda reason: None)
    try:
        with whole_integers():
            text = json.dumps(value, allow_nan=False, default=_refuse)
    except (TypeError, ValueError, RecursionError):
        return False, None
    return len(text) <= MAX_JSON, value


def _refuse(value: Any) -> Any:
    raise TypeError


def value_json(value: Any) -> dict[str, Any]:
    """Return `{type, summary, value}` or `{type, summary, preview}`."""
    shown = preview_of(value).preview
    found: dict[str, Any] = {"kind": shown.kind, "type": shown.type, "summary": shown.summary}
    is_plain, plain = (False, None) if shown.kind in ("table", "series", "image", "object") else plain_or_none(value)
    if is_plain:
        found["value"] = plain
        return found
    if isinstance(shown, TablePreview) and shown.page is not None:
        shown = replace(shown, page=replace(shown.page, cells=_exact_cells(value, shown.page)))
    rest = {name: part for name, part in to_json(shown).items() if name not in found and part not in _EMPTY}
    found["preview"] = rest
    return found


def _exact_cells(value: Any, page: CellPage) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a page in full: a program reads them, and what is rounded is another number."""
    source = table_source(value)
    if source is None or not page.cells:
        return tuple(tuple(row) for row in page.cells)
    rows = slice(page.row, page.row + len(page.cells))
    columns = range(page.column, page.column + len(page.cells[0]))
    return tuple(zip(*(exact_texts(source.items(position, rows)) for position in columns)))


def shown_text(value: Any) -> str:
    """Return a value as text for people: a few rows of a table, the text of a text."""
    preview = preview_of(value).preview
    if isinstance(preview, TablePreview) and preview.page is not None:
        names = [column.name for column in preview.columns[:8]]
        rows = [[label, *cells[:8]] for label, cells in zip(preview.page.index[:10], preview.page.cells[:10])]
        lines = table_text(["", *names], rows)
        return f"{lines}\n[{preview.summary}]".lstrip("\n")
    if type(value) is int and value.bit_length() < MOST_DIGITS * 3.3:
        return all_digits(value)
    text = preview.as_text()
    more = len(text) - MOST_TEXT
    return text if more <= 0 else f"{text[:MOST_TEXT]}\n[{more:,} more characters are not printed; --json has more]"


def table_text(names: list[str], rows: list[list[str]], widest: int = 60) -> str:
    """Return columns of text, each as wide as its widest cell; only the first column is never cut."""
    table = [
        [shown(row[0].replace("\n", " "), ""), *(cut(shown(cell.replace("\n", " "), ""), widest) for cell in row[1:])]
        for row in [names, *rows]
    ]
    widths = [max(len(row[index]) for row in table) for index in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table)
