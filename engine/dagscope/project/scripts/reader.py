"""Follows the statements of a script to the drivers it builds. It must not run any of them.

Names are followed to what was assigned to them: over several lines, through lists, dicts and comprehensions of modules,
through functions of the script and of the project's files it imports from. What is unknown stays an expression.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.attempts import AttemptReader
from dagscope.project.scripts.bindings import Enough
from dagscope.project.scripts.branches import MOST_OPTIONS, changed_names, ends, merged, never_taken, tables_of
from dagscope.project.scripts.parameters import Definition
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import Choice, Driver, Expression, Function, Reading, Sequence, Value, items_of

_MOST_ROUNDS = 60


@dataclass(slots=True)
class ScriptReader(AttemptReader):
    """Reads one script."""

    _touched: dict[ast.stmt, tuple[str, ...]] = field(default_factory=dict)
    """The names that each statement with branches changes."""

    def read(self, tree: ast.Module) -> Reading:
        """Read all of it."""
        if self.ways is not None:
            self.relevance.take_in(tree)
        try:
            self.each_way(lambda: self._read_all(tree))
        except Enough:
            self.found.is_cut = True
        # A function that another one calls is read there, with what it is given.
        again = [each for each in self.alone if each[0] in self.inlined]
        twice = {id(driver) for _, drivers, _ in again for driver in drivers}
        for remark in (each for _, _, remarks in again for each in remarks if each in self.found.remarks):
            self.found.remarks.remove(remark)
        self.found.drivers = [driver for driver in self.found.drivers if id(driver) not in twice]
        return self.found

    def _read_all(self, tree: ast.Module) -> None:
        self.outermost.update(each for each in tree.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)))
        self.objects.clear()
        self.block(tree.body)
        self.read_methods()
        lines = {driver.line for driver in self.found.drivers}
        handed = [driver for driver in self.handed if driver.line not in lines]
        self.found.drivers += [driver._replace(is_built=True) for driver in dict.fromkeys(handed)]

    def block(self, block: list[ast.stmt]) -> bool:
        later: list[Definition] = []
        known, has_left = set(self.lambdas), False
        for statement in block:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.names[statement.name] = Function(statement, home=self.own_module or "")
                self.note_defaults(statement)
                later.append(statement)
            elif self.statement(statement):
                has_left = True
                break
        leaving, self.leaving = self.leaving, ""
        self.functions([*later, *(made for each, made in self.lambdas.items() if each not in known)])
        self.leaving = leaving
        return has_left

    def statement(self, statement: ast.stmt) -> bool:
        self.step()
        forks, self.forks = self.forks, self.ways is not None and self.relevance.has_part(statement)
        has_left = self.fails(statement) or self._statement(statement)
        self.forks = forks
        return has_left or self.leaving in ("raise", "exit")

    def _statement(self, statement: ast.stmt) -> bool:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            self.take_import(statement)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            self._bind_assignment(statement)
        elif isinstance(statement, ast.ClassDef):
            self.read_class(statement)
        elif isinstance(statement, ast.Return):
            if statement.value is not None:
                value = self.evaluate(statement.value)
                if self.returned:
                    self.returned[-1].append(value)
            self.leaving = "return" if self.returned else ""
            return bool(self.returned)
        elif isinstance(statement, (ast.Continue, ast.Break)):
            self.leaving = "continue" if isinstance(statement, ast.Continue) else "break"
            return True
        elif isinstance(statement, (ast.For, ast.AsyncFor)):
            return self._loop(statement)
        elif isinstance(statement, (ast.If, ast.Match, ast.Try)):
            return self.branch(statement) if self.forks else self._branches(statement)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            return self._with(statement)
        elif self.ways is not None and ends([statement]):
            for expression in _own_expressions(statement):
                self.evaluate(expression)
            self.fail(statement)
            return True
        else:
            self._other_statement(statement)
        return False

    def _other_statement(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Delete):
            for target in statement.targets:
                self.forget(target)
        elif isinstance(statement, ast.While) and isinstance(self.evaluate(statement.test), Sequence):
            self._until_empty(statement)
        else:
            for expression in _own_expressions(statement):
                self.evaluate(expression)
            for block in _blocks(statement):
                self.block(block)
            self.leaving = "" if self.leaving in ("break", "continue") else self.leaving

    def _decided(self, test: ast.expr) -> bool | None:
        """Return whether a test holds that asks for nothing but what a call or a loop says."""
        given = self.given[-1] if self.given else ()
        asked = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
        return self.truth(test) if asked and asked.issubset(given) else None

    def _with(self, statement: ast.With | ast.AsyncWith) -> bool:
        self.enter(statement)
        guarded = self.guarded(statement)
        if guarded is not None:
            return self.branch(guarded) if self.forks else self._branches(guarded)
        return self.block(statement.body) and self.ways is not None

    def _branches(self, statement: ast.If | ast.Match | ast.Try) -> bool:
        """Read every branch; a name that stands for modules in several of them is a choice of these."""
        decided = self._decided(statement.test) if isinstance(statement, ast.If) else None
        if isinstance(statement, ast.If) and decided is not None:
            return self.block(statement.body if decided else statement.orelse)
        arms: list[ast.stmt] = _arms(statement) if isinstance(statement, ast.If) else [statement]
        if any(isinstance(each, ast.If) and self._decided(each.test) is not None for each in arms):
            arms = [statement]
        for expression in (found for each in arms for found in _own_expressions(each)):
            self.evaluate(expression)
        builders = [name for name, value in self.names.items() if isinstance(value, Driver) and not value.is_built]
        if statement not in self._touched:
            self._touched[statement] = changed_names(statement)
        first = {name: self.names.get(name) for name in dict.fromkeys([*self._touched[statement], *builders])}
        found = self._read_arms(arms, first)
        is_complete = isinstance(statement, ast.If) and bool(getattr(arms[-1], "orelse", None))
        for name, values in found.items():
            is_first_tried = isinstance(statement, ast.Try) and values[0][0] == "0"
            self._merge(name, None if is_complete or is_first_tried else first[name], values, statement)
        if isinstance(statement, ast.Try):
            self.block(statement.finalbody)
        return False

    def _read_arms(self, arms: list[ast.stmt], first: dict[str, Value | None]) -> dict[str, list[tuple[str, Value]]]:
        """Read each arm with what the names were before; what those that change are in which arm."""
        found: dict[str, list[tuple[str, Value]]] = {name: [] for name in first}
        changed: set[str] = set()
        is_try = isinstance(arms[0], ast.Try)
        dead = [isinstance(each, ast.If) and never_taken(each.test) for each in arms]
        for number, block in enumerate(_blocks_of_arms(arms)):
            start = {name: self.names.get(name) for name in first}
            has_left = self.block(block) or ends(block) or any(dead[number : number + 1])
            self.leaving = "" if self.ways is not None else self.leaving
            for name in first:
                value = self.names.get(name)
                is_kept = not has_left or name.startswith("self.") or isinstance(value, Driver) and value.is_built
                if value is not None and value is not start[name] and is_kept:
                    changed.add(name)
                    found[name].append((str(number), value))
                elif value is not None and not has_left and not is_try:
                    found[name].insert(0, (str(number), value))
                if not is_try or not is_kept:
                    self._put_back(name, start[name] if is_try else first[name])
        return {name: values for name, values in found.items() if name in changed}

    def _merge(self, name: str, before: Value | None, values: list[tuple[str, Value]], by: ast.stmt) -> None:
        """Have a name stand for what branches make of it."""
        self.names[name] = merged(name, before, values, by)
        if self.ways is not None:
            return
        every = self._every_table(before, values)
        tables = tables_of(every, by)
        if len(every) > MOST_OPTIONS or any(id(value) in self.many for _, value in every):
            self.many[id(values[-1][1])] = values[-1][1]
            self.alternatives.pop(id(values[-1][1]), None)
        elif tables is not None:
            self.alternatives[id(values[-1][1])] = tables

    def _put_back(self, name: str, value: Value | None) -> None:
        if value is None:
            self.names.pop(name, None)
        else:
            self.names[name] = value

    def _every_table(self, before: Value | None, values: list[tuple[str, Value]]) -> list[tuple[str, Value]]:
        """Return what branches make of a name, and what branches inside them do."""
        every = [*([("", before)] if before is not None else []), *values]
        inner = ((label, value, self.alternatives.get(id(value))) for label, value in every)
        return [(label, each) for label, value, found in inner for each in (_values_of(found) if found else (value,))]

    def _loop(self, statement: ast.For | ast.AsyncFor) -> bool:
        """Read the body once for each item that is known, or once; whether it leaves the block around it."""
        value = self.evaluate(statement.iter)
        items = items_of(value)
        if not items and not self.is_empty(value):
            items = None
        if items is None and self.forks and self.ways is not None and self.ways.take(2):
            return False  # there may be none
        targets = {node.id for node in ast.walk(statement.target) if isinstance(node, ast.Name)}
        if items is None:  # nothing that is called so later is what is kept of it
            self.names.update({name: Expression(ast.Name(f"\0{name}", ast.Load())) for name in targets})
        known = targets if items else set()
        self.given.append(known.union(self.given[-1] if self.given else ()))
        for item in [None] if items is None else items[:_MOST_ROUNDS]:
            if item is not None:
                self.bind(statement.target, item)
            if self.block(statement.body):
                leaving, self.leaving = self.leaving, ""
                if leaving != "continue" and (items or self.ways is not None):
                    self.leaving = "" if leaving == "break" else leaving
                    break
        else:
            self.block(statement.orelse)
        self.given.pop()
        self.found.is_cut |= len(items or ()) > _MOST_ROUNDS
        return self.leaving != "" and self.ways is not None

    def _until_empty(self, statement: ast.While) -> None:
        """Read the body of `while modules:` as long as the list has items."""
        for _ in range(_MOST_ROUNDS):
            left = self.evaluate(statement.test)
            if not isinstance(left, Sequence) or not left.items:
                return
            self.block(statement.body)
        self.found.is_cut = True

    def _bind_assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        if statement.value is None:
            return
        value = settled(self.names, self.evaluate(statement.value))
        if isinstance(statement, ast.AugAssign):
            name = dotted_name(statement.target)
            before = self.names.get(name or "")
            if name is not None and isinstance(statement.op, ast.Add):
                node = before.node if isinstance(before, (Expression, Sequence)) else statement.target
                self.names[name] = self.joined(before, value, ast.BinOp(node, ast.Add(), statement.value))
            elif name is not None and before is not None and isinstance(statement.op, ast.BitOr):
                self.replace(before, self.evaluate(ast.BinOp(self.hold(before), ast.BitOr(), self.hold(value))))
            return
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self.bind(target, value)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for each in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield each.body


def _arms(statement: ast.If) -> list[ast.stmt]:
    """Return an `if` and the `elif`s behind it."""
    found: list[ast.stmt] = [statement]
    while len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If):
        statement = statement.orelse[0]
        found.append(statement)
    return found


def _blocks_of_arms(arms: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    for arm in arms[:-1]:
        assert isinstance(arm, ast.If)
        yield arm.body
    last = arms[-1]
    if isinstance(last, ast.Try):  # `finally` is no branch
        yield [*last.body, *last.orelse]
        yield from (handler.body for handler in last.handlers)
    else:
        yield from _blocks(last)


def _values_of(choice: Choice) -> tuple[Value, ...]:
    return tuple(value for _, value in choice.options)


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr
