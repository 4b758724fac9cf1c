"""What a run will do, decided before it starts: which nodes, in which order, with which inputs. It runs nothing.

The order is depth first: final variables as given, dependencies in parameter order, each node once. A value is
released after the step that reads it last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from typing import NamedTuple

from dagscope.dag import Dag
from dagscope.identifiers import unknown_nodes
from dagscope.node import DependencyType, Node, NodeType
from dagscope.order import needed_first


class Step(NamedTuple):  # a third of a frozen dataclass's time, and a plan has one a node
    """One node to run, the inputs it is given, and the values nobody needs after it."""

    node: Node
    parameters: tuple[str, ...]
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """Everything about a run but the values."""

    final_vars: tuple[str, ...]
    steps: tuple[Step, ...]
    inputs: tuple[Node, ...]
    """External nodes the run reads and is given."""
    overridden: tuple[str, ...]
    """Nodes whose value is given instead of made."""
    missing: tuple[Node, ...]
    """Required inputs that are not given."""
    absent: tuple[str, ...]
    """Final variables that are inputs and not given: their value is None."""

    def __repr__(self) -> str:
        steps = "1 step" if len(self.steps) == 1 else f"{len(self.steps)} steps"
        parts = [f"{steps} to {', '.join(self.final_vars)}"]
        for title, names in (("missing", [each.name for each in self.missing]), ("overridden", self.overridden)):
            if names:
                parts.append(f"{title}: {', '.join(names)}")
        return f"<Plan: {'; '.join(parts)}>"

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the nodes that run, in order."""
        return tuple(step.node.name for step in self.steps)


def make_plan(
    graph: Dag,
    final_vars: Sequence[str],
    input_names: Collection[str] = (),
    override_names: Collection[str] = (),
) -> Plan:
    """Plan a run; raises ValueError for a name that the graph does not have.

    Args:
        graph: The dataflow.
        final_vars: What is asked for; a name that only `input_names` has is passed through.
        input_names: Names of all values given from outside, the config's included.
        override_names: Names of nodes whose value is given instead of made.
    """
    names = tuple(dict.fromkeys(final_vars))
    unknown = [name for name in names if name not in graph.nodes and name not in input_names]
    if unknown:
        raise ValueError(unknown_nodes(unknown, graph.nodes))
    roots = [graph.nodes[name] for name in names if name in graph.nodes]
    order = _order(roots, input_names, override_names)
    external = [node for node in order if node.node_role is NodeType.EXTERNAL]
    running = [node for node in order if node.node_role is not NodeType.EXTERNAL and node.name not in override_names]
    given = tuple(node for node in external if node.name in input_names and node.name not in override_names)
    ungiven = [node for node in external if node.name not in input_names]
    needed = _required(running) if ungiven else set()
    # An override of an input does not stand for the input itself: a consumer that requires it still needs it given.
    missing = tuple(node for node in ungiven if node.name in needed)
    absent = tuple(
        node.name
        for node in roots
        if node.user_defined
        and node.name not in input_names
        and node.name not in override_names
        and node.name not in needed
    )
    is_override = tuple([node.name for node in order if node.name in override_names]) if override_names else ()
    there = {node.name for node in order}.difference(
        node.name for node in ungiven if not _is_given(node, input_names, override_names)
    )
    steps = _steps(running, there, {*names, *(node.name for node in external)})
    return Plan(names, steps, given, is_override, missing, absent)


def _order(roots: list[Node], input_names: Collection[str], override_names: Collection[str]) -> list[Node]:
    """Return what the roots need, themselves included, without inputs that are neither given nor required."""
    if not override_names:
        order: list[Node] = needed_first(roots, attrgetter("needs"))
        if not any(_can_be_left_out(node, input_names) for node in order if node.node_role is NodeType.EXTERNAL):
            return order
    return needed_first(roots, lambda node: _needs(node, input_names, override_names))


def _can_be_left_out(node: Node, input_names: Collection[str]) -> bool:
    optional = DependencyType.OPTIONAL
    return node.local_name not in input_names and any(
        reader.input_types[node.name][1] is optional for reader in node.readers
    )


def _needs(node: Node, input_names: Collection[str], override_names: Collection[str]) -> list[Node]:
    if not node.needs or (override_names and node.name in override_names):
        return []
    optional, external = DependencyType.OPTIONAL, NodeType.EXTERNAL
    for each, (_, kind) in zip(node.needs, node.input_types.values()):
        if kind is optional and each.node_role is external and not _is_given(each, input_names, override_names):
            break
    else:
        return node.needs
    return [
        each
        for each, (_, kind) in zip(node.needs, node.input_types.values())
        if kind is not optional or each.node_role is not external or _is_given(each, input_names, override_names)
    ]


def _is_given(node: Node, input_names: Collection[str], override_names: Collection[str]) -> bool:
    return node.local_name in input_names or node.local_name in override_names


def _required(running: Iterable[Node]) -> set[str]:
    required = DependencyType.REQUIRED
    return {name for node in running for name, (_, kind) in node.input_types.items() if kind is required}


def _steps(running: list[Node], there: set[str], kept: set[str]) -> tuple[Step, ...]:
    """Return a step for each node.

    Args:
        running: The nodes, in order.
        there: Names of all that is made or given.
        kept: Names of what is not released; those of the rest are added.
    """
    reversed_steps: list[Step] = []
    for node in reversed(running):
        parameters = tuple(filter(there.__contains__, node.input_types))
        releases = tuple(filterfalse(kept.__contains__, parameters))
        kept.update(releases)
        reversed_steps.append(Step(node, parameters, releases))
    reversed_steps.reverse()
    return tuple(reversed_steps)
