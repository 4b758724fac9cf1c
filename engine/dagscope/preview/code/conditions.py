"""A filter as an expression of masks. It must not know a library of tables: columns write their own conditions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from dagscope.preview.filters.language import All, Any_, Condition, Filter, FilterError, Literal, Not

_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A text as Python writes it, whose brackets are none of the code's."""


class CodeColumn(Protocol):
    """Writes expressions that are masks of truths alone, false where a value is missing."""

    def missing(self) -> str: ...

    def empty(self) -> str: ...

    def compare(self, op: str, wanted: Literal) -> str: ...

    def match(self, op: str, wanted: Literal) -> str: ...


def expression(found: Filter, column: Callable[[int], CodeColumn]) -> str:
    """Return a filter as an expression with `&`, `|` and `~`.

    Raises:
        FilterError: a condition cannot be written.
    """
    if isinstance(found, Not):
        return f"~{bracketed(expression(found.part, column))}"
    if isinstance(found, (All, Any_)):
        joint = " & " if isinstance(found, All) else " | "
        return joint.join(bracketed(expression(part, column)) for part in found.parts)
    return _condition(found, column(found.column))


def _condition(found: Condition, column: CodeColumn) -> str:
    op, values = found.op, found.values
    if op == "missing":
        return column.missing()
    if op == "empty":
        return column.empty()
    if op in ("true", "false"):
        return column.compare("==", Literal(op))
    if op == "!=":
        return f"~{bracketed(column.compare('==', values[0]))}"
    if op == "in":
        if not values:
            raise FilterError("an empty list of values cannot be written as code")
        return " | ".join(bracketed(column.compare("==", value)) for value in values)
    if op == "between":
        return f"{bracketed(column.compare('>=', values[0]))} & {bracketed(column.compare('<=', values[1]))}"
    if op in ("contains", "starts", "ends", "matches"):
        return column.match(op, values[0])
    return column.compare(op, values[0])


def bracketed(text: str) -> str:
    """Return an expression in brackets, unless it is one call or in brackets as a whole."""
    depth = 0
    for sign in _TEXT.sub("", text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in " ~":
            return f"({text})"
    return text


def text_test(op: str, wanted: str, value: str = "value") -> str:
    """Return the test of a text named `value`: case aside, or by a regular expression."""
    low = wanted.lower()
    tests = {
        "contains": f"{low!r} in {value}.lower()",
        "starts": f"{value}.lower().startswith({low!r})",
        "ends": f"{value}.lower().endswith({low!r})",
        "matches": f"bool(re.search({wanted!r}, {value}))",
    }
    return tests[op]
