"""Functions that could define a scenario's nodes and stand in modules that it does not use, read from their sources.
It must not import anything of the project.
"""

from __future__ import annotations

import ast
import copy
import weakref
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dagscope.project.opening import Project
from dagscope.project.source import FunctionDef, SourceFile, is_annotated
from dagscope.project.static import node_functions
from dagscope.project.written_decorators import UNSET, is_chosen, wanted_config, written_nodes
from dagscope.project.written_names import UNKNOWN, Member, Names
from dagscope.project.written_nodes import CONDITIONS, decorator_name
from dagscope.records import DefinitionRecord
from dagscope.session.building import Slot
from dagscope.session.sources_only import literals_of

OPEN = "whether the config chooses it is known after loading"

_Makers = tuple[tuple[FunctionDef, tuple[str, ...]], ...]
_makers: weakref.WeakKeyDictionary[ast.Module, _Makers] = weakref.WeakKeyDictionary()


def defined_elsewhere(project: Project, slot: Slot) -> tuple[DefinitionRecord, ...]:
    """Return the definitions of the slot's nodes that the scenario could take from modules that it does not use.

    A variant that the config does not choose has the config that would choose it, where the sources show one.

    A value of the config stands there whatever the modules define: its node has none.
    """
    scenario = slot.scenario
    used = set(scenario.module_names())
    config, unknown = literals_of(scenario.config)
    names = {node.name for node in slot.records.nodes if node.kind != "config"}
    there = {(each.node, each.function, each.module) for each in slot.records.definitions}
    number = 1 + max((each.id for each in slot.records.definitions), default=-1)
    found: list[DefinitionRecord] = []
    sources = {module.name: project.source_of(module.name) for module in project.modules}
    meanings = Names({name: source for name, source in sources.items() if source is not None})
    for module in project.modules:
        source = sources[module.name]
        if source is None or module.name in used:
            continue
        for function, made in _makers_of(source):
            wanted = [name for name in made if name in names and (name, function.name, module.name) not in there]
            asked = _with_values(function, meanings, module.name) if wanted else function
            chosen = is_chosen(asked, config, unknown) if wanted else False
            wants = wanted_config(asked, config, unknown) if wanted and chosen is False else {}
            if chosen is not False or wants:
                record = _record(function, module.name, source, OPEN if chosen is None else "", wants)
                found += [replace(record, id=number + len(found) + at, node=name) for at, name in enumerate(wanted)]
    return tuple(found)


def _with_values(function: FunctionDef, meanings: Names, module: str) -> FunctionDef:
    """Return a function whose conditions say the values that names stand for: constants, members of enumerations."""
    calls = [item for item in function.decorator_list if isinstance(item, ast.Call)]
    if not any(decorator_name(item) in CONDITIONS for item in calls):
        return function
    found = copy.copy(function)
    found.decorator_list = [_call_with_values(item, meanings, module) for item in function.decorator_list]
    return found


def _call_with_values(item: ast.expr, meanings: Names, module: str) -> ast.expr:
    if not isinstance(item, ast.Call) or decorator_name(item) not in CONDITIONS:
        return item
    keywords = [ast.keyword(each.arg, _valued(each.value, meanings, module)) for each in item.keywords]
    return ast.Call(item.func, item.args, keywords)


def _valued(expression: ast.expr, meanings: Names, module: str) -> ast.expr:
    if isinstance(expression, (ast.List, ast.Tuple, ast.Set)):
        items = [_valued(each, meanings, module) for each in expression.elts]
        return ast.Set(items) if isinstance(expression, ast.Set) else ast.List(items, ast.Load())
    value = meanings.value(expression, module)
    return expression if value is UNKNOWN else ast.Constant(value)


def _makers_of(source: SourceFile) -> _Makers:
    """Return the functions that could be nodes with the names of those they make; a file is looked through once."""
    if source.tree is None:
        return ()
    found = _makers.get(source.tree)
    if found is None:
        functions = [each for each in node_functions(source) if is_annotated(each)]
        found = tuple((each, tuple(dict.fromkeys(made.name for made in written_nodes(each)))) for each in functions)
        _makers[source.tree] = found
    return found


def _record(
    function: FunctionDef, module: str, source: SourceFile, reason: str, wants: Mapping[str, Any]
) -> DefinitionRecord:
    texts = {
        key: "" if value is UNSET else value.code if isinstance(value, Member) else repr(value)
        for key, value in wants.items()
    }
    last = function.end_lineno or function.lineno
    path = str(source.path)
    return DefinitionRecord(
        0, "", function.name, module, path, function.lineno, last, is_active=False, reason=reason, wants=texts
    )
