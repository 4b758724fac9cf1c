"""A node's code version for the window: its functions with all they use of the project, and what decorators bound.
Runs nothing.

A decorator that only names, tags or binds is no part of it where all that it bound is known: an edited case of
`@parameterize` concerns the node of this case alone.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import types
from collections.abc import Iterable
from typing import Any

from dagscope.caching.code_versions import functions_of, version_of_function, version_without_decorators
from dagscope.compare.code import bound_values
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version
from dagscope.function_modifiers import (
    parameterize,
    parameterize_sources,
    parameterize_values,
    tag,
    tag_outputs,
)
from dagscope.function_modifiers.calls import wiring_of
from dagscope.node import Node
from dagscope.preview.budget import attempt

_TAGS: tuple[Any, ...] = (tag, tag_outputs)
_BINDERS: tuple[Any, ...] = (parameterize, parameterize_sources, parameterize_values)


Known = dict[tuple[int, int], str | None]
"""Versions of functions, by the function and by how many decorators are no part of it, for the time of one question."""


def code_versions(nodes: Iterable[Node | None]) -> tuple[str, ...]:
    """Return for each node a short text that is another one when the node's code is; empty where no code of the project
    makes it. Each function is read once, however many nodes it makes.
    """
    known: Known = {}
    return tuple([code_version(node, known) if node is not None else "" for node in nodes])


def code_version(node: Node, known: Known) -> str:
    """Return a node's version; `known` are those of functions that were read."""
    functions = functions_of(node)
    if not functions or node.user_defined:
        return ""
    harmless = _TAGS + (_BINDERS if _has_known_wiring(node, functions) else ())
    parts = [_version(function, harmless, known) or "" for function in functions]
    parts += [f"{key}={value}" for key, value in sorted(bound_values(node.callable, functions).items())]
    wiring = wiring_of(node.callable)
    parts += [f"{parameter} from {name}" for parameter, name in wiring.pairs] if wiring is not None else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _version(function: Any, harmless: tuple[Any, ...], known: Known) -> str | None:
    key = id(function), len(harmless)
    if key not in known:
        scope = getattr(function, "__globals__", None)
        if scope is None:
            known[key] = version_of_function(function)
        else:
            known[key] = version_without_decorators(function, lambda written: _is_one_of(written, scope, harmless))
    return known[key]


def _has_known_wiring(node: Node, functions: tuple[Any, ...]) -> bool:
    """Return whether the node is the function alone, with sources and values that are known to the last digit."""
    wiring = wiring_of(node.callable)
    if wiring is None or wiring.function not in functions:
        return False
    return all(_is_known(each) for each in wiring.literals.values())


def _is_known(value: Any) -> bool:
    return attempt(lambda: data_version(value), lambda reason: UNHASHABLE) != UNHASHABLE


def _is_one_of(written: ast.expr, scope: dict[str, Any], wanted: tuple[Any, ...]) -> bool:
    """Return whether a decorator is a call of one of these, by a name or through a module, as the file imports it."""
    if not isinstance(written, ast.Call):
        return False
    return any(_found(written.func, scope) is each for each in wanted)


def _found(expression: ast.expr, scope: dict[str, Any]) -> Any:
    if isinstance(expression, ast.Name):
        return scope.get(expression.id)
    if isinstance(expression, ast.Attribute):
        module = _found(expression.value, scope)
        return inspect.getattr_static(module, expression.attr, None) if isinstance(module, types.ModuleType) else None
    return None
