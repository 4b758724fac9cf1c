"""A run of a graph with `Parallelizable` blocks, here, one branch after the other, watched through hooks.

It must not schedule anything itself.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.execution.dynamic import run_dynamic
from dagscope.execution.executors import DefaultExecutionManager, SynchronousLocalTaskExecutor
from dagscope.execution.plan import Plan
from dagscope.execution.scopes import branch_of
from dagscope.execution.strategies import GroupByRepeatableBlocks
from dagscope.lifecycle import NodeExecutionHook
from dagscope.lifecycle.base import BaseDoNodeExecute, LifecycleAdapterSet
from dagscope.node import Node
from dagscope.preview import sketch_of
from dagscope.preview.budget import type_name
from dagscope.protocol import messages as m
from dagscope.session.branch_reports import BranchReports, branches_text, inside_blocks
from dagscope.session.run import Given, Run, RunContext
from dagscope.session.run_reporter import Outcome, RunReporter
from dagscope.system.forks import end_forked_child

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache


class _Watcher(NodeExecutionHook):
    """Tells of each node and keeps its values; those of a branch's node are a list."""

    def __init__(
        self,
        context: RunContext,
        run: Run,
        report: RunReporter,
        branched: frozenset[str],
        branches: BranchReports,
    ) -> None:
        self._branches = branches
        self._expanders = branches.expanders
        self._context = context
        self._run = run
        self._report = report
        self._branched = branched
        self._process = os.getpid()
        self._started: dict[tuple[str, str | None], float] = {}
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def run_before_node_execution(
        self, *, node_name: str, node_kwargs: dict[str, Any], task_id: str | None, **future_kwargs: Any
    ) -> None:
        if self._context.stops.is_armed:
            if node_name in self._branched:
                self._run.received[node_name] = node_kwargs
            self._context.stops.before(node_name)
        if self._context.interrupts.is_wanted:
            raise KeyboardInterrupt
        self._context.reporter.enter(self._run.name, node_name)
        self._started[node_name, task_id] = time.perf_counter()
        self._branches.begin(node_name, task_id, node_kwargs)
        self._report.begin(node_name, self.seconds[node_name])

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        task_id: str | None,
        result: Any,
        error: Any,
        success: bool,
        **future_kwargs: Any,
    ) -> None:
        end_forked_child(self._process)
        self._context.reporter.leave()
        now = time.perf_counter()
        self.seconds[node_name] += now - self._started.pop((node_name, task_id), now)
        seconds = self.seconds[node_name]
        if isinstance(error, KeyboardInterrupt) and self._context.interrupts.is_wanted:
            self._report.stop(node_name)
            return
        self._branches.end(node_name, task_id, result, error)
        if success and (node_name in self._branched or node_name in self._expanders):
            self._run.branches[node_name, branch_of(task_id)] = result
        if not success:
            self._report.fail(node_name, error, seconds)
        elif node_name in self._branched:
            self._report.checks.take(node_name, result)
            values = self._run.values.setdefault(node_name, [])
            values.append(result)
            self._report.done(node_name, seconds, branches_text(values), type_name(result))
        else:
            self._run.values[node_name] = result
            self._report.value(node_name, result, seconds)
        if self._context.stops.is_armed:
            self._context.stops.after(node_name)


class _FromEarlier(BaseDoNodeExecute):
    """Gives what an earlier run computed in its branches, and calls the other nodes."""

    def __init__(self, values: Mapping[tuple[str, str], Any]) -> None:
        self._values = values

    def do_node_execute(
        self, *, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None, **future_kwargs: Any
    ) -> Any:
        key = (node_.name, branch_of(task_id))
        return self._values[key] if key in self._values else node_.callable(**kwargs)


class DynamicRunner:
    """Executes one plan of a graph with Parallelizable blocks."""

    def __init__(
        self,
        context: RunContext,
        run: Run,
        plan: Plan,
        graph: Dag,
        cache: RunCache | None = None,
        earlier: Mapping[tuple[str, str], Any] | None = None,
    ) -> None:
        """`earlier` are values of branches that are not computed again; a cache knows by itself."""
        self._earlier = earlier or {}
        self._cache = cache
        self._context = context
        self._run = run
        self._plan = plan
        self._graph = graph
        self._branched = frozenset(inside_blocks(plan))
        self._report = RunReporter(context, run, plan, cache)
        branches = BranchReports(context.reporter, run.name, plan)
        self._watcher = _Watcher(context, run, self._report, self._branched, branches)

    def execute(self, given: Given) -> m.RunFinished:
        """Run everything that can run and return how it ended."""
        values = {**self._graph.config, **given.inputs, **given.overrides}
        return self._report.carry_out(values, lambda: self._attempt(given))

    def _attempt(self, given: Given) -> Outcome:
        run, report = self._run, self._report
        try:
            with self._context.interrupts.user_code():
                results = self._results(given)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and self._context.interrupts.is_wanted:
                raise
            running = [name for name, state in run.states.items() if state == "running"]
            if not run.errors and running:
                report.fail(running[-1], error, self._watcher.seconds[running[-1]])
            return "failed", "" if run.errors else f"{type(error).__name__}: {error}"
        for name, value in results.items():
            if name in self._branched or name not in run.states:  # the others were shown when they were done
                run.values[name] = value
                report.show(name, sketch_of(value), self._watcher.seconds[name])
        for name in self._branched:
            if name not in run.states:  # there was no branch
                run.values[name] = []
                report.done(name, 0.0, "0 branches")
        return "ok", ""

    def _results(self, given: Given) -> dict[str, Any]:
        adapters: list[Any] = [self._watcher] if self._cache is None else [self._cache.adapter, self._watcher]
        if self._earlier and self._cache is None:
            adapters.append(_FromEarlier(self._earlier))
        adapter = LifecycleAdapterSet(*adapters)
        finals = list(self._plan.final_vars)
        run_id = self._run.name if self._cache is None else self._cache.run_id
        here = DefaultExecutionManager(SynchronousLocalTaskExecutor(), SynchronousLocalTaskExecutor())
        blocks = GroupByRepeatableBlocks()
        return run_dynamic(self._graph, finals, given.inputs, given.overrides, adapter, here, blocks, run_id)
