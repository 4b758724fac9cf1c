"""What the methods of lists, sets and dicts in a script give, and what they make of them. It runs nothing."""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.known_calls import MOST_ITEMS
from dagscope.project.scripts.library_calls import LibraryReader
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import (
    OPEN,
    Choice,
    Expression,
    Module,
    Sequence,
    Table,
    Value,
    items_of,
    key_value,
)

_CHANGES_LIST = ("append", "extend", "insert", "remove", "pop", "clear", "add", "discard", "reverse")
_CHANGES_TABLE = ("update", "setdefault", "pop", "popitem", "clear")


class ContainerCallReader(LibraryReader):
    """Evaluates the methods of containers."""

    __slots__ = ()

    def container_call(self, owner: Value, name: str, call: ast.Call) -> Value | None:
        """Return what a method of a container gives; None where it is no container's."""
        if isinstance(owner, Table):
            return self._of_table(owner, name, call)
        if isinstance(owner, Sequence):
            if name in _CHANGES_LIST or name == "update":
                return self._changed(owner, name, call)
            return self.copied(owner) if name == "copy" else Expression(call)
        is_choice = isinstance(owner, Choice) and all(isinstance(each, Sequence) for _, each in owner.options)
        if is_choice and name in _CHANGES_LIST:
            return self._changed(owner, name, call)
        return self._first_item(name, call)

    def _of_table(self, owner: Table, name: str, call: ast.Call) -> Value:
        if name == "values":
            return Sequence(tuple(value for _, value in owner.items), call)
        if name == "keys":
            return Sequence(tuple(key_value(key, call) for key, _ in owner.items), call)
        if name == "items":
            pairs = [Sequence((key_value(key, call), value), call) for key, value in owner.items]
            return Sequence(tuple(pairs), call)
        if name in ("get", "pop", "setdefault") and call.args:
            found = self._looked_up(owner, call)
            if name == "pop" or name == "setdefault" and self.constant(call.args[0]) not in dict(owner.items):
                self._changed(owner, name, call)
            return found
        if name in _CHANGES_TABLE:
            return self._changed(owner, name, call)
        return self.copied(owner) if name == "copy" else Expression(call)

    def _looked_up(self, owner: Table, call: ast.Call) -> Value:
        """Return `owner.get(key, default)`; of an INI file's, `owner.get(section, key)`."""
        wanted = self.constant(call.args[0])
        if wanted is not None and wanted not in dict(owner.items) and len(call.args) > 1:
            return self.evaluate(call.args[1])
        found = self.item(owner, call.args[0], call)
        other = self.evaluate(call.args[1]) if len(call.args) > 1 else None
        if isinstance(found, Choice) and wanted is None and isinstance(other, (Table, Sequence, Module)):
            return found._replace(options=(*found.options, ("otherwise", other)))
        inner = self.constant(call.args[1]) if len(call.args) > 1 else None
        return dict(found.items).get(inner, found) if isinstance(found, Table) and inner is not None else found

    def _first_item(self, name: str, call: ast.Call) -> Value | None:
        """Add to what nothing was put into yet: `lists["x"].append(a)` of a `defaultdict(list)`."""
        place = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not isinstance(place, ast.Subscript) or name not in ("append", "extend", "add"):
            return None
        table = self.evaluate(place.value)
        key = self.constant(place.slice)
        if not isinstance(table, Table) or key is None or key in dict(table.items):
            return None
        empty = Sequence((), ast.List([], ast.Load()))
        self.replace(table, Table((*table.items, (key, empty)), table.node))
        return self._changed(empty, name, call)

    def _changed(self, owner: Value, name: str, call: ast.Call) -> Value:
        """Have every name of the container stand for what the method makes of it."""
        given = [self.evaluate(argument) for argument in call.args]
        if isinstance(owner, Choice):
            options = [(label, self._made_of(each, name, given, call)) for label, each in owner.options]
            self.replace(owner, Choice(tuple(options), owner.node, owner.by))
            return Expression(call)
        before = self._popped(owner, given, call) if name == "pop" else None
        if name == "update" and isinstance(owner, Table):
            known = zip(call.args, given)
            written = [self.hold(value) if isinstance(value, Table) else node for node, value in known]
            call = ast.copy_location(ast.Call(call.func, written, call.keywords), call)
        made = self._made_of(owner, name, given, call)
        self._keep_alternatives(owner, name, given, call, made)
        self.replace(owner, made)
        return before if before is not None else Expression(call)

    def _keep_alternatives(self, owner: Value, name: str, given: list[Value], call: ast.Call, made: Value) -> None:
        """Take note of the dicts that the method may make, where it changes or is given one of several."""
        mine = self.alternatives.get(id(owner))
        other = self.alternatives.get(id(given[0])) if name == "update" and len(given) == 1 else None
        found = mine if mine is not None else other
        if found is None or not isinstance(made, Table):
            return
        options = []
        for label, each in found.options[:-1]:
            whole = ast.Call(call.func, [self.hold(each)], call.keywords) if mine is None else call
            table = (
                self._made_of(owner, name, [each], whole) if mine is None else self._made_of(each, name, given, call)
            )
            options.append((label, table))
        self.alternatives[id(made)] = found._replace(options=(*options, (found.options[-1][0], made)))

    def _popped(self, owner: Value, given: list[Value], call: ast.Call) -> Value | None:
        if not isinstance(owner, Sequence):
            return None
        at = self.constant(call.args[0]) if call.args else -1
        return owner.items[at] if isinstance(at, int) and -len(owner.items) <= at < len(owner.items) else None

    def _made_of(self, owner: Value, name: str, given: list[Value], call: ast.Call) -> Value:
        if isinstance(owner, Table):
            return self._table_made_of(owner, name, given, call)
        if not isinstance(owner, Sequence):
            return owner
        items = list(owner.items)
        if name in ("append", "add") and len(given) == 1:
            items += [] if name == "add" and given[0] in items else given
        elif name in ("extend", "update"):
            for each in given:
                added = items_of(each)
                if isinstance(each, Choice):
                    return self.joined(Sequence(tuple(items), owner.node), each, call)
                items += added if added is not None else [Expression(call)]
        elif name == "insert" and len(given) == 2:
            at = self.constant(call.args[0])
            items.insert(at if isinstance(at, int) else len(items), given[1])
        elif name == "clear":
            items = []
        elif name == "reverse":
            items.reverse()
        elif name in ("remove", "discard") and len(given) == 1:
            items = _without(items, given[0])
        elif name == "pop":
            at = self.constant(call.args[0]) if call.args else -1
            items = [item for n, item in enumerate(items) if not isinstance(at, int) or n != at % max(len(items), 1)]
        node = owner.node
        if isinstance(node, ast.List):
            node = _written_list(node, name, call, items, owner.items)
        return Sequence(tuple(items), node) if len(items) <= MOST_ITEMS else Expression(call)

    def _table_made_of(self, owner: Table, name: str, given: list[Value], call: ast.Call) -> Value:
        items = dict(owner.items)
        key = self.constant(call.args[0]) if call.args else None
        node = owner.node
        if name == "update":
            for each in [*given, Table(tuple((k.arg, self.evaluate(k.value)) for k in call.keywords if k.arg), call)]:
                is_known = isinstance(each, Table) or items_of(each) is not None
                items.update(table_of(each, call).items if is_known else {OPEN: each})
            parts = [
                *call.args,
                *([ast.Call(ast.Name("dict", ast.Load()), [], call.keywords)] if call.keywords else []),
            ]
            if isinstance(node, (ast.Dict, ast.Call)):
                node = ast.Dict([None, *(None for _ in parts)], [node, *parts])
        elif name == "setdefault" and key is not None and len(given) == 2:
            items.setdefault(key, given[1])
        elif name == "pop" and key is not None:
            items.pop(key, None)
        elif name == "popitem" and items:
            items.popitem()
        elif name == "clear":
            items = {}
        return Table(tuple(items.items()), node)

    def made_container(self, name: str, call: ast.Call) -> Value | None:
        """Return what `dict(...)`, `defaultdict(list)` and `set()` give; None for other calls."""
        if name in ("dict", "OrderedDict"):
            return self._made_table(call)
        if name == "ChainMap":  # the first one wins
            tables = [self.evaluate(each) for each in call.args]
            rows = [item for each in reversed(tables) for item in table_of(each, call).items]
            return Table(tuple(dict(rows).items()), call)
        if name in ("defaultdict", "set") and len(call.args) == (name == "defaultdict"):
            return Table((), call) if name == "defaultdict" else Sequence((), call)
        return None

    def _made_table(self, call: ast.Call) -> Value | None:
        """Return what `dict(...)` gives: of another one, of pairs, of keywords."""
        items: dict[object, Value] = {}
        given: list[ast.expr] = []
        words: list[ast.keyword] = []
        for argument in call.args:
            value = self.evaluate(argument)
            if not isinstance(value, Table) and items_of(value) is None:
                return None
            items.update(table_of(value, call).items)
            given.append(self.hold(value) if isinstance(value, Table) else argument)
        for keyword in call.keywords:
            value = settled(self.names, self.evaluate(keyword.value))
            if keyword.arg:
                items[keyword.arg] = value
            elif isinstance(value, Table):
                items.update(value.items)
            written = self.hold(value) if isinstance(value, Table) else keyword.value
            words.append(ast.keyword(keyword.arg, written))
        return Table(tuple(items.items()), ast.copy_location(ast.Call(call.func, given, words), call))


def table_of(value: Value, near: ast.expr) -> Table:
    """Return a table of a table, or of pairs."""
    if isinstance(value, Table):
        return value
    pairs = [items_of(pair) for pair in items_of(value) or ()]
    found: dict[object, Value] = {}
    for pair in pairs:
        if pair is not None and len(pair) == 2:
            key = pair[0].node.value if isinstance(getattr(pair[0], "node", None), ast.Constant) else None  # type: ignore[union-attr]
            if key is not None:
                found[key] = pair[1]
    return Table(tuple(found.items()), near)


def _without(items: list[Value], gone: Value) -> list[Value]:
    at = next((number for number, item in enumerate(items) if item == gone), None)
    return items if at is None else [*items[:at], *items[at + 1 :]]


def _written_list(node: ast.List, name: str, call: ast.Call, items: list[Value], before: tuple[Value, ...]) -> ast.expr:
    """Return a list as it is written after a change, for texts in it: names of nodes that a run asks for."""
    if name == "append" and len(node.elts) == len(before):
        return ast.List([*node.elts, call.args[0]], ast.Load())
    if name == "extend" and call.args:
        return ast.List([*node.elts, ast.Starred(call.args[0], ast.Load())], ast.Load())
    kept = [item.node for item in items if isinstance(item, Expression)]
    return ast.List(list(kept), ast.Load()) if len(kept) == len(items) else node


def place_of(call: ast.Call) -> str:
    """Return the dotted name of what a method is called on; empty for anything else."""
    return (dotted_name(call.func.value) if isinstance(call.func, ast.Attribute) else None) or ""
