"""Last pass: what can only be judged on the whole graph: cycles, and what validating adapters say.
It changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.base import LifecycleAdapterSet, ValidationException
from dagscope.node import Node
from dagscope.order import cycle_text, cycles, has_cycle
from dagscope.problems import Problem, problem_at

if TYPE_CHECKING:
    from dagscope.dag import Dag


_needs = attrgetter("needs")
_read_by = attrgetter("readers")


def cycle_problems(nodes: Collection[Node], changed: Collection[Node]) -> list[Problem]:
    """Return a problem for each cycle, naming its nodes in the order of the data.

    Args:
        nodes: The whole graph.
        changed: Nodes a new cycle has to go through; all of them for a graph that was never looked at.
    """
    problems: list[Problem] = []
    is_small_change = len(changed) * 20 < len(nodes)
    if not (any(cycles(changed, _needs)) if is_small_change else has_cycle(nodes, _needs, _read_by)):
        return problems
    for cycle in cycles(nodes, _needs):
        first = cycle[0]
        way = cycle_text([node.name for node in cycle])
        functions = first.originating_functions
        message = f"These nodes depend on each other in a cycle: {way}. Take one of the parameters out to break it."
        problems.append(problem_at("cycle", message, first.name, functions[0] if functions else None))
    return problems


def validate(
    graph: Dag, adapter: LifecycleAdapterSet | None, modules: Sequence[ModuleType], config: dict[str, Any]
) -> list[Problem]:
    """Return what the validating adapters refuse: single nodes first, then the whole graph."""
    if adapter is None:
        return []
    problems: list[Problem] = []
    if adapter.does_validation("validate_node"):
        errors: list[str] = []
        for node in graph.nodes.values():
            failures = adapter.call_all_validators_sync("validate_node", created_node=node)
            errors.extend(f"{node.name}: {failure.error}" for failure in failures)
        if errors:
            listed = "\n  ".join(errors)
            message = f"Node validation failed! {len(errors)} errors encountered:\n  {listed}"
            problems.append(Problem("validation", message, error=ValidationException(message)))
    if adapter.does_validation("validate_graph"):
        failures = adapter.call_all_validators_sync("validate_graph", graph=graph, modules=modules, config=config)
        if failures:
            listed = "\t".join(str(each.error) for each in failures)
            message = f"Graph validation failed! {len(failures)} errors encountered:\t{listed}"
            problems.append(Problem("validation", message, error=ValidationException(message)))
    return problems
