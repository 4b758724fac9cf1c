"""What functions and classes hold that their source does not say: closures, computed defaults and attributes.
It must not run anything.
"""

from __future__ import annotations

import ast
import dis
import enum
import types
from collections.abc import Iterator
from typing import Any

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.own_modules import is_project_module
from dagscope.caching.sources import class_definition, definition_of

_computed: ByIdentity[tuple[str, ...]] = ByIdentity()
"""Of each class the attributes that its body computes."""
_NOTHING: Any = object()
_WRAPPERS = 100
_SAYING = ("__match_args__", "__annotations__", "__dataclass_params__")
"""What is read of a class that no source is known of, beside its attributes."""
_CONSTANTS = (int, float, complex, str, bytes, bool)


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
    """Yield the names of outer functions that a function assigns: what it counts or remembers."""
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_DEREF", "DELETE_DEREF"):
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _assigned(constant)


def computed_defaults(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield the defaults of a function that its source does not show as they are: `def f(rate=RATE)`.

    Args:
        fn: a function.
    """
    if not fn.__defaults__ and not fn.__kwdefaults__:
        return
    found = definition_of(fn)
    if found is None:
        return
    positional = [*found.args.posonlyargs, *found.args.args]
    given = list(zip(reversed(positional), reversed(found.args.defaults), reversed(fn.__defaults__ or ())))
    values = fn.__kwdefaults__ or {}
    given += [
        (each, default, values[each.arg])
        for each, default in zip(found.args.kwonlyargs, found.args.kw_defaults)
        if default is not None and each.arg in values
    ]
    for argument, default, value in given:
        if not _is_literal(default):
            yield f"{fn.__qualname__}({argument.arg})", value


def attributes_of_function(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers and texts that were set on a function, without those that it sets itself: what it counts.

    Args:
        fn: a function.
    """
    if not vars(fn):
        return
    own = set(_names_set(fn.__code__))
    for name, value in list(vars(fn).items()):
        if not name.startswith("__") and name not in own and isinstance(value, _CONSTANTS):
            yield f"{fn.__qualname__}.{name}", value


def _names_set(code: types.CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_ATTR", "DELETE_ATTR"):
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names_set(constant)


def names_in_decorators(kind: type) -> list[str]:
    """Return the names that the decorators of a class mention: they may make another class of it.

    Args:
        kind: a class.
    """
    try:
        tree = class_definition(kind)
    except (OSError, TypeError, SyntaxError):
        return []
    decorators = getattr(tree.body[0], "decorator_list", []) if tree.body else []
    return [each.id for decorator in decorators for each in ast.walk(decorator) if isinstance(each, ast.Name)]


def computed_attributes(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the attributes of a class that its source does not show as they are: `rate = RATE`.

    Args:
        kind: a class.
    """
    names = _computed.get(kind)
    if names is None:
        names = _computed[kind] = tuple(_names_computed(kind))
    for name in names:
        value = _attribute(kind, name)
        if value is not _NOTHING:
            yield f"{kind.__qualname__}.{name}", value


def _attribute(kind: type, name: str) -> Any:
    """Return what a class has under a name: of an enumeration the member's value, of fields their default."""
    if name == "__dataclass_params__":  # frozen, ordered
        return repr(vars(kind)[name])
    if issubclass(kind, enum.Enum):
        member = vars(kind).get("_member_map_", {}).get(name)
        return member.value if member is not None else vars(kind).get(name, _NOTHING)
    fields = vars(kind).get("__dataclass_fields__") or vars(kind).get("__pydantic_fields__") or {}
    fields = fields or {each.name: each for each in vars(kind).get("__attrs_attrs__", ())}
    field = fields.get(name)
    if field is None:
        return vars(kind).get(name, _NOTHING)
    factory = getattr(field, "default_factory", None)
    return factory if isinstance(factory, (types.FunctionType, type)) else getattr(field, "default", _NOTHING)


def _names_computed(kind: type) -> Iterator[str]:
    try:
        tree = class_definition(kind)
    except (OSError, TypeError, SyntaxError):  # made by `type(...)`, `namedtuple`, `make_dataclass`: nothing is written
        said = vars(kind)
        names = [*said, *said.get("__dataclass_fields__", ()), *said.get("__pydantic_fields__", ())]
        yield from dict.fromkeys(name for name in names if not name.startswith("__") or name in _SAYING)
        return
    for statement in getattr(tree.body[0], "body", []) if tree.body else ():
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if statement.value is not None and not _is_literal(statement.value):
            yield from (each.id for each in targets if isinstance(each, ast.Name))


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
