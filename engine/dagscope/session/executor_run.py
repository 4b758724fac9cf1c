"""A run on threads, processes or a cluster, reported node by node. It must not schedule anything itself.

Values of a cluster stay there until somebody looks at them; the run holds its executor until it is forgotten.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.data_quality.base import ValidationResult
from dagscope.execution.node_executors import NodeExecutor, make_executor
from dagscope.execution.parallel_events import RemoteValue, run_parallel_events
from dagscope.execution.plan import Plan, Step
from dagscope.execution.run import BranchFinished, Event, NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from dagscope.execution.scopes import branch_of
from dagscope.executor_names import ExecutorUnavailable
from dagscope.lifecycle import NodeExecutionHook
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.preview import preview_of
from dagscope.preview.budget import cut, type_name
from dagscope.protocol import messages as m
from dagscope.session.branch_reports import BranchReports, branches_text, inside_blocks, numbers_of
from dagscope.session.checks import failure_of
from dagscope.session.run import Given, Run, RunContext
from dagscope.session.run_reporter import TEXT_LIMIT, Outcome, RunReporter
from dagscope.system.forks import end_forked_child

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache


class _OnThreads(NodeExecutionHook):
    """Tells when a thread really begins with a node, and whose output is what the thread writes."""

    def __init__(self, context: RunContext, report: RunReporter, run: str, plan: Plan) -> None:
        self.branches = BranchReports(context.reporter, run, plan, tells_all=True)
        self._context = context
        self._report = report
        self._run = run
        self._since = threading.local()
        self._process = os.getpid()
        self._is_over = False
        self._beginning = threading.Lock()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def run_before_node_execution(
        self, *, node_name: str, node_kwargs: dict[str, Any], task_id: str | None, **future_kwargs: Any
    ) -> None:
        with self._beginning:
            if self._is_over:
                raise SystemExit  # the run was stopped or failed and goes on without this thread
            self._report.begin(node_name)
        self.branches.begin(node_name, task_id, node_kwargs)
        self._context.reporter.enter_thread(self._run, node_name)
        self._since.time = time.perf_counter()

    def begin_no_more(self) -> None:
        """Have no thread begin with a node from now on: what had begun by then is known."""
        with self._beginning:
            self._is_over = True

    def run_after_node_execution(
        self, *, node_name: str, task_id: str | None, result: Any, error: Any, success: bool, **future_kwargs: Any
    ) -> None:
        end_forked_child(self._process)
        if self._is_over:
            return
        self.branches.end(node_name, task_id, result, error)
        self.seconds[node_name] += time.perf_counter() - self._since.time
        self._context.reporter.leave_thread()


class ExecutorRunner:
    """Executes one plan of a graph on an executor."""

    def __init__(
        self,
        context: RunContext,
        run: Run,
        plan: Plan,
        graph: Dag,
        cache: RunCache | None,
        executor: str,
        earlier: Mapping[tuple[str, str], Any] | None = None,
    ) -> None:
        """`earlier` are values of branches that are not computed again; a cache knows by itself."""
        self._context = context
        self._run = run
        self._plan = plan
        self._graph = graph
        self._name = executor
        self._cache = cache
        self._earlier = earlier if cache is None else None
        self._report = RunReporter(context, run, plan, cache)
        self._marks = _OnThreads(context, self._report, run.name, plan)

    def execute(self, given: Given) -> m.RunFinished:
        """Run everything that can run and return how it ended."""
        values = {**self._graph.config, **given.inputs, **given.overrides}
        return self._report.carry_out(values, lambda: self._attempt(given))

    def _attempt(self, given: Given) -> Outcome:
        interrupts = self._context.interrupts
        self._context.reporter.flush()
        try:
            # Once: the second signal of a Stop must not hinder the cancelling that the first began.
            with interrupts.user_code(once=True):
                executor = make_executor(self._name)
                self._run.hold(executor)
                self._watch(executor, given)
                self._look_at_checks()
                self._show_finals()
        except KeyboardInterrupt as error:
            if interrupts.is_wanted:
                raise
            return "failed", f"the run broke off: {type(error).__name__}"
        except (ValueError, ExecutorUnavailable) as error:
            return "failed", str(error)
        except BaseException as error:  # noqa: BLE001 - a lost cluster, values that cannot travel
            return "failed", " ".join(f"{type(error).__name__}: {error}".split())
        return ("cancelled", "stopped") if interrupts.is_wanted else ("ok", "")

    def _watch(self, executor: NodeExecutor, given: Given) -> None:
        adapters: list[Any] = [] if self._cache is None else [self._cache.adapter]
        if executor.is_local:
            adapters.append(self._marks)
        else:
            run_id = self._run.name if self._cache is None else self._cache.run_id
            self._context.reporter.hear(run_id, self._hear)
            self._context.reporter.enter(self._run.name, "")  # whose it is what C code writes there nobody knows
        events = run_parallel_events(
            self._graph,
            list(self._plan.final_vars),
            given.inputs,
            given.overrides,
            executor=executor,
            adapter=LifecycleAdapterSet(*adapters),
            run_id=self._run.name if self._cache is None else self._cache.run_id,
            is_traced=True,
            earlier=self._earlier,
        )
        stops = self._context.stops
        if stops.is_armed and executor.passes_handles:
            text = "Breakpoints and Pause have no effect here: a cluster is handed everything at once.\n"
            self._context.reporter.warning(self._run.name, "", text)
        elif stops.is_armed:
            stops.between("", [step.node.name for step in self._plan.steps if self._is_ready(step, "")])
        try:
            with closing(events):
                for event in events:
                    self._take(event, executor)
                    if stops.is_armed and not executor.passes_handles and isinstance(event, NodeFinished):
                        stops.between(event.node, self._ready_after(event.node))
                    self._context.between()
        finally:
            self._marks.begin_no_more()
        if "failed" in self._run.states.values():
            self._settle_blocks()

    def _hear(self, record: dict[str, Any]) -> None:
        """Take what another process reports of a node: a file that it opens, or how it ended."""
        path, node, reads = record.get("opened"), record.get("node"), self._context.reads
        if not isinstance(path, str):
            self._marks.branches.ended_elsewhere(record)
        elif reads is not None and isinstance(node, str):
            reads.opened(node, path, bool(record.get("is_written")))

    def _ready_after(self, name: str) -> list[str]:
        """Return the nodes that had to wait for this one, and for no other any more."""
        return [s.node.name for s in self._plan.steps if name in s.parameters and self._is_ready(s, name)]

    def _is_ready(self, step: Step, last: str) -> bool:
        values = self._run.values
        return all(name == last or name in values for name in step.parameters)

    def _take(self, event: Event, executor: NodeExecutor) -> None:
        name, report = event.node, self._report
        if isinstance(event, NodeStarted):
            if not executor.is_local:
                report.begin(name)
        elif isinstance(event, NodeFinished):
            self._run.values[name] = event.value
            seconds = self._seconds(name, event.seconds)
            if issubclass(type(event.value), RemoteValue):
                report.done(name, seconds, "on the cluster")
            else:
                report.value(name, event.value, seconds)
        elif isinstance(event, NodeFailed):
            if isinstance(event.error, KeyboardInterrupt) and self._context.interrupts.is_wanted:
                report.stop(name)
                raise event.error
            report.fail(name, event.error, self._seconds(name, event.seconds))
        elif isinstance(event, NodeSkipped):
            report.skip(name, event.because)
        elif isinstance(event, BranchFinished):
            self._run.branches[name, branch_of(event.task_id)] = event.value
            if event.is_earlier:
                self._marks.branches.ended_earlier(name, event.task_id, event.value)

    def _settle_blocks(self) -> None:
        """Give the nodes of blocks that ended in some branches, in a run that failed, what they have of these."""
        run, report, branches = self._run, self._report, self._marks.branches
        for check, failure in branches.failures.items():
            report.checks.take(check, ValidationResult(False, failure))
        values: dict[str, list[Any]] = {}
        for name, branch in sorted(run.branches, key=lambda key: numbers_of(key[1])):
            values.setdefault(name, []).append(run.branches[name, branch])
        for name in inside_blocks(self._plan):
            if run.states.get(name) in ("ok", "warning", "failed") or not (name in values or branches.ended[name]):
                continue
            seconds = self._seconds(name, 0.0)
            if name in values:
                run.values[name] = values[name]
                report.done(name, seconds, branches_text(values[name]), type_name(values[name][-1]))
            else:  # what its task had is lost with the task
                report.tell(name, "stopped", seconds, _lost_text(branches.ended[name], report.checks.failed(name)))

    def _seconds(self, name: str, waited: float) -> float:
        """How long a node took where it ran; how long it was waited for where nobody knows that."""
        run = self._run.name if self._cache is None else self._cache.run_id
        seconds = self._context.reporter.measured(run, name)
        if seconds is None:
            if name not in self._marks.seconds:
                self._run.awaited.add(name)
            return self._marks.seconds.get(name, waited)
        self._report.took(name, seconds)
        self._report.grew(name, self._marks.branches.memory.get(name, 0))
        return seconds

    def _look_at_checks(self) -> None:
        """Judge the results of checks that stayed on a cluster there."""
        report, run = self._report, self._run
        remote = run.values.remote(report.checks.names)
        looks = [(name, value.apply(failure_of)) for name, value in remote.items()]
        for name, look in looks:
            if failure := look.fetch():
                report.checks.take(name, ValidationResult(False, failure))
        for name in dict.fromkeys(each for check in remote for each in (check, *report.checks.checked_by(check))):
            if run.states.get(name) == "ok" and report.checks.failed(name):
                report.done(name, run.seconds[name], "")

    def _show_finals(self) -> None:
        """Make previews of what was asked for and stayed on a cluster there."""
        remote = self._run.values.remote(self._report.shown_finals)
        looks = [(name, value.apply(preview_of)) for name, value in remote.items()]
        for name, look in looks:
            self._report.show(name, look.fetch(), self._run.seconds[name])


def _lost_text(count: int, failure: str) -> str:
    """Return what is known of a node that ended in branches whose task failed after it, in its process."""
    text = f"ended in {count:,} {'branch' if count == 1 else 'branches'}; the values went with the failure"
    return cut(f"{text}; {failure}" if failure else text, TEXT_LIMIT)
