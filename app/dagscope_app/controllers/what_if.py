"""What a change of the scenario would do: asked before it is applied, and shown after.
It must not classify anything itself.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Event, WhatIf, WhatIfAnswer
from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import MeasurePort, StorePort, WorkerPort
from dagscope_app.controllers.saying import say_done
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.model.cases import DiffMark
from dagscope_app.model.records.ghost import Ghost, effect_words, mirrored
from dagscope_app.model.records.plans import is_built_like
from dagscope_app.model.scenario.before import content_of
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
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

_MARKS: tuple[DiffMark, ...] = ("added", "removed", "definition", "affected")


class WhatIfController:
    """Owns the change that is looked at before it is made."""

    def __init__(
        self, store: StorePort, worker: WorkerPort, measure: MeasurePort, scenarios: ScenarioController
    ) -> None:
        self._store = store
        self._worker = worker
        self._measure = measure
        self._scenarios = scenarios
        self._number = 0
        self._edited: Scenario | None = None
        """The scenario before edits whose effect is still to be shown."""
        self._awaits_graph = False
        store.listen(self._on_state_changed)

    # -- before a change ----------------------------------------------------------------------------------------

    def hint_module(self, name: str, is_on: bool) -> None:
        """Show what switching a module would do."""
        self.hint(f"Switch {name} {'on' if is_on else 'off'}", module_on(name, is_on))

    def hint_order(self, names: tuple[str, ...]) -> None:
        """Show what another order of the modules would do."""
        self.hint(tr("Modules in the order {names}", names=", ".join(names)), module_order(names))

    def hint_later_wins(self, is_on: bool) -> None:
        """Show what allowing later modules to override earlier ones, or not, would do."""
        self.hint("Allow overrides" if is_on else "Do not allow overrides", later_wins(is_on))

    def hint_config(self, key: str, spec: ValueSpec) -> None:
        """Show what another config value would do."""
        self.hint(
            f"{key} = {spec.text}" if spec.kind != "none" else tr("{key} not set", key=key), config_value(key, spec)
        )

    def hint_input(self, name: str, spec: ValueSpec) -> None:
        """Show what another input would do."""
        self.hint(
            f"{name} = {spec.text}" if spec.kind != "none" else tr("{name} not given", name=name),
            input_value(name, spec),
        )

    def hint_override(self, name: str, spec: ValueSpec) -> None:
        """Show what a value in a node's place would do."""
        title = (
            tr("Override {name} with {words}", name=name, words=spec.text)
            if spec.kind != "none"
            else tr("Compute {name} again", name=name)
        )
        self.hint(title, override_value(name, spec))

    def hint_executor(self, executor: str) -> None:
        """Show what computing the nodes elsewhere would do."""
        self.hint(f"Run on {executor}", executor_of(executor))

    def hint(self, title: str, change: ScenarioEdit) -> None:
        """Show what a change would do."""
        state = self._store.state
        before = state.scenario
        if before is None or not _can_ask(state):
            return
        after = change(before)
        if after == before:
            self.leave()
            return
        self._number += 1
        number = self._number
        self._store.update(lambda now: replace(now, ghost=Ghost(title, after, is_loading=True)))

        def answer(message: Message[Event]) -> None:
            if number == self._number and self._store.state.ghost is not None:
                self._store.update(lambda now: replace(now, ghost=self._answered(title, after, message.body)))

        self._worker.request(WhatIf(before, after), answer)

    def _answered(self, title: str, after: Scenario, body: Event) -> Ghost:
        if isinstance(body, ErrorAnswer):
            return Ghost(title, after, problem=body.message)
        if not isinstance(body, WhatIfAnswer):
            return Ghost(title, after)
        parts = (body.added, body.removed, body.redefined, body.affected)
        marks = {name: mark for mark, names in zip(_MARKS, parts) for name in names}
        sizes = {node.name: self._measure.node(node.label, node.type) for node in body.nodes}
        return Ghost(title, after, False, body.counts, marks, body.nodes, sizes, body.problem)

    @command(
        "scenario.apply_what_if",
        "Apply previewed change",
        "Scenario",
        when=when.has_ghost,
        icon="ok",
        menu="Scenario 24",
        is_passing=True,
    )
    def apply(self) -> None:
        """Make the change whose effect the graph previews."""
        ghost = self._store.state.ghost
        self.leave()
        if ghost is not None:
            after = ghost.scenario
            self._scenarios.edit(lambda now: replace(after, name=now.name, origin=now.origin, based_on=now.based_on))

    @command(
        "scenario.leave_what_if",
        "Discard previewed change",
        "Scenario",
        when=when.has_ghost,
        icon="close",
        menu="Scenario 25",
        is_passing=True,
    )
    def leave(self) -> None:
        """Show the graph as it is, without the previewed change."""
        self._number += 1
        if self._store.state.ghost is not None:
            self._store.update(lambda now: replace(now, ghost=None))

    # -- after a change -----------------------------------------------------------------------------------------

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if new.folder != old.folder or new.current not in (old.current, _edited_name(old, new)):
            self._edited = None
        elif _is_edit(old, new):
            self._edited = self._edited or old.scenario
            self._awaits_graph = not is_built_like(old.scenario, new.scenario)  # type: ignore[arg-type]
        elif new.graph is not old.graph:
            self._awaits_graph = False
        if new is not self._store.state:
            return  # a later change follows
        is_other_worker = old.worker.generation != new.worker.generation  # nobody answers what the one before was asked
        if new.ghost is not None and (
            is_other_worker or old.scenarios is not new.scenarios or old.current != new.current
        ):
            self.leave()
        if self._edited is not None and not self._awaits_graph and _can_ask(self._store.state):
            before, self._edited = self._edited, None
            self._tell(before)

    def _tell(self, before: Scenario) -> None:
        """Say what the edit did, and offer to look at both."""
        state = self._store.state
        after = state.scenario
        if after is None:
            return

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, WhatIfAnswer) and any(body.counts) and self._store.state.scenario == after:
                text = tr("Effect of this edit: {effect}.", effect=effect_words(mirrored(body.counts)))
                say_done(self._store, text, command="compare.before", command_title=tr("Compare with before"))

        self._worker.request(WhatIf(after, before), answer)


def _can_ask(state: AppState) -> bool:
    """Return whether the worker has the graph on show and nothing else to do."""
    is_idle = state.worker.is_alive and not state.is_building and state.active_run is None
    return is_idle and not state.trust.is_preview and bool(state.graph.nodes) and not state.compare.is_open


def _is_edit(old: AppState, new: AppState) -> bool:
    """Return whether the current scenario was edited, not undone."""
    if new.scenarios is old.scenarios or new.edits is old.edits or new.edits.undone:
        return False
    one, other = old.scenario, new.scenario
    return one is not None and other is not None and content_of(one) != content_of(other)


def _edited_name(old: AppState, new: AppState) -> str:
    """Return the name of the copy that an edit made."""
    return new.current if _is_edit(old, new) else ""
