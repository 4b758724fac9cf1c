"""What classes and protocols have: attributes with their types, methods with what they take and give.
It compares nothing and calls none of them.
"""

from __future__ import annotations

import inspect
import typing
from typing import Any, NamedTuple

from dagscope.class_home import written_hints
from dagscope.type_match.forms import filled, is_protocol, spelled

_NO_MEMBERS = frozenset(
    [
        "__abstractmethods__",
        "__annotations__",
        "__dict__",
        "__doc__",
        "__init__",
        "__module__",
        "__new__",
        "__orig_bases__",
        "__parameters__",
        "__slots__",
        "__subclasshook__",
        "__weakref__",
        "__class_getitem__",
        "__match_args__",
        "__protocol_attrs__",
        "__static_attributes__",
        "__firstlineno__",
        "__non_callable_proto_members__",
        "__callable_proto_members_only__",
        "__annotate__",
        "__annotate_func__",
        "__annotations_cache__",
        "__type_params__",
        "_is_protocol",
        "_is_runtime_protocol",
    ]
)


class Signature(NamedTuple):
    """What a method takes by position, without `self`, and what it gives; Any where nothing is said."""

    takes: tuple[Any, ...]
    gives: Any
    is_open: bool = False
    """It takes any number of arguments, or some by name alone."""
    fewest: int = 0


def member_names(protocol: type) -> set[str]:
    """Return the names of all that a protocol asks for."""
    return {
        name
        for base in protocol.__mro__
        if is_protocol(base) and base not in spelled("Protocol", "Generic")
        for name in (*vars(base), *written_hints(base))
        if not (name.startswith("_abc_") or name in _NO_MEMBERS)
    }


def has_member(class_: type, name: str) -> bool:
    """Return whether a class has an attribute or a method, or says that its objects have it."""
    return getattr(class_, name, None) is not None or any(name in written_hints(base) for base in class_.__mro__)


def attribute_type(class_: type, name: str, variables: dict[Any, Any]) -> tuple[Any, bool]:
    """Return the type of an attribute and whether it can be written; Any for what is a method or not annotated."""
    found = getattr(class_, name, None)
    if isinstance(found, property):
        return filled(_hints(found.fget).get("return", Any), variables), False
    if callable(found) and not isinstance(found, type):
        return Any, False
    return filled(_hints(class_).get(name, Any), variables), True


def signature_of(class_: type, name: str, variables: dict[Any, Any]) -> Signature | None:
    """Return what a method takes and gives; None where that cannot be seen."""
    found = inspect.getattr_static(class_, name, None)
    is_static = isinstance(found, staticmethod)
    function = found.__func__ if isinstance(found, (staticmethod, classmethod)) else found
    if not inspect.isfunction(function):
        return None
    hints = _hints(function)
    parameters = list(inspect.signature(function).parameters.values())[0 if is_static else 1 :]
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    takes = tuple(filled(hints.get(each.name, Any), variables) for each in positional)
    gives = filled(hints.get("return", Any), variables)
    fewest = sum(each.default is each.empty for each in positional)
    return Signature(takes, gives, len(positional) < len(parameters), fewest)


def _hints(owner: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(owner)
    except Exception:  # noqa: BLE001 - annotations are code of the project
        return {}
