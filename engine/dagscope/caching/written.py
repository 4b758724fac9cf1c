"""How a module writes what no version can be made of: the statements at its top that bind a name or change it.

A generator of random numbers, an alias of a type, an estimator: what they are is not seen in them, or changes while
nodes run. How they were made is in the file. It must not run anything.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import linecache
import sys
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple

from dagscope.caching.own_modules import is_project_module
from dagscope.source_text import parsed_module

_FILES_KEPT = 16
_IMPORTS = 20
_TEXT = 200
_files: OrderedDict[str, tuple[list[str], dict[str, list[ast.stmt]], dict[str, tuple[str, str]]]] = OrderedDict()


class Written(NamedTuple):
    """The statements as a text, and the names that they mention."""

    text: str
    names: tuple[str, ...]
    scope: dict[str, Any]


def written(scope: dict[str, Any], name: str) -> Written | None:
    """Return how a name is bound and changed at the top of the module that has it; None where the file is not known.

    Args:
        scope: the module's names.
        name: one of them; where it is imported from another module of the project, that one's file is read.
    """
    for _ in range(_IMPORTS):
        statements, imported = _read(scope)
        found = statements.get(name)
        if found:
            return _written(found, name, scope)
        home = imported.get(name)
        module = sys.modules.get(home[0]) if home is not None and is_project_module(home[0]) else None
        if home is None or module is None:
            return None
        scope, name = vars(module), home[1]
    return None


def _written(statements: list[ast.stmt], name: str, scope: dict[str, Any]) -> Written:
    text = "\n".join(map(ast.unparse, statements))
    mentioned = dict.fromkeys(each.id for one in statements for each in ast.walk(one) if isinstance(each, ast.Name))
    names = tuple(each for each in mentioned if each != name and not each.startswith("__"))
    shown = text if len(text) <= _TEXT else f"{text[:_TEXT]}... [{hashlib.sha256(text.encode()).hexdigest()[:16]}]"
    return Written(shown, names, scope)


def _read(scope: dict[str, Any]) -> tuple[dict[str, list[ast.stmt]], dict[str, tuple[str, str]]]:
    """Return of a module's file the statements by the names that they bind or change, and where names come from."""
    file = scope.get("__file__")
    lines = linecache.getlines(file, scope) if isinstance(file, str) else []
    if not lines or not isinstance(file, str):
        return {}, {}
    known = _files.get(file)
    if known is None or known[0] is not lines:
        statements: dict[str, list[ast.stmt]] = {}
        imported: dict[str, tuple[str, str]] = {}
        for statement in _parsed("".join(lines)):
            for name in dict.fromkeys(_names_of(statement)):
                statements.setdefault(name, []).append(statement)
            for each in ast.walk(statement):
                if isinstance(each, ast.ImportFrom):
                    imported.update(_imported(each, scope))
        known = _files[file] = (lines, statements, imported)
        while len(_files) > _FILES_KEPT:
            _files.popitem(last=False)
    return known[1], known[2]


def _parsed(source: str) -> Iterator[ast.stmt]:
    """Yield the statements at the top that run when the module is imported, without definitions."""
    try:
        tree = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for statement in tree.body:
        is_main = isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
        if not is_main and not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement


def _imported(statement: ast.ImportFrom, scope: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    module = statement.module or ""
    if statement.level:
        try:
            module = importlib.util.resolve_name("." * statement.level + module, scope.get("__package__") or "")
        except ImportError:
            return
    for each in statement.names:
        yield each.asname or each.name, (module, each.name)


def _names_of(statement: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds, and those whose attributes, items or methods it sets or calls, or that it
    gives to what it calls.
    """
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return
    if isinstance(statement, ast.Name) and not isinstance(statement.ctx, ast.Load):
        yield statement.id
    elif isinstance(statement, (ast.Attribute, ast.Subscript)) and not isinstance(statement.ctx, ast.Load):
        yield from _root(statement)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value
        yield from _root(called.func)
        given = [*called.args, *(keyword.value for keyword in called.keywords)]
        # `fill(TABLE)`, `setattr(Kind, "name", 1)`, `context.run(VAR.set, 1)`
        yield from (each.id for argument in given for each in ast.walk(argument) if isinstance(each, ast.Name))
    for child in ast.iter_child_nodes(statement):
        yield from _names_of(child)


def _root(expression: ast.expr) -> Iterator[str]:
    """Yield the name that an attribute of an attribute belongs to."""
    inner = expression
    while isinstance(inner, (ast.Attribute, ast.Subscript)):
        inner = inner.value
    if isinstance(inner, ast.Name) and inner is not expression:
        yield inner.id
