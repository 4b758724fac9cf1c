"""What a type is made of: what it stands for, its class and arguments, the members of a tuple, a class's own arguments.
It compares no types.
"""

from __future__ import annotations

import collections.abc as abc
import contextlib
import enum
import io
import sys
import types
import typing
from typing import IO, Annotated, Any, BinaryIO, Literal, NamedTuple, TextIO, TypeVar, Union, get_args, get_origin

from dagscope.class_home import home_of, package_of

UNIONS: tuple[Any, ...] = (Union, types.UnionType)
EMPTY = ((),)  # the arguments of `Tuple[()]`, which is not a tuple of anything
_NONE = type(None)
_ELEMENTS_OF = {str: (str,), bytes: (int,), bytearray: (int,), range: (int,), memoryview: (int,)}
_STANDARD = ("builtins", "collections", "collections.abc", "contextlib", "typing")


def spelled(*names: str) -> tuple[Any, ...]:
    """Return what the names stand for in `typing`, and in `typing_extensions` where a project uses that."""
    homes = (typing, sys.modules.get("typing_extensions"))
    return tuple(getattr(home, name) for home in homes for name in names if hasattr(home, name))


def is_alias(type_: Any) -> bool:
    """Return whether it is a name that `type X = ...` made."""
    aliases = spelled("TypeAliasType")
    return bool(aliases) and (isinstance(type_, aliases) or isinstance(get_origin(type_), aliases))


def plain_type(type_: Any) -> Any:
    """Return the type without annotations, aliases and qualifiers around it; None as its class."""
    while True:
        origin = get_origin(type_)
        if origin is Annotated or (origin is not None and origin in _qualifiers()):
            type_ = get_args(type_)[0]
        elif is_alias(type_):
            type_ = type_.__value__ if origin is None else origin.__value__[get_args(type_)]
        elif type_ is None:
            return _NONE
        else:
            return type_


def _qualifiers() -> tuple[Any, ...]:
    return spelled("Required", "NotRequired", "ReadOnly", "Final", "ClassVar")


def is_typed_dict(class_: Any) -> bool:
    """Return whether it is a TypedDict, of `typing` or of `typing_extensions`."""
    return typing.is_typeddict(class_) or (
        isinstance(class_, type) and issubclass(class_, dict) and hasattr(class_, "__required_keys__")
    )


def is_protocol(class_: Any) -> bool:
    """Return whether a class says what others must have, instead of being derived from."""
    return bool(getattr(class_, "_is_protocol", False))


_DEFAULTS: dict[Any, tuple[Any, ...]] = {
    abc.Generator: (Any, None, None),
    abc.AsyncGenerator: (Any, None),
    contextlib.AbstractContextManager: (Any, bool | None),
    contextlib.AbstractAsyncContextManager: (Any, bool | None),
}
"""What stands for arguments that are left out; since Python 3.13 `typing` fills them in, for its own spelling alone."""


def parts(type_: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the class and the arguments of a type."""
    origin = get_origin(type_)
    if origin is None:
        return type_, ()
    arguments = get_args(type_)
    if origin is tuple and not arguments and type_ is not typing.Tuple:  # noqa: UP006 - the bare one
        arguments = EMPTY
    return origin, arguments + _DEFAULTS.get(origin, ())[len(arguments) :] if arguments else ()


class Members(NamedTuple):
    """What a tuple holds: fixed members, then any number of `middle` (if there is one), then fixed ones again."""

    before: tuple[Any, ...]
    middle: Any = None
    after: tuple[Any, ...] = ()
    is_open: bool = False


def members_of(arguments: tuple[Any, ...]) -> Members:
    """Return what the arguments of a tuple say."""
    if arguments == EMPTY:
        return Members(())
    if len(arguments) == 2 and arguments[1] is ...:
        return Members((), arguments[0], (), True)
    before: list[Any] = []
    after: list[Any] = []
    middle: Any = None
    is_open = False
    for each in arguments:
        inner = _unpacked(each)
        if inner is None:
            (after if is_open else before).append(each)
        elif inner.is_open:
            is_open, middle = True, inner.middle
            before.extend(inner.before)
            after.extend(inner.after)
        else:
            (after if is_open else before).extend(inner.before)
    return Members(tuple(before), middle, tuple(after), is_open)


def _unpacked(type_: Any) -> Members | None:
    """Return what `*tuple[...]`, `Unpack[...]` puts into a tuple; None for any other type."""
    if get_origin(type_) in spelled("Unpack") or getattr(type_, "__unpacked__", False):
        inner = get_args(type_)[0] if get_origin(type_) in spelled("Unpack") else type_
        if get_origin(inner) is tuple:
            return members_of(parts(inner)[1])
        return Members((), Any, (), True)
    return None


def literals_of(type_: Any) -> tuple[Any, ...] | None:
    """Return the values of a type that has but some; None for others."""
    if get_origin(type_) is Literal:
        return get_args(type_)
    if type_ is _NONE:
        return (None,)
    if type_ is bool:
        return (True, False)
    if isinstance(type_, enum.EnumMeta) and not issubclass(type_, enum.Flag):
        return tuple(_members(type_))
    return None


def _members(enumeration: Any) -> list[Any]:
    return list(enumeration.__members__.values())


def as_stream(class_: Any) -> Any:
    """Return `TextIO` or `BinaryIO` for a class of the module `io`, which derives from neither; None for others."""
    if not isinstance(class_, type) or issubclass(class_, IO):
        return None
    if issubclass(class_, io.TextIOBase):
        return TextIO
    return BinaryIO if issubclass(class_, (io.RawIOBase, io.BufferedIOBase)) else None


def filled(type_: Any, given: dict[Any, Any]) -> Any:
    """Return a type with its variables replaced by what they stand for; by Any where that is unknown."""
    if isinstance(type_, TypeVar):
        return given.get(type_, Any)
    parameters = getattr(type_, "__parameters__", ())
    if not parameters or isinstance(type_, type):
        return type_
    try:
        return type_[tuple(given.get(each, Any) for each in parameters)]
    except TypeError:  # variables of other kinds
        return Any


def with_variables(type_: Any, known: dict[Any, Any]) -> Any:
    """Return a type with some of its variables replaced by what they stand for."""
    if isinstance(type_, TypeVar):
        return known.get(type_, type_)
    parameters = getattr(type_, "__parameters__", ())
    if isinstance(type_, type) or not any(each in known for each in parameters):
        return type_
    try:
        return type_[tuple(known.get(each, each) for each in parameters)]
    except TypeError:  # variables of other kinds
        return type_


def variables_of(class_: Any, arguments: tuple[Any, ...]) -> dict[Any, Any]:
    """Return what the variables of a class stand for, given its arguments."""
    parameters = getattr(class_, "__parameters__", ())
    return dict(zip(parameters, arguments or (Any,) * len(parameters)))


def fields_of(class_: Any, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Return the fields of a TypedDict or a named tuple with their types."""
    given = variables_of(class_, arguments)
    return {name: filled(plain_type(type_), given) for name, type_ in _hints(class_).items()}


def keys_of(class_: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Return which fields of a TypedDict are required, and which are only read.

    Annotations that are texts say so as well; Python itself does not see it in those.
    """
    required, read = set(class_.__required_keys__), set(getattr(class_, "__readonly_keys__", ()))
    try:
        hints = typing.get_type_hints(class_, include_extras=True)
    except Exception:  # noqa: BLE001 - annotations are code of the project
        hints = {}
    for name, type_ in hints.items():
        while get_origin(type_) is Annotated or get_origin(type_) in _qualifiers():
            origin = get_origin(type_)
            if origin in spelled("NotRequired"):
                required.discard(name)
            elif origin in spelled("Required"):
                required.add(name)
            elif origin in spelled("ReadOnly"):
                read.add(name)
            type_ = get_args(type_)[0]
    return frozenset(required), frozenset(read)


def _hints(owner: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(owner)
    except Exception:  # noqa: BLE001 - annotations are code of the project
        return {}


def arguments_as(origin: Any, arguments: tuple[Any, ...], target: Any) -> tuple[Any, ...] | None:
    """Return the arguments of a class seen as one of its bases: `Dict[str, int]` as `Iterable[str]`.

    None where they are not known.
    """
    if origin is target:
        return arguments or None
    if issubclass(origin, tuple) and hasattr(origin, "_fields"):
        fields = fields_of(origin, arguments)
        arguments = tuple(fields.get(name, Any) for name in origin._fields) or EMPTY
        return arguments if target is tuple else _element(arguments)
    declared = _declared(origin, arguments, target)
    if declared is not None:
        return declared
    if home_of(origin) not in _STANDARD:
        return _of_a_class(origin, arguments, target)
    arguments = arguments or _ELEMENTS_OF.get(origin, ())
    if origin.__name__ == "Counter" and len(arguments) == 1:
        arguments = (*arguments, int)
    if not arguments:
        return None
    if issubclass(origin, tuple):
        return _element(arguments)
    if issubclass(origin, abc.ItemsView):
        return (tuple[arguments],)  # type: ignore[valid-type]
    if issubclass(target, abc.Mapping):
        return arguments
    if issubclass(origin, abc.Coroutine):
        return arguments[-1:]
    return arguments[:1]


def _element(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what iterating over a tuple gives."""
    members = members_of(arguments)
    every = [*members.before, *([members.middle] if members.is_open else []), *members.after]
    return (Union[tuple(every)],) if every else (typing.NoReturn,)  # noqa: UP007 - of any number


def _of_a_class(origin: Any, arguments: tuple[Any, ...], target: Any) -> tuple[Any, ...] | None:
    """Return what a class of a project says itself: what its `__iter__` gives, or the text it is."""
    for base in origin.__mro__:
        if base in _ELEMENTS_OF:
            return _ELEMENTS_OF[base]
    if package_of(origin) == "pathlib":
        return (str,)
    if not issubclass(origin, abc.Iterable) or issubclass(target, abc.Mapping) or home_of(target) not in _STANDARD:
        return None
    given = _hints(origin.__iter__).get("return")
    return tuple(filled(each, variables_of(origin, arguments)) for each in get_args(given)[:1]) or None


def _declared(origin: Any, arguments: tuple[Any, ...], target: Any) -> tuple[Any, ...] | None:
    """Return what a class of a project says of its bases, `class Rows(List[int])`, with its own arguments filled in."""
    given = variables_of(origin, arguments)
    for base in getattr(origin, "__orig_bases__", ()):
        base_origin, base_arguments = parts(base)
        if not isinstance(base_origin, type) or not _is_subclass(base_origin, target):
            continue
        found = arguments_as(base_origin, tuple(filled(each, given) for each in base_arguments), target)
        if found is not None:
            return found
    return None


def _is_subclass(class_: type, target: Any) -> bool:
    try:
        return issubclass(class_, target)
    except TypeError:  # a protocol that is not for class checks
        return False
