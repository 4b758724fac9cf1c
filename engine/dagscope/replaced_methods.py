"""Methods of the graph that a project or a test has replaced: builds and runs then go through them.

A driver builds and runs without them, which is quicker. It must not decide anything else about a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from dagscope.build import BuildResult, build_as
from dagscope.graph import FunctionGraph
from dagscope.lifecycle.base import LifecycleAdapterSet

_FROM_MODULES = FunctionGraph.from_modules
_EXECUTE = FunctionGraph.execute
_UPSTREAM = FunctionGraph.get_upstream_nodes


def build_graph(
    modules: Sequence[ModuleType], config: dict[str, Any], adapter: LifecycleAdapterSet, allow_module_overrides: bool
) -> BuildResult[FunctionGraph]:
    """Build the modules, by `FunctionGraph.from_modules` where that was replaced."""
    if FunctionGraph.from_modules is not _FROM_MODULES:
        graph = FunctionGraph.from_modules(
            *modules, config=config, adapter=adapter, allow_module_overrides=allow_module_overrides
        )
        return BuildResult(graph)
    return build_as(FunctionGraph, modules, config, adapter=adapter, allow_module_overrides=allow_module_overrides)


def runs_itself(graph: FunctionGraph) -> bool:
    """Return whether the graph's `execute` is not the engine's own."""
    return getattr(graph.execute, "__func__", None) is not _EXECUTE


def chooses_itself(graph: FunctionGraph) -> bool:
    """Return whether the graph's `get_upstream_nodes` is not the engine's own."""
    return getattr(graph.get_upstream_nodes, "__func__", None) is not _UPSTREAM


def run_itself(
    graph: FunctionGraph, names: list[str], overrides: dict[str, Any], inputs: dict[str, Any], run_id: str
) -> dict[str, Any]:
    """Run by the graph's own `execute`, which puts what it computes into the dictionary it is given."""
    computed: dict[str, Any] = {}
    nodes = [graph.nodes[name] for name in names if name in graph.nodes]
    graph.execute(nodes, computed, overrides, inputs, run_id=run_id)
    return {name: computed.get(name, inputs.get(name)) for name in names}
