"""What a name in a script stands for, as far as it can be told without running the script. Plain data."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Module:
    """A module: of the project, or an installed one."""

    name: str
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """Anything else, as it is written."""

    node: ast.expr


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, a tuple or a set; `node` is the same as an expression."""

    items: tuple[Value, ...]
    node: ast.expr


@dataclass(frozen=True, slots=True)
class Table:
    """A dict whose keys are known."""

    items: tuple[tuple[object, Value], ...]
    node: ast.expr


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values; which one is known when the script runs."""

    options: tuple[tuple[str, Value], ...]
    node: ast.expr


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the script, or of a file it imports from (then with that file's names)."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    names: Mapping[str, Value] | None = None
    skips_first: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """An expression and what its names stood for where it was read."""

    node: ast.expr
    names: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Driver:
    """A builder or a driver as far as it is read."""

    line: int
    modules: tuple[str, ...] = ()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Modules that are chosen when the script runs: a label and the modules of each choice."""
    config: tuple[Captured, ...] = ()
    allows_overrides: bool = False
    executor: str = "sync"
    cache: str = ""
    is_built: bool = False
    is_partial: bool = False
    """It takes modules besides that could not be read."""


Value = Module | Expression | Sequence | Table | Choice | Function | Driver


@dataclass(frozen=True, slots=True)
class Made:
    """A module that the script makes of its own functions, or of a text."""

    name: str
    text: str
    functions: tuple[str, ...] = ()
    """The functions that are its nodes; all of its text's when empty."""


@dataclass(slots=True)
class Reading:
    """What was found in a script so far."""

    drivers: list[Driver] = field(default_factory=list)
    runs: list[tuple[Driver, ast.Call, Mapping[str, Value]]] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)
    is_cut: bool = False
