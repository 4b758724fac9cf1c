"""Start a run: plan it, see that nothing is missing, choose its runner. It must not read frames."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.execution.graph_functions import leave_failures_to_reports
from dagscope.execution.plan import Plan
from dagscope.executor_names import executor_problem
from dagscope.node import NodeType
from dagscope.protocol import messages as m
from dagscope.session.async_nodes import with_awaited
from dagscope.session.dynamic_run import DynamicRunner
from dagscope.session.executor_run import ExecutorRunner
from dagscope.session.run import Given, Run, RunContext, Runner
from dagscope.session.running import PlainRunner
from dagscope.session.session import Session
from dagscope.session.together_run import TogetherRunner, waits_together

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run, with its values made."""

    slot: str
    run: str
    final_vars: tuple[str, ...]
    inputs: dict[str, Any]
    overrides: dict[str, Any]
    executor: str = "sync"
    cache: str = ""
    kept: tuple[str, ...] = ()
    """The overrides that are values of earlier runs."""
    branches: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    """Values of an earlier run's finished branches."""
    fresh: tuple[str, ...] = ()
    """Nodes that are computed whatever the cache has."""


def start_run(session: Session, context: RunContext, wanted: Wanted) -> m.RunFinished:
    """Run what is wanted and return how it ended; the values stay in the session under the run's name.

    Raises:
        Refusal: a name is unknown or cannot run.
    """
    slot = session.slot(wanted.slot)
    plan = session.plan(slot, wanted.final_vars, wanted.inputs, wanted.overrides)
    if plan.missing:
        names = tuple(node.name for node in plan.missing)
        message = f"{'a value is' if len(names) == 1 else 'values are'} missing: {', '.join(names)}"
        return m.RunFinished(wanted.run, "failed", 0.0, None, message, names)
    if wanted.executor and (problem := executor_problem(wanted.executor)):
        return m.RunFinished(wanted.run, "failed", 0.0, None, problem)
    run = Run(wanted.run, wanted.slot, kept=wanted.kept)
    slot.runs[wanted.run] = run
    graph = slot.result.graph
    if not wanted.cache:
        return _run(context, run, plan, graph, wanted, None)
    cache = _open_cache(context, wanted)
    if cache is None:
        return _run(context, run, plan, graph, wanted, None)
    cache.begin(graph, wanted.final_vars, wanted.inputs, wanted.overrides)
    try:
        return _run(context, run, plan, graph, wanted, cache)
    finally:
        for sentence in cache.end(graph):
            context.reporter.warning(wanted.run, "", f"{sentence}\n")


def _open_cache(context: RunContext, wanted: Wanted) -> RunCache | None:
    """Return the cache; None, with a warning, where there can be none: the run goes on without it."""
    from dagscope.session.run_cache import RunCache  # its machinery is only loaded when a run wants it

    folder = context.folder / wanted.cache
    try:
        return RunCache(folder, wanted.fresh)
    except OSError as error:
        reason = error.strerror or str(error)
        text = f"The cache in {folder} cannot be used ({reason}): nothing is read from it and nothing kept.\n"
        context.reporter.warning(wanted.run, "", text)
        return None


def _run(
    context: RunContext, run: Run, plan: Plan, graph: Dag, wanted: Wanted, cache: RunCache | None
) -> m.RunFinished:
    runner: Runner
    if wanted.executor not in ("", "sync"):
        runner = ExecutorRunner(context, run, plan, with_awaited(graph), cache, wanted.executor, wanted.branches)
    elif _is_dynamic(plan):
        runner = DynamicRunner(context, run, plan, with_awaited(graph), cache, wanted.branches)
    elif sys.platform != "win32" and waits_together(plan):  # there no selector waits for what an event loop may want
        runner = TogetherRunner(context, run, plan, graph, cache)
    else:
        runner = PlainRunner(context, run, plan, graph, cache)
    leave_failures_to_reports(True)
    try:
        return runner.execute(Given(wanted.inputs, wanted.overrides))
    finally:
        leave_failures_to_reports(False)


def _is_dynamic(plan: Plan) -> bool:
    """Return whether the number of nodes is only known while it runs (`Parallelizable`, `Collect`)."""
    return any(step.node.node_role in (NodeType.EXPAND, NodeType.COLLECT) for step in plan.steps)
