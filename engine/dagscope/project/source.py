"""What a Python file says about itself, read from its text alone. It must not import the file."""

from __future__ import annotations

import ast
import codecs
import functools
import io
import tokenize
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from dagscope.project.nesting import is_too_deep
from dagscope.project.notebooks import Cell, read_notebook
from dagscope.records import ProblemRecord
from dagscope.small_files import open_regular
from dagscope.source_text import parsed_module

_BOTTOMLESS = "it is generated or nested too deep to be read"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A parsed file; `tree` is `None` where it does not parse, and `error` says why."""

    path: Path
    text: str
    tree: ast.Module | None
    error: str = ""
    error_line: int = 0
    cells: tuple[Cell, ...] = ()
    """The modules among a notebook's cells."""
    is_made: bool = False
    """Whether the text is no file's: a notebook's cell, or functions that a script puts into a module."""
    functions: tuple[str, ...] = ()
    """The functions that are nodes of a made module; all of them when empty."""

    @property
    def is_notebook(self) -> bool:
        return self.path.suffix == ".ipynb"


_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_source(path: Path, is_needed: Callable[[str], bool] = lambda text: True) -> SourceFile:
    """Read and parse a file. Whatever is wrong with it ends up in `error`, never in an exception.

    Args:
        path: the file.
        is_needed: asked with the text; a file that is not needed is left unparsed and counts as empty.
    """
    try:
        with open_regular(path) as file:
            data = file.read()
        cells: tuple[Cell, ...] = ()
        if path.suffix == ".ipynb":
            text, cells = read_notebook(data.decode("utf-8-sig"))
        elif data.startswith(_WIDE):
            return SourceFile(path, "", None, "it is UTF-16, which Python does not read; save it as UTF-8")
        else:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
    except RecursionError:
        return SourceFile(path, "", None, "it is nested too deep to be read")
    except OSError as error:
        return SourceFile(path, "", None, f"it cannot be read: {error.strerror or error}")
    except (
        SyntaxError,
        UnicodeError,
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
        MemoryError,
    ) as error:
        return SourceFile(path, "", None, f"it cannot be read: {error}")
    if not is_needed(text):
        return SourceFile(path, text, ast.Module([], []))
    return replace(parsed(path, text), cells=cells)


def parsed(path: Path, text: str) -> SourceFile:
    """Parse a text; whatever is wrong with it ends up in `error`."""
    if is_too_deep(text):
        return SourceFile(path, text, None, _BOTTOMLESS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SourceFile(path, text, parsed_module(text))
    except SyntaxError as error:
        return SourceFile(path, text, None, error.msg or "invalid syntax", error.lineno or 0)
    except (RecursionError, MemoryError):  # the parser's own stack is meant, also by the latter
        return SourceFile(path, text, None, _BOTTOMLESS)
    except ValueError as error:
        return SourceFile(path, text, None, str(error) or type(error).__name__)


def unread(path: Path, what: str, error: BaseException) -> ProblemRecord:
    """Return the warning that a file was passed over while something was looked for in it."""
    reason = "it is nested too deep" if isinstance(error, RecursionError) else f"{type(error).__name__}: {error}"
    return ProblemRecord(
        "skipped", f"{path.name} is passed over in the search for {what}: {reason}", file=str(path), severity="warning"
    )


class Reader:
    """Reads a folder's files: the first megabytes all, then only those that could define nodes or drivers."""

    _READ_IN_FULL = 2_000_000
    _SIGNS = ("->", "Builder(", "Driver(", "HAMILTON_")
    # A test may have its driver made by the project.
    _SIGNS_OF_TESTS = ("Builder(", "Driver(", ".execute(", ".materialize(", ".visualize_")

    def __init__(self) -> None:
        self._read = 0

    def _is_needed(self, text: str) -> bool:
        self._read += len(text)
        return self._read <= self._READ_IN_FULL or any(sign in text for sign in self._SIGNS)

    def read(self, path: Path) -> SourceFile:
        """Read one file."""
        return read_source(path, self._is_needed)

    def read_driver(self, path: Path) -> SourceFile:
        """Read one file that is of interest only for the drivers it builds."""
        is_of_fixtures = path.name == "conftest.py"
        return read_source(path, lambda text: is_of_fixtures or any(sign in text for sign in self._SIGNS_OF_TESTS))


FunctionDef = ast.FunctionDef | ast.AsyncFunctionDef


def is_main_guard(statement: ast.stmt) -> bool:
    """Return whether it is `if __name__ == "__main__":`."""
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return False
    sides = [statement.test.left, *statement.test.comparators]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


def top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield statements that an import runs, looked for in `if` and `try` too."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop(0)
        yield statement
        if isinstance(statement, ast.If) and not is_main_guard(statement):
            waiting[:0] = [*statement.body, *statement.orelse]
        elif isinstance(statement, ast.Try):
            handlers = [item for handler in statement.handlers for item in handler.body]
            waiting[:0] = [*statement.body, *handlers, *statement.orelse]


_T = TypeVar("_T")


def _once_a_tree(read: Callable[[ast.Module], _T]) -> Callable[[ast.Module], _T]:
    """Keep what is read of a file's tree as long as the tree: many ask for it, each build of a graph again."""
    kept: weakref.WeakKeyDictionary[ast.Module, _T] = weakref.WeakKeyDictionary()

    @functools.wraps(read)
    def kept_or_read(tree: ast.Module) -> _T:
        found = kept.get(tree)
        if found is None:
            found = kept[tree] = read(tree)
        return found

    return kept_or_read


@_once_a_tree
def public_functions(tree: ast.Module) -> tuple[FunctionDef, ...]:
    """Return the module's functions whose names do not begin with an underscore, in order."""
    return tuple(
        statement
        for statement in top_level(tree)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and not statement.name.startswith("_")
    )


def is_annotated(function: FunctionDef) -> bool:
    """Return whether a function could be a node: it annotates what it returns and what it takes."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return function.returns is not None and all(item.annotation is not None for item in named)


@_once_a_tree
def dataflow_functions(tree: ast.Module) -> tuple[FunctionDef, ...]:
    """Return the functions that could be nodes."""
    return tuple(
        function
        for function in public_functions(tree)
        if is_annotated(function) and not (function.name == "main" and not function.args.args)
    )


_STATEMENTS: tuple[type[ast.AST], ...] = (*ast.stmt.__subclasses__(), ast.ExceptHandler, ast.match_case)
_BLOCKS = {
    kind: [name for name in ("body", "orelse", "finalbody", "handlers", "cases") if name in kind._fields]
    for kind in _STATEMENTS
}
"""Which fields of a statement, and of what stands between two, hold statements; most have none."""


@_once_a_tree
def _imports_of(tree: ast.Module) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the imports of a file, at any depth; expressions are not walked, which makes this a hundred times
    quicker.
    """
    found: list[ast.Import | ast.ImportFrom] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        item = waiting.pop()
        if isinstance(item, (ast.Import, ast.ImportFrom)):
            found.append(item)
        for name in _BLOCKS[type(item)]:
            waiting.extend(getattr(item, name))
    return tuple(found)


def imported_names(tree: ast.Module) -> tuple[str, ...]:
    """Return the dotted names of every module the file may import, anywhere in it."""
    found: dict[str, None] = {}
    for item in _imports_of(tree):
        if isinstance(item, ast.Import):
            found.update((alias.name, None) for alias in item.names)
        elif isinstance(item, ast.ImportFrom) and item.level == 0 and item.module:
            found[item.module] = None
            found.update((f"{item.module}.{alias.name}", None) for alias in item.names)
    return tuple(found)


def relative_imports(tree: ast.Module, module: str, is_package: bool) -> tuple[str, ...]:
    """Return the dotted names of `from . import x`, made absolute for the module of this name."""
    found: dict[str, None] = {}
    for item in _imports_of(tree):
        if isinstance(item, ast.ImportFrom) and item.level > 0:
            parts = module.split(".")
            base = parts[: len(parts) - item.level + (1 if is_package else 0)]
            stem = ".".join([*base, *([item.module] if item.module else [])])
            found[stem] = None
            found.update((f"{stem}.{alias.name}", None) for alias in item.names)
    return tuple(found)


_DRIVING = ("Builder", "Driver", "AsyncDriver", "parse_args")


def _drives_something(item: ast.AST) -> bool:
    if not isinstance(item, ast.Call):
        return False
    return _called(item) in _DRIVING


def builds_driver(source: SourceFile) -> bool:
    """Return whether a file makes a driver or a builder anywhere in it: it is a script, whatever functions it has."""
    if source.tree is None or not any(f"{sign}(" in source.text for sign in ("Builder", "Driver")):
        return False
    return any(
        isinstance(item, ast.Call) and _called(item).endswith(("Builder", "Driver")) for item in ast.walk(source.tree)
    )


def _called(call: ast.Call) -> str:
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def runs_on_import(text: str, tree: ast.Module) -> bool:
    """Return whether importing the file would build a driver or parse arguments: it is a script, not a module."""
    if not any(name in text for name in _DRIVING):
        return False
    for statement in top_level(tree):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or is_main_guard(statement):
            continue
        if isinstance(statement, (ast.If, ast.Try)):
            continue  # what is in it comes by itself
        if any(_drives_something(item) for item in ast.walk(statement)):
            return True
    return False


def literal_or_none(expression: ast.expr | None) -> Any:
    """Return the value of a literal, or None for everything else."""
    if expression is None:
        return None
    try:
        return ast.literal_eval(expression)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
