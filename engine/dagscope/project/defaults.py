"""The scenario of a folder whose scripts say nothing: which modules are on, and which scenario comes first. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence, Set

from dagscope.project.source import (
    SourceFile,
    builds_driver,
    dataflow_functions,
    imported_names,
    relative_imports,
)
from dagscope.project.written_nodes import decorator_name
from dagscope.scenario import ModuleChoice, Scenario

DEFAULT_NAME = "all modules"
_MANY = 12
_SHARE = 0.25
_FRAMEWORKS = ("hamilton", "dagscope")
_FIRST = ("run", "main", "__main__")


def imports_of(source: SourceFile, name: str) -> tuple[str, ...]:
    """Return the dotted names of the modules a file may import, relative ones made absolute."""
    if source.tree is None:
        return ()
    is_package = source.path.name == "__init__.py"
    return imported_names(source.tree) + relative_imports(source.tree, name, is_package)


def default_scenario(dataflows: Sequence[str], sources: Mapping[str, SourceFile], driven: Set[str]) -> Scenario | None:
    """Return all dataflow modules, with those on that are most likely the dataflow.

    On is what files that build a driver import (`driven`) and what imports the framework, or everything where there is
    neither. Off are files that build a driver, modules that another one imports (helpers, or the inside of a subdag,
    unless the importer's parameters name their functions) and those that define a name again.
    """
    if not dataflows:
        return None
    trees = {name: _tree(sources[name]) for name in dataflows}
    functions = {name: {function.name for function in dataflow_functions(tree)} for name, tree in trees.items()}
    asked = {name: _parameters(tree) for name, tree in trees.items()}
    candidates = _candidates(dataflows, sources, driven, functions, asked)
    if not any(name in driven or _uses_framework(sources[name]) for name in dataflows) and len(candidates) > _MANY:
        candidates = _linked(candidates, functions, asked)
    imports = {name: set(imports_of(sources[name], name)) for name in candidates}
    seen: set[str] = set()
    on: set[str] = set()
    for name in candidates:
        importers = [other for other, others in imports.items() if other != name and name in others]
        # What asks for its functions by name stands next to it, even when it imports it as well.
        is_inside = bool(importers) and not any(functions[name] & asked[other] for other in importers)
        if (name in driven or not is_inside) and not functions[name] & seen:
            seen |= functions[name]
            on.add(name)
    on = on or {(candidates or dataflows)[0]}
    return Scenario(DEFAULT_NAME, modules=tuple(ModuleChoice(name, name in on) for name in dataflows))


def _candidates(
    dataflows: Sequence[str],
    sources: Mapping[str, SourceFile],
    driven: Set[str],
    functions: Mapping[str, set[str]],
    asked: Mapping[str, set[str]],
) -> list[str]:
    """Return what is driven or uses the framework, and what those ask for; all but scripts where nothing is known."""
    modules = [name for name in dataflows if not builds_driver(sources[name])]
    if driven.isdisjoint(modules) and len(modules) <= _MANY:
        return modules
    wanted = {name for name in modules if name in driven or _uses_framework(sources[name])}
    added = set(wanted)
    while added:
        names = set[str]().union(*(asked[name] for name in added))
        added = {name for name in modules if name not in wanted and functions[name] & names}
        wanted |= added
    return [name for name in modules if name in wanted] or modules


def _uses_framework(source: SourceFile) -> bool:
    return source.tree is not None and any(
        name.partition(".")[0] in _FRAMEWORKS for name in imported_names(source.tree)
    )


def _linked(names: Sequence[str], functions: Mapping[str, set[str]], asked: Mapping[str, set[str]]) -> list[str]:
    """Return the largest group of modules that ask for each other's functions; library modules ask for nobody's."""
    owners: dict[str, list[str]] = {}
    for name in names:
        for function in functions[name]:
            owners.setdefault(function, []).append(name)
    neighbours: dict[str, set[str]] = {name: set() for name in names}
    for name in names:
        for parameter in asked[name]:
            for owner in owners.get(parameter, ()):
                neighbours[name].add(owner)
                neighbours[owner].add(name)
    groups: list[set[str]] = []
    left = set(names)
    while left:
        group, waiting = set[str](), [left.pop()]
        while waiting:
            name = waiting.pop()
            group.add(name)
            waiting.extend(neighbours[name] - group)
        left -= group
        groups.append(group)
    best = max(groups, key=lambda group: (len(group), sum(len(functions[name]) for name in group)))
    found = [name for name in names if name in best]
    return found if _ask_each_other(found, functions, asked) else found[:_MANY]


def _ask_each_other(names: Sequence[str], functions: Mapping[str, set[str]], asked: Mapping[str, set[str]]) -> bool:
    """Return whether names that are asked for are mostly functions of these modules, not by chance."""
    owned = set[str]().union(*(functions[name] for name in names))
    wanted = [parameter for name in names for parameter in asked[name]]
    return sum(parameter in owned for parameter in wanted) >= _SHARE * len(wanted)


def _parameters(tree: ast.Module) -> set[str]:
    """Return the names its functions ask for; those of a subdag's function are the subdag's own."""
    asking = [
        function
        for function in dataflow_functions(tree)
        if not any("subdag" in decorator_name(decorator) for decorator in function.decorator_list)
    ]
    return {argument.arg for function in asking for argument in function.args.args}


def _tree(source: SourceFile) -> ast.Module:
    assert source.tree is not None
    return source.tree


# Which comes first --------------------------------------------------------------------------------------------------


def size_of(scenario: Scenario, sources: Mapping[str, SourceFile]) -> int:
    """Return how many functions of its modules can be nodes, as far as the source shows."""
    found = 0
    for name in scenario.module_names():
        source = sources.get(name)
        if source is not None and source.tree is not None:
            found += len(source.functions) or len(dataflow_functions(source.tree))
    return found


def best_first(scenarios: Iterable[Scenario], sources: Mapping[str, SourceFile]) -> list[Scenario]:
    """Return the scenarios with one in front: of `run.py` or `main.py`, else the one with most of the graph."""
    found = list(scenarios)
    if not found:
        return found

    def rank(number: int) -> tuple[bool, int, int, int]:
        file = found[number].origin_file
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        is_first = stem in _FIRST
        return (not is_first, file.count("/") if is_first else 0, -size_of(found[number], sources), number)

    best = found.pop(min(range(len(found)), key=rank))
    return [best, *found]
