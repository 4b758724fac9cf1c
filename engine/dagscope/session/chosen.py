"""Functions that a scenario takes from a module of its own choice: small modules of them, last in order.
It must not build.

A module of chosen functions has the name of theirs, so that they stay what they were: only the order is another one.
The script that `dagscope script` writes does the same, with Hamilton as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import ModuleType

from dagscope.build.expand import LATER_WINS
from dagscope.describe.graph import GraphRecords
from dagscope.identifiers import nearest
from dagscope.module_functions import find_functions
from dagscope.project.loading import load_modules
from dagscope.project.opening import Project
from dagscope.records import DefinitionRecord, ProblemRecord
from dagscope.scenario import Scenario

CHOSEN = "chosen in this scenario"


def chosen_modules(
    project: Project, scenario: Scenario, goes_on: bool, problems: list[ProblemRecord]
) -> tuple[ModuleType, ...]:
    """Return a module for each one that functions are taken from; what cannot be taken is a problem."""
    if not scenario.definitions:
        return ()
    if not scenario.allow_module_overrides:
        functions = ", ".join(scenario.definitions)
        text = f"definitions ({functions}) have no effect: they need allow_module_overrides = true"
        problems.append(ProblemRecord("definitions", text))
        return ()
    wanted: dict[str, list[str]] = {}
    for function, module in scenario.definitions.items():
        wanted.setdefault(module, []).append(function)
    loaded = load_modules(project, tuple(wanted), goes_on)
    problems += [item for item in loaded.problems if item not in problems]
    made = []
    for source in loaded.modules:
        known = dict(find_functions(source))
        asked = wanted.get(source.__name__, [])
        names = [name for name in asked if name in known]
        problems += [_lacking(source, name, known) for name in asked if name not in known]
        if names:
            made.append(_module_of(source, tuple(names)))
    return tuple(made)


@lru_cache(maxsize=256)
def _module_of(source: ModuleType, names: tuple[str, ...]) -> ModuleType:
    """Return a module of these functions; it is made once, so that what was expanded of it is remembered."""
    module = ModuleType(source.__name__)
    module.__file__ = getattr(source, "__file__", None)
    for name in names:
        setattr(module, name, getattr(source, name))
    return module


def _lacking(source: ModuleType, name: str, known: Mapping[str, object]) -> ProblemRecord:
    meant = nearest(name, list(known))
    hint = f"; is {meant} meant?" if meant else ""
    text = f"definitions: {source.__name__} has no function {name}{hint}"
    return ProblemRecord("definitions", text, file=getattr(source, "__file__", None) or "")


def with_choices(records: GraphRecords, scenario: Scenario) -> GraphRecords:
    """Return the records with what was chosen said at its definition, which stands there once."""
    chosen = set(scenario.definitions.items()) if scenario.allow_module_overrides else set()
    if not chosen:
        return records
    active = {(each.node, each.function, each.module) for each in records.definitions if each.is_active}

    def is_kept(each: DefinitionRecord) -> bool:
        return each.is_active or (each.node, each.function, each.module) not in active

    winners = {
        each.node: each.module
        for each in records.definitions
        if each.is_active and (each.function, each.module) in chosen
    }

    def described(each: DefinitionRecord) -> DefinitionRecord:
        module = winners.get(each.node)
        if module is None:
            return each
        if each.is_active:
            return replace(each, reason=CHOSEN)
        return replace(each, reason=f"{module}'s is {CHOSEN}") if LATER_WINS in each.reason else each

    definitions = tuple(described(each) for each in records.definitions if is_kept(each))
    known = {each.id for each in definitions}
    nodes = tuple(
        replace(node, definitions=tuple(each for each in node.definitions if each in known))
        if not known.issuperset(node.definitions)
        else node
        for node in records.nodes
    )
    return replace(records, nodes=nodes, definitions=definitions)
