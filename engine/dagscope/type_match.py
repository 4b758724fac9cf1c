"""Whether every value of one type is a value of another, as a type checker would say.
It knows neither nodes nor values.

Two spellings of a type are equal at any depth; what is narrower fits what is wider; `Any`, and a generic without its
arguments, fit both ways. Containers that can be written to take equal elements only, as for type checkers. Other than
for them, `int` is no `float`.
"""

from __future__ import annotations

import collections
import collections.abc as abc
import types
import typing
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

_UNIONS: tuple[Any, ...] = (Union, types.UnionType)
_NONE = type(None)
_NEVER = tuple(getattr(typing, name) for name in ("NoReturn", "Never") if hasattr(typing, name))
_ALIAS = tuple(getattr(typing, name) for name in ("TypeAliasType",) if hasattr(typing, name))
# Writable containers: their elements must be the same.
_INVARIANT = (list, dict, set, abc.MutableSequence, abc.MutableMapping, abc.MutableSet)
_ELEMENTS_OF = {str: (str,), bytes: (int,), bytearray: (int,), range: (int,)}


def is_narrower(given: Any, wanted: Any) -> bool:
    """Return whether a value of type `given` may stand where `wanted` is asked for."""
    given, wanted = plain_type(given), plain_type(wanted)
    if given is wanted or wanted is Any or given is Any or given in _NEVER or _is_equal(given, wanted):
        return True
    if isinstance(wanted, TypeVar):
        return _fits_variable(given, wanted)
    if isinstance(given, TypeVar):
        return _variable_fits(given, wanted)
    if get_origin(given) in _UNIONS:
        return all(is_narrower(each, wanted) for each in get_args(given))
    if wanted is object:
        return True
    if get_origin(wanted) in _UNIONS:
        return any(is_narrower(given, each) for each in get_args(wanted)) or _literal_fits(given, wanted)
    if get_origin(given) is Literal or get_origin(wanted) is Literal:
        return _literal_fits(given, wanted)
    if hasattr(given, "__supertype__"):
        return is_narrower(given.__supertype__, wanted)
    return _class_fits(given, wanted)


def plain_type(type_: Any) -> Any:
    """Return the type without annotations, aliases and qualifiers around it; None as its class."""
    while True:
        origin = get_origin(type_)
        if origin is Annotated or _is_qualifier(origin):
            type_ = get_args(type_)[0]
        elif _ALIAS and isinstance(type_, _ALIAS):
            type_ = type_.__value__
        elif _ALIAS and isinstance(origin, _ALIAS):
            type_ = origin.__value__[get_args(type_)]
        elif type_ is None:
            return _NONE
        elif type_ is getattr(typing, "LiteralString", None):
            return str
        else:
            return type_


def _is_qualifier(origin: Any) -> bool:
    names = ("Required", "NotRequired", "ReadOnly", "Final", "ClassVar")
    return origin is not None and any(origin is getattr(typing, name, None) for name in names)


def _is_equal(given: Any, wanted: Any) -> bool:
    try:
        return bool(given == wanted)
    except Exception:  # noqa: BLE001 - the metaclass of a user's class
        return False


def _fits_variable(given: Any, variable: TypeVar) -> bool:
    if variable.__constraints__:
        return any(is_narrower(given, each) for each in variable.__constraints__)
    return variable.__bound__ is None or is_narrower(given, variable.__bound__)


def _variable_fits(variable: TypeVar, wanted: Any) -> bool:
    if variable.__constraints__:
        return all(is_narrower(each, wanted) for each in variable.__constraints__)
    return is_narrower(variable.__bound__ if variable.__bound__ is not None else object, wanted)


def _literal_fits(given: Any, wanted: Any) -> bool:
    """Return whether each literal is one of those wanted, or of a class that is."""
    if get_origin(given) is not Literal:
        return False
    choices = get_args(wanted) if get_origin(wanted) in _UNIONS else (wanted,)
    literals = [(type(value), value) for each in choices if get_origin(each) is Literal for value in get_args(each)]
    others = [each for each in choices if get_origin(each) is not Literal]
    return all(
        (type(value), value) in literals or any(is_narrower(type(value), each) for each in others)
        for value in get_args(given)
    )


def _class_fits(given: Any, wanted: Any) -> bool:
    origin, arguments = _parts(given)
    wanted_origin, wanted_arguments = _parts(wanted)
    if typing.is_typeddict(wanted_origin):
        return typing.is_typeddict(origin) and _fields_fit(origin, wanted_origin)
    if not _is_below(origin, wanted_origin):
        return False
    if typing.is_typeddict(origin):
        return _items_fit(origin, wanted_arguments)
    if wanted_origin is abc.Callable:
        return _callable_fits(origin, arguments, wanted_arguments)
    if not wanted_arguments:
        return True
    seen = _arguments_as(origin, arguments, wanted_origin)
    if seen is None:
        return True  # A class without its arguments may have any.
    return _arguments_fit(seen, wanted_arguments, wanted_origin)


def _parts(type_: Any) -> tuple[Any, tuple[Any, ...]]:
    origin = get_origin(type_)
    return (type_, ()) if origin is None else (origin, get_args(type_))


def _is_below(origin: Any, wanted: Any) -> bool:
    if not (isinstance(origin, type) and isinstance(wanted, type)):
        return False
    try:
        if issubclass(origin, wanted):
            return True
    except TypeError:  # A protocol that is not for class checks, or has data members.
        pass
    return bool(getattr(wanted, "_is_protocol", False)) and _has_members(origin, wanted)


def _has_members(class_: type, protocol: type) -> bool:
    wanted = {
        name
        for base in protocol.__mro__
        if getattr(base, "_is_protocol", False)
        for name in (*vars(base), *vars(base).get("__annotations__", ()))
        if not (name.startswith("_abc_") or name in _NO_MEMBERS)
    }
    known = {name for base in class_.__mro__ for name in vars(base).get("__annotations__", ())}
    return all(getattr(class_, name, None) is not None or name in known for name in wanted)


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


def _arguments_as(origin: Any, arguments: tuple[Any, ...], target: Any) -> tuple[Any, ...] | None:
    """Return the arguments of a class seen as one of its bases: `Dict[str, int]` as `Iterable[str]`."""
    if origin is target:
        return arguments or None
    declared = _declared(origin, arguments, target)
    if declared is not None:
        return declared
    arguments = arguments or _ELEMENTS_OF.get(origin, ())
    if origin in (collections.Counter,) and len(arguments) == 1:
        arguments = (*arguments, int)
    if not arguments:
        return None
    if issubclass(origin, tuple):
        return (Union[tuple(each for each in arguments if each is not ...)],)  # noqa: UP007 - of any number
    if issubclass(target, abc.Mapping):
        return arguments
    if issubclass(origin, abc.Coroutine):
        return arguments[-1:]
    return arguments[:1]


def _declared(origin: Any, arguments: tuple[Any, ...], target: Any) -> tuple[Any, ...] | None:
    """Return what a class of a project says of its bases, `class Rows(List[int])`, with its own arguments filled in."""
    if issubclass(origin, tuple) and hasattr(origin, "_fields") and target is tuple:
        hints = typing.get_type_hints(origin)
        return tuple(hints.get(name, Any) for name in origin._fields)
    parameters = getattr(origin, "__parameters__", ())
    given = dict(zip(parameters, arguments or (Any,) * len(parameters)))
    for base in getattr(origin, "__orig_bases__", ()):
        base_origin, base_arguments = _parts(base)
        if not isinstance(base_origin, type) or not _is_below(base_origin, target):
            continue
        filled = tuple(_filled(each, given) for each in base_arguments)
        found = _arguments_as(base_origin, filled, target)
        if found is not None:
            return found
    return None


def _filled(type_: Any, given: dict[Any, Any]) -> Any:
    if isinstance(type_, TypeVar):
        return given.get(type_, Any)
    parameters = getattr(type_, "__parameters__", ())
    return type_[tuple(given.get(each, Any) for each in parameters)] if parameters else type_


def _arguments_fit(given: tuple[Any, ...], wanted: tuple[Any, ...], origin: Any) -> bool:
    if origin is tuple:
        return _members_fit(given, wanted)
    if len(given) != len(wanted):
        return given == wanted
    return all(fits(mine, theirs) for fits, mine, theirs in zip(_rules(origin, len(wanted)), given, wanted))


def _rules(origin: Any, count: int) -> Iterator[Callable[[Any, Any], bool]]:
    """Yield how each argument of a class compares."""
    if issubclass(origin, _INVARIANT):
        yield from [_is_same] * count
    elif issubclass(origin, abc.Mapping):
        yield from (_is_same, is_narrower)
    elif origin.__module__ in ("builtins", "collections", "collections.abc", "contextlib", "typing"):
        yield from [is_narrower] * count
    else:
        parameters = getattr(origin, "__parameters__", ())
        for index in range(count):
            variable = parameters[index] if index < len(parameters) else None
            yield is_narrower if getattr(variable, "__covariant__", False) else _is_same


def _is_same(given: Any, wanted: Any) -> bool:
    return is_narrower(given, wanted) and is_narrower(wanted, given)


def _members_fit(given: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    if len(wanted) == 2 and wanted[1] is ...:
        return all(is_narrower(each, wanted[0]) for each in given if each is not ...)
    if ... in given or len(given) != len(wanted):
        return False
    return all(map(is_narrower, given, wanted))


def _callable_fits(origin: Any, arguments: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    if not wanted:
        return True
    if origin is not abc.Callable:  # A class: what its call takes is not looked at.
        return wanted[0] is ... and wanted[1] is Any
    if not arguments:
        return True
    (takes, gives), (wanted_takes, wanted_gives) = arguments, wanted
    if not is_narrower(gives, wanted_gives):
        return False
    if not (isinstance(takes, list) and isinstance(wanted_takes, list)):  # `...`, or a variable of parameters
        return takes is ... or wanted_takes is ... or takes == wanted_takes
    return len(takes) == len(wanted_takes) and all(map(is_narrower, wanted_takes, takes))


def _fields_fit(given: Any, wanted: Any) -> bool:
    """Return whether a TypedDict has all fields of another one, of equal types, and required where they are."""
    mine, theirs = typing.get_type_hints(given), typing.get_type_hints(wanted)
    return all(
        name in mine
        and _is_same(mine[name], type_)
        and (name in given.__required_keys__) == (name in wanted.__required_keys__)
        for name, type_ in theirs.items()
    )


def _items_fit(given: Any, wanted: tuple[Any, ...]) -> bool:
    if not wanted:
        return True
    fields = typing.get_type_hints(given).values()
    return is_narrower(str, wanted[0]) and all(is_narrower(each, wanted[1]) for each in fields if len(wanted) > 1)
