"""Which statements of a script have a part in what its drivers are given. It follows no value and runs nothing.

Names count, wherever they stand: one that a driver is given, and all that such a name is made of.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from dagscope.project.scripts.branches import changed_names

_RUNS = ("execute", "raw_execute", "materialize", "build", "build_without_init", "Builder", "copy")
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEAVE = (ast.Return, ast.Break, ast.Continue)
_COMMON = {"self", "cls", "os", "sys"}


@dataclass(slots=True)
class Relevance:
    """Names that drivers depend on, in all files that were taken in."""

    _names: set[str] = field(default_factory=set)
    _made_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _living: set[ast.AST] = field(default_factory=set)
    """The functions and loops which have a part in it."""
    _trees: list[ast.Module] = field(default_factory=list)
    _known: dict[ast.AST, bool] = field(default_factory=dict)
    _homes: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def take_in(self, tree: ast.Module) -> None:
        """Look at another file as well."""
        if tree not in self._trees:
            self._trees.append(tree)
            self._known = {}
            self._look()

    def has_part(self, statement: ast.stmt) -> bool:
        """Return whether a statement has a part in what drivers are given."""
        if statement not in self._known:
            self._known[statement] = self._changes(statement) or self._leaves(statement)
        return self._known[statement]

    def _changes(self, statement: ast.AST) -> bool:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and (_drives(node) or _called(node) in self._names):
                return True
            if isinstance(node, ast.stmt) and not self._names.isdisjoint(_words_of_names(_targets(node))):
                return True
        return False

    def _leaves(self, statement: ast.stmt) -> bool:
        return any(isinstance(node, _LEAVE) and self._homes.get(node) in self._living for node in ast.walk(statement))

    def _look(self) -> None:
        """Find the names: those of the drivers' arguments, then what these are made of, until there are no more."""
        functions = {
            node.name: node for tree in self._trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }
        wanted: set[str] = set()
        for tree in self._trees:
            self._living.add(tree)
            _note_homes(tree, tree, self._homes)
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    wanted |= _words(node) if _drives(node) else set()
                    self._note_call(node, functions)
                elif isinstance(node, ast.stmt):
                    self._note(node)
        while wanted:
            self._names |= wanted
            wanted = {each for name in wanted for each in self._made_of.get(name, ())} - self._names
        self._names -= _COMMON
        # What a statement with a part in it asks, or is inside of, has one too.
        before = len(self._names)
        for tree in self._trees:
            self._look_at_tests(tree)
        if len(self._names) > before:
            self._look_again()

    def _look_again(self) -> None:
        wanted = set(self._names)
        while wanted:
            wanted = {each for name in wanted for each in self._made_of.get(name, ())} - self._names - _COMMON
            self._names |= wanted

    def _look_at_tests(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, (*_FUNCTIONS, *_LOOPS, ast.If, ast.Match)) and self._changes(node):
                self._living.add(node)
                if isinstance(node, (ast.If, ast.While)):
                    self._names |= _words(node.test)
                elif isinstance(node, ast.Match):
                    self._names |= _words(node.subject)
                elif isinstance(node, (ast.For, ast.AsyncFor)):
                    self._names |= _words(node.iter)
                elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    self._names.add(node.name)

    def _note(self, statement: ast.stmt) -> None:
        """Note what the names that a statement changes are made of."""
        if isinstance(statement, ast.Return) and statement.value is not None:
            home = self._homes.get(statement)
            self._made_of[getattr(home, "name", "")] |= _words(statement.value)
        value = getattr(statement, "value", None) or getattr(statement, "iter", None)
        sources = _words(value) if isinstance(value, ast.expr) else set()
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            sources = {word for item in statement.items for word in _words(item.context_expr)}
        targets = set(_words_of_names(_targets(statement)))
        for name in targets:
            self._made_of[name] |= sources
        if isinstance(statement, ast.Assign) and not isinstance(value, (ast.Constant, ast.JoinedStr, ast.Compare)):
            for name in sources:  # another name for the same list or dict
                self._made_of[name] |= targets

    def _note_call(self, call: ast.Call, functions: dict[str, ast.FunctionDef]) -> None:
        given = {word for each in (*call.args, *(word.value for word in call.keywords)) for word in _words(each)}
        if isinstance(call.func, ast.Attribute):
            for name in _words(call.func.value):
                self._made_of[name] |= given
        function = functions.get(_called(call))
        if function is not None:
            every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            parameters = {each.arg for each in every}
            for name in parameters:
                self._made_of[name] |= given
            for name in given:
                self._made_of[name] |= parameters


def _note_homes(node: ast.AST, home: ast.AST, found: dict[ast.AST, ast.AST]) -> None:
    """Note the function of every `return`, the loop of every `break` and `continue`."""
    waiting = [(node, home, home)]
    while waiting:
        each, function, loop = waiting.pop()
        if isinstance(each, ast.Return):
            found[each] = function
        elif isinstance(each, (ast.Break, ast.Continue)):
            found[each] = loop
        if isinstance(each, _FUNCTIONS):
            function = each
        elif isinstance(each, _LOOPS):
            loop = each
        waiting += [(child, function, loop) for child in ast.iter_child_nodes(each)]


def _targets(statement: ast.stmt) -> tuple[str, ...]:
    simple = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Import, ast.ImportFrom, ast.Delete)
    if isinstance(statement, simple):
        return changed_names(statement)
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return changed_names(ast.copy_location(ast.Expr(statement.target), statement))
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        bound = [item.optional_vars for item in statement.items if item.optional_vars is not None]
        return changed_names(ast.copy_location(ast.Expr(ast.Tuple(bound, ast.Store())), statement))
    return ()


def _drives(call: ast.Call) -> bool:
    name = _called(call)
    return name in _RUNS or name.endswith(("Driver", "_execution", "_materialization")) or name.startswith("with_")


def _called(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _words(expression: ast.expr) -> set[str]:
    """Return the names and attributes in an expression."""
    found = (getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(expression))
    return {name for name in found if name} - _COMMON


def _words_of_names(names: tuple[str, ...]) -> Iterator[str]:
    return (part for name in names for part in name.split(".") if part not in _COMMON)
