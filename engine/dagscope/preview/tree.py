"""Nested values (dicts, lists, dataclasses, models) as trees, a page of children at a time. It never walks a whole value.

A child is named by its position; a path is positions from the root. Methods of the base class are used on subclasses,
so that an overridden `__len__` or `__iter__` is never run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.preview.budget import attempt, cut, guarded_text, is_a, type_name
from dagscope.preview.scalars import short_repr
from dagscope.records import Preview, TreeNode

FIRST_CHILDREN = 50
_SUMMARY = 120
_LABEL = 200
Entry = tuple[str, Any]


def _fields(value: Any) -> list[Entry] | None:
    """The fields of a dataclass, a named tuple or a pydantic model; `None` for anything else."""
    kind: Any = type(value)
    names: Any = None
    if "__dataclass_fields__" in _all_names(kind):
        names = list(kind.__dataclass_fields__)
    elif issubclass(kind, tuple) and "_fields" in _all_names(kind):
        names = list(kind._fields)
    elif is_a(value, "pydantic", "BaseModel"):
        names = list(kind.model_fields)
    if not isinstance(names, list):
        return None
    return [(str(name), _field(value, str(name))) for name in names]


def _all_names(kind: type) -> set[str]:
    return {name for base in type.mro(kind) for name in base.__dict__}


def _field(value: Any, name: str) -> Any:
    return attempt(lambda: object.__getattribute__(value, name), lambda reason: _Missing(reason))


class _Missing:
    """Stands where a field could not be read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __str__(self) -> str:
        return f"<unavailable: {self.reason}>"


def is_tree(value: Any) -> bool:
    """Whether a value is shown as a tree."""
    kind = type(value)
    return issubclass(kind, (dict, list, tuple, set, frozenset)) or _fields(value) is not None


def child_count(value: Any) -> int:
    """How many children a value has; 0 for what is no tree."""
    kind = type(value)
    fields = _fields(value)
    if fields is not None:
        return len(fields)
    for base in (dict, list, tuple, set, frozenset):
        if issubclass(kind, base):
            length: Callable[[Any], int] = base.__len__
            return length(value)
    return 0


def _entries(value: Any) -> Iterator[Entry]:
    kind = type(value)
    fields = _fields(value)
    if fields is not None:
        yield from fields
    elif issubclass(kind, dict):
        for key, item in dict.items(value):
            yield (short_repr(key, _LABEL) if type(key) is not str else cut(key, _LABEL)), item
    else:
        for base in (list, tuple, set, frozenset):
            if issubclass(kind, base):
                walk: Callable[[Any], Iterator[Any]] = base.__iter__
                for number, item in enumerate(walk(value)):
                    yield str(number), item


def _summary(value: Any) -> str:
    if isinstance(value, _Missing):
        return str(value)
    from dagscope.preview.make import summary_of

    return cut(summary_of(value), _SUMMARY)


def fields_text(value: Any, limit: int) -> str:
    """A dataclass or a named tuple in one line: `Point(x=1, y=2)`."""
    fields = _fields(value)
    if fields is None:
        return short_repr(value, limit)
    shown = [f"{name}={short_repr(item, 40, 1)}" for name, item in fields[:6]]
    name = type_name(value).rsplit(".", 1)[-1]
    return cut(f"{name}({', '.join([*shown, '…'] if len(fields) > 6 else shown)})", limit)


def node_of(label: str, value: Any, path: tuple[int, ...]) -> TreeNode:
    """One entry without its children."""
    return TreeNode(label, type_name(value), _summary(value), child_count(value), (), path)


def children_of(value: Any, path: tuple[int, ...], start: int, count: int) -> tuple[TreeNode, ...]:
    """A page of the children of a value that is found at `path`."""
    page = itertools.islice(_entries(value), start, start + count)
    return tuple(node_of(label, item, (*path, start + number)) for number, (label, item) in enumerate(page))


def descend(value: Any, path: tuple[int, ...]) -> Any:
    """The value at a path.

    Raises:
        LookupError: there is no such child (any more).
    """
    for position in path:
        found = next(itertools.islice(_entries(value), position, position + 1), None)
        if found is None:
            raise LookupError(f"there is no child {position}")
        value = found[1]
    return value


def tree_preview(value: Any) -> Preview:
    """The root with its first children."""
    count = child_count(value)
    children = attempt(lambda: children_of(value, (), 0, FIRST_CHILDREN), lambda reason: ())
    root = TreeNode("", type_name(value), _summary(value), count, children, ())
    text = guarded_text(lambda item: fields_text(item, 2_000), value, 2_000)
    return Preview("tree", type_name(value), root.summary, text=text, root=root)
