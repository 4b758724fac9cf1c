"""Frozen dataclasses to JSON and back, checked by their own type hints. It must not know any message by name.

Unknown fields are ignored; a missing field takes its default; everything else that does not fit raises `ProtocolError`
naming the field. A long list of texts or numbers is looked at as a whole.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from dagscope.families import Family, family_of, kind_of
from dagscope.protocol.framing import ProtocolError, encode

T = TypeVar("T")
Decode = Callable[[Any, str], Any]


def _bad(where: str, wanted: str, got: object) -> ProtocolError:
    return ProtocolError(f"{where}: {wanted} expected, not {type(got).__name__}")


def clean(text: str) -> str:
    """Return the text with lone surrogates spelled out, as in values: no toolkit and no file can take them."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def _text(value: Any, where: str) -> str:
    if type(value) is not str:
        raise _bad(where, "a text", value)
    return value if value.isascii() else clean(value)


def _int(value: Any, where: str) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise _bad(where, "an integer of 64 bits", value)
    return value


def _float(value: Any, where: str) -> float:
    if type(value) not in (int, float):
        raise _bad(where, "a number", value)
    return float(value)


def _bool(value: Any, where: str) -> bool:
    if type(value) is not bool:
        raise _bad(where, "true or false", value)
    return value


_PLAIN: dict[Any, Decode] = {str: _text, int: _int, float: _float, bool: _bool}


def _are_ascii(value: list[Any]) -> bool:
    return set(map(type, value)) == {str} and "".join(value).isascii()


def _are_ints(value: list[Any]) -> bool:
    return set(map(type, value)) == {int} and -(2**63) <= min(value) and max(value) < 2**63


def _are_among(choices: tuple[Any, ...]) -> Callable[[list[Any]], bool]:
    return lambda value: set(map(type, value)) == {str} and set(value).issubset(choices)


def _all_at_once(hint: Any) -> Callable[[list[Any]], bool]:
    """Return a quick check that each item of a list is fine as it is; false where that is not known."""
    if get_origin(hint) is Literal:
        return _are_among(get_args(hint))
    return {str: _are_ascii, int: _are_ints}.get(hint, lambda value: False)


def _many(hint: Any) -> Decode:
    inner, are_fine = _decoder(hint), _all_at_once(hint)

    def decode(value: Any, where: str) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _bad(where, "a list", value)
        if are_fine(value):
            return tuple(value)
        return tuple([inner(item, where) for item in value])

    return decode


def _fixed(inner: tuple[Decode, ...]) -> Decode:
    def decode(value: Any, where: str) -> tuple[Any, ...]:
        if type(value) is not list or len(value) != len(inner):
            raise _bad(where, f"a list of {len(inner)}", value)
        return tuple([step(item, where) for step, item in zip(inner, value)])

    return decode


def _mapping(inner: Decode) -> Decode:
    def decode(value: Any, where: str) -> dict[str, Any]:
        if type(value) is not dict:
            raise _bad(where, "an object", value)
        return {_text(key, where): inner(item, where) for key, item in value.items()}

    return decode


def _optional(inner: Decode) -> Decode:
    return lambda value, where: None if value is None else inner(value, where)


def _one_of(choices: tuple[Any, ...]) -> Decode:
    def decode(value: Any, where: str) -> Any:
        if type(value) is not str or value not in choices:
            raise ProtocolError(f"{where}: one of {', '.join(choices)} expected")
        return value

    return decode


def _record(cls: type[Any]) -> Decode:
    # Looked up when used: a tree node holds tree nodes.
    family = family_of(cls)
    return (lambda value, where: from_json(cls, value, where)) if family is None else _member(family)


def _member(family: Family) -> Decode:
    """Return the decoder of a record of a family, whose kind is in the message.

    A record of another package that cannot be read is one that is not known, and says why: the package may be of
    another version on the other side, which breaks no protocol.
    """

    def decode(value: Any, where: str) -> Any:
        if type(value) is not dict:
            raise _bad(where, "an object", value)
        kind = _text(value.get("kind"), f"{where}.kind")
        cls, problem = family.get(kind), ""
        if cls is not None:
            try:
                return from_json(cls, value, where)
            except Exception as error:
                if cls.__module__.partition(".")[0] in _OWN_PACKAGES:
                    raise
                problem = str(error) if isinstance(error, ProtocolError) else f"{type(error).__name__}: {error}"
        return from_json(family.unknown, {**value, "tag": kind, "missing": problem, "problem": problem}, where)

    return decode


def _decoder(hint: Any) -> Decode:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return _many(arguments[0])
        return _fixed(tuple(_decoder(item) for item in arguments))
    if origin is dict or getattr(origin, "__name__", "") == "Mapping":
        return _mapping(_decoder(arguments[1]))
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, types.UnionType):
        inner = [item for item in arguments if item is not type(None)]
        if len(inner) == 1:
            return _optional(_decoder(inner[0]))
    if dataclasses.is_dataclass(hint):
        return _record(hint)  # type: ignore[arg-type]
    raise TypeError(f"no rule to read {hint!r}")


_ENVELOPE = " " * 4_096
"""Room for what stands around a record in its message."""
_OWN_PACKAGES = frozenset(("dagscope", "dagscope_app"))
_PLANS: dict[type[Any], tuple[tuple[str, Decode, bool], ...]] = {}
_NAMES: dict[type[Any], tuple[str, tuple[tuple[str, Any], ...]]] = {}
_PLAIN_KINDS = frozenset((str, int, float, bool, type(None)))
_MADE_PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, int.__int__),
    (float, float.__float__),
)


def _plan(cls: type[Any]) -> tuple[tuple[str, Decode, bool], ...]:
    known = _PLANS.get(cls)
    if known is None:
        known = _PLANS[cls] = _make_plan(cls)
    return known


def _make_plan(cls: type[Any]) -> tuple[tuple[str, Decode, bool], ...]:
    if not dataclasses.is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is no dataclass")
    hints = get_type_hints(cls)
    return tuple(
        (
            field.name,
            _field_decoder(cls, field.name, hints[field.name]),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(cls)
    )


def _field_decoder(cls: type[Any], name: str, hint: Any) -> Decode:
    try:
        return _decoder(hint)
    except TypeError as error:
        raise TypeError(f"{cls.__name__}.{name}: {error}") from None


def from_json(cls: type[T], value: Any, where: str = "") -> T:
    """Read one record.

    Raises:
        ProtocolError: a field is missing or of another type; the text names it.
    """
    where = where or cls.__name__
    plan = _plan(cls)
    try:
        if type(value) is not dict:
            raise _bad(where, "an object", value)
        found = {}
        for name, decode, is_needed in plan:
            if name in value:
                found[name] = decode(value[name], f"{where}.{name}")
            elif is_needed:
                raise ProtocolError(f"{where}: the field {name} is missing")
        return cls(**found)
    except RecursionError:
        raise ProtocolError(f"{where}: nested too deep") from None
    except ValueError as error:  # a record that looks at itself
        raise ProtocolError(f"{where}: {error}") from None


def check_hints(*classes: type[Any]) -> None:
    """Check that records of these classes can be read.

    Raises:
        TypeError: a field has a type hint that there is no rule for.
        NameError: a type hint names what is not there when the program runs.
    """
    for cls in classes:
        _plan(cls)


def crossed(record: T) -> T:
    """Return a record as the other process will read it.

    Raises:
        ProtocolError: a field does not have what its type hint says, or the record is too large; the text names it.
    """
    cls = type(record)
    found = {}
    for name, _, _ in _plan(cls):
        try:
            found[name] = _plain(getattr(record, name), False)
        except TypeError as error:
            raise ProtocolError(f"{cls.__name__}.{name}: {error}") from None
    encode({**found, "": _ENVELOPE})
    return from_json(cls, found)


def _names(cls: type[Any]) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """Return the kind of a record that is one of a family, and the fields with their defaults."""
    known = _NAMES.get(cls)
    if known is None:
        if not dataclasses.is_dataclass(cls):
            raise TypeError(f"a {cls.__name__} cannot cross between processes")
        fields = tuple((field.name, field.default) for field in dataclasses.fields(cls))
        known = _NAMES[cls] = kind_of(cls), fields
    return known


def to_json(value: Any) -> Any:
    """Return the record as plain lists, dicts, texts and numbers."""
    return _plain(value, False)


def to_message(value: Any) -> Any:
    """Encode a record without the fields that have their default value, which the reader gives them."""
    return _plain(value, True)


def _plain(value: Any, is_short: bool) -> Any:
    kind = type(value)
    if kind in _PLAIN_KINDS:
        return value
    if kind is tuple or kind is list:
        if _PLAIN_KINDS.issuperset(map(type, value)):
            return list(value)
        return [_plain(item, is_short) for item in value]
    if kind is dict:
        return {key: _plain(item, is_short) for key, item in value.items()}
    for plain, made in _MADE_PLAIN:
        if isinstance(value, plain):  # a member of an `Enum`, say: what its class calls it is its own affair
            return made(value)
    tag, fields = _names(kind)
    found: dict[str, Any] = {"kind": tag} if tag else {}
    for name, default in fields:
        item = getattr(value, name)
        if item is not default or not is_short:  # the very object, as it is of what is empty, false or nothing
            found[name] = item if type(item) in _PLAIN_KINDS else _plain(item, is_short)
    return found
