"""Sweeps: asks what to vary, has the worker run it, opens and compares its rows.
It must not run or vary anything itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Cancel, ErrorAnswer, Event, Saved, SaveSweep, SweepEnd, SweepRow
from dagscope.protocol.messages import Sweep as RunSweep

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.ports import AskPort, ClipboardPort, PathQuestion, StorePort, WindowPort, WorkerPort
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.model.edits.editing import with_scenario
from dagscope_app.model.panels.spreadsheets import safe_text
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.records.sweep import Sweep, SweepProblem, as_text, scenario_of, varied_from_text
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

_RUN = "sweep"
_TABLES = "CSV (*.csv);;Parquet (*.parquet);;HTML (*.html)"


class SweepController:
    """Owns the sweep."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        ask: AskPort,
        window: WindowPort,
        clipboard: ClipboardPort,
        scenarios: ScenarioController,
        compare: CompareController,
    ) -> None:
        self._store = store
        self._worker = worker
        self._ask = ask
        self._window = window
        self._clipboard = clipboard
        self._scenarios = scenarios
        self._compare = compare
        self._number = 0
        store.listen(self._on_state_changed)

    @command("sweep.start", "Sweep...", "Run", when=run_when.can_sweep, icon="run_all", menu="Sweeps 11")
    def ask_varied(self) -> None:
        """Run the scenario once for each combination of some values."""
        state = self._store.state
        keys = [key for key in state.graph.config_keys if len(key.values) > 1]
        known = "; ".join(f"{key.name}={','.join(key.values)}" for key in keys[:1])
        before = state.sweep
        if before is not None and state.scenario is not None and before.base.name == state.scenario.name:
            known = "; ".join(f"{name}={','.join(values)}" for name, values in before.varied.items())
        label = "What to vary: config keys, inputs or nodes, such as region=US,CA; grain=day,week"
        self._ask.text("Sweep", label, known, self.start)

    def start(self, text: str) -> None:
        """Run what the text says; the table comes row by row."""
        state = self._store.state
        if state.scenario is None or not run_when.can_sweep(state):
            return
        try:
            varied = varied_from_text(text)
        except SweepProblem as problem:
            say(self._store, str(problem), "warning", "sweep.start", "Sweep...")
            return
        self._run(Sweep(state.scenario, varied, is_running=True))

    def _run(self, sweep: Sweep) -> None:
        self._number += 1
        number = self._number
        self._store.update(lambda now: replace(now, sweep=sweep, banner=None))
        self._window.show_bottom("sweep")
        body = RunSweep(sweep.base, sweep.varied, sweep.table)
        self._worker.request(body, lambda message: self._on_answer(number, message))

    @command("sweep.resume", "Continue sweep", "Run", when=run_when.can_resume_sweep, icon="run_all", menu="Sweeps 12")
    def resume(self) -> None:
        """Run what a stopped or broken sweep left over, and what failed."""
        sweep = self._store.state.sweep
        if sweep is not None and run_when.can_resume_sweep(self._store.state):
            self._run(replace(sweep, rows=(), is_running=True, is_stopping=False, problem=""))

    @command("sweep.save", "Save sweep as table...", "Run", when=run_when.has_sweep, icon="save", menu="Sweeps 14")
    def ask_path(self) -> None:
        """Write the rows to a file, and those that still come: a sweep goes on from it, here and in a terminal."""
        state = self._store.state
        if state.sweep is not None:
            name = f"{state.sweep.base.name} sweep.csv"
            self._ask.path(PathQuestion("save", "Save sweep", state.folder, name, _TABLES), self._save)

    def _save(self, path: str) -> None:
        self._worker.request(SaveSweep(path), lambda message: self._on_saved(message))

    def _on_saved(self, message: Message[Event]) -> None:
        body = message.body
        if isinstance(body, Saved):
            path = body.path
            self._change(lambda now: replace(now, table=path))
            say_done(self._store, tr("Saved the sweep to {path}.", path=path))
        elif isinstance(body, ErrorAnswer):
            say(self._store, tr("Not saved: {reason}", reason=body.message), "warning")

    def _on_answer(self, number: int, message: Message[Event]) -> None:
        if number != self._number:
            return
        body = message.body
        if isinstance(body, SweepRow):
            self._change(lambda now: replace(now, rows=(*now.rows, body), total=body.total))
        elif isinstance(body, (SweepEnd, ErrorAnswer)):
            problem = body.message if isinstance(body, ErrorAnswer) else ""
            self._worker.set_idle()
            self._change(lambda now: replace(now, is_running=False, is_stopping=False, problem=problem))

    @command("sweep.stop", "Stop sweep", "Run", when=run_when.is_sweeping, icon="stop", menu="Sweeps 13")
    def stop(self) -> None:
        """Stop the sweep; the rows that are there stay."""
        if run_when.is_sweeping(self._store.state):
            self._change(lambda now: replace(now, is_stopping=True))
            self._worker.request(Cancel(_RUN))
            self._worker.interrupt()

    def open_row(self, number: int) -> None:
        """Make a scenario of a row, and go to it."""
        sweep = self._store.state.sweep
        if sweep is None or not 0 <= number < len(sweep.rows):
            return
        scenario = scenario_of(sweep, sweep.rows[number])
        if self._store.state.scenario_named(scenario.name) is None:
            self._store.update(lambda now: with_scenario(now, scenario))
        self._scenarios.choose(scenario.name)

    def compare_rows(self, left: int, right: int) -> None:
        """Compare two rows; nothing is added to the scenarios."""
        sweep = self._store.state.sweep
        if sweep is None or not (0 <= left < len(sweep.rows) and 0 <= right < len(sweep.rows)) or left == right:
            return
        sides = [scenario_of(sweep, sweep.rows[number]) for number in (left, right)]
        others = tuple(OtherSide(item.name, item) for item in sides)

        def change(now: AppState) -> AppState:
            known = tuple(item for item in now.compare.others if item.name not in {each.name for each in others})
            return replace(now, compare=replace(now.compare, others=(*known, *others)))

        self._store.update(change)
        self._compare.open(others[0].name, others[1].name)

    @command("sweep.copy", "Copy sweep as table", "Run", when=run_when.has_sweep, icon="copy", menu="Sweeps 15")
    def copy(self) -> None:
        """Copy the table, for a spreadsheet."""
        sweep = self._store.state.sweep
        if sweep is not None:
            text, changed = as_text(sweep, self._store.state.preferences.has_safe_csv)
            self._clipboard.set_text(text)
            say_done(self._store, tr("Copied {rows} rows.{note}", rows=len(sweep.rows), note=safe_text(changed)))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        is_other_process = old.folder == new.folder and old.worker.generation != new.worker.generation
        if is_other_process and run_when.is_sweeping(new):
            self._number += 1
            text = "its process ended"
            self._change(lambda now: replace(now, is_running=False, is_stopping=False, problem=text))

    def _change(self, change: Callable[[Sweep], Sweep]) -> None:
        self._store.update(lambda now: replace(now, sweep=change(now.sweep)) if now.sweep is not None else now)
