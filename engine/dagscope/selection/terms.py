"""Lists the terms of a selection, wherever they stand in it. It must not evaluate any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dagscope.selection.language import Expression, Key, Name, Not, Path, Reach, SelectionError


def key_terms(expression: Expression) -> Iterator[Key]:
    """Yield each `key:value` of a selection."""
    if isinstance(expression, Key):
        yield expression
    elif isinstance(expression, (Reach, Not)):
        yield from key_terms(expression.inner)
    elif not isinstance(expression, Name):
        parts = (expression.start, expression.end) if isinstance(expression, Path) else expression.parts
        for part in parts:
            yield from key_terms(part)


STATELESS = "nodes have a state in the window only, after a run"


def refuse_unknowable(expression: Expression, reasons: Mapping[str, str]) -> None:
    """Refuse terms that would be true of no node for want of knowledge: with `not` before it, one chooses every node.

    Args:
        expression: the selection.
        reasons: why it cannot be known, by the term's key.

    Raises:
        SelectionError: the first such term, with its reason.
    """
    for term in key_terms(expression):
        if term.key in reasons:
            raise SelectionError(reasons[term.key], term.position)
