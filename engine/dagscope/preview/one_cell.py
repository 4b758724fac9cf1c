"""One cell of a table in full: its whole text, and where it holds a nested value, that as a tree.
It must not shorten a number.
"""

from __future__ import annotations

from typing import Any

from dagscope.preview.exact import exact_text
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.kind import AskProblem, Reply
from dagscope.preview.make import preview_of
from dagscope.preview.pages import TableView
from dagscope.preview.tree import children_of, descend
from dagscope.preview.whole import BYTES_OF_A_TEXT, text_reply, whole_bytes
from dagscope.protocol.values import CellAnswer, CellAsk, ChildrenAnswer, ChildrenAsk, TextAsk

_MOST_CHILDREN = 500


def cell_of(view: TableView, ask: CellAsk) -> Reply:
    """Return a cell with the text of its value, up to a million bytes.

    Raises:
        AskProblem: there is no such cell.
        PageProblem: the filter or the sort does not fit.
    """
    if not (0 <= ask.row < view.row_count(ask.sort, ask.where) and 0 <= ask.column < view.source.column_count):
        raise AskProblem(f"there is no cell in row {ask.row + 1:,} and column {ask.column + 1:,}")
    value = view.items(ask.column, [ask.row], ask.sort, ask.where)[0]
    labels = [level[0] for level in view.labels([ask.row], ask.sort, ask.where)]
    is_missing = is_nothing(value)
    data = whole_bytes(value)
    at = view.place_of(ask.row, ask.column, ask.sort, ask.where)
    answer = CellAnswer(
        view.source.column(ask.column).name,
        ", ".join(exact_text(label) for label in labels)[:200],
        view.cell_name(at),
        (at,),
        preview_of(value).preview,
        len(data),
        is_missing,
    )
    return Reply(answer, data[:BYTES_OF_A_TEXT])


def children_of_cell(view: TableView, ask: ChildrenAsk) -> Reply:
    """Return some children of what a cell holds; the path begins with the position of the cell.

    Raises:
        AskProblem: there is no such cell, or nothing at this path in it.
    """
    if not ask.path:
        raise AskProblem("a table has no children; ask for a page of it")
    value = _value_in(view, ask.path)
    start = max(0, ask.start)
    found = children_of(value, ask.path, start, min(max(0, ask.count), _MOST_CHILDREN))
    return Reply(ChildrenAnswer(ask.path, start, found))


def text_in_cell(view: TableView, ask: TextAsk) -> Reply:
    """Return the whole text of what a cell holds at a path that begins with the position of the cell.

    Raises:
        AskProblem: there is no such cell, or nothing at this path in it.
    """
    if not ask.path:
        raise AskProblem("a table is no text; copy cells of it")
    return text_reply(_value_in(view, ask.path))


def _value_in(view: TableView, path: tuple[int, ...]) -> Any:
    try:
        return descend(view.value_at(path[0]), path[1:])
    except LookupError as error:
        raise AskProblem(f"there is nothing at this place: {error}") from None
