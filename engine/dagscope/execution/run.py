"""Runs a plan: plainly, compiled, or as events. It decides nothing about what runs; that is the plan's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dagscope.execution.compiled import CompiledPlan, compile_plan, given_names
from dagscope.execution.graph_functions import log_failure, node_runner
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


Event = NodeStarted | NodeFinished | NodeFailed | NodeSkipped


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
        """Runs without hooks. The first run goes step by step: compiling pays from the second on."""
        if self._compiled is not None:
            return self._compiled(inputs, overrides)
        self._runs += 1
        if self._runs == 1 or len(self.plan.steps) > _COMPILE_AT_MOST:
            return run_steps(self.plan, inputs, overrides)
        self._compiled = compile_plan(self.plan)
        return self._compiled(inputs, overrides)


def has_node_points(adapter: LifecycleAdapterSet) -> bool:
    """Whether an adapter wants to see or to do the running of single nodes."""
    return bool(adapter.adapters) and any(
        adapter.does_hook(name, is_async=False) if is_hook else adapter.does_method(name, is_async=False)
        for name, is_hook in _NODE_POINTS
    )


def run_steps(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Runs the plan step by step, without hooks, and gives the final variables."""
    values = _given_values(plan, inputs, overrides)
    for step in plan.steps:
        node = step.node
        kwargs = {name: values[name] for name in step.parameters}
        try:
            values[node.name] = node._callable(**kwargs)  # type: ignore[misc]
        except Exception as error:
            log_failure(node, kwargs, error)
            raise
        for name in step.releases:
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
    """Runs the plan with the adapters' hooks and methods around each node, and gives the final variables."""
    values = _given_values(plan, inputs, overrides)
    run = node_runner(adapter, run_id, task_id)
    for step in plan.steps:
        values[step.node.name] = run(step.node, {name: values[name] for name in step.parameters})
        for name in step.releases:
            del values[name]
    return {name: values.get(name) for name in plan.final_vars}


def run_events(
    plan: Plan,
    inputs: dict[str, Any],
    overrides: dict[str, Any],
    *,
    adapter: LifecycleAdapterSet | None = None,
    run_id: str | None = None,
    stop_on_error: bool = False,
) -> Iterator[Event]:
    """Runs the plan and tells of each node; what does not need a failed node still runs.

    Close the generator to stop between two nodes. Only `Exception`s are events: an interrupt or an exit goes through.
    """
    values = _given_values(plan, inputs, overrides)
    run = node_runner(adapter or LifecycleAdapterSet(), run_id or "", None)
    is_instrumented = adapter is not None and has_node_points(adapter)
    lost: dict[str, str] = {}
    for step in plan.steps:
        node = step.node
        name = node.name
        cause = next((each for each in step.parameters if each in lost), None)
        if cause is not None:
            lost[name] = cause
            yield NodeSkipped(name, cause)
        else:
            yield NodeStarted(name)
            kwargs = {each: values[each] for each in step.parameters}
            started = time.perf_counter()
            try:
                value = run(node, kwargs) if is_instrumented else node._callable(**kwargs)  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001 - the user's code may raise anything
                lost[name] = name
                yield NodeFailed(name, error, time.perf_counter() - started)
                if stop_on_error:
                    return
            else:
                seconds = time.perf_counter() - started
                values[name] = value
                del kwargs
                yield NodeFinished(name, value, seconds)
                del value
        for each in step.releases:
            values.pop(each, None)


def _given_values(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return {name: (inputs if source == "inputs" else overrides)[name] for name, source in given_names(plan)}
