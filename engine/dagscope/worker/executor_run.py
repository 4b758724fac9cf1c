"""A run on threads, processes or a cluster, told node by node. It must not schedule anything itself.

Values of a cluster stay there until somebody looks at them; the run holds its executor until it is forgotten.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.execution.node_executors import NodeExecutor, make_executor
from dagscope.execution.parallel_events import RemoteValue, run_parallel_events
from dagscope.execution.plan import Plan
from dagscope.execution.run import Event, NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from dagscope.executor_names import ExecutorUnavailable
from dagscope.lifecycle import NodeExecutionHook
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.preview import preview_of, preview_of_error, summary_of
from dagscope.preview.budget import type_name
from dagscope.records import State
from dagscope.worker import messages as m
from dagscope.worker.running import EAGER_RESULTS, Run, Surroundings

if TYPE_CHECKING:
    from dagscope.worker.run_cache import RunCache


class _OnThreads(NodeExecutionHook):
    """Tells when a thread really begins with a node, and whose output is what the thread writes."""

    def __init__(self, around: Surroundings, tell: Any, run: str) -> None:
        self._around = around
        self._tell = tell
        self._run = run
        self._since = threading.local()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def run_before_node_execution(self, *, node_name: str, **future_kwargs: Any) -> None:
        self._around.trail.drop(self._run, node_name, "node")
        self._around.capture.enter_thread(self._run, node_name)
        self._since.time = time.perf_counter()
        self._tell(node_name, "running")

    def run_after_node_execution(self, *, node_name: str, **future_kwargs: Any) -> None:
        self.seconds[node_name] += time.perf_counter() - self._since.time
        self._around.capture.leave_thread()


class ExecutorRunner:
    """Executes one plan of a graph on an executor."""

    def __init__(
        self,
        around: Surroundings,
        run: Run,
        plan: Plan,
        graph: Dag,
        executor: str,
        cache: RunCache | None = None,
    ) -> None:
        self._around = around
        self._run = run
        self._plan = plan
        self._graph = graph
        self._name = executor
        self._cache = cache
        self._finals = frozenset(plan.final_vars)
        self._is_eager = len(plan.steps) <= EAGER_RESULTS
        self._marks = _OnThreads(around, self._tell, run.name)
        self._started = 0.0
        self._begun: dict[str, float] = {}

    def execute(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> m.RunFinished:
        """Run it; gives how it ended."""
        around, run = self._around, self._run
        self._started = time.perf_counter()
        run.values.update({**self._graph.config, **inputs, **overrides})
        around.outbox.send(m.RunStarted(run.name, run.slot, self._plan.order, len(self._plan.steps)))
        around.interrupts.install()
        around.outbox.announce()
        status, message = self._attempt(inputs, overrides)
        around.capture.leave()
        around.trail.clear()
        for name in self._plan.order:
            if run.states.get(name, "waiting") in ("waiting", "running"):
                self._tell(name, "waiting" if status == "cancelled" else "skipped")
        failed = [name for name, state in run.states.items() if state == "failed"]
        if failed and status == "ok":
            more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            status, message = "failed", f"{failed[0]} failed{more}"
        error = run.errors.get(failed[0]) if failed else None
        return m.RunFinished(run.name, status, time.perf_counter() - self._started, error, message)  # type: ignore[arg-type]

    def _attempt(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> tuple[str, str]:
        interrupts = self._around.interrupts
        try:
            # Once: the second signal of a Stop must not hinder the cancelling that the first began.
            with interrupts.user_code(once=True):
                executor = make_executor(self._name)
                self._run.hold(executor)
                self._watch(executor, inputs, overrides)
                self._show_finals()
        except KeyboardInterrupt:
            return "cancelled", "stopped"
        except (ValueError, ExecutorUnavailable) as error:
            return "failed", str(error)
        except BaseException as error:  # noqa: BLE001 - a lost cluster, values that cannot travel
            return "failed", " ".join(f"{type(error).__name__}: {error}".split())
        return ("cancelled", "stopped") if interrupts.is_wanted else ("ok", "")

    def _watch(self, executor: NodeExecutor, inputs: dict[str, Any], overrides: dict[str, Any]) -> None:
        adapters: list[Any] = [] if self._cache is None else [self._cache.adapter]
        if executor.is_local:
            adapters.append(self._marks)
        events = run_parallel_events(
            self._graph,
            list(self._plan.final_vars),
            inputs,
            overrides,
            executor=executor,
            adapter=LifecycleAdapterSet(*adapters),
            run_id=self._run.name if self._cache is None else self._cache.run_id,
        )
        with closing(events):
            for event in events:
                self._take(event, executor)
                self._around.between()

    def _take(self, event: Event, executor: NodeExecutor) -> None:
        name = event.node
        if isinstance(event, NodeStarted):
            if not executor.is_local:
                self._around.trail.drop(self._run.name, name, "node")
                self._around.capture.enter(self._run.name, name)
                self._tell(name, "running")
        elif isinstance(event, NodeFinished):
            self._finish(name, event.value, self._marks.seconds.get(name, event.seconds))
        elif isinstance(event, NodeFailed):
            self._fail(name, event.error, event.seconds)
        elif isinstance(event, NodeSkipped):
            self._tell(name, "skipped", 0.0, f"needs {event.because}")

    def _finish(self, name: str, value: Any, seconds: float) -> None:
        self._run.values[name] = value
        state: State = "cached" if self._cache is not None and self._cache.was_read(name) else "ok"
        if isinstance(value, RemoteValue):
            self._tell(name, state, seconds, "on the cluster")
        elif name in self._finals or self._is_eager:
            self._around.trail.drop(self._run.name, name, "preview")
            self._send(name, state, seconds, preview_of(value))
        else:
            self._tell(name, state, seconds, summary_of(value), type_name(value))

    def _show_finals(self) -> None:
        """Previews of what was asked for; those of values on a cluster are made there."""
        remote = self._run.values.remote(self._plan.final_vars)
        looks = [(name, value.apply(preview_of)) for name, value in remote.items()]
        for name, look in looks:
            self._send(name, self._run.states[name], self._run.seconds[name], look.fetch())

    def _send(self, name: str, state: State, seconds: float, shown: Any) -> None:
        self._tell(name, state, seconds, shown.preview.summary, shown.preview.type)
        self._around.outbox.send(m.Result(self._run.name, name, shown.preview), attachment=shown.png)

    def _fail(self, name: str, error: BaseException, seconds: float) -> None:
        if isinstance(error, KeyboardInterrupt) and self._around.interrupts.is_wanted:
            self._tell(name, "waiting", seconds, "stopped")
            raise error
        preview = preview_of_error(error, self._around.folder)
        self._run.errors[name] = preview
        self._tell(name, "failed", seconds, preview.summary, preview.type)
        self._around.outbox.send(m.Result(self._run.name, name, preview))

    def _tell(self, name: str, state: State, seconds: float = 0.0, summary: str = "", kind: str = "") -> None:
        if state == "running":
            self._begun.setdefault(name, time.perf_counter() - self._started)
        row = self._run.note(name, state, seconds, summary, kind, self._begun.get(name, 0.0))
        self._around.outbox.set_state(self._run.name, row)
