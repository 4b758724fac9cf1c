"""Any value in one short line, as it stands beside a node. It must never raise for a value."""

from __future__ import annotations

from typing import Any

from dagscope.preview import image
from dagscope.preview.budget import attempt, cut, guarded_text, type_name
from dagscope.preview.pages import TableSource, table_source
from dagscope.preview.parts import fields_text, is_tree
from dagscope.preview.scalars import is_number, is_text, short_repr

_PLAIN = frozenset((int, float, bool, str, type(None)))
_NOUNS: dict[type, str] = {dict: "entries", list: "items", tuple: "items", set: "items", frozenset: "items"}


def table_summary(source: TableSource) -> str:
    """The size of a table, or the length and type of a column."""
    if source.is_series:
        return f"{source.row_count:,} × {source.column(0).type}"
    return f"{source.row_count:,} × {source.column_count:,}"


def _container_summary(value: Any) -> str:
    noun = _NOUNS.get(type(value))
    if noun is not None and len(value) > 3:
        return f"{len(value):,} {noun}"
    return short_repr(value, 80)


def _summarise(value: Any) -> str:
    source = table_source(value)
    if source is not None:
        return table_summary(source)
    if value is None or is_number(value) or is_text(value) or type(value) in (dict, list, tuple, set, frozenset):
        return _container_summary(value) if not is_number(value) else short_repr(value, 80)
    if is_tree(value):
        return fields_text(value, 80)
    if image.is_image(value):
        return "picture"
    own_repr: Any = type(value).__repr__
    if own_repr is object.__repr__:
        return f"<{type_name(value)}>"
    return cut(guarded_text(repr, value, 200).split("\n", 1)[0], 120)


def is_plain(value: Any) -> bool:
    """Whether looking at a value runs no code of the user's and takes no time: no care is needed."""
    return type(value) in _PLAIN


def summary_of(value: Any) -> str:
    """One short line about a value, as it stands beside a node."""
    if type(value) in _PLAIN:
        return cut(short_repr(value, 80), 120)
    return attempt(lambda: cut(_summarise(value), 120), lambda reason: f"no summary: {reason}")
