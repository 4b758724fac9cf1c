"""Which values have parts, and which these are: items, entries, fields. It must not run a method that a subclass overrides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dagscope.preview.budget import attempt, cut, is_a, type_name
from dagscope.preview.scalars import short_repr

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
    return attempt(lambda: object.__getattribute__(value, name), lambda reason: Missing(reason))


class Missing:
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


def entries_of(value: Any) -> Iterator[Entry]:
    """The parts of a value, each with its label, one at a time."""
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


def fields_text(value: Any, limit: int) -> str:
    """A dataclass or a named tuple in one line: `Point(x=1, y=2)`."""
    fields = _fields(value)
    if fields is None:
        return short_repr(value, limit)
    shown = [f"{name}={short_repr(item, 40, 1)}" for name, item in fields[:6]]
    name = type_name(value).rsplit(".", 1)[-1]
    return cut(f"{name}({', '.join([*shown, '…'] if len(fields) > 6 else shown)})", limit)
