"""Which statements of a script may fail, and which handlers take the error. It follows none and runs nothing."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import ends

IsSafe = Callable[[ast.expr], bool]

_HARMLESS = frozenset(
    ("append", "extend", "insert", "add", "update", "copy", "get", "setdefault", "items", "keys", "values", "print")
    + ("dict", "list", "tuple", "set", "str", "len", "clear", "format", "join", "suppress", "range", "getenv")
)
_MISSING = ("ImportError", "ModuleNotFoundError")
_EVERY = ("BaseException",)
_SWALLOWS = ("suppress", "raises")
_FAILING = (ast.Subscript, ast.Attribute, ast.Import, ast.ImportFrom, ast.Assert, ast.For)


class Raised(NamedTuple):
    """An error on a way through a script, as far as it is known."""

    among: tuple[str, ...] = ("Exception",)
    """The classes of which it is one."""
    declined: tuple[str, ...] = ()
    """The classes of which it is none."""


def kinds_of(handler: ast.ExceptHandler) -> tuple[str, ...]:
    """Return the classes of the errors that a handler takes."""
    if handler.type is None:
        return _EVERY
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return tuple((dotted_name(each) or "").rpartition(".")[2] for each in types)


def takes(kinds: tuple[str, ...], raised: Raised) -> bool | None:
    """Return whether a handler of these classes takes an error; None where it may or may not."""
    if all(any(_is_a(each, kind) for kind in kinds) for each in raised.among):
        return True
    open_kinds = [kind for kind in kinds if not any(_is_a(kind, each) for each in raised.declined)]
    return None if any(_may_be(each, kind) for each in raised.among for kind in open_kinds) else False


def narrowed(kinds: tuple[str, ...], raised: Raised, is_taken: bool) -> Raised:
    """Return what is known of an error when a handler that may take it does, or does not."""
    return raised._replace(among=kinds) if is_taken else raised._replace(declined=(*raised.declined, *kinds))


def raised_by(statement: ast.Raise, handled: Raised | None) -> Raised:
    """Return the error of a `raise`; without a class it is the one being handled."""
    called = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    name = (dotted_name(called) or "").rpartition(".")[2] if called is not None else ""
    if called is None and handled is not None:
        return handled
    return Raised((name,)) if name[:1].isupper() else Raised()


def swallowing(item: ast.withitem) -> ast.ExceptHandler | None:
    """Return the handler that a `with` is: of `contextlib.suppress`, `pytest.raises`."""
    call = item.context_expr
    if not isinstance(call, ast.Call) or (dotted_name(call.func) or "").rpartition(".")[2] not in _SWALLOWS:
        return None
    return ast.ExceptHandler(ast.Tuple(call.args, ast.Load()), None, [ast.Pass()])


def are_of_imports(handlers: list[ast.ExceptHandler]) -> bool:
    """Return whether handlers take nothing but the errors of imports."""
    return all(kind in _MISSING for handler in handlers for kind in kinds_of(handler))


def may_fail(statement: ast.stmt, is_safe: IsSafe, only_imports: bool = False) -> bool:
    """Return whether a statement may raise an error; of one with blocks, whether its first line may."""
    if ends([statement]):
        return False
    nodes = [node for part in _first_line(statement) for node in ast.walk(part)]
    if only_imports:
        return any(isinstance(node, (ast.Import, ast.ImportFrom)) or _is_import(node) for node in nodes)
    called = [node for node in nodes if isinstance(node, ast.Call)]
    functions = [node.func for node in called]
    if any(not _is_harmless(node) and not is_safe(node) for node in called):
        return True
    others = [node for node in nodes if isinstance(node, _FAILING) and node not in functions]
    loaded = [node for node in others if not isinstance(getattr(node, "ctx", None), ast.Store)]
    return any(not isinstance(node, ast.expr) or not is_safe(node) for node in loaded)


def _first_line(statement: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)):
        return
    if not hasattr(statement, "body") and not isinstance(statement, ast.Match):
        yield statement
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, (ast.expr, ast.withitem)):
            yield child


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "import" in (dotted_name(node.func) or "")


def _is_harmless(call: ast.Call) -> bool:
    name = _name_of(call.func)
    return name in _HARMLESS or name == "pop" and len(call.args) > 1


def _name_of(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _is_a(name: str, other: str) -> bool:
    """Return whether every error of a class is one of another; of classes of the script, only of its own."""
    first, second = _class(name), _class(other)
    if first is None:
        return name == other or second in (Exception, BaseException)
    return second is not None and issubclass(first, second)


def _may_be(name: str, other: str) -> bool:
    """Return whether an error of a class may be one of another."""
    is_own = _class(name) is None or _class(other) is None
    return is_own or _is_a(name, other) or _is_a(other, name)


def _class(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
