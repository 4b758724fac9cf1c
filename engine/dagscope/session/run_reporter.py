"""Report a run's nodes: states, values, failures, the end, in one way for every runner. It must not run any node itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope.execution.plan import Plan
from dagscope.preview import Shown, is_plain, preview_of_error, sketch_of, summary_of
from dagscope.preview.budget import cut, type_name
from dagscope.protocol import messages as m
from dagscope.records import State, StateRow
from dagscope.session.run import Run, RunContext
from dagscope.value_records import Preview

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache

Outcome = tuple[m.RunStatus, str]

EAGER_RESULTS = 500
# Of very many final variables only the last are shown at once; a window that opens tabs for them would drop the others.
SHOWN_FINALS = 100
TEXT_LIMIT = 200


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
        self._start = time.perf_counter()
        self._begun: dict[str, float] = {}

    def carry_out(self, given: dict[str, Any], attempt: Callable[[], Outcome]) -> m.RunFinished:
        """Begin the run with these values, let `attempt` run the nodes, and end it: every runner's way."""
        run, plan = self._run, self._plan
        run.values.update(given)
        self._start = time.perf_counter()
        self._reporter.started(run.name, run.slot, plan.order, len(plan.steps))
        self._context.interrupts.install()
        try:
            status, message = attempt()
        except KeyboardInterrupt:
            status, message = "cancelled", "stopped"
        finally:
            self._reporter.leave()
            self._reporter.idle()
        self._rest(status)
        return self._finished(status, message)

    def begin_alone(self, name: str) -> None:
        """A node begins, and until it ends no other one runs: it is told when it takes its time."""
        begun = self._begun[name] = time.perf_counter() - self._start
        self._reporter.alone(self._run.name, name, begun)
        self._reporter.flush()

    def begin(self, name: str, seconds: float = 0.0) -> None:
        """A node begins, perhaps again, after so many seconds in all."""
        self._begun.setdefault(name, time.perf_counter() - self._start)
        self.tell(name, "running", seconds)

    def tell(self, name: str, state: State, seconds: float = 0.0, summary: str = "", kind: str = "") -> None:
        """Note and tell a node's state; the texts are short ones."""
        run = self._run
        run.states[name] = state
        run.seconds[name] = seconds
        row = StateRow(name, state, seconds, self._begun.get(name, 0.0), summary, kind)
        self._reporter.state(run.name, row)

    def skip(self, name: str, cause: str) -> None:
        """A node cannot run because of another one."""
        self._begun.setdefault(name, time.perf_counter() - self._start)
        self.tell(name, "skipped", 0.0, cut(f"needs {cause}", TEXT_LIMIT))

    def value(self, name: str, value: Any, seconds: float) -> None:
        """A node has this value: its preview where it will be looked at, else one line about it."""
        if name in self._finals or self._is_eager:
            self._reporter.previewing(self._run.name, name)
            self.show(name, sketch_of(value), seconds)
            return
        if not is_plain(value):
            self._reporter.previewing(self._run.name, name)
        self.done(name, seconds, summary_of(value), type_name(value))

    def show(self, name: str, shown: Shown, seconds: float) -> None:
        """A node is done, and this is its preview."""
        self.done(name, seconds, *_short(shown.preview))
        self._reporter.result(self._run.name, name, shown.preview, shown.png)

    def done(self, name: str, seconds: float, summary: str, kind: str = "") -> None:
        """A node is done: computed, read from the cache, or given and never begun."""
        is_read = self._cache is not None and name in self._begun and self._cache.was_read(name)
        self.tell(name, "cached" if is_read else "ok", seconds, summary, kind)

    def fail(self, name: str, error: BaseException, seconds: float) -> None:
        """A node failed."""
        preview = self._run.errors[name] = preview_of_error(error, self._context.folder)
        self.tell(name, "failed", seconds, *_short(preview))
        self._reporter.result(self._run.name, name, preview)

    def _rest(self, status: m.RunStatus) -> None:
        """Report the nodes that did not end: waiting after a stop, else skipped."""
        states = self._run.states
        for name in self._plan.order:
            if states.get(name, "waiting") in ("waiting", "running"):
                self.tell(name, "waiting" if status == "cancelled" else "skipped")

    def _finished(self, status: m.RunStatus, message: str) -> m.RunFinished:
        """How the run ended; one in which a node failed did not end well."""
        run = self._run
        failed = [name for name, state in run.states.items() if state == "failed"]
        if failed and (status == "ok" or not message):
            more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            status, message = "failed", f"{failed[0]} failed{more}"
        lacking = [name for name in self._plan.final_vars if name not in run.values and name not in self._plan.absent]
        if status == "ok" and lacking:
            more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            status, message = "failed", f"the run ended without a value for {lacking[0]}{more}, and no node says why"
        error = run.errors.get(failed[0]) if failed else None
        return m.RunFinished(run.name, status, time.perf_counter() - self._start, error, message)


def _short(preview: Preview) -> tuple[str, str]:
    """Summary and type, as they stand beside a node."""
    return cut(preview.summary, TEXT_LIMIT), cut(preview.type, TEXT_LIMIT)
