"""Report a run's nodes: states, values, failures, the end, in one way for every runner.
It must not run any node itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope.execution.plan import Plan
from dagscope.preview import Shown, is_plain, preview_of_error, sketch_of, summary_of
from dagscope.preview.budget import cut, reason_of, type_name
from dagscope.protocol import messages as m
from dagscope.records import State, StateRow
from dagscope.session.checks import Checks
from dagscope.session.run import Run, RunContext
from dagscope.system.memory_use import MemoryUse
from dagscope.value_records import Preview

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache

Outcome = tuple[m.RunStatus, str]

EAGER_RESULTS = 500
# Of very many final variables only the last are shown at once; a window that opens tabs for them would drop the others.
SHOWN_FINALS = 100
TEXT_LIMIT = 200
_HAS_RUN = ("ok", "warning", "failed")


class RunReporter:
    """Reports one run, and notes in it what was reported."""

    def __init__(self, context: RunContext, run: Run, plan: Plan, cache: RunCache | None) -> None:
        self.shown_finals = plan.final_vars[-SHOWN_FINALS:]
        self._context = context
        self._reporter = context.reporter
        self._run = run
        self._plan = plan
        self._cache = cache
        self._finals = frozenset(self.shown_finals)
        self._is_eager = len(plan.steps) <= EAGER_RESULTS
        self.checks = Checks(plan)
        self._start = time.perf_counter()
        self._begun: dict[str, float] = {}
        self._memory = MemoryUse()
        self._reads = context.reads
        if self._reads is not None:
            self._reads.follow(plan)
        self._grown: dict[str, int] = {}

    def carry_out(self, given: dict[str, Any], attempt: Callable[[], Outcome]) -> m.RunFinished:
        """Begin the run with these values, let `attempt` run the nodes, and end it: every runner's way."""
        run, plan = self._run, self._plan
        run.values.update(given)
        if self._reads is not None:
            for name, value in given.items():
                self._reads.given(name, value)
        self._reporter.started(run.name, run.slot, (*run.kept, *plan.order), len(plan.steps))
        self._start = time.perf_counter()
        for name in run.kept:
            self.tell(name, "cached", 0.0, summary_of(run.values[name]), type_name(run.values[name]))
        self._context.interrupts.install()
        self._memory.open()
        try:
            status, message = attempt()
        except BaseException as error:  # noqa: BLE001 - whatever happens, the run has an end and says so
            if isinstance(error, KeyboardInterrupt) and self._context.interrupts.is_wanted:
                status, message = "cancelled", "stopped"
            else:
                status, message = "failed", f"the run broke off: {reason_of(error)}"
        finally:
            self._memory.close()
            self._reporter.leave()
            self._reporter.idle()
        status, message = self._outcome(status, message)
        self._rest(status, message)
        return self._finished(status, message)

    def begin_alone(self, name: str) -> None:
        """Report that a node begins, and until it ends no other one runs: it is sent when it takes its time."""
        if self._reads is not None:
            self._reads.begin(name)
        begun = self._begun[name] = time.perf_counter() - self._start
        self._reporter.alone(self._run.name, name, begun)
        self._reporter.flush()
        self._memory.begin(self._is_eager)  # in a large run it costs as much as a quick node

    def end_alone(self, name: str) -> None:
        """Note that the node's code is over: what the process grew by is the node's, before its value is looked at."""
        if grown := self._memory.grown():
            self._grown[name] = grown

    def begin(self, name: str, seconds: float = 0.0) -> None:
        """Report that a node begins, perhaps again, after so many seconds in all."""
        if self._reads is not None:
            self._reads.begin(name)
        self._begun.setdefault(name, time.perf_counter() - self._start)
        self.tell(name, "running", seconds)

    def took(self, name: str, seconds: float) -> None:
        """Note how long a node that ends now ran: what came before was waiting for its process."""
        began = time.perf_counter() - self._start - seconds
        self._begun[name] = max(began, self._begun.get(name, 0.0))

    def grew(self, name: str, memory: int) -> None:
        """Note by how much the process grew in which a node ran alone."""
        if memory:
            self._grown[name] = memory

    def tell(self, name: str, state: State, seconds: float = 0.0, summary: str = "", kind: str = "") -> None:
        """Note and report a node's state; the texts are short ones."""
        run = self._run
        if self._reads is not None and state in _HAS_RUN:
            self._reads.end(name)
        run.states[name] = state
        run.seconds[name] = seconds
        row = StateRow(name, state, seconds, self._begun.get(name, 0.0), summary, kind, self._grown.get(name, 0))
        self._reporter.state(run.name, row)

    def skip(self, name: str, cause: str) -> None:
        """Report that a node cannot run because of another one."""
        self._begun.setdefault(name, time.perf_counter() - self._start)
        self.tell(name, "skipped", 0.0, cut(f"needs {cause}", TEXT_LIMIT) if cause else "")

    def stop(self, name: str, reason: str = "") -> None:
        """Report that a node that had begun did not come to its end."""
        now = time.perf_counter() - self._start
        self.tell(name, "stopped", max(0.0, now - self._begun.get(name, now)), cut(reason, TEXT_LIMIT))

    def value(self, name: str, value: Any, seconds: float) -> None:
        """Report a node's value: its preview where it will be looked at, else one line about it."""
        self.checks.take(name, value)
        if self._reads is not None:
            self._reads.given(name, value)
        if name in self._finals or self._is_eager:
            self._reporter.previewing(self._run.name, name)
            self.show(name, sketch_of(value), seconds)
            return
        if not is_plain(value):
            self._reporter.previewing(self._run.name, name)
        self.done(name, seconds, summary_of(value), type_name(value))

    def show(self, name: str, shown: Shown, seconds: float) -> None:
        """Report that a node is done, with its preview."""
        self.done(name, seconds, *_short(shown.preview))
        self._reporter.result(self._run.name, name, shown.preview, shown.png)

    def done(self, name: str, seconds: float, summary: str, kind: str = "") -> None:
        """Report that a node is done: computed, read from the cache, or given and never begun."""
        failure = self.checks.failed(name) if self.checks.names else ""
        if failure:
            self._run.remarks[name] = failure
            self.tell(name, "warning", seconds, cut(failure, TEXT_LIMIT), kind)
            return
        is_read = self._cache is not None and name in self._begun and self._cache.was_read(name)
        self.tell(name, "cached" if is_read else "ok", seconds, summary, kind)

    def fail(self, name: str, error: BaseException, seconds: float) -> None:
        """Report that a node failed."""
        preview = self._run.errors[name] = preview_of_error(error, self._context.folder)
        self.tell(name, "failed", seconds, *_short(preview))
        self._reporter.result(self._run.name, name, preview)

    def _outcome(self, status: m.RunStatus, message: str) -> Outcome:
        """Return how the run ended: well only when everything that was asked for has a value, else with the reason."""
        run, finals = self._run, self._plan.final_vars
        failed = [name for name, state in run.states.items() if state == "failed"]
        lacking = [name for name in finals if name not in run.values and name not in self._plan.absent]
        if failed and (status == "ok" or not message):
            more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            return "failed", f"{failed[0]} failed{more}{_share(len(finals) - len(lacking), len(finals))}"
        if status == "ok" and lacking:
            more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            return "failed", f"the run ended without a value for {lacking[0]}{more}, and no node says why"
        return status, message or ("" if status == "ok" else "the run ended, and nothing said why")

    def _rest(self, status: m.RunStatus, message: str) -> None:
        """Report the nodes that did not end: what had begun was stopped, the others were never begun."""
        states = self._run.states
        why = "" if status == "cancelled" else message
        for name in self._plan.order:
            state = states.get(name, "waiting")
            if state == "running" or (state == "waiting" and name in self._begun):
                self.stop(name, why)
            elif state == "waiting":
                self.tell(name, "skipped", 0.0, cut(why, TEXT_LIMIT))

    def _finished(self, status: m.RunStatus, message: str) -> m.RunFinished:
        run = self._run
        failed = next((name for name, state in run.states.items() if state == "failed"), "")
        return m.RunFinished(run.name, status, time.perf_counter() - self._start, run.errors.get(failed), message)


def _share(there: int, wanted: int) -> str:
    """Return how many values there are all the same, where several were asked for."""
    return f"; {there} of {wanted} final variables have a value" if wanted > 1 and there else ""


def _short(preview: Preview) -> tuple[str, str]:
    """Return summary and type, as they are shown next to a node."""
    return cut(preview.summary, TEXT_LIMIT), cut(preview.type, TEXT_LIMIT)
