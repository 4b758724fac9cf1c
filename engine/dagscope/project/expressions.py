"""Expressions as text and by name, whatever is in them. It must not evaluate any.

`ast.unparse` fails for some expressions (on Python 3.10 and 3.11, an f-string that holds a no-break space) and for all
that are nested deep; what a project's file says is never a reason to fail.
"""

from __future__ import annotations

import ast

UNREADABLE = (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, AttributeError)


def dotted_name(expression: ast.expr | None) -> str | None:
    """Return `a.b.c` for a name or attributes of one; None for anything else."""
    parts: list[str] = []
    while isinstance(expression, ast.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    return ".".join([expression.id, *reversed(parts)])


def text_or_none(expression: ast.expr) -> str | None:
    """Return the expression as Python text that means the same; None where Python cannot write it."""
    try:
        return ast.unparse(expression)
    except UNREADABLE:
        return None
