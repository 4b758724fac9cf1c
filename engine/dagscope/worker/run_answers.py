"""Plans, foresees and runs what is asked for, and stops what runs.
It must not let anything escape; a run always ends with `run_finished`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dagscope.preview.budget import reason_of
from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Trail
from dagscope.records import ValueRef
from dagscope.scenario import ValueSpec
from dagscope.session.building import Slot
from dagscope.session.forecast import forecast
from dagscope.session.handing import take_over
from dagscope.session.interrupts import Interrupts
from dagscope.session.kept_sweep import KeptSweep, identity_of
from dagscope.session.refusal import Refusal
from dagscope.session.reporter import Silent
from dagscope.session.run import RunContext
from dagscope.session.run_state import restored
from dagscope.session.session import Session
from dagscope.session.start_run import Wanted, start_run
from dagscope.session.stops import Stops
from dagscope.session.sweeping import SLOT, combinations_of, swept
from dagscope.system.current import system
from dagscope.worker.capture import Capture
from dagscope.worker.files_read import FilesRead
from dagscope.worker.guards import Guard, why_it_failed
from dagscope.worker.outbox import Outbox
from dagscope.worker.reporting import WindowReporter
from dagscope.worker.revisions import Revisions

Control = m.Cancel | m.Breakpoints | m.Pause | m.Resume
CONTROLS = (m.Cancel, m.Breakpoints, m.Pause, m.Resume)


class RunAnswers:
    """Answers commands about runs."""

    def __init__(
        self,
        session: Session,
        revisions: Revisions,
        files: FilesRead,
        guard: Guard,
        outbox: Outbox,
        capture: Capture,
        trail: Trail,
        interrupts: Interrupts,
        between: Callable[[], None],
        stops: Stops,
    ) -> None:
        self.session = session
        self.stops = stops
        self._files = files
        self._revisions = revisions
        self._guard = guard
        self._outbox = outbox
        self._capture = capture
        self._trail = trail
        self._interrupts = interrupts
        self._between = between
        self._running = ""
        self._swept = KeptSweep()
        self._expected: set[str] = set()
        self._cancelled: set[str] = set()
        self._paused: set[str] = set()

    def expect(self, body: m.Execute | m.Sweep) -> None:
        """From the reader thread: a run waits its turn, and may be stopped before that."""
        name = body.run if isinstance(body, m.Execute) else SLOT
        self._cancelled.discard(name)  # a stop of the sweep before may have come when that had ended
        self._expected.add(name)

    def control(self, body: Control) -> None:
        """From the reader thread: what is done at once, whatever the main thread is at; an empty name means any run."""
        if isinstance(body, m.Breakpoints):
            self.stops.set_breakpoints(frozenset(body.before), frozenset(body.after))
            return
        if body.run in self._expected:  # before the look at what runs: it may begin just now
            if isinstance(body, m.Cancel):
                self._cancelled.add(body.run)
            elif isinstance(body, m.Pause):
                self._paused.add(body.run)
            else:
                self._paused.discard(body.run)
        if body.run not in ("", self._running):
            return
        if isinstance(body, m.Cancel):
            self._interrupts.request()
        elif isinstance(body, m.Pause):
            self.stops.pause()
        else:
            self.stops.resume(body.step)

    def plan(self, body: m.Plan, id: int) -> None:
        with self._guard.answering(id):
            slot = self.session.slot(body.slot)
            names = dict.fromkeys(body.inputs)
            try:
                plan = self.session.plan(slot, body.final_vars, names, dict.fromkeys(body.overrides))
            except Refusal as refusal:
                self._outbox.send(m.PlanAnswer(problem=str(refusal)), id)
                return
            self._outbox.send(
                m.PlanAnswer(
                    plan.order,
                    tuple(node.name for node in plan.inputs),
                    tuple(node.name for node in plan.missing),
                    plan.overridden,
                ),
                id,
            )

    def foresee(self, body: m.Foresee, id: int) -> None:
        with self._guard.answering(id):
            slot = self.session.slot(body.slot)
            try:
                self._outbox.send(self._foreseen(slot, body), id)
            except Refusal as refusal:
                self._outbox.send(m.Foreseen(problem=str(refusal)), id)

    def _foreseen(self, slot: Slot, body: m.Foresee) -> m.Foreseen:
        with self._guard.user_code("", "", "value"):
            inputs, overrides = self._given(slot, body.inputs, body.overrides, is_needed=bool(body.cache))
        brought = {name: None for name in body.brought if name not in overrides}
        kept = (*self._take(overrides, body.taken), *brought)
        overrides.update(brought)
        found = forecast(self.session, slot, body.final_vars, inputs, overrides, kept, body.cache, body.fresh)
        plan = found.plan
        return m.Foreseen(
            plan.order,
            found.cached,
            found.cut,
            tuple(name for name in plan.overridden if name not in kept),
            tuple(name for name in plan.overridden if name in kept),
            tuple(node.name for node in plan.inputs),
            tuple(node.name for node in plan.missing),
            found.doubt,
        )

    def _given(
        self, slot: Slot, inputs: Mapping[str, ValueSpec], overrides: Mapping[str, ValueSpec], is_needed: bool = True
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return inputs and overrides, with their values where these are needed."""
        if is_needed:
            return self._made(slot, inputs, "input"), self._made(slot, overrides, "override")
        names = [[name for name, spec in specs.items() if spec.kind != "none"] for specs in (inputs, overrides)]
        return dict.fromkeys(names[0]), dict.fromkeys(names[1])

    def _made(self, slot: Slot, specs: Mapping[str, ValueSpec], what: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, spec in specs.items():
            with self._files.made_for(name):
                values.update(self.session.values_of(slot, {name: spec}, what))
        return values

    def _branches(self, body: m.Execute) -> dict[tuple[str, str], Any]:
        """Return the values of an earlier run's branches that this one need not compute."""
        earlier = self.session.run(body.slot, body.branches_of)
        return {key: value for key, value in earlier.branches.items() if key[0] in body.branched}

    def _take(self, overrides: dict[str, Any], refs: tuple[ValueRef, ...]) -> tuple[str, ...]:
        """Put values of earlier runs among the overriding ones, and return which."""
        kept: list[str] = []
        for ref in refs:
            if ref.node not in overrides and ref.node not in self.session.run(ref.slot, ref.run).changed:
                overrides[ref.node] = self.session.value_at(ref)
                kept.append(ref.node)
        return tuple(kept)

    def execute(self, body: m.Execute, id: int) -> None:
        begun = system.moment()
        try:
            self._begin(body.run)
            with restored():
                finished = self._execute(body)
        except Refusal as refusal:
            finished = m.RunFinished(body.run, "failed", 0.0, None, str(refusal))
        except KeyboardInterrupt:
            finished = m.RunFinished(body.run, "cancelled", 0.0, None, "stopped")
        except BaseException as error:  # noqa: BLE001 - a run always ends with `run_finished`
            finished = m.RunFinished(body.run, "failed", 0.0, None, why_it_failed(error))
        finally:
            self._end(body.run)
        if finished.status == "cancelled":
            system.end_started_since(begun)
        for output in self._capture.finish(body.run):
            self._outbox.send(output)
        self._outbox.send(finished, id, after_states=True)

    def _begin(self, run: str) -> None:
        """Let a run be stopped and paused from now on; what was asked for before it began is done at once."""
        self.stops.begin(run)
        self._running = run
        if run in self._paused:
            self.stops.pause()
        if run in self._cancelled:
            raise KeyboardInterrupt

    def _end(self, run: str) -> None:
        self._running = ""
        self._expected.discard(run)
        self._cancelled.discard(run)
        self._paused.discard(run)

    def _execute(self, body: m.Execute) -> m.RunFinished:
        reporter = WindowReporter(self._outbox, self._capture, self._trail)
        if self._revisions.is_of(body.slot):
            with self._guard.user_code(body.run, "", "value"):
                return self._revisions.run(body, reporter)
        slot = self.session.slot(body.slot)
        folder = self.session.opened().folder
        with self._files.noted(body.run, folder) as reads:
            with self._guard.user_code(body.run, "", "value"):
                inputs, overrides = self._given(slot, body.inputs, body.overrides)
            for name, file in slot.config_files.items():
                reads.read_before(name, file)
            for name, spec in {**body.inputs, **body.overrides}.items():
                reads.read_for(name, spec, str(folder))
            kept = self._take(overrides, body.taken)
            for path in body.handed:
                kept = (*kept, *self._take_over(body, path, overrides, reporter))
            stops = self.stops if body.slot == "main" else Stops()
            context = RunContext(reporter, self._interrupts, folder, self._between, stops, reads)
            wanted = Wanted(body.slot, body.run, body.final_vars, inputs, overrides, body.executor, body.cache, kept)
            wanted = replace(wanted, fresh=body.fresh)
            if body.branches_of:
                wanted = replace(wanted, branches=self._branches(body))
            return start_run(self.session, context, wanted)

    def _take_over(self, body: m.Execute, path: str, overrides: dict[str, Any], reporter: WindowReporter) -> list[str]:
        """Put what an earlier process handed over with the overrides; what cannot be taken is computed, and said."""
        self.session.needs_code()
        try:
            with self._guard.user_code(body.run, "", "value"):
                values, refused = take_over(path)
        except (OSError, ValueError) as error:
            reporter.warning(body.run, "", f"Values of the earlier process are computed again: {reason_of(error)}\n")
            return []
        for name, reason in refused.items():
            reporter.warning(body.run, name, f"{name} is not taken from the earlier process: {reason}\n")
        taken = {name: value for name, value in values.items() if name not in overrides}
        overrides.update(taken)
        return list(taken)

    def sweep(self, body: m.Sweep, id: int) -> None:
        """Run one scenario of a sweep after another: a row says how each ended, and questions are answered in
        between.
        """
        with self._guard.answering(id):
            self.session.needs_code()
            total = len(combinations_of(body.varied))
            context = RunContext(Silent(), self._interrupts, self.session.opened().folder, self._between)
            is_stopped = False
            try:
                self._begin(SLOT)
                with restored(), self._guard.user_code("", "the sweep", "value"):
                    identity = identity_of(self.session, body.scenario, list(body.varied))
                    self._swept.begin(identity, list(body.varied), body.table)
                    for row in swept(self.session, body.scenario, body.varied, context, self._swept.known):
                        is_stopped = row.is_stopped
                        numbers = {name: repr(number) for name, number in row.numbers.items()}
                        if not is_stopped:
                            self._swept.put(row.as_table_row())
                            answer = m.SweepRow(
                                row.values, row.scenario, row.results, numbers, row.seconds, row.error[:1_000], total
                            )
                            self._outbox.send(answer, id)
            except KeyboardInterrupt:
                is_stopped = True
            finally:
                self._end(SLOT)
            self._swept.finish()
            self._outbox.send(m.SweepEnd("cancelled" if is_stopped else "ok"), id)

    def save_sweep(self, body: m.SaveSweep, id: int) -> None:
        """Write the rows that there are to a table; those that come later are written to it as well."""
        with self._guard.answering(id):
            self._swept.save(body.path)
            self._outbox.send(m.Saved(body.path), id)
