"""Edits of one scenario, as functions from the one before to the one after. They must not touch the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.scenario import ModuleChoice, Scenario, ValueSpec

ScenarioEdit = Callable[[Scenario], Scenario]


def module_on(name: str, is_on: bool) -> ScenarioEdit:
    """Switch a module on or off; it keeps its place. One that the scenario does not have yet comes last."""

    def change(scenario: Scenario) -> Scenario:
        if is_on and all(item.name != name for item in scenario.modules):
            return replace(scenario, modules=(*scenario.modules, ModuleChoice(name)))
        modules = tuple(replace(item, on=is_on) if item.name == name else item for item in scenario.modules)
        return replace(scenario, modules=modules)

    return change


def config_value(key: str, spec: ValueSpec) -> ScenarioEdit:
    """Give a config key a value, or take it back with a spec of kind `none`."""
    return lambda scenario: replace(scenario, config=_put(scenario.config, key, spec))


def input_value(name: str, spec: ValueSpec) -> ScenarioEdit:
    """Give an input a value, or take it back."""
    return lambda scenario: replace(scenario, inputs=_put(scenario.inputs, name, spec))


def override_value(name: str, spec: ValueSpec) -> ScenarioEdit:
    """Put a value in a node's place, or take it away."""
    return lambda scenario: replace(scenario, overrides=_put(scenario.overrides, name, spec))


def later_wins(is_on: bool) -> ScenarioEdit:
    """Set whether a later module may override an earlier one's functions."""
    return lambda scenario: replace(scenario, allow_module_overrides=is_on)


def executor_of(executor: str) -> ScenarioEdit:
    """Set where nodes are computed."""
    return lambda scenario: replace(scenario, executor=executor)


def module_order(names: tuple[str, ...]) -> ScenarioEdit:
    """Put the modules into an order; those that it does not name come last."""
    position = {name: number for number, name in enumerate(names)}

    def change(scenario: Scenario) -> Scenario:
        modules = tuple(sorted(scenario.modules, key=lambda item: position.get(item.name, len(position))))
        return replace(scenario, modules=modules)

    return change


def _put(values: dict[str, ValueSpec], key: str, spec: ValueSpec) -> dict[str, ValueSpec]:
    rest = {name: value for name, value in values.items() if name != key or spec.kind != "none"}
    if spec.kind != "none":
        rest[key] = spec
    return rest
