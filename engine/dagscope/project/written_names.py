"""What the names in a project's modules stand for, followed from module to module in the source.
It must not import or evaluate.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.project.source import FunctionDef, SourceFile, literal_or_none, top_level

UNKNOWN: Any = object()
_PLAIN_ENUMS = ("str", "int", "StrEnum", "IntEnum", "IntFlag", "float", "ReprEnum")
_GROUPS = ("set", "frozenset", "tuple", "list", "sorted")
_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration whose value no literal equals; `code` is an expression that makes it."""

    text: str
    code: str
    value: object = None

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression leads to, and the module in which that is written; `member` names a member of a class."""

    node: ast.AST | None
    module: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class _Scope:
    """The names at the top of a module: what they are assigned once, what defines them, what they are imported from."""

    written: dict[str, ast.AST] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


class Names:
    """Follows names through modules, each given with its dotted name."""

    def __init__(self, modules: Mapping[str, SourceFile]) -> None:
        self._modules = modules
        self._scopes: dict[str, _Scope] = {}

    def behind(self, expression: ast.AST, module: str, steps: int = _MOST_STEPS) -> Meaning:
        """Return what an expression stands for in a module: itself where it is no name that is known."""
        here = Meaning(expression, module)
        if steps == 0:
            return here
        if isinstance(expression, ast.Name):
            return self._named(expression.id, module, steps) or here
        if isinstance(expression, ast.Attribute):
            owner = self.behind(expression.value, module, steps - 1)
            if owner.node is None:
                return self._named(expression.attr, owner.module, steps) or here
            if isinstance(owner.node, ast.ClassDef) and not owner.member:
                return self._of_class(owner.node, expression.attr, owner.module, steps) or here
            if owner.member and expression.attr in ("value", "_value_", "name"):
                return self._of_member(owner, expression.attr) or here
        return here

    def called(self, expression: ast.expr, module: str) -> str:
        """Return the last part of a function's own name, also where it is imported under another one."""
        if isinstance(expression, ast.Name):
            found = self._scope(module).imported.get(expression.id)
            return found[1] or expression.id if found else expression.id
        return expression.attr if isinstance(expression, ast.Attribute) else ""

    def value(self, expression: ast.AST, module: str) -> Any:
        """Return what an expression is: a literal's value, a `Member`, or `UNKNOWN`."""
        found = self.behind(expression, module)
        if found.member and isinstance(found.node, ast.ClassDef):
            return self._member(found.node, found.member, found.module)
        if isinstance(found.node, ast.Constant) and found.node.value is None:
            return None
        value = literal_or_none(found.node) if isinstance(found.node, ast.expr) else None
        return UNKNOWN if value is None else value

    def text(self, expression: ast.AST, module: str) -> str | None:
        """Return the text that an expression is, put together from parts that are known; None for anything else."""
        node = self.behind(expression, module)
        parts: list[ast.expr] = []
        if isinstance(node.node, ast.BinOp) and isinstance(node.node.op, ast.Add):
            parts = [node.node.left, node.node.right]
        elif isinstance(node.node, ast.JoinedStr):
            parts = [each.value if isinstance(each, ast.FormattedValue) else each for each in node.node.values]
        if parts or isinstance(node.node, ast.JoinedStr):
            texts = [self.text(each, node.module) for each in parts]
            return None if None in texts else "".join(each for each in texts if each is not None)
        found = self.value(expression, module)
        return found if isinstance(found, str) else None

    def items(self, expression: ast.AST, module: str) -> Iterator[Any]:
        """Yield the values of a collection, `UNKNOWN` for each part that only running the code would show."""
        found = self.behind(expression, module)
        node = found.node
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            for each in node.elts:
                if isinstance(each, ast.Starred):
                    yield from self.items(each.value, found.module)
                else:
                    yield self.value(each, found.module)
        elif isinstance(node, ast.Dict) and None not in node.keys:
            for key in node.keys:
                yield self.value(key, found.module) if key is not None else UNKNOWN
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
            yield from self.items(node.left, found.module)
            yield from self.items(node.right, found.module)
        elif isinstance(node, ast.Call) and len(node.args) == 1 and self.called(node.func, found.module) in _GROUPS:
            yield from self.items(node.args[0], found.module)
        elif isinstance(node, ast.ClassDef) and not found.member and _is_enum(node):
            for name in _members(node):
                yield self._member(node, name, found.module)
        else:
            yield UNKNOWN

    def entries(self, expression: ast.AST, module: str) -> Iterator[tuple[str, ast.expr, str]]:
        """Yield the keys that are texts, the expressions and their module of `{...}`, `dict(...)` and unions of
        them.
        """
        found = self.behind(expression, module)
        node = found.node
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values):
                if key is None:
                    yield from self.entries(value, found.module)
                    continue
                name = self.text(key, found.module)
                if name is not None:
                    yield name, value, found.module
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            yield from self.entries(node.left, found.module)
            yield from self.entries(node.right, found.module)
        elif isinstance(node, ast.Call) and self.called(node.func, found.module) == "dict":
            for argument in node.args:
                yield from self.entries(argument, found.module)
            yield from self.keywords(node, found.module)

    def keywords(self, call: ast.Call, module: str) -> Iterator[tuple[str, ast.expr, str]]:
        """Yield a call's keywords with their expressions, those of `**mapping` included."""
        for keyword in call.keywords:
            if keyword.arg is None:
                yield from self.entries(keyword.value, module)
            else:
                yield keyword.arg, keyword.value, module

    def _scope(self, module: str) -> _Scope:
        if module not in self._scopes:
            source = self._modules.get(module)
            is_package = source is not None and source.path.name == "__init__.py"
            tree = source.tree if source is not None else None
            self._scopes[module] = _scope_of(tree, module, is_package) if tree is not None else _Scope()
        return self._scopes[module]

    def _named(self, name: str, module: str, steps: int) -> Meaning | None:
        scope = self._scope(module)
        if name in scope.written:
            return self.behind(scope.written[name], module, steps - 1)
        if name in scope.imported:
            origin, part = scope.imported[name]
            if not part:
                return Meaning(None, origin)
            if origin in self._modules:
                found = self._named(part, origin, steps - 1) if steps > 0 else None
                if found is not None:
                    return found
            return Meaning(None, f"{origin}.{part}") if f"{origin}.{part}" in self._modules else None
        dotted = f"{module}.{name}"
        return Meaning(None, dotted) if dotted in self._modules else None

    def _of_class(self, node: ast.ClassDef, name: str, module: str, steps: int) -> Meaning | None:
        if _is_enum(node) and name in _members(node):
            return Meaning(node, module, name)
        written = _members(node).get(name)
        return self.behind(written, module, steps - 1) if written is not None else None

    def _of_member(self, owner: Meaning, attribute: str) -> Meaning | None:
        if attribute == "name":
            return replace(owner, node=ast.Constant(owner.member), member="")
        assert isinstance(owner.node, ast.ClassDef)
        value = self._value_of(owner.node, owner.member, owner.module)
        return None if value is UNKNOWN else replace(owner, node=ast.parse(repr(value), mode="eval").body, member="")

    def _member(self, node: ast.ClassDef, name: str, module: str) -> Any:
        value = self._value_of(node, name, module)
        bases = {self.called(base, module) for base in node.bases}
        if value is not UNKNOWN and bases & set(_PLAIN_ENUMS):
            return value
        code = f"importlib.import_module({module!r}).{node.name}.{name}"
        return Member(f"{node.name}.{name}", code, None if value is UNKNOWN else value)

    def _value_of(self, node: ast.ClassDef, name: str, module: str) -> Any:
        written = _members(node)[name]
        if isinstance(written, ast.Call) and self.called(written.func, module) == "auto":
            if any(self.called(base, module) == "StrEnum" for base in node.bases):
                return name.lower()
            is_all = all(isinstance(each, ast.Call) for each in _members(node).values())
            is_flag = any("Flag" in self.called(base, module) for base in node.bases)
            return list(_members(node)).index(name) + 1 if is_all and not is_flag else UNKNOWN
        return self.value(written, module)


def _is_enum(node: ast.ClassDef) -> bool:
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return any(name.endswith(("Enum", "Flag")) for name in names)


def _members(node: ast.ClassDef) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for item in node.body:
        if isinstance(item, (ast.Assign, ast.AnnAssign)) and item.value is not None:
            targets = item.targets if isinstance(item, ast.Assign) else [item.target]
            found.update((each.id, item.value) for each in targets if isinstance(each, ast.Name))
    return {name: value for name, value in found.items() if not name.startswith("_")}


def _scope_of(tree: ast.Module, module: str, is_package: bool) -> _Scope:
    scope, again = _Scope(), set()
    for item in top_level(tree):
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            scope.written[item.name] = item
        elif isinstance(item, (ast.Assign, ast.AnnAssign)) and item.value is not None:
            targets = item.targets if isinstance(item, ast.Assign) else [item.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    again.update({target.id} & scope.written.keys())
                    scope.written[target.id] = item.value
        elif isinstance(item, ast.Import):
            for alias in item.names:
                plain = alias.name if alias.asname else alias.name.partition(".")[0]
                scope.imported[alias.asname or plain] = (plain, "")
        elif isinstance(item, ast.ImportFrom):
            parts = module.split(".")
            base = parts[: len(parts) - item.level + (1 if is_package else 0)] if item.level else []
            stem = ".".join([*base, *([item.module] if item.module else [])])
            scope.imported.update((alias.asname or alias.name, (stem, alias.name)) for alias in item.names)
    for name in again:
        del scope.written[name]
    return scope


Function = FunctionDef | ast.Lambda


def body_of(meaning: Meaning) -> Function | None:
    """Return the function that a meaning is, a lambda included."""
    return meaning.node if isinstance(meaning.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) else None
