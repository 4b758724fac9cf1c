"""The version of a node's code: its function, and what of the project the function uses. Runs nothing.

A function's own version is the hash of its source without comments and docstrings. If it uses other functions, classes
or constants of the project - directly or through each other - their versions count too: change a helper, and everything
that rests on it is computed again. What a function holds of the one that made it (a closure) and defaults that are
computed count as constants do; of a module that is imported inside a function all its code counts. Libraries (the
standard library, what is installed) are taken as they are.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import inspect
import os
import sys
import sysconfig
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.held import computed_attributes, computed_defaults, held_by
from dagscope.caching.local_imports import imported_inside
from dagscope.caching.sources import hash_of_source
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version, is_data
from dagscope.node import Node
from dagscope.preview.scalars import short_repr

_CONSTANTS = (int, float, complex, str, bytes, bool, type(None))
_DEPTH = 4
_ITEMS = 1_000
_BY_TEXT = frozenset(("getattr", "globals", "vars", "attrgetter", "__dict__"))
"""Where these are used, a text may be the name of what is used."""
_OWN_PACKAGES = ("dagscope", "hamilton")
_source_hashes: ByIdentity[str] = ByIdentity()  # of code objects, as the next ones
_names_read: ByIdentity[tuple[str, ...]] = ByIdentity()


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
    looked_up: list[tuple[dict[str, Any], str, Any]] = []
    used = sorted({f"{name}={version}" for name, version in _used(fn, looked_up)})
    version = hashlib.sha256("\n".join([own, *used]).encode()).hexdigest() if used else own
    if code is not None and not fn.__closure__:
        _versions[code] = _Remembered(version, fn.__globals__, tuple(looked_up))
    return version


def parts_of_function(fn: Callable[..., Any]) -> list[tuple[str, str, bool]]:
    """Return what a function uses of the project: the name, the version or the value, and whether it is a constant.

    Args:
        fn: the function.
    """
    return list(_parts_used(fn, []))


@dataclasses.dataclass(frozen=True, slots=True)
class _Remembered:
    """A version, and what was looked up for it where: as long as that is the same, so is the version."""

    version: str
    scope: dict[str, Any]
    looked_up: tuple[tuple[dict[str, Any], str, Any], ...]

    def is_of(self, fn: Any) -> bool:
        if fn.__globals__ is not self.scope or fn.__closure__:
            return False
        return not self.looked_up or all(scope.get(name) is value for scope, name, value in self.looked_up)


_versions: ByIdentity[_Remembered] = ByIdentity()


def _source_hash(fn: Any) -> str | None:
    code = getattr(fn, "__code__", None)
    known = _source_hashes.get(code) if code is not None else None
    if known is not None:
        return known
    found = hash_of_source(fn)
    if found is None:
        return None
    if code is not None:
        _source_hashes[code] = found
    return found


def _used(start: Callable[..., Any], looked_up: list[tuple[dict[str, Any], str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the name and version of everything of the project that the function rests on, each once."""
    for name, version, _ in _parts_used(start, looked_up):
        yield name, version


def _parts_used(
    start: Callable[..., Any], looked_up: list[tuple[dict[str, Any], str, Any]]
) -> Iterator[tuple[str, str, bool]]:
    seen = {id(start)}
    waiting: list[Any] = [start]
    while waiting:
        looked_at = waiting.pop()
        for name, used in _references(looked_at, looked_up, looked_at is not start):
            text = _constant_text(used)
            if text is not None:
                yield name, text, True
                continue
            target = inspect.unwrap(used) if isinstance(used, types.FunctionType) else used
            if id(target) in seen:
                continue
            seen.add(id(target))
            version = _source_hash(target)
            if version is not None:
                yield f"{getattr(target, '__module__', '')}.{getattr(target, '__qualname__', name)}", version, False
            waiting.append(target)
        for name, version in imported_inside(looked_at, _is_file_of_project):
            yield name, version, False


def _constant_text(value: Any) -> str | None:
    """Return what a constant says, or None for what is none."""
    if isinstance(value, _CONSTANTS) or _is_constant_tuple(value):
        return repr(value)
    if not is_data(value):
        return None
    version = data_version(value)
    return None if version == UNHASHABLE else f"{short_repr(value, 200)} [{version[:16]}]"


def _is_constant_tuple(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, _CONSTANTS) for each in value)


def _references(
    obj: Any, looked_up: list[tuple[dict[str, Any], str, Any]], is_helper: bool = True
) -> Iterator[tuple[str, Any]]:
    """Yield what a function or class of the project mentions of the project."""
    if isinstance(obj, type):
        for base in (*obj.__bases__, type(obj)):
            if _is_of_project(base):
                yield base.__name__, base
        for member in vars(obj).values():
            for function in _functions_of(member):
                yield from _references(function, looked_up)
        for name, value in computed_attributes(obj):
            yield from _parts(name, value)
        return
    code = getattr(obj, "__code__", None)
    if code is None:
        return
    scope = obj.__globals__
    names = _names(obj, code)
    for name in names:
        if name not in scope:
            continue
        used = scope[name]
        looked_up.append((scope, name, used))
        if isinstance(used, types.ModuleType):
            yield from _attributes(used, names, looked_up)
        else:
            yield from _parts(name, used)
    for name, used in held_by(obj):
        if type(used) not in (list, dict, set):  # these may be what it remembers while nodes run
            yield from _parts(name, used)
    for name, used in computed_defaults(obj) if is_helper else ():
        yield from _parts(name, used)


def _functions_of(member: Any) -> list[types.FunctionType]:
    """Return the functions behind a member of a class: of methods of every kind and of properties."""
    if isinstance(member, (staticmethod, classmethod)):
        member = member.__func__
    found = [member.fget, member.fset] if isinstance(member, property) else [member]
    found = [getattr(each, "func", each) if type(each) is functools.cached_property else each for each in found]
    return [each for each in found if isinstance(each, types.FunctionType)]


def _parts(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the functions, classes and plain constants of the project that a value is made of.

    Collections are looked into as they are when the version is first asked for: what fills them while nodes run
    (a memory of results) is not code.
    """
    if isinstance(value, _CONSTANTS) or _is_constant_tuple(value) or _is_of_project(value) or is_data(value):
        yield name, value
    elif depth == _DEPTH:
        return
    elif isinstance(value, functools.partial):
        for key, each in (("func", value.func), ("args", value.args), ("keywords", value.keywords)):
            yield from _parts(f"{name}.{key}", each, depth + 1)
    elif isinstance(value, functools._lru_cache_wrapper):
        yield from _parts(name, value.__wrapped__, depth + 1)
    elif type(value) in (list, tuple):
        for place, each in enumerate(value[:_ITEMS]):
            yield from _parts(f"{name}[{place}]", each, depth + 1)
    elif type(value) in (set, frozenset):
        if len(value) <= _ITEMS and all(isinstance(each, _CONSTANTS) for each in value):
            yield name, tuple(sorted(map(repr, value)))
    elif type(value) is dict:
        for key, each in list(value.items())[:_ITEMS]:
            if isinstance(key, _CONSTANTS):
                yield from _parts(f"{name}[{key!r}]", each, depth + 1)
    elif _is_of_project(type(value)):
        yield f"{name}.__class__", type(value)
        yield from _parts(name, dict(getattr(value, "__dict__", {})), depth + 1)


def _attributes(
    module: types.ModuleType, names: tuple[str, ...], looked_up: list[tuple[dict[str, Any], str, Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield what of a project's module the function may read: whatever in it has one of the names."""
    waiting, seen = [module], {id(module)}
    for each in waiting:  # grows while it is read: `package.module.function`
        if not is_project_module(each.__name__):
            continue
        for name in names:
            used = vars(each).get(name)
            if used is None:
                continue
            looked_up.append((vars(each), name, used))
            if not isinstance(used, types.ModuleType):
                yield from _parts(f"{each.__name__}.{name}", used)
            elif id(used) not in seen:
                seen.add(id(used))
                waiting.append(used)


def _names(fn: Any, code: types.CodeType) -> tuple[str, ...]:
    known = _names_read.get(code)
    if known is not None:
        return known
    names = dict.fromkeys(_names_in(code))
    if "@" in _first_line(fn, code):
        names.update(dict.fromkeys(_names_in_decorators(fn)))
    names.pop(code.co_name, None)
    found = tuple(names)
    _names_read[code] = found
    return found


def _names_in(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    looks_up_texts = not _BY_TEXT.isdisjoint(code.co_names)
    for constant in code.co_consts:
        if looks_up_texts and isinstance(constant, str) and constant.isidentifier():
            yield constant  # `getattr(helpers, "rate")`, `globals()["RATE"]`
        if isinstance(constant, types.CodeType):
            yield from _names_in(constant)


def _first_line(fn: Any, code: types.CodeType) -> str:
    import linecache

    return linecache.getline(code.co_filename, code.co_firstlineno, fn.__globals__)


def _names_in_decorators(fn: Any) -> list[str]:
    """Return the names that the decorators' arguments mention: `value(RATE)` makes RATE part of the node."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
    except (OSError, TypeError, SyntaxError):
        return []
    definition = tree.body[0]
    decorators = getattr(definition, "decorator_list", [])
    return [each.id for decorator in decorators for each in ast.walk(decorator) if isinstance(each, ast.Name)]


def _is_of_project(obj: Any) -> bool:
    if not isinstance(obj, (types.FunctionType, type)):
        return False
    return is_project_module(getattr(obj, "__module__", None) or "")


def is_project_module(name: str) -> bool:
    """Return whether a module is the project's own: neither the standard library's, an installed one nor ours.

    Args:
        name: the module, as it is imported.
    """
    if not _may_be_of_project(name):
        return False
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if file is None:  # Made from source at run time (a notebook's cell, a temporary module), or built in.
        return module is not None and getattr(module, "__loader__", None) is None or name == "__main__"
    return not file.startswith(_library_folders())


def _may_be_of_project(name: str) -> bool:
    root = name.partition(".")[0]
    return bool(root) and root not in _OWN_PACKAGES and root not in sys.stdlib_module_names


def _is_file_of_project(name: str, file: str) -> bool:
    """Return whether a module that may not be loaded is the project's own."""
    return _may_be_of_project(name) and file.endswith(".py") and not file.startswith(_library_folders())


@functools.lru_cache(maxsize=1)
def _library_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    return tuple(os.path.join(folder, "") for folder in sorted(folders))


def version_of_node(node: Node) -> str | None:
    """Return the version of what makes a node's value, or None if nothing is known about it.

    A node that no function of the project stands for (one that a materializer added) is known by the adapter it calls
    and the arguments that are written down for it.

    Args:
        node: the node.
    """
    functions = node.originating_functions
    if functions:
        return version_of_function(functions[0])
    parts = [node.name, *(f"{key}={value}" for key, value in sorted(node.tags.items(), key=str))]
    made_by = node.callable
    for cell_name, cell in zip(getattr(made_by.__code__, "co_freevars", ()), made_by.__closure__ or ()):
        if cell_name == "literals":
            parts.append(data_version(cell.cell_contents))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
