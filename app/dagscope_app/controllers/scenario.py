"""Editing scenarios: modules, config, inputs, overrides, final variables. It must not build or run by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Evaluate, Evaluated, Event, PlanAnswer
from dagscope.protocol.messages import Plan as AskPlan
from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers import titles
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClipboardPort, StorePort, WindowPort, WorkerPort
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.edits.editing import last_override, with_scenario, with_scenarios
from dagscope_app.model.edits.saving import is_found
from dagscope_app.model.graph.conflicts import repair_module
from dagscope_app.model.records.plans import Plan, is_built_like, plan_from
from dagscope_app.model.scenario.changes import (
    ScenarioEdit,
    config_value,
    executor_of,
    input_value,
    later_wins,
    module_on,
    module_order,
    override_value,
)
from dagscope_app.model.scenario.pasting import PasteProblem, config_from_text
from dagscope_app.model.state import AppState, Checked
from dagscope_app.model.translation import tr


class ScenarioController:
    """Owns the scenarios of the project."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        rebuild: Callable[[], None],
        clipboard: ClipboardPort,
        window: WindowPort,
    ) -> None:
        """Store the ports; `rebuild` builds the current scenario's graph again."""
        self._clipboard = clipboard
        self._window = window
        self._store = store
        self._worker = worker
        self._rebuild = rebuild
        self._plan_number = 0
        store.listen(self._on_state_changed)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.view.selection != new.view.selection:  # whoever changed it: by the graph, a comparison, going back
            self.refresh_preview()

    def choose(self, name: str) -> None:
        """Make another scenario the current one."""
        state = self._store.state
        if name == state.current or all(item.name != name for item in state.scenarios):
            return
        self._store.update(lambda now: replace(now, current=name, checked={}))
        self._rebuild()

    def set_module_on(self, name: str, is_on: bool) -> None:
        """Switch a module on or off; it keeps its place. One that the scenario does not have yet comes last."""
        self.edit(module_on(name, is_on))

    def set_module_order(self, names: tuple[str, ...]) -> None:
        """Put the modules into this order."""
        self.edit(module_order(names))

    @command(
        "scenario.let_later_win",
        "Allow overrides",
        "Scenario",
        when=when.has_conflict,
        menu="Scenario 71",
        is_passing=True,
    )
    def let_later_win(self) -> None:
        """End conflicts of definitions: the later module's definition is used."""
        self.set_later_wins(True)

    @command(
        "scenario.switch_conflict_off", "Switch the module in conflict off", "Scenario", when=when.has_conflict,
        says=titles.switch_off_title, menu="Scenario 72", is_passing=True,
    )  # fmt: skip
    def switch_conflict_off(self) -> None:
        """End a conflict of definitions: the later module is left out."""
        name = repair_module(self._store.state)
        if name:
            self.set_module_on(name, False)

    def set_later_wins(self, is_on: bool) -> None:
        """Set whether a later module may override an earlier one's functions."""
        self.edit(later_wins(is_on))

    def set_config(self, key: str, spec: ValueSpec) -> None:
        """Give a config key a value, or take it back with a spec of kind `none`."""
        self.edit(config_value(key, spec))

    @command(
        "scenario.paste_config", "Paste config", "Scenario", key="Ctrl+Shift+V", when=when.has_scenario,
        icon="config", menu="Scenario 31, background 41",
    )  # fmt: skip
    def paste_config(self) -> None:
        """Take config from the clipboard: JSON, TOML or a Python dict."""
        if self._store.state.scenario is None:
            return
        try:
            found = config_from_text(self._clipboard.text())
        except PasteProblem as problem:
            say(self._store, str(problem), "warning")
            return
        self.edit(lambda s: replace(s, config={**s.config, **found}))
        keys = (
            tr("{found} config keys", found=len(found))
            if len(found) > 1
            else tr("config key {key}", key=next(iter(found)))
        )
        say_done(self._store, tr("Pasted {keys}.", keys=keys), command="edit.undo", command_title="Undo")

    def set_input(self, name: str, spec: ValueSpec) -> None:
        """Give an input a value; the worker is asked whether it fits."""
        self.edit(input_value(name, spec))

    def set_override(self, name: str, spec: ValueSpec) -> None:
        """Put a value in a node's place, or take it away with a spec of kind `none`."""
        self.edit(override_value(name, spec))

    @command(
        "scenario.override", "Override value...", "Scenario", key="Shift+F9", when=when.has_one_selected,
        icon="override", menu="Scenario 22, node 21",
    )  # fmt: skip
    def ask_override(self) -> None:
        """Put a value in the node's place."""
        self._window.ask_override()

    @command(
        "scenario.clear_override", "Clear override", "Scenario", when=when.is_overridden, icon="remove",
        menu="Scenario 23, Value 11",
    )  # fmt: skip
    def clear_override(self) -> None:
        """Compute the node again."""
        self.set_override(self._store.state.selected, ValueSpec("none"))

    @command(
        "scenario.toggle_override", "Toggle override", "Scenario", key="F9", when=when.has_one_selected,
        icon="override", menu="Scenario 21",
    )  # fmt: skip
    def toggle_override(self) -> None:
        """Take the overriding value away, or put it back; without one, ask for it."""
        state = self._store.state
        name = state.selected
        if state.scenario is None or name not in state.graph.nodes:
            return
        spec = ValueSpec("none") if name in state.scenario.overrides else last_override(state, name)
        if spec is not None:
            self.set_override(name, spec)
        else:
            self.ask_override()

    @command(
        "scenario.clear_final", "Clear final variables", "Scenario", key="Shift+O", when=run_when.has_final_vars,
        icon="remove", scope="canvas", menu="Scenario 12",
    )  # fmt: skip
    def clear_final(self) -> None:
        """Choose no final variable."""
        self.set_final_vars(())

    def set_final_vars(self, names: tuple[str, ...]) -> None:
        """Choose what a run is for."""
        self.edit(lambda s: replace(s, final_vars=tuple(dict.fromkeys(names))))

    def set_executor(self, executor: str) -> None:
        """Choose where nodes run."""
        self.edit(executor_of(executor))

    def set_cache(self, folder: str) -> None:
        """Choose the folder of the cache; an empty one for none."""
        self.edit(lambda s: replace(s, cache=folder))

    @command(
        "scenario.toggle_final", "Use as final variable", "Scenario", key="O", when=when.has_selection, icon="final",
        scope="canvas", menu="Scenario 11, node 23",
    )  # fmt: skip
    def toggle_final(self) -> None:
        """Make the selection what a run is for, or take it out."""
        scenario, names = self._store.state.scenario, self._store.state.view.selection
        if scenario is None or not names:
            return
        if all(name in scenario.final_vars for name in names):
            self.set_final_vars(tuple(name for name in scenario.final_vars if name not in names))
        else:
            self.set_final_vars((*scenario.final_vars, *names))

    @command(
        "scenario.duplicate", "Duplicate scenario", "Scenario", key="Ctrl+D", when=when.has_scenario, icon="new",
        menu="Scenario 41",
    )  # fmt: skip
    def duplicate(self) -> None:
        """Copy the scenario and go to the copy."""
        state = self._store.state
        scenario = state.scenario
        if scenario is None:
            return
        name = _free_name(scenario.name, state.scenarios)
        based_on = scenario.name if is_found(state, scenario) else scenario.based_on
        copy = replace(scenario, name=name, origin="", based_on=based_on)
        self._store.update(lambda now: replace(with_scenario(now, copy), current=name))
        self.refresh_plans()

    @command(
        "scenario.rename", "Rename scenario", "Scenario", key="F2", when=when.has_scenario, icon="edit",
        menu="Scenario 42",
    )  # fmt: skip
    def ask_name(self) -> None:
        """Give the scenario another name."""
        self._window.rename_scenario()

    def rename(self, name: str) -> None:
        """Give the current scenario another name, unless another has it."""
        state = self._store.state
        name = name.strip()
        if not name or state.scenario is None or any(item.name == name for item in state.scenarios):
            return
        old = state.scenario
        if is_found(state, old):
            copy = replace(old, name=name, origin="", based_on=old.name)
            self._store.update(lambda now: replace(with_scenario(now, copy), current=name))
            return
        scenarios = tuple(replace(item, name=name) if item is old else item for item in state.scenarios)
        self._store.update(lambda now: replace(with_scenarios(now, scenarios), current=name))

    @command(
        "scenario.remove", "Remove scenario", "Scenario", when=when.has_two_scenarios, icon="delete",
        menu="Scenario 43",
    )  # fmt: skip
    def remove(self) -> None:
        """Remove the scenario; Undo brings it back."""
        state = self._store.state
        if len(state.scenarios) < 2 or state.scenario is None:
            return
        if is_found(state, state.scenario):
            where = state.scenario.origin or "the folder's modules"
            say(
                self._store,
                tr(
                    "{current} comes from {where} and is not in dagscope.toml. It goes when that goes.",
                    current=state.current,
                    where=where,
                ),
            )
            return
        rest = tuple(item for item in state.scenarios if item.name != state.current)
        self._store.update(lambda now: replace(with_scenarios(now, rest), current=rest[0].name))
        self._rebuild()

    def edit(self, change: ScenarioEdit) -> None:
        """Change the current scenario; one that was found in a script becomes a copy that follows it in the rest."""
        before = self._store.state.scenario
        if before is None:
            return
        after = change(before)
        if after == before:
            return
        if is_found(self._store.state, before):
            after = _own_copy(after, self._store.state)
        self._store.update(lambda state: replace(with_scenario(state, after), current=after.name))
        self.follow(before)

    def follow(self, before: Scenario | None) -> None:
        """Rebuild where the graph would change, else only ask again what would run."""
        after = self._store.state.scenario
        if after is None:
            return
        if before is None or not is_built_like(before, after):
            self._rebuild()
            return
        self._recheck(before, after)
        self.refresh_plans()

    def _recheck(self, before: Scenario, after: Scenario) -> None:
        """Ask whether values fit that an edit, or taking one back, has changed."""
        for old, new in ((before.inputs, after.inputs), (before.overrides, after.overrides)):
            for name in dict.fromkeys([*new, *old]):
                if old.get(name) != new.get(name):
                    self._check(name, new.get(name, ValueSpec("none")))

    def _check(self, name: str, spec: ValueSpec) -> None:
        if spec.kind == "none" or self._store.state.trust.is_preview:
            self._store.update(lambda s: replace(s, checked={k: v for k, v in s.checked.items() if k != name}))
            return

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, Evaluated):
                checked = Checked(spec, body.ok, body.value_type, body.summary, body.message)
            elif isinstance(body, ErrorAnswer):
                checked = Checked(spec, False, message=body.message)
            else:
                return
            self._store.update(lambda state: _with_checked(state, name, checked))

        self._worker.request(Evaluate("main", name, spec), answer)

    def refresh_plans(self) -> None:
        """Ask the worker what the final variables and what the selection would run."""
        self._plan_number += 1
        number = self._plan_number
        state = self._store.state
        scenario = state.scenario
        if scenario is None or not state.worker.is_alive or not state.graph.nodes or state.trust.is_preview:
            return
        finals = tuple(name for name in scenario.final_vars if name in state.graph.nodes)
        self._ask(scenario, finals, number, lambda now, plan: replace(now, plan=plan))
        self.refresh_preview()

    def refresh_preview(self) -> None:
        """Ask the worker what a run of the selection would run; no selection, no question."""
        state = self._store.state
        scenario = state.scenario
        selection = state.view.selection
        if scenario is None or not selection or not state.worker.is_alive or state.trust.is_preview:
            if state.preview_plan is not None:
                self._store.update(lambda now: replace(now, preview_plan=None))
            return

        def take(now: AppState, plan: Plan | None) -> AppState:
            if now.view.selection != selection:
                return now
            return replace(now, preview_plan=plan)

        self._ask(scenario, selection, self._plan_number, take)

    def _ask(self, scenario: Scenario, names: tuple[str, ...], number: int, take: Callable[..., AppState]) -> None:
        if not names:
            self._store.update(lambda now: take(now, None))
            return

        def answer(message: Message[Event]) -> None:
            if number == self._plan_number and isinstance(message.body, PlanAnswer):
                plan = plan_from(message.body, names)
                self._store.update(lambda now: take(now, plan))

        command = AskPlan("main", names, tuple(scenario.inputs), tuple(scenario.overrides))
        self._worker.request(command, answer)


def _own_copy(scenario: Scenario, state: AppState) -> Scenario:
    """Return what an edited scenario from a script becomes: one of its own that follows the script in the rest.

    The one of the folder's modules keeps its name, since no file of the user's stands for it.
    """
    followed = scenario.name
    name = _free_edited(followed, state.scenarios) if scenario.origin else followed
    return replace(scenario, name=name, origin="", based_on=followed)


def _free_edited(name: str, scenarios: tuple[Scenario, ...]) -> str:
    taken = {item.name for item in scenarios}
    wanted, number = tr("{name} (edited)", name=name), 2
    while wanted in taken:
        wanted, number = tr("{name} (edited {number})", name=name, number=number), number + 1
    return wanted


def _with_checked(state: AppState, name: str, checked: Checked) -> AppState:
    scenario = state.scenario
    if scenario is None or checked.spec not in (scenario.inputs.get(name), scenario.overrides.get(name)):
        return state
    return replace(state, checked={**state.checked, name: checked})


def _free_name(name: str, scenarios: tuple[Scenario, ...]) -> str:
    taken = {item.name for item in scenarios}
    base = re.sub(r" \(copy( \d+)?\)$", "", name)
    wanted, number = tr("{base} (copy)", base=base), 2
    while wanted in taken:
        wanted, number = tr("{base} (copy {number})", base=base, number=number), number + 1
    return wanted
