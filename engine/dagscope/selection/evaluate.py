"""Finds the nodes that a selection means, in a graph given by names. It must not know where the graph comes from."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from dagscope.identifiers import in_python
from dagscope.records import NodeKind
from dagscope.selection.language import (
    EVERY,
    And,
    Expression,
    Key,
    Name,
    Not,
    Path,
    Reach,
    SelectionError,
    parse,
)


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What a selection can ask of a node; empty where unknown."""

    name: str
    kind: str = ""
    type: str = ""
    module: str = ""
    doc: str = ""
    source: str = ""
    state: str = ""
    is_changed: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SelectionGraph:
    """Nodes in display order, and for each the names it depends on. Names that are no node are passed over."""

    nodes: Mapping[str, NodeFacts]
    parents: Mapping[str, Sequence[str]]

    def children(self) -> dict[str, list[str]]:
        """Return the reverse of `parents`, in order."""
        result: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, above in self.parents.items():
            for parent in above:
                if parent in result and name in self.nodes:
                    result[parent].append(name)
        return result


def select(graph: SelectionGraph, text: str | Expression) -> list[str]:
    """Return the names that a selection means, in the graph's order.

    Raises:
        SelectionError: the text is not in the language, or a name in it is no node.
    """
    expression = parse(text) if isinstance(text, str) else text
    chosen = _Evaluation(graph).nodes_of(expression)
    return [name for name in graph.nodes if name in chosen]


class _Evaluation:
    """One evaluation; the reversed edges, and texts in small letters, are made once and only when something asks for
    them, and each term is looked for once: a selection may have hundreds of terms over thousands of sources.
    """

    def __init__(self, graph: SelectionGraph) -> None:
        self.graph = graph
        self.below: dict[str, list[str]] | None = None
        self.lowered: dict[str, list[tuple[str, str]]] = {}
        self.found: dict[tuple[str, str], set[str]] = {}

    def nodes_of(self, expression: Expression) -> set[str]:
        if isinstance(expression, Name):
            return self.named(expression)
        if isinstance(expression, Key):
            return self.keyed(expression)
        if isinstance(expression, Reach):
            inner = self.nodes_of(expression.inner)
            return inner | self.upstream(inner, expression.up) | self.downstream(inner, expression.down)
        if isinstance(expression, Path):
            above = self.downstream(self.nodes_of(expression.start), EVERY)
            return above & self.upstream(self.nodes_of(expression.end), EVERY)
        if isinstance(expression, Not):
            return set(self.graph.nodes) - self.nodes_of(expression.inner)
        parts = [self.nodes_of(part) for part in expression.parts]
        return set.intersection(*parts) if isinstance(expression, And) else set.union(*parts)

    def named(self, name: Name) -> set[str]:
        pattern = in_python(name.pattern, self.graph.nodes)
        if pattern in self.graph.nodes:
            return {pattern}
        matches = _matcher(pattern)
        if _is_glob(pattern):
            return {n for n in self.graph.nodes if matches(n)}
        found = {n for n in self.graph.nodes if n.rpartition(".")[2] == pattern}
        if not found:
            near = difflib.get_close_matches(pattern, list(self.graph.nodes), n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise SelectionError(f"there is no node {pattern!r}{hint}", name.position)
        return found

    def keyed(self, key: Key) -> set[str]:
        words = _WORDS.get(key.key, ())
        if words and key.value.lower() not in words and not _is_glob(key.value):
            raise SelectionError(f"there is no {key.key} {key.value!r}, only {', '.join(words)}", key.position)
        asked = (key.key, key.value)
        if asked not in self.found:
            self.found[asked] = self._looked_for(*asked)
        return self.found[asked]

    def _looked_for(self, key: str, value: str) -> set[str]:
        if key in _TEXTS and not _is_glob(value):
            if key not in self.lowered:
                self.lowered[key] = [(name, getattr(each, key).lower()) for name, each in self.graph.nodes.items()]
            word = value.lower()
            return {name for name, text in self.lowered[key] if word in text}
        test = _TESTS[key](value)
        return {name for name, facts in self.graph.nodes.items() if test(facts)}

    def upstream(self, start: set[str], steps: int) -> set[str]:
        return _reach(start, self.graph.parents, self.graph.nodes, steps)

    def downstream(self, start: set[str], steps: int) -> set[str]:
        if self.below is None:
            self.below = self.graph.children()
        return _reach(start, self.below, self.graph.nodes, steps)


def _reach(start: set[str], edges: Mapping[str, Sequence[str]], known: Mapping[str, object], steps: int) -> set[str]:
    seen = set(start)
    frontier = list(start)
    while frontier and steps != 0:
        steps -= 1
        following = []
        for name in frontier:
            for neighbour in edges.get(name, ()):
                if neighbour in known and neighbour not in seen:
                    seen.add(neighbour)
                    following.append(neighbour)
        frontier = following
    return seen


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


def _matcher(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(fnmatch.translate(pattern), re.IGNORECASE)
    return lambda text: compiled.match(text) is not None


def _by_type(text: str) -> Callable[[NodeFacts], bool]:
    matches = _matcher(text)

    def test(facts: NodeFacts) -> bool:
        head = facts.type.partition("[")[0]
        return matches(facts.type) or matches(head) or matches(head.rpartition(".")[2])

    return test


def _by_module(text: str) -> Callable[[NodeFacts], bool]:
    matches = _matcher(text)
    return lambda facts: matches(facts.module) or matches(facts.module.rpartition(".")[2])


def _by_namespace(text: str) -> Callable[[NodeFacts], bool]:
    matches = _matcher(text)

    def test(facts: NodeFacts) -> bool:
        parts = facts.name.split(".")
        return any(matches(".".join(parts[:end])) for end in range(1, len(parts)))

    return test


def _by_tag(text: str) -> Callable[[NodeFacts], bool]:
    key, equals, wanted = text.partition("=")
    if not equals:
        has_key = _matcher(key)
        return lambda facts: any(has_key(name) for name in facts.tags)
    matches = _matcher(wanted)
    return lambda facts: key in facts.tags and matches(str(facts.tags[key]))


def _by_exact(attribute: str) -> Callable[[str], Callable[[NodeFacts], bool]]:
    def make(text: str) -> Callable[[NodeFacts], bool]:
        matches = _matcher(text)
        return lambda facts: matches(getattr(facts, attribute))

    return make


# Of these a pattern is the whole, a plain word any part; case does not matter.
_TEXTS = frozenset({"name", "doc", "source"})
_TESTS: dict[str, Callable[[str], Callable[[NodeFacts], bool]]] = {
    "name": _by_exact("name"),
    "tag": _by_tag,
    "type": _by_type,
    "module": _by_module,
    "ns": _by_namespace,
    "kind": _by_exact("kind"),
    "state": _by_exact("state"),
    "doc": _by_exact("doc"),
    "source": _by_exact("source"),
    "changed": lambda text: lambda facts: facts.is_changed,
}

# What a key can be; others take any text.
_WORDS: dict[str, tuple[str, ...]] = {"kind": get_args(NodeKind)}
