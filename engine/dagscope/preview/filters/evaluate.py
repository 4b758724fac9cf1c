"""From a filter to the mask of a table's rows.
It must not know what a column is made of: columns answer for themselves.

Two-valued: a missing value compares with nothing, so that only `!=`, `not` and `is missing` keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from dagscope.preview.filters.language import All, Any_, Condition, Filter, FilterError, Literal, Not
from dagscope.preview.filters.spread import Spread


class FilterColumn(Protocol):
    """What a column says: masks that know `&`, `|` and `~`, false where a value is missing; how some rows are
    spread.
    """

    def missing(self) -> Any: ...

    def empty(self) -> Any: ...

    def true(self) -> Any: ...

    def compare(self, op: str, wanted: Literal) -> Any: ...

    @property
    def holds_texts(self) -> bool: ...

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any: ...

    def spread(self, rows: Any | None, most: int) -> Spread: ...


Texts = Callable[[int], "list[str]"]


def mask_of(found: Filter, column: Callable[[int], FilterColumn], texts: Texts | None = None) -> Any:
    """Return which rows a filter keeps.

    Args:
        found: what `parse` gave.
        column: gives the column at a position; below zero, a level of the index.
        texts: gives the texts of a column's cells, for one that does not hold them itself.

    Raises:
        FilterError: a value does not fit its column; `start` is where the condition stands.
    """
    if isinstance(found, Not):
        return ~mask_of(found.part, column, texts)
    if isinstance(found, (All, Any_)):
        mask = mask_of(found.parts[0], column, texts)
        for part in found.parts[1:]:
            other = mask_of(part, column, texts)
            mask = mask & other if isinstance(found, All) else mask | other
        return mask
    try:
        return _condition(found, column(found.column), texts)
    except FilterError as error:
        raise FilterError(str(error), found.start if error.start < 0 else error.start) from None


def _condition(found: Condition, column: FilterColumn, texts: Texts | None) -> Any:
    op, values = found.op, found.values
    if op == "missing":
        return column.missing()
    if op == "empty":
        return column.empty()
    if op == "true":
        return _truth(column)
    if op == "false":
        return column.compare("==", Literal("false"))
    if op == "!=":
        return ~column.compare("==", values[0])
    if op == "in":
        return _one_of(column, values)
    if op == "between":
        return column.compare(">=", values[0]) & column.compare("<=", values[1])
    if op in ("contains", "starts", "ends", "matches"):
        shown = None if texts is None or column.holds_texts else texts(found.column)
        return column.match(op, values[0], shown)
    return column.compare(op, values[0])


def _truth(column: FilterColumn) -> Any:
    try:
        return column.true()
    except FilterError:
        raise FilterError("only a column of true and false stands alone; write a sign and a value after it") from None


def _one_of(column: FilterColumn, values: tuple[Literal, ...]) -> Any:
    if not values:
        missing = column.missing()
        return missing & ~missing
    mask = column.compare("==", values[0])
    for value in values[1:]:
        mask = mask | column.compare("==", value)
    return mask
