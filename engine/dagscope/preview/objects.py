"""Any value that is of no other kind, by what it says of itself. It must not trust that."""

from __future__ import annotations

from typing import Any

from dagscope.preview.budget import TEXT_LIMIT, attempt, cut, guarded_text, is_a, type_name
from dagscope.preview.kind import Kind, Shown
from dagscope.value_records import ObjectPreview


def _text(value: Any) -> str:
    if is_a(value, "graphviz.graphs", "BaseGraph"):
        return guarded_text(lambda graph: graph.source, value, TEXT_LIMIT)
    return guarded_text(repr, value, TEXT_LIMIT)


def _facts(value: Any) -> ObjectPreview:
    text = f"<{type_name(value)}>"
    return ObjectPreview(type_name(value), text, text=text)


def _look(value: Any) -> Shown:
    text = _text(value)
    size = attempt(lambda: int(object.__sizeof__(value)), lambda reason: 0)
    first = cut(text.split("\n", 1)[0], 120)
    return Shown(ObjectPreview(type_name(value), first, size, text=text, is_truncated=len(text) >= TEXT_LIMIT))


def _summary(value: Any) -> str:
    own_repr: Any = attempt(lambda: type(value).__repr__, lambda reason: object.__repr__)
    if own_repr is object.__repr__:
        return f"<{type_name(value)}>"
    return cut(guarded_text(repr, value, 200).split("\n", 1)[0], 120)


KIND = Kind("object", lambda value: True, _look, _summary, facts=_facts)
