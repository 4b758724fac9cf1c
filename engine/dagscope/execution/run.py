"""Runs a plan: plainly, compiled or with hooks; what a node's events are.
It decides nothing about what runs; that is the plan's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from dagscope.execution.compiled import CompiledPlan, compile_plan, given_names
from dagscope.execution.graph_functions import log_computing, log_failure, logger, node_runner
from dagscope.execution.plan import Plan
from dagscope.lifecycle.base import LifecycleAdapterSet

_NODE_POINTS = (
    ("pre_node_execute", True),
    ("post_node_execute", True),
    ("do_node_execute", False),
    ("do_remote_execute", False),
)
_COMPILE_AT_MOST = 20_000
"""Steps of the largest plan that is compiled: beyond it, compiling takes longer than it saves."""


@dataclass(frozen=True, slots=True)
class NodeStarted:
    """A node is about to run."""

    node: str


@dataclass(frozen=True, slots=True)
class NodeFinished:
    """A node has run."""

    node: str
    value: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class NodeFailed:
    """A node's function raised."""

    node: str
    error: BaseException
    seconds: float


@dataclass(frozen=True, slots=True)
class NodeSkipped:
    """A node cannot run: `because` names the node it needs that failed or was skipped."""

    node: str
    because: str


@dataclass(frozen=True, slots=True)
class BranchFinished:
    """A node has run in one branch of a block, or is the expanding one that made the branches.

    `is_earlier`: it did not run, an earlier run's value was taken.
    """

    node: str
    task_id: str
    value: Any
    is_earlier: bool = False


Event = NodeStarted | NodeFinished | NodeFailed | NodeSkipped | BranchFinished


class PreparedPlan:
    """A plan and, from its second run on, the function it was compiled to."""

    __slots__ = ("plan", "accepted_by", "_runs", "_compiled")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.accepted_by: object = None
        """The executor that has looked at the plan's nodes and can run them."""
        self._runs = 0
        self._compiled: CompiledPlan | None = None

    def run(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        """Run without hooks. The first run goes step by step: compiling pays from the second on."""
        if self._compiled is not None and not logger.isEnabledFor(logging.DEBUG):
            return self._compiled(inputs, overrides)
        self._runs += 1
        is_stepwise = logger.isEnabledFor(logging.DEBUG)  # compiled code does not say what it computes
        if self._runs == 1 or len(self.plan.steps) > _COMPILE_AT_MOST or is_stepwise:
            return run_steps(self.plan, inputs, overrides)
        self._compiled = compile_plan(self.plan)
        return self._compiled(inputs, overrides)


def has_node_points(adapter: LifecycleAdapterSet) -> bool:
    """Return whether an adapter has hooks or methods around single nodes."""
    return bool(adapter.adapters) and any(
        adapter.does_hook(name, is_async=False) if is_hook else adapter.does_method(name, is_async=False)
        for name, is_hook in _NODE_POINTS
    )


def run_steps(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Run the plan step by step, without hooks, and return the final variables."""
    values = _given_values(plan, inputs, overrides)
    is_debugging = logger.isEnabledFor(logging.DEBUG)
    for node, parameters, releases in plan.steps:
        kwargs = {}
        for name in parameters:  # a comprehension is a call more for each node, before Python 3.12
            kwargs[name] = values[name]
        if is_debugging:
            log_computing(node)
        try:
            values[node.name] = node.callable(**kwargs)
        except Exception as error:
            log_failure(node, kwargs, error)
            raise
        for name in releases:
            del values[name]
    return {name: values.get(name) for name in plan.final_vars}


def run_instrumented(
    plan: Plan,
    inputs: dict[str, Any],
    overrides: dict[str, Any],
    adapter: LifecycleAdapterSet,
    run_id: str,
    task_id: str | None = None,
) -> dict[str, Any]:
    """Run the plan with the adapters' hooks and methods around each node, and return the final variables."""
    values = _given_values(plan, inputs, overrides)
    run = node_runner(adapter, run_id, task_id)
    for step in plan.steps:
        values[step.node.name] = run(step.node, {name: values[name] for name in step.parameters})
        for name in step.releases:
            del values[name]
    return {name: values.get(name) for name in plan.final_vars}


def _given_values(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return {name: (inputs if source == "inputs" else overrides)[name] for name, source in given_names(plan)}
