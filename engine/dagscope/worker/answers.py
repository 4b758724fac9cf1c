"""Each command's answer. It must not let anything escape: what goes wrong becomes one `error` with a sentence."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dagscope.compare.classify import Classification, scenario_changes
from dagscope.compare.runs import compared
from dagscope.compare.values import compare_values
from dagscope.compare.what_if import MOST_NAMES, effect_of
from dagscope.preview import AskProblem, preview_of, sketch_of, summary_of
from dagscope.preview.budget import reason_of, type_name
from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Trail
from dagscope.records import FIGURE, NodeDiff, ValueRef
from dagscope.scenario import ScenarioChange, ValueSpec
from dagscope.session.building import Slot
from dagscope.session.forecast import forecast
from dagscope.session.graph_pages import pages
from dagscope.session.handing import hand_over, take_over
from dagscope.session.interrupts import Interrupts
from dagscope.session.refusal import Refusal
from dagscope.session.reporter import Silent
from dagscope.session.run import RunContext
from dagscope.session.run_state import restored
from dagscope.session.saving import part_of, save_value
from dagscope.session.session import Session
from dagscope.session.start_run import Wanted, start_run
from dagscope.session.stops import Stops
from dagscope.session.sweeping import SLOT, combinations_of, swept
from dagscope.system.current import system
from dagscope.worker.capture import Capture
from dagscope.worker.node_versions import code_version
from dagscope.worker.outbox import Outbox
from dagscope.worker.reporting import WindowReporter
from dagscope.worker.revisions import Revisions

_DIFFS_A_PAGE = 200
_ROWS_A_PAGE = 500
FIGURES_LIMIT = 50
_REASONS = 200
_CHANGED_IN_PLACE = "it was changed in place after it was made"


class Answers:
    """Answers commands from the session, through the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        capture: Capture,
        trail: Trail,
        interrupts: Interrupts,
        between: Callable[[], None],
        stops: Stops,
    ) -> None:
        self.stops = stops
        self.session = Session(goes_on=True)
        self._revisions = Revisions(self.session)
        self._outbox = outbox
        self._capture = capture
        self._trail = trail
        self._interrupts = interrupts
        self._between = between
        self._running = ""

    # Guards ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def _answering(self, id: int) -> Generator[None, None, None]:
        """Whatever fails in the block is answered as an error."""
        try:
            yield
        except (Refusal, AskProblem) as refusal:
            self._outbox.send(m.ErrorAnswer(str(refusal)), id)
        except KeyboardInterrupt:
            self._outbox.send(m.ErrorAnswer("stopped"), id)
        except LookupError as error:
            self._outbox.send(m.ErrorAnswer(f"there is no such thing (any more): {error}"), id)
        except BaseException as error:  # noqa: BLE001 - the worker goes on, and the window hears of it
            detail = "".join(traceback.format_exception(type(error), error, error.__traceback__))[-8_000:]
            self._outbox.send(m.ErrorAnswer(f"this failed in Dagscope's engine: {reason_of(error)}", detail), id)

    @contextmanager
    def _user_code(self, run: str, name: str, phase: str) -> Generator[None, None, None]:
        """User code outside of a run (imports, values): captured, left in the trail, and open to interrupts."""
        self._interrupts.is_wanted = False
        self._interrupts.install()
        self._trail.drop(run, name, phase)
        self._capture.enter(run, name)
        try:
            with self._interrupts.user_code():
                yield
        finally:
            self._capture.leave()
            self._trail.clear()

    def control(self, body: Control) -> None:
        """From the reader thread: what is done at once, whatever the main thread is at; an empty name means any run."""
        if isinstance(body, m.Breakpoints):
            self.stops.set_breakpoints(frozenset(body.before), frozenset(body.after))
        elif body.run not in ("", self._running):
            return
        elif isinstance(body, m.Cancel):
            self._interrupts.request()
        elif isinstance(body, m.Pause):
            self.stops.pause()
        else:
            self.stops.resume(body.step)

    # Project and graph ----------------------------------------------------------------------------------------------

    def open(self, body: m.Open, id: int) -> None:
        with self._answering(id):
            project = self.session.open(body.folder, "listed" if body.may_run else "no")
            self._outbox.send(
                m.Project(
                    str(project.folder),
                    project.modules,
                    project.scenarios,
                    project.problems,
                    project.is_saved,
                    project.positions,
                    project.bases,
                    self.session.is_preview,
                ),
                id,
            )

    def build(self, body: m.Build, id: int) -> None:
        with self._answering(id):
            with self._user_code("", ", ".join(body.scenario.module_names())[:200], "import"):
                if body.revision:
                    slot = self._revisions.build(body.slot, body.scenario, body.revision)
                else:
                    slot = self.session.build(body.slot, body.scenario)
            records = slot.records
            self._outbox.send(m.GraphBegin(body.slot, len(records.nodes), len(records.definitions)), id)
            for page in pages(body.slot, records):
                self._outbox.send(page, id)
            self._outbox.send(
                m.GraphEnd(
                    body.slot,
                    slot.problems,
                    slot.config_keys,
                    records.inputs,
                    slot.modules,
                    self.session.version(),
                ),
                id,
            )

    def warm(self, body: m.Warm, id: int) -> None:
        with self._answering(id):
            found: list[str] = []
            for name in body.packages:
                try:
                    importlib.import_module(name)
                    found.append(name)
                except Exception:  # noqa: BLE001 - a broken package is as good as none here
                    continue
            self._outbox.send(m.Warmed(tuple(found)), id)

    # Running --------------------------------------------------------------------------------------------------------

    def plan(self, body: m.Plan, id: int) -> None:
        with self._answering(id):
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
        with self._answering(id):
            slot = self.session.slot(body.slot)
            try:
                self._outbox.send(self._foreseen(slot, body), id)
            except Refusal as refusal:
                self._outbox.send(m.Foreseen(problem=str(refusal)), id)

    def _foreseen(self, slot: Slot, body: m.Foresee) -> m.Foreseen:
        with self._user_code("", "", "value"):
            inputs, overrides = self._given(slot, body.inputs, body.overrides, is_needed=bool(body.cache))
        brought = {name: None for name in body.brought if name not in overrides}
        kept = (*self._take(overrides, body.taken), *brought)
        overrides.update(brought)
        found = forecast(self.session, slot, body.final_vars, inputs, overrides, kept, body.cache)
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
            return (
                self.session.values_of(slot, inputs, "input"),
                self.session.values_of(slot, overrides, "override"),
            )
        names = [[name for name, spec in specs.items() if spec.kind != "none"] for specs in (inputs, overrides)]
        return dict.fromkeys(names[0]), dict.fromkeys(names[1])

    def _branches(self, body: m.Execute) -> dict[tuple[str, str], Any]:
        """The values of an earlier run's branches that this one need not compute."""
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
            self._interrupts.is_wanted = False
            self._running = body.run
            with restored():
                finished = self._execute(body)
        except Refusal as refusal:
            finished = m.RunFinished(body.run, "failed", 0.0, None, str(refusal))
        except KeyboardInterrupt:
            finished = m.RunFinished(body.run, "cancelled", 0.0, None, "stopped")
        except BaseException as error:  # noqa: BLE001 - a run always ends with `run_finished`
            finished = m.RunFinished(
                body.run, "failed", 0.0, None, f"this failed in Dagscope's engine: {reason_of(error)}"
            )
        finally:
            self._running = ""
        if finished.status == "cancelled":
            system.end_started_since(begun)
        for output in self._capture.finish(body.run):
            self._outbox.send(output)
        self._outbox.send(finished, id, after_states=True)

    def _execute(self, body: m.Execute) -> m.RunFinished:
        reporter = WindowReporter(self._outbox, self._capture, self._trail)
        if self._revisions.is_of(body.slot):
            with self._user_code(body.run, "", "value"):
                return self._revisions.run(body, reporter)
        slot = self.session.slot(body.slot)
        with self._user_code(body.run, "", "value"):
            inputs, overrides = self._given(slot, body.inputs, body.overrides)
        kept = self._take(overrides, body.taken)
        for path in body.handed:
            kept = (*kept, *self._take_over(body, path, overrides, reporter))
        self.stops.begin(body.run)
        stops = self.stops if body.slot == "main" else Stops()
        context = RunContext(reporter, self._interrupts, self.session.opened().folder, self._between, stops)
        wanted = Wanted(body.slot, body.run, body.final_vars, inputs, overrides, body.executor, body.cache, kept)
        if body.branches_of:
            wanted = replace(wanted, branches=self._branches(body))
        return start_run(self.session, context, wanted)

    def _take_over(self, body: m.Execute, path: str, overrides: dict[str, Any], reporter: WindowReporter) -> list[str]:
        """Put what an earlier process handed over with the overrides; what cannot be taken is computed, and said."""
        self.session.needs_code()
        try:
            with self._user_code(body.run, "", "value"):
                values, refused = take_over(path)
        except (OSError, ValueError) as error:
            reporter.warning(body.run, "", f"Values of the earlier process are computed again: {reason_of(error)}\n")
            return []
        for name, reason in refused.items():
            reporter.warning(body.run, name, f"{name} is not taken from the earlier process: {reason}\n")
        taken = {name: value for name, value in values.items() if name not in overrides}
        overrides.update(taken)
        return list(taken)

    def hand_over(self, body: m.HandOver, id: int) -> None:
        with self._answering(id), self._user_code("", ", ".join(body.nodes)[:200], "value"):
            run = self.session.run(body.slot, body.run)
            wanted = [name for name in body.nodes if name not in run.changed]
            needed = [name for name in body.nodes[: body.needed] if name not in run.changed]

            def value_of(name: str) -> Any:
                return self.session.value(body.slot, body.run, name)

            handed = hand_over(body.path, wanted, value_of, len(needed), body.limit)
            lacking = {name: handed.refused[name] for name in needed if name in handed.refused}
            lacking.update(dict.fromkeys(run.changed.intersection(body.nodes[: body.needed]), _CHANGED_IN_PLACE))
            self._outbox.send(m.HandedOver(handed.names, dict(list(lacking.items())[:_REASONS])), id)

    def take_figure(self, figure: Any) -> None:
        """A node shows a picture: it becomes a value beside the node's own."""
        run_name, node = self._capture.here()
        slot = next((each for each in self.session.slots.values() if run_name in each.runs), None)
        if not node or slot is None:
            return  # what a module shows when it is imported belongs to no run
        run = slot.runs[run_name]
        number = 1 + sum(1 for name in run.values if name.startswith(f"{node}{FIGURE}"))
        if number > FIGURES_LIMIT:
            if number == FIGURES_LIMIT + 1:
                text = f"{node} shows more than {FIGURES_LIMIT} pictures; the others are left out.\n"
                self._outbox.send(m.Output(run_name, node, "warning", text))
                run.values[f"{node}{FIGURE}{number}"] = None
            return
        name = f"{node}{FIGURE}{number}"
        run.values[name] = figure
        shown = preview_of(figure) if isinstance(figure, bytes) else sketch_of(figure)
        self._outbox.send(m.Result(run_name, name, shown.preview), attachment=shown.png)

    def ask_versions(self, body: m.AskVersions, id: int) -> None:
        with self._answering(id):
            nodes = self.session.slot(body.slot).result.graph.nodes
            found = tuple(code_version(nodes[name]) if name in nodes else "" for name in body.names)
            self._outbox.send(m.Versions(found), id)

    def evaluate(self, body: m.Evaluate, id: int) -> None:
        with self._answering(id):
            slot = self.session.slot(body.slot)
            try:
                with self._user_code("", body.name, "value"):
                    value = self.session.value_of(slot, body.name, body.spec, "input")
            except Refusal as refusal:
                text = str(refusal).removeprefix(f"input {body.name}: ")
                self._outbox.send(m.Evaluated(False, "", "", text), id)
                return
            # An overriding value of another type is taken: it is said, and nothing more.
            remark = self.session.type_remark(slot, body.name, value)
            self._outbox.send(m.Evaluated(True, type_name(value), summary_of(value), remark), id)

    # Values ---------------------------------------------------------------------------------------------------------

    def ask_value(self, body: m.AskValue, id: int) -> None:
        with self._answering(id):
            reply = self.session.ask(ValueRef(body.slot, body.run, body.node, body.path), body.ask)
            self._outbox.send(m.ValueAnswer(reply.answer), id, reply.data)

    def save_value(self, body: m.SaveValue, id: int) -> None:
        with self._answering(id):
            value = self.session.value_at(ValueRef(body.slot, body.run, body.node, body.inside))
            try:
                value = value if body.part is None else part_of(value, body.part)
                made_safe = save_value(value, Path(body.path), body.format, body.is_safe)
            except (OSError, ValueError, TypeError, ImportError, AskProblem) as error:
                raise Refusal(f"{body.node} cannot be saved as {body.format}: {error}") from None
            self._outbox.send(m.Saved(body.path, made_safe), id)

    def forget(self, body: m.Forget, id: int) -> None:
        with self._answering(id):
            self.session.forget(body.slot, body.run)
            self._outbox.send(m.Forgotten(body.run), id)

    # Comparing ------------------------------------------------------------------------------------------------------

    def compare(self, body: m.Compare, id: int) -> None:
        with self._answering(id):
            self.session.needs_code()
            sides = [self._revisions.side(name) for name in (body.left, body.right)]
            found = Classification(*sides)
            rows: Iterable[NodeDiff] = found.rows()
            if body.left_run and body.right_run:
                one = self.session.run_of_any_slot(body.left_run)
                other = self.session.run_of_any_slot(body.right_run)
                rows = compared(found, one, other, body.rule, body.keys)
            self._send_rows(rows, scenario_changes(*sides), id)

    def _send_rows(self, rows: Iterable[NodeDiff], scenario: tuple[ScenarioChange, ...], id: int) -> None:
        """The scenarios' differences first, then the nodes as they are known, a page at a time."""
        self._outbox.send(m.ComparePage((), scenario), id)
        counts = {"different": 0, "not_run": 0, "same": 0}
        waiting: list[NodeDiff] = []
        for row in rows:
            counts["different" if row.differs else "not_run" if row.value == "not_run" else "same"] += 1
            waiting.append(row)
            if len(waiting) == _DIFFS_A_PAGE:
                self._outbox.send(m.ComparePage(tuple(waiting)), id)
                waiting.clear()
        if waiting:
            self._outbox.send(m.ComparePage(tuple(waiting)), id)
        self._outbox.send(m.CompareEnd(counts["same"], counts["different"], counts["not_run"]), id)

    def compare_values(self, body: m.CompareValues, id: int) -> None:
        with self._answering(id):
            left, right = self.session.value_at(body.left), self.session.value_at(body.right)
            start, count = max(0, body.start), min(max(0, body.count), _ROWS_A_PAGE)
            found = compare_values(left, right, body.rule, start=start, count=count)
            self._outbox.send(m.ValueDiffAnswer(found.diff), id, found.png)

    def compare_sources(self, body: m.CompareSources, id: int) -> None:
        with self._answering(id):
            texts = [self._revisions.source(name, body.node) for name in (body.left, body.right)]
            self._outbox.send(m.SourcesAnswer(*texts), id)

    def sweep(self, body: m.Sweep, id: int) -> None:
        """The runs tell nobody of themselves: a row says how each ended. What is between nodes is answered as ever."""
        with self._answering(id):
            self.session.needs_code()
            self._running = SLOT
            total = len(combinations_of(body.varied))
            context = RunContext(Silent(), self._interrupts, self.session.opened().folder, self._between)
            is_stopped = False
            try:
                self._interrupts.is_wanted = False
                with restored(), self._user_code("", "the sweep", "value"):
                    for row in swept(self.session, body.scenario, body.varied, context):
                        is_stopped = row.is_stopped
                        numbers = {name: repr(number) for name, number in row.numbers.items()}
                        if not is_stopped:
                            answer = m.SweepRow(
                                row.values, row.scenario, row.results, numbers, row.seconds, row.error[:1_000], total
                            )
                            self._outbox.send(answer, id)
            except KeyboardInterrupt:
                is_stopped = True
            finally:
                self._running = ""
            self._outbox.send(m.SweepEnd("cancelled" if is_stopped else "ok"), id)

    def what_if(self, body: m.WhatIf, id: int) -> None:
        with self._answering(id):
            self.session.needs_code()
            with self._user_code("", ", ".join(body.right.module_names())[:200], "import"):
                before, after = self.session.build_aside(body.left), self.session.build_aside(body.right)
            effect = effect_of(before, after)
            known = {problem.message for problem in before.problems}
            errors = [each.message for each in after.problems if each.severity == "error" and each.message not in known]
            answer = m.WhatIfAnswer(
                added=effect.added[:MOST_NAMES],
                removed=effect.removed[:MOST_NAMES],
                redefined=effect.redefined[:MOST_NAMES],
                affected=effect.affected[:MOST_NAMES],
                nodes=effect.nodes,
                counts=(len(effect.added), len(effect.removed), len(effect.redefined), len(effect.affected)),
                problem=errors[0][:1_000] if errors else "",
            )
            self._outbox.send(answer, id)


HANDLERS: dict[type, Callable[[Answers, Any, int], None]] = {
    m.Open: Answers.open,
    m.Build: Answers.build,
    m.Plan: Answers.plan,
    m.Foresee: Answers.foresee,
    m.Execute: Answers.execute,
    m.AskValue: Answers.ask_value,
    m.AskVersions: Answers.ask_versions,
    m.Evaluate: Answers.evaluate,
    m.Compare: Answers.compare,
    m.CompareValues: Answers.compare_values,
    m.CompareSources: Answers.compare_sources,
    m.WhatIf: Answers.what_if,
    m.Sweep: Answers.sweep,
    m.SaveValue: Answers.save_value,
    m.Forget: Answers.forget,
    m.HandOver: Answers.hand_over,
    m.Warm: Answers.warm,
}
Control = m.Cancel | m.Breakpoints | m.Pause | m.Resume
CONTROLS = (m.Cancel, m.Breakpoints, m.Pause, m.Resume)
BETWEEN_NODES = (m.AskValue, m.CompareValues, m.CompareSources, m.Plan, m.Compare)
