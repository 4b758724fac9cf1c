"""`ValueSpec` to value, guided by the type that is wanted. It must not be used in the window's process.

A literal is Python literal syntax, a bare word is a text, a file is read by its ending, an expression is evaluated
with `pd`, `np`, `pl`, `datetime`, `math` and `Path` where they are installed.
"""

from __future__ import annotations

import ast
import csv
import datetime
import decimal
import enum
import importlib
import inspect
import json
import math
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Annotated, Any, Union, get_args, get_origin

from dagscope.annotations import is_class
from dagscope.errors import DagscopeError
from dagscope.scenario import ValueSpec

_WORDS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_SEQUENCES: tuple[type, ...] = (list, tuple, set, frozenset)


class ValueProblem(DagscopeError):
    """A value cannot be made as asked; the text says why, in a sentence for the user."""


class _Names(Mapping[str, Any]):
    """What expressions may use without importing it; a library is imported when its name is used."""

    _MODULES = {"pd": "pandas", "np": "numpy", "pl": "polars", "pa": "pyarrow"}
    _PLAIN: Mapping[str, Any] = {"datetime": datetime, "math": math, "Path": Path, "json": json}

    def __getitem__(self, name: str) -> Any:
        if name in self._PLAIN:
            return self._PLAIN[name]
        wanted = self._MODULES.get(name, name)
        if wanted in ("pandas", "numpy", "polars", "pyarrow", "pathlib", "decimal"):
            try:
                return importlib.import_module(wanted)
            except ImportError as error:
                raise ValueProblem(f"{wanted} is not installed for the project's Python: {error}") from None
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._PLAIN, *self._MODULES])

    def __len__(self) -> int:
        return len(self._PLAIN) + len(self._MODULES)


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


def _library_type(wanted: Any) -> str:
    """Return `pandas.DataFrame` and the like, recognised by name: the library may not be imported."""
    if not is_class(wanted):
        return ""
    return f"{wanted.__module__.split('.')[0]}.{wanted.__name__}"


def _parse_literal(text: str) -> Any:
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


def _literal(text: str, wanted: Any) -> Any:
    base, _, allows_none = plain_type(wanted)
    value = _parse_literal(text)
    if value is None and allows_none:
        return None
    if base is str and not isinstance(value, str):
        return text  # `2024` typed for a text is the text
    return value


def _convert_scalar(value: Any, base: Any) -> Any:
    """Return numbers, booleans, dates, paths and enum members made of what a literal can write."""
    if base is bool and isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    if base is float and type(value) is int:
        return float(value)
    if base is int and type(value) is float and value.is_integer():
        return int(value)
    if base is complex and type(value) in (int, float):
        return complex(value)
    if isinstance(value, str):
        if base is datetime.date:
            return datetime.date.fromisoformat(value)
        if base is datetime.datetime:
            return datetime.datetime.fromisoformat(value)
        if base is datetime.time:
            return datetime.time.fromisoformat(value)
        if base is decimal.Decimal:
            return decimal.Decimal(value.strip())
        if is_class(base) and issubclass(base, PurePath):
            return base(value)
        if base is bytes:
            return value.encode()
    if is_class(base) and issubclass(base, enum.Enum) and not isinstance(value, base):
        return base[value] if isinstance(value, str) and value in base.__members__ else base(value)
    return value


def _convert_sequence(value: Any, base: type, arguments: tuple[Any, ...]) -> Any:
    inner = arguments[0] if arguments else Any
    if isinstance(value, str) and "," in value:
        value = [_literal(part.strip(), inner) for part in value.split(",")]
    if isinstance(value, _SEQUENCES):
        items: Any = value
        is_uniform = base is not tuple or (len(arguments) == 2 and arguments[1] is Ellipsis)
        return base(convert(item, inner) if is_uniform else item for item in items)
    return value


def _convert_library(value: Any, name: str, wanted: type) -> Any:
    if name == "pandas.Series" and isinstance(value, (list, tuple, dict)):
        return wanted(value)
    if name == "pandas.Series" and _library_type(type(value)) == "pandas.DataFrame" and len(value.columns) == 1:
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
    if base in _SEQUENCES:
        return _convert_sequence(value, base, arguments)
    name = _library_type(base)
    if name.startswith(("pandas.", "polars.", "numpy.")):
        return _convert_library(value, name, base)
    return _convert_scalar(value, base)


# Files --------------------------------------------------------------------------------------------------------------


def _read_csv_plain(path: Path) -> list[dict[str, Any]]:
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: _parse_literal(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _table_reader(path: Path, wanted: Any) -> Callable[[], Any] | None:
    """Return how to read a table file: by polars where wanted, else by pandas, else by the standard library."""
    kind = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".xlsx": "excel", ".feather": "feather"}.get(
        path.suffix.lower()
    )
    if kind is None:
        return None
    library = "polars" if _library_type(wanted).startswith("polars.") else "pandas"
    options = {"sep" if library == "pandas" else "separator": "\t"} if path.suffix.lower() == ".tsv" else {}
    if kind == "csv" and plain_type(wanted)[0] in (list, dict):
        return lambda: _read_csv_plain(path)

    def read() -> Any:
        try:
            module = importlib.import_module(library)
        except ImportError:
            if kind == "csv":
                return _read_csv_plain(path)
            raise ValueProblem(f"{library} is not installed for the project's Python; it reads {path.name}") from None
        return getattr(module, f"read_{'ipc' if library == 'polars' and kind == 'feather' else kind}")(path, **options)

    return read


def _json_table(path: Path, base: Any) -> Any:
    try:
        return importlib.import_module(base.__module__.split(".")[0]).read_json(path)
    except ValueError as error:
        raise ValueProblem(
            f"{path.name} is no table: a list of objects, or an object of columns, is expected ({error})"
        ) from None


def _read_file(text: str, wanted: Any, folder: Path) -> Any:
    path = Path(text).expanduser()
    path = path if path.is_absolute() else folder / path
    base = plain_type(wanted)[0]
    if not path.exists():
        raise ValueProblem(f"there is no file {path}")
    if is_class(base) and issubclass(base, PurePath):
        return path
    if not path.is_file():
        raise ValueProblem(f"{path} is no regular file")
    suffix = path.suffix.lower()
    reader = _table_reader(path, base)
    if reader is not None:
        return str(path) if base is str else reader()
    if base is bytes:
        return path.read_bytes()
    if suffix == ".json" and base is not str:
        if _library_type(base).endswith(".DataFrame"):
            return _json_table(path, base)
        return json.loads(path.read_text(encoding="utf-8"))
    return path.read_text(encoding="utf-8")


def _evaluate_expression(text: str) -> Any:
    code = compile(text.strip(), "<expression>", "eval", dont_inherit=True)
    return eval(code, {"__builtins__": __builtins__}, _Names())


def make_value(spec: ValueSpec, wanted: Any, folder: Path) -> Any:
    """Return the value a spec stands for, converted to the wanted type where that is possible.

    Args:
        spec: where the value comes from.
        wanted: the type annotation of the input, `typing.Any` where none is known.
        folder: what relative file names are relative to.

    Raises:
        ValueProblem: it cannot be made; the text is one sentence.
    """
    try:
        if spec.kind == "literal":
            return convert(_literal(spec.text, wanted), wanted)
        if spec.kind == "file":
            return convert(_read_file(spec.text, wanted, folder), wanted)
        if spec.kind == "expression":
            return convert(_evaluate_expression(spec.text), wanted)
    except ValueProblem:
        raise
    except SyntaxError as error:
        raise ValueProblem(f"{spec.text!r} is not a Python expression: {error.msg}") from None
    except SystemExit:
        raise ValueProblem("the expression called sys.exit") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - expressions run anything and may raise anything
        raise ValueProblem(f"{type(error).__name__}: {error}") from None
    raise ValueProblem("no value is given yet")


def type_problem(value: Any, wanted: Any) -> str:
    """Return why a value does not fit the wanted type; empty when it does or when that is unknown."""
    if wanted is Any or wanted is None or wanted is inspect.Parameter.empty:
        return ""
    htypes = sys.modules.get("dagscope.htypes") or importlib.import_module("dagscope.htypes")
    check = getattr(htypes, "check_input_type", None)
    if check is None or check(wanted, value):
        return ""
    name = htypes.get_type_as_string(wanted) or str(wanted)
    return f"{name} is expected, this is {type(value).__name__}"
