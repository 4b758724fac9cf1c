"""The hash of a function's or class's source, a file being parsed once for all of them. It looks at nothing they use.

The hash is the one of `graph_types.hash_source_code(..., strip=True)`, which reads and parses each function by itself:
for a module of a thousand functions that takes several times as long.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import textwrap
import types
from collections import OrderedDict
from typing import Any

from dagscope.caching.own_modules import is_made_at_run_time
from dagscope.graph_types import hash_source_code
from dagscope.source_text import Function, functions_without_docs, parsed_module, without_docs

_FILES_KEPT = 4
_parsed: OrderedDict[str, tuple[list[str], dict[int, Function]]] = OrderedDict()


def definition_of(fn: Any) -> Function | None:
    """Return the parsed function without its docstring, or None where it cannot be found.

    Args:
        fn: a function.
    """
    fn = inspect.unwrap(fn)
    code = getattr(fn, "__code__", None)
    return _definition_of(fn, code) if isinstance(code, types.CodeType) else None


def hash_of_source(obj: Any) -> str | None:
    """Return the hash of the source without comments and docstrings, or None if there is no source.

    Args:
        obj: a function or a class.
    """
    code = getattr(obj, "__code__", None)
    if isinstance(code, types.CodeType):
        definition = _definition_of(obj, code)
        if definition is not None:
            return hashlib.sha256(ast.unparse(definition).encode()).hexdigest()
    try:
        if isinstance(obj, type):
            return hashlib.sha256(ast.unparse(without_docs(class_definition(obj))).encode()).hexdigest()
        return hash_source_code(obj, strip=True)
    except (OSError, TypeError, SyntaxError):  # Made in a console, or not written in Python.
        return None


def class_definition(kind: type) -> ast.Module:
    """Return the parsed source of a class; what `inspect` and `ast` raise where there is none.

    Args:
        kind: a class.
    """
    if is_made_at_run_time(kind):  # `inspect` would find another class of its name
        raise TypeError(f"{kind.__name__} was made at run time")
    return parsed_module(textwrap.dedent(inspect.getsource(kind)))


def _definition_of(fn: Any, code: types.CodeType) -> Function | None:
    """Return the parsed function, or None where `inspect` may know better (a lambda, a wrapper)."""
    if inspect.unwrap(fn) is not fn:
        return None
    lines = linecache.getlines(code.co_filename, getattr(fn, "__globals__", None))
    if not lines:
        return None
    known = _parsed.get(code.co_filename)
    if known is None or known[0] is not lines:
        linecache.checkcache(code.co_filename)
        lines = linecache.getlines(code.co_filename, getattr(fn, "__globals__", None))
        known = _parsed[code.co_filename] = (lines, _definitions("".join(lines)))
        while len(_parsed) > _FILES_KEPT:
            _parsed.popitem(last=False)
    found = known[1].get(code.co_firstlineno)
    return found if found is not None and found.name == code.co_name else None


def _definitions(source: str) -> dict[int, Function]:
    """Return the functions of a file, without docstrings, by their first line (that of a decorator if there is one)."""
    found: dict[int, Function] = {}
    try:
        tree = parsed_module(source)
    except (SyntaxError, ValueError):
        return found
    for node in functions_without_docs(tree):
        found[min(each.lineno for each in (node, *node.decorator_list))] = node
    return found
