"""The version of a node's code: its function, and what of the project the function uses. Runs nothing.

A function's own version is the hash of its source without comments and docstrings. If it uses other functions, classes
or constants of the project - directly or through each other - their versions count too: change a helper, and everything
that rests on it is computed again. What a function holds of the one that made it (a closure) and defaults that are
computed count as constants do; of a module that is imported inside a function all its code counts. Libraries (the
standard library, what is installed) are taken as they are.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import hashlib
import inspect
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.constants import UNKNOWN, Opaque, constant_text
from dagscope.caching.held import layers_of
from dagscope.caching.local_imports import imported_inside
from dagscope.caching.own_modules import is_file_of_project, is_of_project
from dagscope.caching.references import LookedUp, names_in, names_of_expressions, references_of
from dagscope.caching.sources import definition_of, hash_of_source
from dagscope.class_home import home_of
from dagscope.content_version import data_version
from dagscope.function_modifiers.calls import function_behind
from dagscope.node import Node
from dagscope.preview.budget import type_name

_source_hashes: ByIdentity[str] = ByIdentity()  # of code objects and classes


def version_of_function(fn: Callable[..., Any]) -> str | None:
    """Return the version of a function and all it uses of the project, or None if its source cannot be found.

    Args:
        fn: the function.
    """
    code = getattr(fn, "__code__", None)
    remembered = _versions.get(code) if code is not None else None
    if remembered is not None and remembered.is_of(fn):
        return remembered.version
    own = _source_hash(fn)
    if own is None:
        return None
    looked_up = LookedUp()
    uses = list(_uses(fn, own, looked_up))
    used = sorted(_texts(uses))
    version = hashlib.sha256("\n".join([own, *used]).encode()).hexdigest() if used else own
    if code is not None and not fn.__closure__:
        parts = tuple((use.address, use.version, use.is_constant) for use in uses if use.is_first)
        _versions[code] = _Remembered(version, fn.__globals__, tuple(looked_up.names), parts)
    return version


def version_without_decorators(fn: Callable[..., Any], is_left_out: Callable[[ast.expr], bool]) -> str | None:
    """Return the version of a function apart from some of its decorators, and from what only these mention.

    Args:
        fn: the function.
        is_left_out: whether a decorator, as it is written, is left out.
    """
    definition = definition_of(fn)
    left_out = [each for each in definition.decorator_list if is_left_out(each)] if definition is not None else []
    if definition is None or not left_out:
        return version_of_function(fn)
    kept = copy.copy(definition)
    kept.decorator_list = [each for each in definition.decorator_list if each not in left_out]
    own = hashlib.sha256(ast.unparse(kept).encode()).hexdigest()
    mentioned = {*names_of_expressions(kept.decorator_list), *names_in(inspect.unwrap(fn).__code__)}
    names = frozenset(names_of_expressions(left_out)) - mentioned
    return hashlib.sha256("\n".join([own, *sorted(_texts(_uses(fn, own, LookedUp(), names)))]).encode()).hexdigest()


def parts_of_function(fn: Callable[..., Any]) -> list[tuple[str, str, bool]]:
    """Return what a function uses of the project: the name, the version or the value, and whether it is a constant.

    Of what neither can be known the text begins with `UNKNOWN` and says why.
    Collections are as they were when the version was first asked for, before nodes filled them.

    Args:
        fn: the function.
    """
    known = _versions.get(fn.__code__) if version_of_function(fn) is not None and hasattr(fn, "__code__") else None
    if known is not None and known.is_of(fn):
        return list(known.parts)
    uses = [use for use in _uses(fn, "", LookedUp()) if use.is_first]
    return [(use.address, use.version, use.is_constant) for use in uses]


@dataclasses.dataclass(frozen=True, slots=True)
class _Remembered:
    """A version, and what was looked up for it where: as long as that is the same, so is the version."""

    version: str
    scope: dict[str, Any]
    looked_up: tuple[tuple[dict[str, Any], str, Any], ...]
    parts: tuple[tuple[str, str, bool], ...]

    def is_of(self, fn: Any) -> bool:
        if fn.__globals__ is not self.scope or fn.__closure__:
            return False
        return not self.looked_up or all(scope.get(name) is value for scope, name, value in self.looked_up)


_versions: ByIdentity[_Remembered] = ByIdentity()


def _source_hash(fn: Any) -> str | None:
    key = fn if isinstance(fn, type) else getattr(fn, "__code__", None)
    known = _source_hashes.get(key) if key is not None else None
    if known is not None:
        return known
    found = hash_of_source(fn)
    if found is not None and key is not None:
        _source_hashes[key] = found
    return found


def hash_of_code(fn: Any) -> str | None:
    """Return the hash of what the interpreter made of a function that no source is known of: `exec`, a console."""
    code = getattr(fn, "__code__", None)
    if not isinstance(code, types.CodeType):
        return None
    waiting, parts = [code], list[str]()
    for each in waiting:  # grows while it is read
        plain = [item for item in each.co_consts if not isinstance(item, types.CodeType)]
        parts.append(f"{each.co_code.hex()} {each.co_names} {each.co_varnames} {data_version(plain)}")
        waiting += [item for item in each.co_consts if isinstance(item, types.CodeType)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class _Use(NamedTuple):
    """One thing that code mentions: who does, by its version, under which name, and what is known of the thing."""

    by: str
    name: str
    address: str
    version: str
    is_constant: bool = False
    is_first: bool = True
    is_unknown: bool = False

    @property
    def text(self) -> str:
        """The use, whatever the code is called that it is defined in."""
        return f"{self.by}.{self.name}={self.version}"


def _texts(uses: Iterable[_Use]) -> set[str]:
    """Return what a function rests on, each thing as the code that mentions it calls it: where a helper is defined
    makes no difference, which of two helpers a name stands for does.
    """
    return {use.text for use in uses if not use.is_unknown}


def _uses(
    start: Callable[..., Any], own: str, looked_up: LookedUp, left_out: frozenset[str] = frozenset()
) -> Iterator[_Use]:
    """Yield what a function uses, directly and through others; names that are left out are its own."""
    versions: dict[int, str | None] = {id(start): own}
    waiting: list[tuple[Any, str]] = [(start, own)]
    unknown: dict[str, Opaque] = {}
    while waiting:
        looked_at, by = waiting.pop()
        for name, used in references_of(looked_at, looked_up, looked_at is not start, left_out):
            if isinstance(used, Opaque):
                unknown.setdefault(name, used)
                continue
            text = constant_text(used)
            if text is not None:
                yield _Use(by, name, name, text, is_constant=True)
                continue
            for target in layers_of(used):
                is_first = id(target) not in versions
                address, version = _version_of_layer(target, name) if is_first else ("", versions[id(target)])
                if is_first:
                    versions[id(target)] = version
                    waiting.append((target, version or by))
                if version is not None:
                    yield _Use(by, name, address, version, is_first=is_first)
        for name, version in imported_inside(looked_at, is_file_of_project):
            is_unknown = version.startswith(UNKNOWN)
            yield _Use("", name, name, version, is_constant=is_unknown, is_unknown=is_unknown)
    for name, each in unknown.items():
        if id(each.value) not in looked_up.written:
            text = f"{UNKNOWN}{each.reason or f'nothing shows how this {type_name(each.value)} is made'}"
            yield _Use("", name, name, text, is_constant=True, is_unknown=True)


def _version_of_layer(target: Any, name: str) -> tuple[str, str | None]:
    """Return how a function or class is called, and its version; a wrapper is known by its own code."""
    if isinstance(target, types.FunctionType) and hasattr(target, "__wrapped__"):
        return f"{target.__globals__.get('__name__', '')}.{target.__code__.co_name}", hash_of_code(target)
    called = str(getattr(target, "__qualname__", name))
    address = f"{home_of(target)}.{name if called.endswith('<lambda>') else called}"
    return address, _source_hash(target) or hash_of_code(target)


def functions_of(node: Node) -> tuple[Any, ...]:
    """Return the functions that make a node: those it stems from, then one that it calls and does not stem from.

    A step that `@mutate` puts behind a node stems from the node's function and calls another.

    Args:
        node: the node.
    """
    functions = tuple(node.originating_functions or ())
    if len(functions) == 1 and functions[0] is node.callable and not getattr(node.callable, "__dict__", None):
        return functions  # as most nodes are: nothing has decorated or rewired it
    called = function_behind(node.callable) if functions else None
    if called is None or called in functions:
        return functions
    called = inspect.unwrap(called)
    own = {inspect.unwrap(each) for each in functions}
    return (*functions, called) if is_of_project(called) and called not in own else functions


def version_of_node(node: Node) -> str | None:
    """Return the version of what makes a node's value, or None if nothing is known about it.

    A node that no function of the project stands for (one that a materializer added) is known by the adapter it calls
    and the arguments that are written down for it.

    Args:
        node: the node.
    """
    functions = functions_of(node)
    if functions:
        own = version_of_function(functions[0])
        if len(functions) == 1:
            return own
        others = [version_of_function(each) for each in functions[1:] if each not in (node.originating_functions or ())]
        if own is None or not others:
            return own
        return hashlib.sha256("\n".join([own, *map(str, others)]).encode()).hexdigest()
    parts = [node.name, *(f"{key}={value}" for key, value in sorted(node.tags.items(), key=str))]
    made_by = node.callable
    for cell_name, cell in zip(getattr(made_by.__code__, "co_freevars", ()), made_by.__closure__ or ()):
        if cell_name == "literals":
            parts.append(data_version(cell.cell_contents))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
