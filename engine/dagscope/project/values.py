"""`ValueSpec` to value, guided by the type that is wanted. It must not be used in the window's process.

A literal is Python literal syntax, a bare word is a text, a file is read by its ending, an expression is evaluated
with `pd`, `np`, `pl`, `datetime`, `math`, `importlib` and `Path` where they are installed.
"""

from __future__ import annotations

import datetime
import importlib
import inspect
import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dagscope.project.value_files import read_file
from dagscope.project.value_types import ValueProblem, convert, literal_value
from dagscope.scenario import ValueSpec
from dagscope.type_text import type_text

__all__ = ["ValueProblem", "convert", "make_value", "type_problem"]


class _Names(Mapping[str, Any]):
    """What expressions may use without importing it; a library is imported when its name is used."""

    _MODULES = {"pd": "pandas", "np": "numpy", "pl": "polars", "pa": "pyarrow"}
    _PLAIN: Mapping[str, Any] = {"datetime": datetime, "importlib": importlib, "math": math, "Path": Path, "json": json}

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
            return convert(literal_value(spec.text, wanted), wanted)
        if spec.kind == "file":
            return convert(read_file(spec.text, wanted, folder), wanted)
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
    return f"{type_text(wanted)} is expected, this is {_described(value)}"


def _described(value: Any) -> str:
    """Return a value by what makes it unfit: a short plain one itself, of others the type."""
    is_short = type(value) in (str, int, float, bool, type(None)) and len(repr(value)) <= 40
    return f"{value!r} ({type(value).__name__})" if is_short and value is not None else type(value).__name__
