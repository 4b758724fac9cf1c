"""Last pass: what can only be judged on the whole graph: circles, and what validating adapters say. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.base import LifecycleAdapterSet, ValidationException
from dagscope.node import Node
from dagscope.problems import Problem, problem_at

if TYPE_CHECKING:
    from dagscope.dag import Dag


def circles(nodes: Iterable[Node]) -> list[list[Node]]:
    """One circle of each knot of nodes that depend on each other, in order of dependency; iterative, deterministic."""
    state: dict[int, int] = {}
    found: list[list[Node]] = []
    for root in nodes:
        if id(root) in state:
            continue
        path: list[Node] = [root]
        state[id(root)] = 1
        stack = [iter(root._dependencies)]
        while stack:
            for node in stack[-1]:
                seen = state.get(id(node))
                if seen is None:
                    if not node._dependencies:
                        state[id(node)] = 2
                        continue
                    state[id(node)] = 1
                    path.append(node)
                    stack.append(iter(node._dependencies))
                    break
                if seen == 1:
                    start = next(i for i, each in enumerate(path) if each is node)
                    found.append(path[start:])
            else:
                stack.pop()
                state[id(path.pop())] = 2
    return found


def has_circles(nodes: Collection[Node]) -> bool:
    """Whether there is any circle: a quick count before the search that names them."""
    waiting = {id(node): len(node._dependencies) for node in nodes}
    ready = [node for node in nodes if not node._dependencies]
    for node in ready:
        for consumer in node._depended_on_by:
            key = id(consumer)
            left = waiting[key] - 1
            if left:
                waiting[key] = left
            else:
                ready.append(consumer)
    return len(ready) < len(waiting)


def circle_problems(nodes: Collection[Node], changed: Collection[Node]) -> list[Problem]:
    """A problem for each circle, naming its nodes in the order of the data.

    Args:
        nodes: The whole graph.
        changed: Nodes a new circle has to go through; all of them for a graph that was never looked at.
    """
    problems: list[Problem] = []
    is_small_change = len(changed) * 20 < len(nodes)
    if not (any(circles(changed)) if is_small_change else has_circles(nodes)):
        return problems
    for circle in circles(nodes):
        first = circle[0]
        way = " -> ".join(node.name for node in [first, *reversed(circle[1:]), first])
        functions = first._originating_functions
        message = f"These nodes depend on each other in a circle: {way}. Take one of the parameters out to break it."
        problems.append(problem_at("cycle", message, first.name, functions[0] if functions else None))
    return problems


def validate(
    graph: Dag, adapter: LifecycleAdapterSet | None, modules: Sequence[ModuleType], config: dict[str, Any]
) -> list[Problem]:
    """What the validating adapters refuse: single nodes first, then the whole graph."""
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
