"""Parts of a table as text for other programs, exact and piece by piece. It must not shorten a cell.

A piece is as many whole rows as fit one message; the reader asks for the next one until `is_last`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from dagscope.preview.budget import time_limit
from dagscope.preview.exact import exact_texts
from dagscope.preview.kind import AskProblem, Reply
from dagscope.preview.pages import TableView
from dagscope.protocol.values import CopyAnswer, CopyAsk
from dagscope.spreadsheet_cells import csv_text, made_safe

CELLS_A_PIECE = 40_000
BYTES_A_PIECE = 3_000_000
SECONDS_A_PIECE = 10.0
_MARKUP = re.compile(r"[\\|<*`\[]|\b_|_\b|&(?=#?\w+;)")
_ENDS_OF_LINES = re.compile(r"\r\n|\r|\n")


def copied(view: TableView, ask: CopyAsk) -> Reply:
    """Return the next piece of the rows and columns that are asked for.

    Raises:
        AskProblem: a single row is too long for a message.
        PageProblem: the filter or the sort does not fit.
    """
    total = view.row_count(ask.sort, ask.where)
    columns = list(
        chain.from_iterable(range(first, min(last, view.source.column_count)) for first, last in ask.columns)
    )
    wanted = sum(max(0, min(last, total) - first) for first, last in ask.rows)
    if wanted == 1 and len(columns) == 1 and not ask.has_names:
        ask = replace(ask, is_safe=False)
    count = max(1, CELLS_A_PIECE // max(1, len(columns)))
    while True:
        rows = list(_after(ask.rows, total, ask.done, count))
        with time_limit(
            SECONDS_A_PIECE, SECONDS_A_PIECE * 3
        ):  # one for all cells, whose texts may be code of the user's
            text, changed = _text(view, ask, rows, columns)
        data = text.encode("utf-8", "surrogatepass")
        if len(data) <= BYTES_A_PIECE:
            break
        if len(rows) == 1:
            raise AskProblem(
                f"row {rows[0] + 1:,} alone is {len(data):,} bytes long, too long to be copied; save the table instead"
            )
        count = max(1, len(rows) // 2)
    done = ask.done + len(rows)
    return Reply(CopyAnswer(done, wanted, done >= wanted, changed), data)


def _after(ranges: tuple[tuple[int, int], ...], total: int, done: int, count: int) -> Iterator[int]:
    """Yield the next rows of some ranges, the first `done` of them left out."""
    for first, last in ranges:
        length = max(0, min(last, total) - first)
        if done >= length:
            done -= length
            continue
        taken = range(first + done, first + min(length, done + count))
        yield from taken
        count -= len(taken)
        done = 0
        if count <= 0:
            return


def _text(view: TableView, ask: CopyAsk, rows: list[int], columns: list[int]) -> tuple[str, int]:
    """Return rows as text, and how many cells were changed so that no spreadsheet takes them for formulas."""
    cells = [exact_texts(view.items(column, rows, ask.sort, ask.where)) for column in columns]
    lines: list[Any] = list(zip(*cells)) if cells else [()] * len(rows)
    if ask.has_names:
        labels = [exact_texts(level) for level in view.labels(rows, ask.sort, ask.where)]
        lines = [(*own, *line) for own, line in zip(zip(*labels), lines)]
    names = _names(view, columns) if ask.has_names and not ask.done else None
    if ask.form == "markdown":
        return _markdown(names, lines), 0
    every = [names, *lines] if names else lines
    changed = 0
    if ask.is_safe:
        safe = [made_safe(line) for line in every]
        changed = sum(one != other for line, kept in zip(safe, every) for one, other in zip(line, kept))
        every = safe
    return csv_text(every, "," if ask.form == "csv" else "\t"), changed


def _names(view: TableView, columns: list[int]) -> list[str]:
    levels = view.source.level_names() or [""]
    return [*("" if name == "level_0" and len(levels) == 1 else name for name in levels), *view.names(columns)]


def _markdown_cell(text: str) -> str:
    """Return a cell that is shown as the text it is: no sign in it makes markup, a link or another row."""
    return _ENDS_OF_LINES.sub("<br>", _MARKUP.sub(r"\\\g<0>", text))


def _markdown(names: list[str] | None, lines: list[Any]) -> str:
    def line(cells: Any) -> str:
        return "| " + " | ".join(map(_markdown_cell, cells)) + " |\n"

    head = line(names) + line(["---"] * len(names)) if names else ""
    return head + "".join(line(each) for each in lines)
