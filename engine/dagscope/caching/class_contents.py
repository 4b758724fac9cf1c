"""What a class has that its source does not show as it is: computed and replaced attributes, options, inner classes.

Read once for each class: later its attributes may have what nodes remember there. It must not run anything.
"""

from __future__ import annotations

import ast
import enum
import functools
import sys
import types
from collections.abc import Iterator
from typing import Any, NamedTuple

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.held import names_set
from dagscope.caching.own_modules import is_of_project, is_project_module
from dagscope.caching.sources import class_definition
from dagscope.class_home import home_of

_NOTHING: Any = object()
_SAYING = ("__match_args__", "__annotations__", "__dataclass_params__")
"""What is read of a class that no source is known of, beside its attributes."""
_CONSTANTS = (int, float, complex, str, bytes, bool, type(None))
_FILLED = (list, dict, set, tuple, frozenset)
_OF_NAMED_TUPLES = ("_fields", "_field_defaults", "_make", "_replace", "_asdict")
_UNDERSTOOD = ("property", "cached_property", "staticmethod", "classmethod", "setter", "getter", "deleter",
    "abstractmethod", "overload", "override")  # fmt: skip
_FIELD: dict[str, Any] = {"repr": True, "compare": True, "hash": None, "init": True, "kw_only": False, "metadata": {}}
_read: ByIdentity[list[ClassPart]] = ByIdentity()


class ClassPart(NamedTuple):
    """A name and what is behind it; a method counts for what it mentions, a name of the module is given by that."""

    name: str
    used: Any = None
    is_method: bool = False
    scope: dict[str, Any] | None = None
    is_written: bool = False
    """Whether the class's own source says how it is made."""


class _Body(NamedTuple):
    """What the source says: names bound once by a literal, names of plain definitions, and the rest."""

    literal: dict[str, Any]
    plain: frozenset[str]
    computed: dict[str, ast.AST]
    options: tuple[str, ...]
    """Names that decorators and keywords mention."""


def parts_of_class(kind: type) -> list[ClassPart]:
    """Return what a class of the project is made of, as it was when first asked.

    Args:
        kind: the class.
    """
    known = _read.get(kind)
    if known is None:
        known = _read[kind] = list(_parts(kind))
    return known


def _parts(kind: type) -> Iterator[ClassPart]:
    for base in (*kind.__bases__, type(kind)):
        if is_of_project(base):
            yield ClassPart(base.__name__, base)
    of_libraries = [base for base in kind.__bases__ if base is not object and not is_of_project(base)]
    yield ClassPart(f"{kind.__qualname__}.__bases__", of_libraries)
    functions = [each for member in vars(kind).values() for each in functions_of_member(member)]
    body = _body_of(kind)
    for each in functions:
        is_generated = body is not None and each.__code__.co_filename.startswith("<")
        yield ClassPart(each.__qualname__, each, is_method=True, is_written=is_generated)
    for name, member in vars(kind).items():
        if isinstance(member, type) and member.__qualname__ == f"{kind.__qualname__}.{name}":
            yield from parts_of_class(member)  # its code is part of this one's
    if body is None:  # made by `type(...)`, `namedtuple`, `make_dataclass`: nothing is written
        said = vars(kind)
        names = [*said, *said.get("__dataclass_fields__", ()), *said.get("__pydantic_fields__", ())]
        wanted = (name for name in names if not name.startswith("__") or name in _SAYING)
        yield from _attributes(kind, dict.fromkeys(wanted))
        return
    for part in _attributes(kind, _computed(kind, body, functions)):
        yield part._replace(is_written=part.name.removeprefix(f"{kind.__qualname__}.") in body.computed)
    scope = _scope_of(kind, functions)
    yield from (ClassPart(name, scope=scope) for name in _mentioned(body) if name in scope)


def functions_of_member(member: Any) -> list[types.FunctionType]:
    """Return the functions of the project behind a member of a class: of methods of every kind and of properties.

    Args:
        member: what the class has under a name.
    """
    if isinstance(member, (staticmethod, classmethod)):
        member = member.__func__
    found = [member.fget, member.fset, member.fdel] if isinstance(member, property) else [member]
    found = [getattr(each, "func", each) if type(each) is functools.cached_property else each for each in found]
    if isinstance(member, functools.singledispatchmethod):
        found = [*member.dispatcher.registry.values()]
    functions = [each for each in found if isinstance(each, types.FunctionType)]
    return [each for each in functions if is_project_module(each.__globals__.get("__name__", ""))]


def _scope_of(kind: type, functions: list[types.FunctionType]) -> dict[str, Any]:
    for each in functions:
        if home_of(each) == home_of(kind):
            return each.__globals__
    module = sys.modules.get(home_of(kind))
    return vars(module) if module is not None else {}


def _computed(kind: type, body: _Body, functions: list[types.FunctionType]) -> dict[str, None]:
    """Return the names whose values the source does not show, replaced and added ones too."""
    found = dict.fromkeys(body.computed)
    own = {name for each in functions for name in names_set(each.__code__)}
    for name, value in vars(kind).items():
        if name in found or name in own or (_is_internal(kind, name) and name not in body.plain):
            continue
        if name in body.literal:
            is_other = type(value) in _CONSTANTS and repr(value) != repr(body.literal[name])
            if is_other or type(value) is not type(body.literal[name]):
                found[name] = None
        elif name.startswith("__") or name in body.plain:
            if isinstance(value, types.FunctionType) and _is_foreign(kind, name, value):
                found[name] = None
        elif not isinstance(value, (types.MemberDescriptorType, types.GetSetDescriptorType)):
            found[name] = None
    return found


def _is_internal(kind: type, name: str) -> bool:
    """Return whether a name is kept by an enumeration or a named tuple for itself."""
    if issubclass(kind, enum.Enum):
        return name.startswith("_") and name.endswith("_")
    return "_fields" in vars(kind) and name in _OF_NAMED_TUPLES


def _is_foreign(kind: type, name: str, value: types.FunctionType) -> bool:
    """Return whether a method is a function that was defined elsewhere; not what a library generated."""
    is_written = not value.__code__.co_filename.startswith("<")
    return is_written and value.__qualname__ != f"{kind.__qualname__}.{name}" and is_of_project(value)


def _attributes(kind: type, names: dict[str, None]) -> Iterator[ClassPart]:
    for name in names:
        value = _attribute(kind, name)
        if value is not _NOTHING:
            yield ClassPart(f"{kind.__qualname__}.{name}", value)
        field = vars(kind).get("__dataclass_fields__", {}).get(name)
        for option, usual in _FIELD.items():
            said = getattr(field, option, usual)
            if said is not usual and said != usual:
                yield ClassPart(f"{kind.__qualname__}.{name} {option}", said)


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
    return factory if callable(factory) else getattr(field, "default", _NOTHING)


# What is written ----------------------------------------------------------------------------------------------------


def _body_of(kind: type) -> _Body | None:
    try:
        tree = class_definition(kind)
    except (OSError, TypeError, SyntaxError):
        return None
    definition = tree.body[0] if tree.body else None
    if not isinstance(definition, ast.ClassDef):
        return None
    literal: dict[str, Any] = {}
    plain: set[str] = set()
    computed: dict[str, ast.AST] = {}
    for statement in definition.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            is_plain = all(_last_name(each) in _UNDERSTOOD for each in statement.decorator_list)
            if is_plain and statement.name not in computed:
                plain.add(statement.name)
            else:
                computed[statement.name] = statement
            continue
        value = getattr(statement, "value", None)
        is_simple = isinstance(statement, (ast.Assign, ast.AnnAssign))
        for name in _bound(statement):
            if is_simple and name not in literal and name not in computed and _literal(value) is not _NOTHING:
                literal[name] = _literal(value)
            else:
                literal.pop(name, None)
                computed[name] = statement
    options = [*definition.decorator_list, *(each.value for each in definition.keywords)]
    return _Body(literal, frozenset(plain), computed, tuple(_names(options)))


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that a statement of a class body binds."""
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return []
    found = [name for each in ast.walk(statement) for name in _stored(each)]
    found += [
        (each.asname or each.name).partition(".")[0]
        for each in ast.walk(statement) if isinstance(each, ast.alias)
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _stored(node: ast.AST) -> list[str]:
    """Return the name that is bound, or of which an item or attribute is."""
    if not isinstance(getattr(node, "ctx", None), ast.Store):
        return []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return [node.id] if isinstance(node, ast.Name) else []


def _mentioned(body: _Body) -> list[str]:
    """Return the names of the module that options mention, and those in calls that describe fields."""
    calls = [
        each
        for statement in body.computed.values() if isinstance(statement, (ast.Assign, ast.AnnAssign))
        for each in ast.walk(statement) if isinstance(each, ast.Call)
    ]  # fmt: skip
    arguments = [part for call in calls for part in (*call.args, *(each.value for each in call.keywords))]
    return list(dict.fromkeys([*body.options, *_names(arguments)]))


def _names(expressions: list[ast.expr]) -> list[str]:
    return [each.id for one in expressions for each in ast.walk(one) if isinstance(each, ast.Name)]


def _last_name(expression: ast.expr) -> str:
    return ast.unparse(expression).partition("(")[0].rpartition(".")[2]


def _literal(value: ast.expr | None) -> Any:
    try:
        return ast.literal_eval(value) if value is not None else _NOTHING
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _NOTHING
