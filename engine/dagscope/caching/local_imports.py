"""Modules of the project that functions import inside themselves: by the code of their files. It must run none of it.

Such a module may not be loaded yet when a version is asked for, and then nothing could be said of what a function takes
from it. So the whole file counts, and the files of the project that it imports in turn.
"""

from __future__ import annotations

import ast
import dis
import functools
import hashlib
import importlib.machinery
import importlib.util
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.caching.constants import UNKNOWN
from dagscope.source_text import parsed_module, without_docs

_IMPORT = dis.opmap["IMPORT_NAME"]
_FINDERS = frozenset(("import_module", "__import__", "find_spec", "run_module"))
_TEXTS = 20_000


def imported_inside(fn: Any, is_own: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """Yield the name and the version of each module of the project that the function's code imports.

    Args:
        fn: a function.
        is_own: says of a module's name and file whether it is the project's.
    """
    code = getattr(fn, "__code__", None)
    if code is None:
        return
    package = fn.__globals__.get("__package__") or ""
    names = [name for name in (*_imported(code, package), *_found_by_text(code, fn.__globals__, package)) if name]
    seen: set[str] = set()
    while names:
        name = names.pop()
        file = _file_of(name) if name not in seen else None
        seen.add(name)
        if file is None or not is_own(name, file):
            continue
        version, more = _read(name, file, _stamp(file))
        yield name, version
        names += more


def _imported(code: types.CodeType, package: str) -> Iterator[str]:
    """Yield the full names of the modules that a code object imports, in whatever depth."""
    if _IMPORT in code.co_code[::2]:
        steps = list(dis.get_instructions(code))
        for index, step in enumerate(steps):
            if step.opcode == _IMPORT:
                level, parts = steps[index - 2].argval, steps[index - 1].argval
                yield from _full_names(step.argval, level if isinstance(level, int) else 0, parts, package)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _imported(constant, package)


def _found_by_text(code: types.CodeType, scope: dict[str, Any], package: str) -> Iterator[str]:
    """Yield the modules that the texts of a function which looks for modules may name: `import_module(NAME)`.

    What is put together while the function runs cannot be known.
    """
    codes = [code]
    for each in codes:  # grows while it is read
        codes += [constant for constant in each.co_consts if isinstance(constant, types.CodeType)]
    used = {name for each in codes for name in each.co_names}
    if _FINDERS.isdisjoint(used):
        return
    texts = {each for one in codes for each in one.co_consts if isinstance(each, str)}
    for value in (scope.get(name) for name in used):
        texts.update(each for each in _texts_in(value))
    for text in sorted(texts):
        name = text.lstrip(".")
        if all(part.isidentifier() for part in name.split(".")):
            level = len(text) - len(name)
            yield from _full_names(name, level, (), package)


def _texts_in(value: Any) -> list[str]:
    """Return the texts that a constant is or has: a list of names, a dict of them."""
    parts = [value]
    if isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = list(value)
    return [each for each in parts[:_TEXTS] if isinstance(each, str)]


def _full_names(name: str, level: int, parts: Any, package: str) -> Iterator[str]:
    try:
        full = importlib.util.resolve_name("." * level + name, package) if level else name
    except ImportError:
        return
    yield full
    for part in parts or ():
        yield f"{full}.{part}"


def _file_of(name: str) -> str | None:
    """Return the file of a module, loaded or not; nothing is imported to find it."""
    loaded = sys.modules.get(name)
    if loaded is not None:
        return getattr(loaded, "__file__", None)
    path: Any = None
    found = None
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        package = sys.modules.get(".".join(parts[:count]))
        if package is not None:
            path, found = getattr(package, "__path__", None), None
            continue
        try:
            found = importlib.machinery.PathFinder.find_spec(".".join(parts[:count]), path)
        except (ImportError, ValueError, OSError):
            return None
        if found is None:
            return None
        path = found.submodule_search_locations
        if path is None and count < len(parts):
            return None
    return found.origin if found is not None and found.has_location else None


def _stamp(file: str) -> tuple[int, int]:
    try:
        about = os.stat(file)
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size


@functools.lru_cache(maxsize=1_000)
def _read(name: str, file: str, stamp: tuple[int, int]) -> tuple[str, tuple[str, ...]]:
    """Return the version of a file's code, and the full names of what it imports."""
    try:
        with open(file, "rb") as opened:
            content = opened.read()
        tree = parsed_module(content)
    except OSError as error:
        return f"{UNKNOWN}its file cannot be read: {error.strerror}", ()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return hashlib.sha256(content).hexdigest(), ()  # it cannot be imported, as it is now
    package = name if os.path.basename(file) == "__init__.py" else name.rpartition(".")[0]
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = [each.name for each in node.names]
            names += _full_names(node.module or "", node.level, parts, package)
    return hashlib.sha256(ast.unparse(without_docs(tree)).encode()).hexdigest(), tuple(names)
