"""Which definition of a node counts: chosen one by one, by a module or by the config. It must not build."""

from __future__ import annotations

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, Option, StorePort
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.controllers.what_if import WhatIfController
from dagscope_app.model.scenario.definition_choices import DefinitionChoice, choices_of, taken_from
from dagscope_app.model.translation import tr


class DefinitionsController:
    """Turns a choice among definitions into an edit of the scenario."""

    def __init__(
        self, store: StorePort, ask: AskPort, scenarios: ScenarioController, what_if: WhatIfController
    ) -> None:
        self._store = store
        self._ask = ask
        self._scenarios = scenarios
        self._what_if = what_if

    @command(
        "scenario.choose_definition", "Choose definition...", "Scenario", when=when.has_definition_choices,
        icon="override", menu="Scenario 26, Value 12",
    )  # fmt: skip
    def ask_definition(self) -> None:
        """Choose which of the node's definitions counts."""
        name = self._store.state.selected
        options = [
            Option(
                str(each.definition.id),
                f"{each.definition.module}.{each.definition.function}",
                f"{each.title} ({each.note})" if each.note else each.title,
            )
            for each in choices_of(self._store.state, name)
        ]
        if options:
            self._ask.choice(tr("Definition of {name}", name=name), options, lambda key: self.choose(name, int(key)))

    def choose(self, name: str, definition: int) -> None:
        """Do what is offered for a definition of a node: use it, set the config that chooses it, or let go of it."""
        found = self._choice(name, definition)
        if found is not None:
            self._what_if.leave()
            self._scenarios.edit(found.edit)

    def hint(self, name: str, definition: int) -> None:
        """Show what that would do."""
        found = self._choice(name, definition)
        if found is not None:
            function = f"{found.definition.module}.{found.definition.function}"
            is_taken = not found.definition.is_active and not found.definition.wants
            title = tr("Use {place}", place=function) if is_taken else found.title
            self._what_if.hint(title, found.edit)

    def hint_release(self, function: str) -> None:
        """Show what letting the order of the modules decide would do."""
        self._what_if.hint(
            tr("Let the order of the modules choose {function}", function=function), taken_from(function, "")
        )

    def release(self, function: str) -> None:
        """Let the order of the modules decide again where a function comes from."""
        self._scenarios.edit(taken_from(function, ""))

    def _choice(self, name: str, definition: int) -> DefinitionChoice | None:
        found = (each for each in choices_of(self._store.state, name) if each.definition.id == definition)
        return next(found, None)
