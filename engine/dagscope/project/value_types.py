"""Values brought to the type that is wanted: numbers, dates, texts, members of enumerations, collections, tables.
It reads no file.
"""

from __future__ import annotations

import ast
import datetime
import decimal
import enum
import importlib
import re
import types
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dagscope.annotations import is_class
from dagscope.class_home import package_of
from dagscope.errors import DagscopeError

_WORDS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_SEQUENCES: tuple[type, ...] = (list, tuple, set, frozenset)


class ValueProblem(DagscopeError):
    """A value cannot be made as asked; the text says why, in a sentence for the user."""


_PLAIN_TYPES: dict[str, Callable[..., Any]] = {
    "datetime.date": datetime.date,
    "datetime.datetime": datetime.datetime,
    "datetime.time": datetime.time,
    "datetime.timedelta": datetime.timedelta,
    "decimal.Decimal": decimal.Decimal,
    "Decimal": decimal.Decimal,
}


def plain_type(wanted: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """Return the type below `Optional` and `Annotated`, its arguments, and whether `None` is allowed."""
    if get_origin(wanted) is Annotated:
        return plain_type(get_args(wanted)[0])
    if get_origin(wanted) in (Union, types.UnionType):
        inner = [item for item in get_args(wanted) if item is not type(None)]
        allows_none = len(inner) < len(get_args(wanted))
        if len(inner) == 1:
            base, arguments, _ = plain_type(inner[0])
            return base, arguments, allows_none
        return Any, (), allows_none
    origin = get_origin(wanted)
    return (origin, get_args(wanted), False) if origin is not None else (wanted, (), False)


def library_type(wanted: Any) -> str:
    """Return `pandas.DataFrame` and the like, recognised by name: the library may not be imported."""
    if not is_class(wanted):
        return ""
    return f"{package_of(wanted)}.{wanted.__name__}"


def parse_literal(text: str) -> Any:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _plain_call(text)


def _plain_call(text: str) -> Any:
    """Return the date, time or decimal that a literal like `datetime.date(2024, 2, 1)` writes, else the text itself.

    They are how TOML's own dates are written; nothing but these types and plain arguments is ever called.
    """
    try:
        call = ast.parse(text.strip(), mode="eval").body
        made = _PLAIN_TYPES.get(ast.unparse(call.func)) if isinstance(call, ast.Call) else None
        if made is None or not isinstance(call, ast.Call):
            return text
        named = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg}
        return made(*[ast.literal_eval(each) for each in call.args], **named)
    except Exception:  # noqa: BLE001 - whatever it is, it is no such literal, and a bare word is a text
        return text


def literal_value(text: str, wanted: Any) -> Any:
    base, _, allows_none = plain_type(wanted)
    value = parse_literal(text)
    if value is None and allows_none:
        return None
    if base in (str, decimal.Decimal) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return text.strip() if base is decimal.Decimal else text  # as typed: `2024` is a text, `1.10` has two digits
    if base is str and not isinstance(value, str):
        return text
    return value


def _convert_scalar(value: Any, base: Any) -> Any:
    """Return numbers, booleans, dates, paths and enum members made of what a literal can write."""
    if base is bool and isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    if base is bool and type(value) is int and value in (0, 1):
        return bool(value)
    if base is float and type(value) is int:
        return float(value)
    if base is int and type(value) is float and value.is_integer():
        return int(value)
    if base is complex and type(value) in (int, float):
        return complex(value)
    if base is decimal.Decimal and type(value) in (int, float):
        return decimal.Decimal(str(value))
    if isinstance(value, str):
        return _from_text(value, base)
    if is_class(base) and issubclass(base, enum.Enum) and not isinstance(value, base):
        return base(value)
    return value


def _from_text(value: str, base: Any) -> Any:
    """Return a date, duration, number, path or member of an enumeration from a text; the text where it wants to be
    one.
    """
    if base in _FROM_ISO:
        return _read(base.fromisoformat, value, base.__name__, _FROM_ISO[base])
    if base is datetime.timedelta:
        return _duration(value)
    if base is decimal.Decimal:
        return _read(decimal.Decimal, value, "decimal number", "1.10")
    if base is bytes:
        return value.encode()
    if not is_class(base):
        return value
    if issubclass(base, PurePath):
        return base(value)
    return _member(value, base) if issubclass(base, enum.Enum) and not isinstance(value, base) else value


def _member(value: str, base: type[enum.Enum]) -> enum.Enum:
    """Return a member by its name, with or without the class's before it, or by its value."""
    owner, _, last = value.strip().rpartition(".")
    name = last if owner.rpartition(".")[2] == base.__name__ else value.strip()
    if name in base.__members__:
        return base[name]
    if value in [each.value for each in base]:
        return base(value)
    names = list(base.__members__)
    more = " ..." if len(names) > 12 else ""
    raise ValueProblem(f"{value!r} is no member of {base.__name__}: it has {', '.join(names[:12])}{more}")


_UNFINISHED = frozenset("[({'\"])}")
"""What a list that is written as code begins or ends with: with a mistake in it, it is no text of commas."""


def _read(make: Callable[[str], Any], value: str, noun: str, example: str) -> Any:
    try:
        return make(value.strip())
    except (ValueError, ArithmeticError) as error:
        reason = str(error) if isinstance(error, ValueError) and "Invalid" not in str(error) else f"write {example}"
        raise ValueProblem(f"{value!r} is no {noun}: {reason}") from error


_FROM_ISO = {datetime.date: "2024-02-01", datetime.datetime: "2024-02-01T12:30:00", datetime.time: "12:30:00"}
_DURATION = re.compile(r"(?:(-?\d+) days?(?:, *|$))?(?:(\d+):(\d\d)(?::(\d\d(?:\.\d{1,6})?))?)?")


def _duration(value: str) -> datetime.timedelta:
    found = _DURATION.fullmatch(value.strip())
    if found is None or not value.strip():
        raise ValueProblem(f"{value!r} is no duration: write it as '2 days, 3:00:00' or '1:30'")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return datetime.timedelta(days, hours=hours, minutes=minutes, seconds=seconds)


def _chosen(value: Any, allowed: tuple[Any, ...]) -> Any:
    """Return the one of a `Literal`'s values that is written so: `1` for '1'."""
    if any(value == each and type(value) is type(each) for each in allowed):
        return value
    return next((each for each in allowed if str(each) == str(value)), value)


def _convert_sequence(value: Any, base: type, arguments: tuple[Any, ...]) -> Any:
    inner = arguments[0] if arguments else Any
    if isinstance(value, str) and "," in value and _UNFINISHED.isdisjoint((value.strip()[0], value.strip()[-1])):
        value = [literal_value(part.strip(), inner) for part in value.split(",")]
    if isinstance(value, _SEQUENCES):
        items: Any = value
        is_uniform = base is not tuple or (len(arguments) == 2 and arguments[1] is Ellipsis)
        return base(convert(item, inner) if is_uniform else item for item in items)
    return value


def _convert_library(value: Any, name: str, wanted: type) -> Any:
    if name == "pandas.Series" and isinstance(value, (list, tuple, dict)):
        return wanted(value)
    if name == "pandas.Series" and library_type(type(value)) == "pandas.DataFrame" and len(value.columns) == 1:
        return value.iloc[:, 0]
    if name in ("pandas.DataFrame", "polars.DataFrame") and isinstance(value, (list, dict)):
        return wanted(value)
    if name == "polars.Series" and isinstance(value, (list, tuple)):
        return wanted(values=list(value))
    if name == "numpy.ndarray" and isinstance(value, (list, tuple)):
        return importlib.import_module("numpy").array(value)
    if name == "pandas.Timestamp" and isinstance(value, str):
        return wanted(value)
    return value


def convert(value: Any, wanted: Any) -> Any:
    """Bring a value to the wanted type where that loses nothing; else it stays as it is."""
    base, arguments, allows_none = plain_type(wanted)
    if value is None and allows_none:
        return None
    if base is Literal:
        return _chosen(value, arguments)
    if base in (dict, Mapping) and isinstance(value, dict) and len(arguments) == 2:
        return {convert(key, arguments[0]): convert(each, arguments[1]) for key, each in value.items()}
    if base in _SEQUENCES:
        return _convert_sequence(value, base, arguments)
    name = library_type(base)
    if name.startswith(("pandas.", "polars.", "numpy.")):
        return _convert_library(value, name, base)
    return _convert_scalar(value, base)
