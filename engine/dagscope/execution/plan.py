"""What a run will do, decided before it starts: which nodes, in which order, with which inputs. It runs nothing.

The order is depth first: final variables as given, dependencies in parameter order, each node once. A value is
released after the step that reads it last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dagscope.dag import Dag
from dagscope.identifiers import unknown_nodes
from dagscope.node import DependencyType, Node, NodeType
from dagscope.order import needed_first


@dataclass(frozen=True, slots=True)
class Step:
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
        parts = [f"{len(self.steps)} steps to {', '.join(self.final_vars)}"]
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
    order = needed_first(roots, lambda node: _needs(node, input_names, override_names))
    external = [node for node in order if node.node_role is NodeType.EXTERNAL]
    running = [node for node in order if node.node_role is not NodeType.EXTERNAL and node.name not in override_names]
    given = tuple(node for node in external if node.name in input_names and node.name not in override_names)
    needed = _required(running)
    # An override of an input does not stand for the input itself: a consumer that requires it still needs it given.
    missing = tuple(node for node in external if node.name not in input_names and node.name in needed)
    absent = tuple(
        name
        for name in names
        if name in graph.nodes
        and graph.nodes[name].user_defined
        and name not in input_names
        and name not in override_names
        and name not in needed
    )
    is_override = [node.name for node in order if node.name in override_names]
    return Plan(names, _steps(running, names, input_names, override_names), given, tuple(is_override), missing, absent)


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


def _steps(
    running: list[Node],
    final_vars: tuple[str, ...],
    input_names: Collection[str],
    override_names: Collection[str],
) -> tuple[Step, ...]:
    external = NodeType.EXTERNAL
    kept = set(final_vars)
    reversed_steps: list[Step] = []
    for node in reversed(running):
        parameters: list[str] = []
        releases: list[str] = []
        for parameter, producer in zip(node.input_types, node.needs):
            if producer.node_role is external:
                if not _is_given(producer, input_names, override_names):
                    continue
            elif parameter not in kept:
                kept.add(parameter)
                releases.append(parameter)
            parameters.append(parameter)
        reversed_steps.append(Step(node, tuple(parameters), tuple(releases)))
    reversed_steps.reverse()
    return tuple(reversed_steps)
