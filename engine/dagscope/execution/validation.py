"""Holds the values of a request against what the graph needs, before anything runs.
It raises one error for all mistakes.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterable
from typing import Any

from dagscope.dag import Dag
from dagscope.errors import ExecutionRequestError
from dagscope.execution.graph_functions import combine_config_and_inputs, node_is_required_by_anything
from dagscope.execution.plan import Plan
from dagscope.htypes import check_input_type
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node, NodeType

_SHOWN = 1000
"""Characters of a wrong value that a message shows."""

_NAMED = 5
"""Nodes that a warning names."""

InputRule = Callable[[Any, Any], bool]


def input_rule(adapter: LifecycleAdapterSet | None) -> InputRule:
    """Return the type rule for inputs: an adapter's if there is one, else the engine's."""
    if adapter is None or not adapter.does_method("do_validate_input", is_async=False):
        return check_input_type

    def check(node_type: Any, value: Any) -> bool:
        return bool(adapter.call_lifecycle_method_sync("do_validate_input", node_type=node_type, input_value=value))

    return check


def warn_of_coroutines(nodes: Iterable[Node], logger: logging.Logger) -> None:
    """Log which nodes are asynchronous: a driver that does not await them gives coroutines as their values."""
    flags = ((node, getattr(getattr(node.callable, "__code__", None), "co_flags", 0)) for node in nodes)
    found = [node.name for node, flag in flags if flag & inspect.CO_COROUTINE]
    if found:
        logger.warning(
            "%s: `async def`, so that the value is a coroutine, which this driver does not await. "
            "`async_driver.Builder` makes one that does.",
            ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""),
        )


def validate_plan(
    plan: Plan,
    adapter: LifecycleAdapterSet | None,
    values: dict[str, Any],
    hints: Callable[[Iterable[Node]], list[str]] | None = None,
) -> None:
    """Raise for required inputs that are missing and values of the wrong type; `hints` say more of what is missing."""
    errors = [_missing(node) for node in plan.missing]
    check = input_rule(adapter)
    for node in plan.inputs:
        value = values[node.name]
        if value is not None and not check(node.type, value):
            errors.append(_mismatch(node, value))
    raise_errors(errors, hints(plan.missing) if plan.missing and hints is not None else ())


def validate_inputs(
    fn_graph: Dag,
    adapter: LifecycleAdapterSet | None,
    user_nodes: Iterable[Node],
    inputs: dict[str, Any] | None = None,
    nodes_set: Iterable[Node] | None = None,
) -> None:
    """Validate inputs for explicit sets of nodes: `user_nodes` are external, `nodes_set` is what will run."""
    values = combine_config_and_inputs(fn_graph.config, inputs or {})
    running = list(fn_graph.nodes.values() if nodes_set is None else nodes_set)
    check = input_rule(adapter)
    errors = []
    for node in user_nodes:
        if node.name not in values:
            if node_is_required_by_anything(node, running):
                errors.append(_missing(node))
        elif values[node.name] is not None and not check(node.type, values[node.name]):
            errors.append(_mismatch(node, values[node.name]))
    raise_errors(errors)


def raise_errors(errors: list[str], hints: Iterable[str] = ()) -> None:
    """Raise one error that lists all, and then what may help."""
    if errors:
        listed = "\n  ".join([*sorted(errors), *hints])
        raise ExecutionRequestError(f"{len(errors)} errors encountered: \n  {listed}")


def _missing(node: Node) -> str:
    consumers = [each.name for each in node.depended_on_by if each.node_role is not NodeType.EXTERNAL]
    return f"Error: Required input {node.name} not provided for nodes: {consumers}."


def _mismatch(node: Node, value: Any) -> str:
    shown = _shown(value)
    return f"Error: Type requirement mismatch. Expected {node.name}:{node.type} got {shown}:{type(value)} instead."


def _shown(value: Any) -> str:
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001 - a value's text is users' code
        return f"<{type(value).__name__} whose text raises {type(error).__name__}>"
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
