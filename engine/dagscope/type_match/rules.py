"""Whether every value of one type is a value of another, as a type checker would say.
It knows neither nodes nor values.

Two spellings of a type are equal at any depth; what is narrower fits what is wider; `Any`, and a generic without its
arguments, fit both ways. Containers that can be written to take equal elements only, as for type checkers. Other than
for them, `int` is no `float`.
"""

from __future__ import annotations

import collections.abc as abc
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, ForwardRef, Literal, ParamSpec, TypeVar, get_args, get_origin

from dagscope.class_home import home_of, package_of
from dagscope.type_match.forms import (
    EMPTY,
    UNIONS,
    arguments_as,
    as_stream,
    fields_of,
    is_alias,
    is_protocol,
    is_typed_dict,
    keys_of,
    literals_of,
    members_of,
    parts,
    plain_type,
    spelled,
    variables_of,
    with_variables,
)
from dagscope.type_match.members import Signature, attribute_type, has_member, member_names, signature_of

# Writable containers: their elements must be the same.
_INVARIANT = (list, dict, set, abc.MutableSequence, abc.MutableMapping, abc.MutableSet)
_STANDARD = ("builtins", "collections", "collections.abc", "contextlib", "typing")
# What stands for itself further down, `type Json = list[Json] | int`: asked again, it fits.
_NOTHING: frozenset[tuple[Any, Any]] = frozenset()
_asked: ContextVar[frozenset[tuple[Any, Any]]] = ContextVar("_asked")


def is_narrower(given: Any, wanted: Any) -> bool:
    """Return whether a value of type `given` may stand where `wanted` is asked for."""
    if is_alias(given) or is_alias(wanted):
        return _alias_fits(given, wanted)
    given, wanted = plain_type(given), plain_type(wanted)
    if is_alias(given) or is_alias(wanted):
        return _alias_fits(given, wanted)
    if wanted is Any or given is Any or given in spelled("NoReturn", "Never") or _is_equal(given, wanted):
        return True
    if isinstance(given, (ForwardRef, str)) or isinstance(wanted, (ForwardRef, str)):
        return True  # a name that is not resolved: nothing is known against it
    if isinstance(wanted, TypeVar):
        return _fits_variable(given, wanted)
    if isinstance(given, TypeVar):
        return _variable_fits(given, wanted)
    if get_origin(given) in UNIONS:
        return all(is_narrower(each, wanted) for each in get_args(given))
    if wanted is object:
        return True
    return _form_fits(given, wanted)


def _alias_fits(given: Any, wanted: Any) -> bool:
    asked = _asked.get(_NOTHING)
    try:
        if (given, wanted) in asked:
            return True
        token = _asked.set(asked | {(given, wanted)})
    except TypeError:  # an argument that has no hash
        return _is_equal(plain_type(given), plain_type(wanted))
    try:
        return is_narrower(plain_type(given), plain_type(wanted))
    finally:
        _asked.reset(token)


def _form_fits(given: Any, wanted: Any) -> bool:
    """Return whether a type that is no union and no variable fits."""
    if get_origin(wanted) in UNIONS:
        choices = get_args(wanted)
        return any(is_narrower(given, each) for each in choices) or _literals_fit(given, choices)
    literal_text = spelled("LiteralString")
    if wanted in literal_text:
        return get_origin(given) is Literal and all(isinstance(value, str) for value in get_args(given))
    if given in literal_text:
        return is_narrower(str, wanted)
    if get_origin(given) is Literal or get_origin(wanted) is Literal:
        return _literals_fit(given, (wanted,))
    if hasattr(given, "__supertype__"):
        return is_narrower(given.__supertype__, wanted)
    return _class_fits(given, wanted)


def _is_equal(given: Any, wanted: Any) -> bool:
    if given is wanted:
        return True
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


def _literals_fit(given: Any, choices: tuple[Any, ...]) -> bool:
    """Return whether each value that the type has is one of those wanted, or of a class that is."""
    values = literals_of(given)
    if values is None:
        return False
    literals = [(type(value), value) for each in choices if get_origin(each) is Literal for value in get_args(each)]
    # Its own class is no answer: it was asked already.
    others = [each for each in choices if get_origin(each) is not Literal and each is not given]
    return all(
        (type(value), value) in literals or any(is_narrower(type(value), each) for each in others) for value in values
    )


def _class_fits(given: Any, wanted: Any) -> bool:
    origin, arguments = parts(given)
    wanted_origin, wanted_arguments = parts(wanted)
    if is_typed_dict(wanted_origin):
        return is_typed_dict(origin) and _fields_fit(
            origin, fields_of(origin, arguments), wanted_origin, fields_of(wanted_origin, wanted_arguments)
        )
    stream = as_stream(origin) if getattr(wanted_origin, "__name__", "") in ("IO", "TextIO", "BinaryIO") else None
    if stream is not None:
        return is_narrower(stream, wanted)
    if not (isinstance(origin, type) and isinstance(wanted_origin, type)):
        return False
    if is_protocol(wanted_origin) and wanted_origin not in origin.__mro__ and home_of(origin) not in _STANDARD:
        return _has_structure(origin, arguments, wanted_origin, wanted_arguments)
    if is_protocol(wanted_origin) and _is_function_type(origin):
        return _call_fits(arguments, wanted_origin, wanted_arguments)
    if not _is_below(origin, wanted_origin):
        return False
    if is_typed_dict(origin):
        return _items_fit(fields_of(origin, arguments), wanted_arguments)
    if _is_function_type(wanted_origin):
        return _callable_fits(origin, arguments, wanted_arguments)
    if not wanted_arguments:
        return True
    seen = arguments_as(origin, arguments, wanted_origin)
    if seen is None:
        return True  # A class without its arguments may have any.
    return _arguments_fit(seen, wanted_arguments, wanted_origin)


def _is_function_type(origin: Any) -> bool:
    return bool(origin is abc.Callable)


def _is_below(origin: type, wanted: type) -> bool:
    try:
        if issubclass(origin, wanted):
            return True
    except TypeError:  # A protocol that is not for class checks, or has data members.
        pass
    return is_protocol(wanted) and all(has_member(origin, name) for name in member_names(wanted))


def _has_structure(origin: type, arguments: tuple[Any, ...], protocol: type, wanted: tuple[Any, ...]) -> bool:
    """Return whether a class has what a protocol asks for, as far as its annotations say."""
    mine, theirs = variables_of(origin, arguments), variables_of(protocol, wanted)
    for name in member_names(protocol):
        if not has_member(origin, name):
            return False
        asked, is_written = attribute_type(protocol, name, theirs)
        known, _ = attribute_type(origin, name, mine)
        if not (_is_same(known, asked) if is_written else is_narrower(known, asked)):
            return False
        method, call = signature_of(protocol, name, theirs), signature_of(origin, name, mine)
        if method is not None and call is not None and not _method_fits(call, method):
            return False
    return True


def _method_fits(mine: Signature, wanted: Signature) -> bool:
    """Return whether a method can be called as another one, and gives what that gives."""
    if not is_narrower(mine.gives, wanted.gives):
        return False
    if mine.is_open or wanted.is_open:
        return True
    return mine.fewest <= len(wanted.takes) <= len(mine.takes) and all(map(is_narrower, wanted.takes, mine.takes))


def _call_fits(arguments: tuple[Any, ...], protocol: type, wanted: tuple[Any, ...]) -> bool:
    """Return whether a function type has the one method a protocol of callables asks for."""
    if member_names(protocol) != {"__call__"}:
        return False
    method = signature_of(protocol, "__call__", variables_of(protocol, wanted))
    if method is None or not arguments:
        return True
    takes = tuple(arguments[0]) if isinstance(arguments[0], list) else ()
    return _method_fits(
        Signature(takes, arguments[1], not isinstance(arguments[0], list), len(takes)),
        method,
    )


def _arguments_fit(given: tuple[Any, ...], wanted: tuple[Any, ...], origin: Any) -> bool:
    if origin is tuple:
        return _members_fit(given, wanted)
    if len(given) != len(wanted):
        return given == wanted
    compared = list(zip(_rules(origin, len(wanted)), given, wanted))
    # A variable in a writable place is one type; wherever it stands besides, it is that one.
    known = {theirs: mine for fits, mine, theirs in compared if fits is _is_same and isinstance(theirs, TypeVar)}
    return all(
        fits(mine, theirs) and (not known or fits(mine, with_variables(theirs, known)))
        for fits, mine, theirs in compared
    )


def _rules(origin: Any, count: int) -> Iterator[Callable[[Any, Any], bool]]:
    """Yield how each argument of a class compares."""
    if issubclass(origin, _INVARIANT):
        yield from [_is_same] * count
    elif issubclass(origin, (abc.Generator, abc.AsyncGenerator, abc.Coroutine)):
        yield from (is_narrower, _is_wider, is_narrower)
    elif issubclass(origin, abc.Mapping):
        yield from (_is_same, is_narrower)
    elif home_of(origin) in _STANDARD or package_of(origin) == "numpy":
        yield from [is_narrower] * count
    else:
        parameters = getattr(origin, "__parameters__", ())
        for index in range(count):
            variable = parameters[index] if index < len(parameters) else None
            if getattr(variable, "__covariant__", False):
                yield is_narrower
            else:
                yield _is_wider if getattr(variable, "__contravariant__", False) else _is_same


def _is_wider(given: Any, wanted: Any) -> bool:
    return is_narrower(wanted, given)


def _is_same(given: Any, wanted: Any) -> bool:
    if isinstance(wanted, TypeVar) or (not isinstance(wanted, type) and getattr(wanted, "__parameters__", None)):
        return is_narrower(given, wanted)  # a variable is whatever it has to be
    return is_narrower(given, wanted) and is_narrower(wanted, given)


def _members_fit(given: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    mine, theirs = members_of(given), members_of(wanted)
    first, last = len(theirs.before), len(theirs.after)
    if not theirs.is_open:
        is_equal = not mine.is_open and len(mine.before) == first
        return is_equal and all(map(is_narrower, mine.before, theirs.before))
    whole = mine.before if not mine.is_open else (*mine.before, mine.middle, *mine.after)
    if len(whole) < first + last or (mine.is_open and (len(mine.before) < first or len(mine.after) < last)):
        return False
    end = len(whole) - last
    return (
        all(map(is_narrower, whole[:first], theirs.before))
        and all(is_narrower(each, theirs.middle) for each in whole[first:end])
        and all(map(is_narrower, whole[end:], theirs.after))
    )


def _callable_fits(origin: Any, arguments: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    if not wanted:
        return True
    if origin is type:  # calling a class gives its object; what it takes is not looked at
        return not arguments or is_narrower(arguments[0], wanted[1])
    if origin is not abc.Callable:
        call = signature_of(origin, "__call__", {})
        if call is None:
            return True
        arguments = (... if call.is_open or call.fewest < len(call.takes) else list(call.takes), call.gives)
    if not arguments:
        return True
    (takes, gives), (wanted_takes, wanted_gives) = arguments, wanted
    return is_narrower(gives, wanted_gives) and _takes(takes, wanted_takes)


def _takes(mine: Any, wanted: Any) -> bool:
    """Return whether a function that takes `mine` can be called with `wanted`."""
    if mine is ... or wanted is ... or isinstance(wanted, ParamSpec) or mine == wanted:
        return True
    if get_origin(wanted) in spelled("Concatenate"):  # and then whatever it has to be
        first = get_args(wanted)[:-1]
        known = mine if isinstance(mine, list) else list(get_args(mine)[:-1])
        return len(known) >= len(first) and all(map(is_narrower, first, known))
    if get_origin(mine) in spelled("Concatenate") and isinstance(wanted, list):
        known = list(get_args(mine)[:-1])
        return len(known) <= len(wanted) and all(map(is_narrower, wanted, known))
    if not (isinstance(mine, list) and isinstance(wanted, list)):
        return False
    return len(mine) == len(wanted) and all(map(is_narrower, wanted, mine))


def _fields_fit(given: Any, mine: dict[str, Any], wanted: Any, theirs: dict[str, Any]) -> bool:
    """Return whether a TypedDict has all fields of another one, of equal types, and required where they are.

    A field that is only read may be narrower, and required where the other's is not.
    """
    (required, _), (asked, read) = keys_of(given), keys_of(wanted)
    for name, type_ in theirs.items():
        is_read, is_required, is_asked = name in read, name in required, name in asked
        if name not in mine:
            return is_read and not is_asked and type_ is object
        if is_required != is_asked and not (is_read and is_required):
            return False
        if not (is_narrower(mine[name], type_) if is_read else _is_same(mine[name], type_)):
            return False
    return True


def _items_fit(fields: dict[str, Any], wanted: tuple[Any, ...]) -> bool:
    if not wanted or wanted == EMPTY:
        return True
    return is_narrower(str, wanted[0]) and all(
        is_narrower(each, wanted[1]) for each in fields.values() if len(wanted) > 1
    )
