"""Where a column of a table comes from and goes to: by the dataflow, by the code, and by which values have it.
It must not ask or highlight.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from textwrap import dedent

from dagscope_app.model.records.graph import GraphSnapshot, downstream, upstream
from dagscope_app.model.translation import tr

_FRAMES = ("DataFrame", "LazyFrame", "Table", "Dataset")
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Lineage:
    """The way of a column through the graph.

    `made` are the nodes that make it, `carried` the tables that have it, `read` the nodes that take it or name it in
    their code; `perhaps` get a whole table with it, and their code does not say whether they look at it. `lit` is all
    of it with what it is made from and what is made of it. `is_run` says whether values showed which tables have it.
    """

    column: str
    made: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    lit: frozenset[str] = frozenset()
    is_run: bool = True

    def sentence(self) -> str:
        """Return the column's way in a few sentences."""
        parts = [
            tr("The column {column} is made by {listed}.", column=self.column, listed=_listed(self.made))
            if self.made
            else tr("Where the column {column} is made cannot be seen here.", column=self.column)
        ]
        if len(self.carried) > 1:
            parts.append(tr("It is in {carried:,} tables.", carried=len(self.carried)))
        if self.read:
            parts.append(tr("It is read by {listed}.", listed=_listed(self.read)))
        else:
            parts.append(tr("No function reads it by its name."))
        if len(self.perhaps) == 1:
            parts.append(tr("{listed} gets the whole table and may read it.", listed=_listed(self.perhaps)))
        elif self.perhaps:
            parts.append(tr("{listed} get the whole table and may read it.", listed=_listed(self.perhaps)))
        if not self.is_run:
            parts.append(tr("Run it, and the values tell which tables have the column."))
        return " ".join(parts)


def is_frame(graph: GraphSnapshot, name: str) -> bool:
    """Return whether a node's value is a table, by its type."""
    node = graph.nodes.get(name)
    return node is not None and any(word in node.type for word in _FRAMES)


def candidates(graph: GraphSnapshot, node: str) -> tuple[str, ...]:
    """Return the tables before and after a node, which may have its column."""
    around = upstream(graph, [node]) | downstream(graph, [node])
    return tuple(name for name in graph.nodes if name in around and is_frame(graph, name))


def lineage_of(graph: GraphSnapshot, node: str, column: str, has: Mapping[str, bool]) -> Lineage:
    """Return the way of a column of a node's table, or of the node itself where it is a column.

    Args:
        graph: the dataflow.
        node: where one looks at it.
        column: its name.
        has: which tables of the last run have a column of this name; those that are not in it are not known.
    """
    walk = _Walk(graph, column, has)
    walk.up(node)
    walk.down(node)
    made, read = tuple(walk.made), tuple(walk.read)
    lit = {node, *walk.carried, *upstream(graph, made), *downstream(graph, read)}
    perhaps = tuple(name for name in walk.perhaps if name not in read and name not in walk.carried)
    return Lineage(column, made, tuple(walk.carried), read, perhaps, frozenset(lit), bool(has))


class _Walk:
    """One column followed in both directions; names are kept in the order in which they are found."""

    def __init__(self, graph: GraphSnapshot, column: str, has: Mapping[str, bool]) -> None:
        self.graph = graph
        self.column = column
        self.has = has
        self.made: dict[str, None] = {}
        self.carried: dict[str, None] = {}
        self.read: dict[str, None] = {}
        self.perhaps: dict[str, None] = {}

    def up(self, name: str) -> None:
        """Follow the column to where it is made: a node that is the column, or the first table that has it."""
        waiting, seen = [name], {name}
        while waiting:
            here = waiting.pop()
            found = list(self._sources(here))
            if is_frame(self.graph, here):
                self.carried[here] = None
            if not found:
                self.made[here] = None
            for source in found:
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)

    def _sources(self, name: str) -> Iterator[str]:
        """Yield the inputs from which the column comes by its name: itself as a node, else tables that have it."""
        needs = [dep.name for dep in self.graph.nodes[name].deps if dep.name in self.graph.nodes]
        columns = [need for need in needs if self._is_column(need)]
        if columns:
            yield from columns
        elif is_frame(self.graph, name) or self._takes_out(name):
            tables = [need for need in needs if is_frame(self.graph, need)]
            # Where no value can be asked, a table that is the only source counts as having the column.
            yield from (need for need in tables if self.has.get(need, not self.has))

    def _is_column(self, name: str) -> bool:
        return self.graph.nodes[name].label == self.column and not is_frame(self.graph, name)

    def _takes_out(self, name: str) -> bool:
        """Return whether a node is one column taken out of a table, and not computed by a function of its own."""
        definitions = [item for item in self.graph.definitions_of(name) if item.is_active]
        return self._is_column(name) and any(item.function != self.column for item in definitions)

    def down(self, name: str) -> None:
        """Follow the column to what takes it, names it in its code, or is a table that has it as well."""
        waiting, seen = [name], {name}
        while waiting:
            here = waiting.pop()
            for user in self.graph.consumers.get(here, ()):
                if user in seen:
                    continue
                if not is_frame(self.graph, here):  # the column itself is what the user gets
                    seen.add(user)
                    self.read[user] = None
                    if is_frame(self.graph, user) and self.has.get(user, False):
                        self.carried[user] = None
                        waiting.append(user)
                elif self._follow(user):
                    seen.add(user)
                    waiting.append(user)

    def _follow(self, user: str) -> bool:
        """Return whether the column goes on from a node that gets a table with it; what it does with it is noted."""
        if self._takes_out(user):
            self.read[user] = None
            return True
        node = self.graph.nodes[user]
        if node.label != self.column and self._takes_another(user):
            return False
        if self._names_it(user):
            self.read[user] = None
        elif not (is_frame(self.graph, user) and self.has.get(user)):
            self.perhaps[user] = None
        if is_frame(self.graph, user) and self.has.get(user, False):
            self.carried[user] = None
            return True
        return False

    def _takes_another(self, name: str) -> bool:
        """Return whether a node is another column taken out of the table."""
        definitions = [item for item in self.graph.definitions_of(name) if item.is_active]
        node = self.graph.nodes[name]
        is_taken = any(item.function != node.label and node.label in names_in(item.source) for item in definitions)
        return is_taken and not is_frame(self.graph, name)

    def _names_it(self, name: str) -> bool:
        return any(self.column in names_in(item.source) for item in self.graph.definitions_of(name) if item.is_active)


@lru_cache(maxsize=1024)
def names_in(source: str) -> frozenset[str]:
    """Return the texts, attributes and names of arguments in some code; nothing where it cannot be read."""
    try:
        tree = ast.parse(dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found: set[str] = set()
    for part in ast.walk(tree):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            found.add(part.value)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.keyword) and part.arg:
            found.add(part.arg)
    return frozenset(found)


def _listed(names: tuple[str, ...]) -> str:
    more = tr(" and {value:,} more", value=len(names) - _MOST_NAMED) if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
