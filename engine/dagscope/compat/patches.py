"""Lets a patched name of Hamilton's take effect where the engine does its work. Used under the served name alone.

`mock.patch("hamilton.graph.create_function_graph")` sets a name of a module. The engine is built otherwise: it calls
something else, or holds the function under a name of its own. The table says what stands for each such name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

from dagscope.compat.homes import own_name, served_path

# Name that is patched: what is replaced by a function of the new value, as (module, its name, function).
_Replacement = tuple[str, str, Callable[[Any], Any]]


def _same(value: Any) -> Any:
    return value


def _building_with(create_function_graph: Any) -> Any:
    """Return what stands for a build, where the nodes come from a patched function."""

    def build(make_graph: Any, modules: Any, config: Any, *, adapter: Any = None, **settings: Any) -> Any:
        nodes = create_function_graph(*modules, config=config, adapter=adapter, **settings)
        return importlib.import_module(own_name("build")).BuildResult(make_graph(nodes, config, adapter))

    return build


def _collecting_with(find_functions: Any) -> Any:
    """Return what stands for the first pass, where a patched function finds the functions of a module."""
    collected = importlib.import_module(own_name("build.collect")).Collected

    def collect(modules: Any) -> tuple[list[Any], list[Any]]:
        return [collected(each, each.__name__, [fn for _, fn in find_functions(each)]) for each in modules], []

    return collect


def _linking_with(update_dependencies: Any) -> Any:
    """Return what stands for the third pass, where a patched function links the nodes."""

    def link(nodes: dict[str, Any], adapter: Any = None, unmade: Any = ()) -> list[Any]:
        linked = update_dependencies(nodes, adapter, reset_dependencies=False)
        if linked is not nodes:
            known = dict(linked)
            nodes.clear()
            nodes.update(known)
        return []

    return link


def _linking_each_with(add_dependency: Any) -> Any:
    """Return what stands for the third pass, where a patched function links one parameter."""

    def link(nodes: dict[str, Any], adapter: Any = None, unmade: Any = ()) -> list[Any]:
        for name, node in list(nodes.items()):
            for parameter, (type_, _) in node.input_types.items():
                add_dependency(node, name, nodes, parameter, type_, adapter)
        return []

    return link


def _running_each_with(execute_lifecycle_for_node: Any) -> Any:
    """Return what stands for the running of nodes, where a patched function runs one of them."""

    def node_runner(adapter: Any, run_id: str, task_id: str | None) -> Callable[[Any, dict[str, Any]], Any]:
        return lambda node, kwargs: execute_lifecycle_for_node(node, adapter, run_id, task_id, **kwargs)

    return node_runner


def _always(_: Any) -> Any:
    return lambda subject: True


def _asked_for_all(_: Any) -> Any:
    """Have every function go through its phases, undecorated and remembered ones, too."""
    _forget_expansions()
    return lambda fn: True


def _forget_expansions() -> None:
    importlib.import_module(own_name("build")).forget_expansions()


REPLACED: dict[tuple[str, str], tuple[_Replacement, ...]] = {
    ("graph", "create_function_graph"): (("replaced_methods", "build_as", _building_with),),
    ("graph", "find_functions"): (("build", "collect", _collecting_with),),
    ("graph", "update_dependencies"): (("build", "link", _linking_with),),
    ("graph", "add_dependency"): (("build", "link", _linking_each_with),),
    ("graph", "types_match"): (("build.link", "types_match", _same),),
    ("htypes", "check_input_type"): (("execution.validation", "check_input_type", _same),),
    ("execution.executors", "run_graph_to_completion"): (("execution.dynamic", "run_graph_to_completion", _same),),
    ("execution.graph_functions", "execute_subdag"): (
        ("graph", "execute_subdag", _same),
        ("dataflow", "runs_itself", _always),
    ),
    ("execution.graph_functions", "execute_lifecycle_for_node"): (
        ("execution.run", "node_runner", _running_each_with),
        ("execution.task_run", "node_runner", _running_each_with),
        ("execution.graph_executors", "has_node_points", _always),
    ),
    ("caching.fingerprinting", "hash_value"): (
        ("caching.records", "data_version", _same),
        ("caching.preparation", "data_version", _same),
    ),
    ("execution.grouping", "create_task_plan"): (("execution.dynamic", "create_task_plan", _same),),
    ("function_modifiers.base", "resolve_nodes"): (
        ("build.expand", "has_modifiers", _asked_for_all),
        ("build.expand", "apply_phases", _same),
    ),
}
_BY_OWNER = {owner: {name for place, name in REPLACED if place == owner} for owner, _ in REPLACED}


class PatchableModule(ModuleType):
    """A module of ours some of whose names have an effect elsewhere while they are set to something else."""

    def __setattr__(self, name: str, value: Any) -> None:
        path = served_path(self.__name__)
        if name in _BY_OWNER.get(path, ()):
            _forward(path, name, value, vars(self).get(name))
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        path = served_path(self.__name__)
        _restore(path, name)
        super().__delattr__(name)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return importlib.import_module, (self.__name__,)


# What was there before: of the patched name, and of everything that was replaced for it.
_before: dict[tuple[str, str], tuple[Any, list[tuple[ModuleType, str, Any]]]] = {}


def _forward(path: str, name: str, value: Any, old: Any) -> None:
    if (path, name) in _before and _before[path, name][0] is value:
        _restore(path, name)
        return
    original = _before[path, name][0] if (path, name) in _before else old
    _restore(path, name)
    replaced = []
    for place, attribute, made_of in REPLACED[path, name]:
        module = importlib.import_module(own_name(place))
        replaced.append((module, attribute, getattr(module, attribute)))
        setattr(module, attribute, made_of(value))
    _before[path, name] = (original, replaced)


def _restore(path: str, name: str) -> None:
    _, replaced = _before.pop((path, name), (None, []))
    for module, attribute, value in replaced:
        setattr(module, attribute, value)
    if replaced and path == "function_modifiers.base":
        _forget_expansions()


def make_patchable(module: ModuleType, path: str) -> None:
    """Let what is set in the module have its effect, where it has one."""
    if path in _BY_OWNER:
        module.__class__ = PatchableModule
