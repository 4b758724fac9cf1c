"""The nodes inside a subdag, as far as its arguments are literals and names of the folder.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dagscope.project.expressions import dotted_name
from dagscope.project.source import FunctionDef, SourceFile, literal_or_none, public_functions
from dagscope.project.written_decorators import is_chosen, keywords_of, own_name, written_nodes
from dagscope.project.written_nodes import Written, conditions_hold, decorator_name, resolved
from dagscope.project.written_parts import entries_of, written_fields
from dagscope.project.written_steps import mutations_in

FindModule = Callable[[str], SourceFile | None]
_MOST_DEEP = 10
_SHARED = ("inputs", "config", "external_inputs")
_OF_COLUMNS = ("columns_to_pass", "on_input", "select", "namespace")
_COLUMN = "Series"
_OPEN = "Whether the config chooses it is known after loading."


class _NotWritten(Exception):
    """Something of a subdag is no literal, or not of this folder."""


@dataclass(frozen=True)
class Subdags:
    """Expands the subdags of one module, and knows what its names stand for.

    Attributes:
        source: the module.
        find: finds another module of the folder by its name.
        config: what `config.when` and the like ask.
        unknown: config keys whose values are not known.
        depth: how many subdags are around it.
    """

    source: SourceFile
    find: FindModule
    config: Mapping[str, Any]
    unknown: frozenset[str]
    depth: int = 0

    def expand(self, function: FunctionDef, call: ast.Call) -> list[Written] | None:
        """Return all nodes that the decorator makes; None where only loading shows."""
        if self.depth >= _MOST_DEEP:
            return None
        try:
            given = dict(_pairs(keywords_of(call)))
            functions = [each for item in call.args for each in self._functions(item)]
            if decorator_name(call) == "subdag":
                name = own_name(function)
                space = str(_literal(given["namespace"])) if "namespace" in given else name
                final = str(_literal(given["final_node_name"])) if "final_node_name" in given else name
                return self._one(function, functions, given, space, final)
            shared = {key: given[key] for key in _SHARED if key in given}
            variants = {key: item for key, item in given.items() if key not in _SHARED}
            return [
                node
                for key, item in variants.items()
                for node in self._one(function, functions, _merged(shared, item), str(key), str(key))
            ]
        except _NotWritten:
            return None

    def _one(
        self,
        function: FunctionDef,
        functions: list[tuple[FunctionDef, SourceFile]],
        given: Mapping[str, ast.expr],
        space: str,
        final: str,
    ) -> list[Written]:
        inputs = dict(_pairs(entries_of(given["inputs"]))) if "inputs" in given else {}
        own = self._config(dict(_pairs(entries_of(given["config"]))) if "config" in given else {})
        outside = _literal(given["external_inputs"]) if "external_inputs" in given else ()
        inner = self._inner(functions, own)
        names = {*inner, *inputs, *own}
        made = {node.name: node for node in (_into(each, space, names) for each in inner.values())}
        read = {name for node in made.values() for name in node.needs} | made.keys()
        for key, expression in inputs.items():
            name, source = f"{space}.{key}", _source(expression)
            if source is None or name in read:
                needs = {} if source is None else {source: ("", False)}
                made.setdefault(name, Written(name, "", needs, is_inside=True))
        for key, item in own.items():
            made.setdefault(f"{space}.{key}", Written(f"{space}.{key}", type(item).__name__, {}, is_inside=True))
        (plain,) = written_nodes(_bare(function))
        external = [outside] if isinstance(outside, str) else list(outside)
        needs = {name if name in external else f"{space}.{name}": need for name, need in plain.needs.items()}
        return [*made.values(), replace(plain, name=final, needs=needs)]

    def columns(self, node: Written, function: FunctionDef, call: ast.Call) -> list[Written] | None:
        """Return the nodes of `with_columns(...)` and the one that it stands on; None where only loading shows.

        Args:
            node: the function's node.
            function: the function.
            call: the decorator; of other libraries than pandas its nodes are others.
        """
        try:
            given = dict(_pairs(keywords_of(call)))
            if not self._is_of_pandas(call.func) or given.keys() - set(_OF_COLUMNS):
                raise _NotWritten
            parameter = str(_literal(given["on_input"])) if "on_input" in given else next(iter(node.needs), "")
            frame = node.needs.get(parameter)
            inner = self._inner([each for item in call.args for each in self._functions(item)], {})
            passed = [str(name) for name in (_literal(given["columns_to_pass"]) if "columns_to_pass" in given else ())]
            if frame is None or inner.keys() & set(passed):
                raise _NotWritten
            made = {**{name: Written(name, _COLUMN, {parameter: frame}) for name in passed}, **inner}
            chosen = _literal(given["select"]) if "select" in given else [n for n in made if made[n].type == _COLUMN]
            last = Written("_append", frame[0], {**dict.fromkeys(chosen, (_COLUMN, False)), parameter: frame})
            made = _needed_for([str(name) for name in chosen], made) | {last.name: last}
        except _NotWritten:
            return None
        space = str(_literal(given["namespace"])) if "namespace" in given else function.name
        inside = [replace(_into(each, space, made.keys()), is_inside=True) for each in made.values()]
        needs = {(inside[-1].name if key == parameter else key): need for key, need in node.needs.items()}
        return [*inside, replace(node, needs=needs)]

    def _is_of_pandas(self, decorator: ast.expr) -> bool:
        name = _dotted(decorator)
        return any("h_pandas" in each for each in (name, *self._imported(name.partition(".")[0])))

    def _config(self, pairs: Mapping[str, ast.expr]) -> dict[str, Any]:
        found = {}
        for key, expression in pairs.items():
            kind = decorator_name(expression) if isinstance(expression, ast.Call) else ""
            if kind == "configuration" and isinstance(expression, ast.Call) and expression.args:
                name = _literal(expression.args[0])
                if name in self.unknown or name not in self.config:
                    raise _NotWritten
                found[key] = self.config[name]
            elif kind == "value" and isinstance(expression, ast.Call) and expression.args:
                found[key] = _literal(expression.args[0])
            else:
                found[key] = _literal(expression)
        return found

    def _inner(self, functions: list[tuple[FunctionDef, SourceFile]], own: Mapping[str, Any]) -> dict[str, Written]:
        config, unknown = {**self.config, **own}, self.unknown - own.keys()
        found: dict[str, Written] = {}
        for function, source in functions:
            chosen = is_chosen(function, config, unknown)
            if chosen is False or any(decorator_name(item) == "hamilton_exclude" for item in function.decorator_list):
                continue
            inside = Subdags(source, self.find, config, frozenset(unknown), self.depth + 1)
            for node in written_nodes(function, inside, mutations_in(source).get(function.name, ())):
                found.setdefault(node.name, node if chosen or node.open else replace(node, open=_OPEN))
        return found

    # What names stand for --------------------------------------------------------------------------------------------

    def function(self, expression: ast.expr) -> FunctionDef | None:
        """Return the function that a name, or `module.name`, stands for; None where that is not of this folder."""
        try:
            found = self._functions(expression)
        except _NotWritten:
            return None
        return found[0][0] if len(found) == 1 else None

    def fields(self, annotation: ast.expr | None) -> list[tuple[str, str]] | None:
        """Return the fields of the `TypedDict` that an annotation names, with their types; None where that is open."""
        name = dotted_name(resolved(annotation)) if annotation is not None else None
        return None if name is None else written_fields(self.source, name)

    def holds(self, conditions: Sequence[ast.Call]) -> bool | None:
        """Return whether the config fulfils `.when(...)` and the like; None where only loading shows."""
        return conditions_hold(conditions, self.config, self.unknown)

    def _functions(self, expression: ast.expr) -> list[tuple[FunctionDef, SourceFile]]:
        name = _dotted(expression)
        own = _function_named(self.source, name)
        if own is not None:
            return [(own, self.source)]
        head, _, rest = name.partition(".")
        for package in self._imported(head):
            module = self.find(".".join(part for part in (package, rest) if part))
            if module is not None and module.tree is not None:
                return [(function, module) for function in public_functions(module.tree)]
            above, _, last = ".".join(part for part in (package, rest) if part).rpartition(".")
            holder = self.find(above)
            function = _function_named(holder, last) if holder is not None else None
            if function is not None and holder is not None:
                return [(function, holder)]
        raise _NotWritten

    def _imported(self, name: str) -> list[str]:
        """Return the dotted names that a name of this module may stand for, by its imports at the top."""
        found = []
        for statement in self.source.tree.body if self.source.tree is not None else ():
            if isinstance(statement, ast.Import):
                for item in statement.names:
                    if item.asname == name:
                        found.append(item.name)
                    elif item.asname is None and item.name.partition(".")[0] == name:
                        found.append(name)
            elif isinstance(statement, ast.ImportFrom) and not statement.level and statement.module:
                found += [f"{statement.module}.{i.name}" for i in statement.names if (i.asname or i.name) == name]
        return found


def _function_named(source: SourceFile, name: str) -> FunctionDef | None:
    body = source.tree.body if source.tree is not None else []
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return next((item for item in reversed(body) if isinstance(item, kinds) and item.name == name), None)


def _dotted(expression: ast.expr) -> str:
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        return f"{_dotted(expression.value)}.{expression.attr}"
    raise _NotWritten


def _bare(function: FunctionDef) -> FunctionDef:
    """Return the function without what makes nodes of it."""
    kept = [item for item in function.decorator_list if decorator_name(item) in ("when", "when_not", "when_in")]
    copy = type(function)(**{name: getattr(function, name) for name in function._fields})
    copy.decorator_list = kept
    return ast.copy_location(copy, function)


def _needed_for(names: Sequence[str], made: Mapping[str, Written]) -> dict[str, Written]:
    """Return the nodes that some of them need, and these."""
    waiting, found = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in made:
            raise _NotWritten
        found.add(name)
        waiting += [each for each in made[name].needs if each in made and each not in found]
    return {name: node for name, node in made.items() if name in found}


def _into(node: Written, space: str, names: Collection[str]) -> Written:
    needs = {f"{space}.{name}" if name in names else name: need for name, need in node.needs.items()}
    return replace(node, name=f"{space}.{node.name}", needs=needs, is_inside=True)


def _merged(shared: Mapping[str, ast.expr], variant: ast.expr) -> dict[str, ast.expr]:
    """Return what all variants share, with what one of them says on top."""
    own = dict(_pairs(entries_of(variant)))
    found = {**shared, **own}
    for key in ("inputs", "config"):
        pairs = [pair for each in (shared, own) if key in each for pair in _pairs(entries_of(each[key]))]
        merged = dict(pairs)
        if merged:
            found[key] = ast.Dict([ast.Constant(name) for name in merged], list(merged.values()))
    return found


def _pairs(found: list[tuple[Any, ast.expr]] | None) -> list[tuple[Any, ast.expr]]:
    if found is None:
        raise _NotWritten
    return found


def _literal(expression: ast.expr) -> Any:
    found = literal_or_none(expression)
    if found is None and not (isinstance(expression, ast.Constant) and expression.value is None):
        raise _NotWritten
    return found


def _source(expression: ast.expr) -> str | None:
    """Return the name in `source("...")`, or None for `value(...)`."""
    kind = decorator_name(expression) if isinstance(expression, ast.Call) else ""
    if kind == "value":
        return None
    if kind == "source" and isinstance(expression, ast.Call) and expression.args:
        return str(_literal(expression.args[0]))
    raise _NotWritten
