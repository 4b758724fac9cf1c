"""In which Parallelizable blocks a node lies, and how it reads each input there. Pure: must not run or group anything.

An expanding node makes a block: what reads it reads one item and runs once an item. The *scope* of a node is the
tuple of the expanding nodes it lies in, outermost first; `Collect` leaves the innermost one.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from dagscope.htypes import Collect, Parallelizable
from dagscope.node import DependencyType, Node
from dagscope.order import by_level, cycle_text, cycles

Scope = tuple[str, ...]
_NUMBERS = re.compile(r"\.(\d+)(?=\.)")


class Reading(Enum):
    """How a node reads one of its inputs."""

    PLAIN = "plain"  # the value itself, of this branch or of an enclosing one
    ITEM = "item"  # one item of an expanding node
    ALL = "all"  # the values of all branches, in order
    ITEMS = "items"  # all items of an expanding node, read by Collect without a step between


def branch_of(task_id: str | None) -> str:
    """Return the number of a task's branch: `2`, or `2.0` in a block within a block; nothing outside of blocks."""
    return ".".join(_NUMBERS.findall(task_id)) if task_id else ""


def is_expander(node: Node) -> bool:
    """Return whether the node returns `Parallelizable[...]`."""
    return _is(node.type, Parallelizable)


def collected_inputs(node: Node) -> list[str]:
    """Return the parameters annotated with `Collect[...]`."""
    return [name for name, (type_, _) in node.input_types.items() if _is(type_, Collect)]


def _is(type_: Any, marker: type) -> bool:
    if type_ is marker:
        return True
    if type(type_) is type:  # a plain class, as most are: asked for each node of each branch
        return False
    origin = typing.get_origin(type_)
    if origin is marker or origin is None:
        return origin is marker
    # Where a node was sent to, its annotation may have become the class of another `hamilton` that is installed there.
    return (origin.__module__, origin.__name__) == ("hamilton.htypes", marker.__name__)


def is_optional(node: Node, parameter: str) -> bool:
    """Return whether the node's function has a default for the parameter."""
    return node.input_types[parameter][1] is DependencyType.OPTIONAL


def order_nodes(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes in an order in which each comes after what it reads; otherwise in the given order.

    Raises:
        ValueError: When the nodes form a cycle.
    """
    known = {node.name: node for node in nodes}
    reads = {name: [each for each in node.input_types if each in known] for name, node in known.items()}
    readers: dict[str, list[str]] = {name: [] for name in known}
    for name, read in reads.items():
        for each in read:
            readers[each].append(name)
    ordered = by_level(known, reads.__getitem__, readers.__getitem__, key=str)
    if len(ordered) != len(known):
        way = cycle_text(cycles(known, reads.__getitem__, key=str)[0])
        raise ValueError(f"These nodes depend on each other in a cycle: {way}.")
    return [known[name] for name in ordered]


class Scopes:
    """The scopes of all nodes of a graph (or of the part of it that runs)."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.ordered = order_nodes(nodes)
        self.nodes: Mapping[str, Node] = {node.name: node for node in self.ordered}
        self._scopes: dict[str, Scope] = {}
        for node in self.ordered:
            self._scopes[node.name] = self._find(node)

    def of(self, name: str) -> Scope:
        """Return the expanding nodes the node lies in, outermost first; `()` for what runs once."""
        return self._scopes.get(name, ())

    def branch_scope(self, expander: str) -> Scope:
        """Return the scope of what reads one item of the expanding node."""
        return (*self.of(expander), expander)

    def reading(self, node: Node, parameter: str) -> Reading:
        """Return how the node reads the parameter."""
        producer = self.nodes.get(parameter)
        if producer is None:
            return Reading.PLAIN
        is_collected = _is(node.input_types[parameter][0], Collect)
        if is_expander(producer):
            return Reading.ITEMS if is_collected else Reading.ITEM
        return Reading.ALL if is_collected and self.of(parameter) else Reading.PLAIN

    def read_scope(self, node: Node, parameter: str) -> Scope:
        """Return the scope in which the node must at least lie to read the parameter so."""
        reading = self.reading(node, parameter)
        if reading is Reading.ITEM:
            return self.branch_scope(parameter)
        if reading is Reading.ALL:
            return self.of(parameter)[:-1]
        return self.of(parameter)

    def _find(self, node: Node) -> Scope:
        deepest: Scope = ()
        for parameter in node.input_types:
            scope = self.read_scope(node, parameter)
            shorter, longer = sorted((deepest, scope), key=len)
            if longer[: len(shorter)] != shorter:
                raise ValueError(
                    f"Node {node.name} reads items of two Parallelizable nodes that do not lie in each other: "
                    f"{deepest[-1]} and {scope[-1]}. Collect one of them first, or let one expand inside the "
                    "other's block."
                )
            deepest = longer
        return deepest
