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
from dagscope.preview import preview_of
from dagscope.protocol import messages as m
from dagscope.worker.running import Run, Surroundings
from dagscope.worker.telling import Teller

if TYPE_CHECKING:
    from dagscope.worker.run_cache import RunCache


class _OnThreads(NodeExecutionHook):
    """Tells when a thread really begins with a node, and whose output is what the thread writes."""

    def __init__(self, around: Surroundings, teller: Teller, run: str) -> None:
        self._around = around
        self._teller = teller
        self._run = run
        self._since = threading.local()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def run_before_node_execution(self, *, node_name: str, **future_kwargs: Any) -> None:
        self._around.trail.drop(self._run, node_name, "node")
        self._around.capture.enter_thread(self._run, node_name)
        self._since.time = time.perf_counter()
        self._teller.begin(node_name)

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
        self._teller = Teller(around, run, plan, cache)
        self._marks = _OnThreads(around, self._teller, run.name)

    def execute(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> m.RunFinished:
        """Run it; gives how it ended."""
        around, teller = self._around, self._teller
        self._run.values.update({**self._graph.config, **inputs, **overrides})
        teller.start()
        around.interrupts.install()
        around.outbox.announce()
        status, message = self._attempt(inputs, overrides)
        around.capture.leave()
        around.trail.clear()
        teller.rest(status)
        return teller.finished(status, message)

    def _attempt(self, inputs: dict[str, Any], overrides: dict[str, Any]) -> tuple[m.RunStatus, str]:
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
        name, teller = event.node, self._teller
        if isinstance(event, NodeStarted):
            if not executor.is_local:
                self._around.trail.drop(self._run.name, name, "node")
                self._around.capture.enter(self._run.name, name)
                teller.begin(name)
        elif isinstance(event, NodeFinished):
            self._run.values[name] = event.value
            seconds = self._marks.seconds.get(name, event.seconds)
            if isinstance(event.value, RemoteValue):
                teller.done(name, seconds, "on the cluster")
            else:
                teller.value(name, event.value, seconds)
        elif isinstance(event, NodeFailed):
            if isinstance(event.error, KeyboardInterrupt) and self._around.interrupts.is_wanted:
                teller.tell(name, "waiting", event.seconds, "stopped")
                raise event.error
            teller.fail(name, event.error, event.seconds)
        elif isinstance(event, NodeSkipped):
            teller.skip(name, event.because)

    def _show_finals(self) -> None:
        """Previews of what was asked for and stayed on a cluster are made there."""
        remote = self._run.values.remote(self._teller.shown_finals)
        looks = [(name, value.apply(preview_of)) for name, value in remote.items()]
        for name, look in looks:
            self._teller.show(name, look.fetch(), self._run.seconds[name])
