"""Which config keys a project's decorators ask for, and which values they know, read from the source. Runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from dagscope.project.source import FunctionDef, SourceFile, literal_or_none, public_functions
from dagscope.project.static import decorator_name

_CONDITIONS = ("when", "when_not", "when_in", "when_not_in")


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A key, the values that decorators compare it with, and where it is asked first."""

    name: str
    values: tuple[object, ...]
    origin: str


def _condition_keys(call: ast.Call) -> list[tuple[str, list[object]]]:
    found: list[tuple[str, list[object]]] = []
    for keyword in call.keywords:
        if keyword.arg in (None, "name"):
            continue
        value = literal_or_none(keyword.value)
        values = list(value) if isinstance(value, (list, tuple, set)) else [] if value is None else [value]
        found.append((str(keyword.arg), values))
    return found


def _resolve_keys(call: ast.Call) -> list[tuple[str, list[object]]]:
    for keyword in call.keywords:
        if keyword.arg == "decorate_with" and isinstance(keyword.value, ast.Lambda):
            arguments = keyword.value.args
            return [(item.arg, []) for item in [*arguments.args, *arguments.kwonlyargs]]
    return []


def _keys_of(function: FunctionDef) -> Iterable[tuple[str, list[object]]]:
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        name = decorator_name(decorator)
        if name in _CONDITIONS:
            yield from _condition_keys(decorator)
        elif name in ("resolve", "resolve_from_config"):
            yield from _resolve_keys(decorator)


def asked_keys(sources: Iterable[SourceFile]) -> tuple[AskedKey, ...]:
    """Every key in the order it is met, with its values in the order they are met."""
    values: dict[str, dict[str, object]] = {}
    origins: dict[str, str] = {}
    for source in sources:
        if source.tree is None:
            continue
        for function in public_functions(source.tree):
            for name, found in _keys_of(function):
                origins.setdefault(name, f"{source.path.name}:{function.lineno}")
                known = values.setdefault(name, {})
                known.update((repr(value), value) for value in found if repr(value) not in known)
    return tuple(AskedKey(name, tuple(known.values()), origins[name]) for name, known in values.items())
