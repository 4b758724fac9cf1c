"""What functions hold that their source does not say: closures, computed defaults and attributes.
It must not run anything.
"""

from __future__ import annotations

import ast
import dis
import types
from collections.abc import Iterator
from typing import Any

from dagscope.caching.own_modules import is_ours, is_project_module
from dagscope.caching.sources import definition_of
from dagscope.class_home import home_of
from dagscope.source_text import Function

_NOTHING: Any = object()
_FILLED = (list, dict, set)
_WRAPPERS = 100


def held_by(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a function holds of the one that made it, by its name there; not what it assigns itself.

    Args:
        fn: a function.
    """
    cells = fn.__closure__
    if not cells:
        return
    own = set(_assigned(fn.__code__))
    for name, cell in zip(fn.__code__.co_freevars, cells):
        try:
            value = cell.cell_contents
        except ValueError:  # Not filled yet.
            continue
        if name not in own:
            yield f"{fn.__qualname__}.{name}", value


def layers_of(used: Any) -> list[Any]:
    """Return a function and what it wraps (`functools.wraps`), without the wrappers that libraries put around it.

    Args:
        used: a function; anything else wraps nothing.
    """
    found = [used]
    while isinstance(found[-1], types.FunctionType) and hasattr(found[-1], "__wrapped__") and len(found) < _WRAPPERS:
        found.append(found[-1].__wrapped__)
    return [each for each in found if each is found[-1] or is_project_module(each.__globals__.get("__name__", ""))]


def _assigned(code: types.CodeType) -> Iterator[str]:
    """Return the names of outer functions that a function assigns: what it counts or remembers."""
    return _changed_by(code, ("STORE_DEREF", "DELETE_DEREF"))


def computed_defaults(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield the defaults of a function that its source does not show as they are: `def f(rate=RATE)`, replaced ones.

    Args:
        fn: a function.
    """
    if not fn.__defaults__ and not fn.__kwdefaults__:
        return
    found = definition_of(fn)
    written = _written_defaults(found) if found is not None else {}
    code, values = fn.__code__, fn.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    given = [*zip(positional[len(positional) - len(values) :], values), *(fn.__kwdefaults__ or {}).items()]
    for name, value in given:
        if not _is_shown(written.get(name), value):
            yield f"{fn.__qualname__}({name})", value


def names_in_defaults(fn: Any) -> dict[str, list[str]]:
    """Return the names that the defaults of a function mention as they are written, by what `computed_defaults` calls
    them.

    Args:
        fn: a function.
    """
    found = definition_of(fn)
    written = _written_defaults(found) if found is not None else {}
    return {
        f"{fn.__qualname__}({name})": [each.id for each in ast.walk(default) if isinstance(each, ast.Name)]
        for name, default in written.items()
    }


def _written_defaults(found: Function) -> dict[str, ast.expr]:
    positional = [*found.args.posonlyargs, *found.args.args]
    pairs = list(zip(reversed(positional), reversed(found.args.defaults)))
    pairs += [(each, given) for each, given in zip(found.args.kwonlyargs, found.args.kw_defaults) if given is not None]
    return {each.arg: given for each, given in pairs}


def _is_shown(written: ast.expr | None, value: Any) -> bool:
    """Return whether a default is what is written; collections may have what the function remembers."""
    try:
        said = ast.literal_eval(written) if written is not None else _NOTHING
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return (
        said is not _NOTHING and type(said) is type(value) and (isinstance(said, _FILLED) or repr(said) == repr(value))
    )


def attributes_of_function(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield what was set on a function, without what it sets itself (what it counts) and what decorators leave there.

    Args:
        fn: a function.
    """
    if not vars(fn):
        return
    own = set(names_set(fn.__code__))
    for name, value in list(vars(fn).items()):
        if not name.startswith("__") and name not in own and not _is_of_decorators(value):
            yield f"{fn.__qualname__}.{name}", value


def _is_of_decorators(value: Any) -> bool:
    parts = value if isinstance(value, (list, tuple)) else [value]
    return any(is_ours(home_of(type(each))) or is_ours(home_of(each)) for each in parts)


def names_set(code: types.CodeType) -> Iterator[str]:
    """Return the attributes that code sets, whatever they are attributes of.

    Args:
        code: a function's.
    """
    return _changed_by(code, ("STORE_ATTR", "DELETE_ATTR"))


def _changed_by(code: types.CodeType, steps: tuple[str, ...]) -> Iterator[str]:
    """Yield the names that steps of code, and of the functions in it, change."""
    for step in dis.get_instructions(code):
        if step.opname in steps:
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _changed_by(constant, steps)
