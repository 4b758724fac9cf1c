"""A run of a graph with `Parallelizable` blocks, here, one branch after the other, watched through hooks.

It must not schedule anything itself.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.execution.dynamic import run_dynamic
from dagscope.execution.executors import DefaultExecutionManager, SynchronousLocalTaskExecutor
from dagscope.execution.plan import Plan
from dagscope.execution.strategies import GroupByRepeatableBlocks
from dagscope.lifecycle import NodeExecutionHook
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import NodeType
from dagscope.preview import preview_of, preview_of_error, summary_of
from dagscope.preview.budget import type_name
from dagscope.records import State
from dagscope.worker import messages as m
from dagscope.worker.running import Run, Surroundings

if TYPE_CHECKING:
    from dagscope.worker.run_cache import RunCache


class _Watcher(NodeExecutionHook):
    """Tells of each node and keeps its values; those of a branch's node are a list."""

    def __init__(
        self, around: Surroundings, run: Run, branched: frozenset[str], cache: RunCache | None
    ) -> None:
        self._cache = cache
        self._around = around
        self._run = run
        self._branched = branched
        self._started: dict[tuple[str, str | None], float] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._run_started = time.perf_counter()
        self._begun: dict[str, float] = {}

    def start_clock(self) -> float:
        """The run begins now."""
        self._run_started = time.perf_counter()
        return self._run_started

    def tell(self, name: str, state: State, summary: str = "", kind: str = "") -> None:
        row = self._run.note(name, state, self._seconds[name], summary, kind, self._begun.get(name, 0.0))
        self._around.outbox.set_state(self._run.name, row)

    def run_before_node_execution(self, *, node_name: str, task_id: str | None, **future_kwargs: Any) -> None:
        if self._around.interrupts.is_wanted:
            raise KeyboardInterrupt
        self._around.trail.drop(self._run.name, node_name, "node")
        self._around.capture.enter(self._run.name, node_name)
        now = self._started[node_name, task_id] = time.perf_counter()
        self._begun.setdefault(node_name, now - self._run_started)
        self.tell(node_name, "running")

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
        self._around.capture.leave()
        self._seconds[node_name] += time.perf_counter() - self._started.pop(
            (node_name, task_id), time.perf_counter()
        )
        if not success:
            self.fail(node_name, error)
        elif node_name in self._branched:
            values = self._run.values.setdefault(node_name, [])
            values.append(result)
            self.tell(
                node_name,
                self._ok(node_name),
                f"{len(values):,} branches, last {summary_of(result)}",
                type_name(result),
            )
        else:
            self._run.values[node_name] = result
            self.tell(node_name, self._ok(node_name), summary_of(result), type_name(result))

    def _ok(self, name: str) -> State:
        return "cached" if self._cache is not None and self._cache.was_read(name) else "ok"

    def fail(self, name: str, error: BaseException) -> None:
        preview = preview_of_error(error, self._around.folder)
        self._run.errors[name] = preview
        self.tell(name, "failed", preview.summary, preview.type)
        self._around.outbox.send(m.Result(self._run.name, name, preview))


class DynamicRunner:
    """Executes one plan of a graph with Parallelizable blocks."""

    def __init__(
        self, around: Surroundings, run: Run, plan: Plan, graph: Dag, cache: RunCache | None = None
    ) -> None:
        self._cache = cache
        self._around = around
        self._run = run
        self._plan = plan
        self._graph = graph
        self._watcher = _Watcher(around, run, frozenset(_inside_blocks(plan)), cache)

    def execute(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> m.RunFinished:
        """Run it; gives how it ended."""
        around, run = self._around, self._run
        started = self._watcher.start_clock()
        run.values.update({**self._graph.config, **inputs, **overrides})
        around.outbox.send(m.RunStarted(run.name, run.slot, self._plan.order, len(self._plan.steps)))
        around.interrupts.install()
        status, message = self._attempt(inputs, overrides)
        around.capture.leave()
        around.trail.clear()
        for name in self._plan.order:
            if run.states.get(name, "waiting") in ("waiting", "running"):
                self._watcher.tell(name, "waiting" if status == "cancelled" else "skipped")
        failed = [name for name, state in run.states.items() if state == "failed"]
        error = run.errors[failed[0]] if failed else None
        return m.RunFinished(run.name, status, time.perf_counter() - started, error, message)  # type: ignore[arg-type]

    def _attempt(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> tuple[str, str]:
        run = self._run
        try:
            with self._around.interrupts.user_code():
                results = self._results(inputs, overrides)
        except KeyboardInterrupt:
            return "cancelled", "stopped"
        except BaseException as error:  # noqa: BLE001 - users' code raises anything
            running = [name for name, state in run.states.items() if state == "running"]
            if not run.errors and running:
                self._watcher.fail(running[-1], error)
            failed = next(iter(run.errors), "")
            return "failed", f"{failed} failed" if failed else f"{type(error).__name__}: {error}"
        for name, value in results.items():
            run.values[name] = value
            shown = preview_of(value)
            self._watcher.tell(name, run.states.get(name, "ok"), shown.preview.summary, shown.preview.type)
            self._around.outbox.send(m.Result(run.name, name, shown.preview), attachment=shown.png)
        return "ok", ""

    def _results(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        adapters = [self._watcher] if self._cache is None else [self._cache.adapter, self._watcher]
        adapter = LifecycleAdapterSet(*adapters)
        finals = list(self._plan.final_vars)
        run_id = self._run.name if self._cache is None else self._cache.run_id
        here = DefaultExecutionManager(SynchronousLocalTaskExecutor(), SynchronousLocalTaskExecutor())
        blocks = GroupByRepeatableBlocks()
        return run_dynamic(self._graph, finals, inputs, overrides, adapter, here, blocks, run_id)


def _inside_blocks(plan: Plan) -> list[str]:
    """Nodes that run once a branch: below an expanding node and above the one that collects."""
    expanding = {step.node.name for step in plan.steps if step.node.node_role is NodeType.EXPAND}
    inside: dict[str, None] = {}
    for step in plan.steps:
        is_below = any(name in inside or name in expanding for name in step.parameters)
        if is_below and step.node.node_role is not NodeType.COLLECT:
            inside[step.node.name] = None
    return list(inside)
