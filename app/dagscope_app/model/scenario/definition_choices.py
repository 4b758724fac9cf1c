"""What can be chosen for a node that has several definitions, each as an edit of the scenario.
It must not make the edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dagscope.records import DefinitionRecord
from dagscope.scenario import Scenario, SpecKind, ValueSpec

from dagscope_app.model.scenario.changes import ScenarioEdit, config_value
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

_BY_CONFIG = ("its condition", "the config gives")
_IMPORTED = "importlib.import_module("


@dataclass(frozen=True, slots=True)
class DefinitionChoice:
    """One thing that can be done about a definition: what it is called, and what it makes of the scenario."""

    definition: DefinitionRecord
    title: str
    edit: ScenarioEdit
    note: str = ""
    """What is to be known before; empty where nothing is."""


def choices_of(state: AppState, name: str) -> tuple[DefinitionChoice, ...]:
    """Return what can be chosen for a node: its definitions in their order, then those in modules not used."""
    scenario = state.scenario
    if scenario is None:
        return ()
    found = (_choice(item, scenario) for item in state.graph.definitions_of(name))
    own = (each for each in found if each is not None)
    return (*own, *(_from_outside(item, scenario) for item in state.graph.elsewhere.get(name, ())))


def _from_outside(item: DefinitionRecord, scenario: Scenario) -> DefinitionChoice:
    is_listed = any(module.name == item.module for module in scenario.modules)
    note = tr("module switched off in this scenario") if is_listed else tr("module not in this scenario")
    if item.reason:
        note = f"{note}; {item.reason}"
    take = taken_from(item.function, item.module)
    if not item.wants:
        return DefinitionChoice(replace(item, reason=note), tr("Use this one"), take, note)
    configure = _with_config(item.wants)
    title = tr("Set {values} and use this one", values=_texts(item.wants))
    return DefinitionChoice(replace(item, reason=note), title, lambda scenario: take(configure(scenario)), note)


def _choice(item: DefinitionRecord, scenario: Scenario) -> DefinitionChoice | None:
    if item.is_active:
        if scenario.definitions.get(item.function) != item.module:
            return None
        return DefinitionChoice(item, tr("Let the order of the modules decide"), taken_from(item.function, ""))
    if item.wants:
        return DefinitionChoice(item, tr("Set {values}", values=_texts(item.wants)), _with_config(item.wants))
    if not item.function or not item.module or item.reason.startswith(_BY_CONFIG):
        return None
    return DefinitionChoice(item, tr("Use this one"), taken_from(item.function, item.module))


def _texts(wants: Mapping[str, str]) -> str:
    return ", ".join(f"{key} = {_short(text) or tr('(not set)')}" for key, text in wants.items())


def _short(text: str) -> str:
    """Return a value as it is read: a member of an enumeration without the module that it is imported from."""
    return text.rpartition(").")[2] if text.startswith(_IMPORTED) else text


def taken_from(function: str, module: str) -> ScenarioEdit:
    """Take a function from this module whatever the order, or, from none, from wherever the order says."""

    def change(scenario: Scenario) -> Scenario:
        rest = {name: other for name, other in scenario.definitions.items() if name != function}
        if not module:
            return replace(scenario, definitions=rest)
        return replace(scenario, definitions={**rest, function: module}, allow_module_overrides=True)

    return change


def _with_config(wants: dict[str, str]) -> ScenarioEdit:
    def change(scenario: Scenario) -> Scenario:
        for key, text in wants.items():
            kind: SpecKind = "expression" if text.startswith(_IMPORTED) else "literal" if text else "none"
            scenario = config_value(key, ValueSpec(kind, text))(scenario)
        return scenario

    return change
