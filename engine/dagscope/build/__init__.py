"""Modules and config become a graph, in passes: collect, expand, link, check. Nothing is executed and nothing raised.

Every problem is collected; a build that has some still gives the part of the graph that could be made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from dagscope.build.check import cycle_problems, validate
from dagscope.build.collect import collect
from dagscope.build.definitions import Shadowed, definitions_of
from dagscope.build.expand import base_name, expand, helper_problems
from dagscope.build.link import external_input, link
from dagscope.build.no_nodes import bare_decorators, warn_of_inputs
from dagscope.build.remembered import forget_expansions, note_cycles, was_free_of_cycles
from dagscope.dag import Dag
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.no_garbage import no_garbage_collection
from dagscope.node import Node
from dagscope.problems import Definition, Problem

__all__ = ["BuildResult", "build_as", "build_dataflow", "forget_expansions"]

GraphT = TypeVar("GraphT", bound=Dag)
GraphT_co = TypeVar("GraphT_co", bound=Dag, covariant=True)


class MakeGraph(Protocol[GraphT_co]):
    """How a finished graph is made: the class `Dag`, or one on top of it."""

    def __call__(
        self, nodes: dict[str, Node], config: dict[str, Any], adapter: LifecycleAdapterSet | None
    ) -> GraphT_co:
        """Make the graph of linked nodes."""


@dataclass(frozen=True, slots=True)
class BuildResult(Generic[GraphT_co]):
    """The graph, what is wrong with it, what may surprise, and which definitions lost."""

    graph: GraphT_co
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    shadowed: tuple[Shadowed, ...] = field(default=(), repr=False)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Every definition of every node: the one in use and those that are not, with the reason."""
        return definitions_of(self.graph.nodes, self.shadowed)


def build_dataflow(
    modules: Sequence[ModuleType],
    config: dict[str, Any],
    *,
    adapter: LifecycleAdapterSet | None = None,
    allow_module_overrides: bool = False,
) -> BuildResult[Dag]:
    """Build the graph of the modules, later modules winning over earlier ones if that is allowed."""
    return build_as(Dag, modules, config, adapter=adapter, allow_module_overrides=allow_module_overrides)


def build_as(
    make_graph: MakeGraph[GraphT],
    modules: Sequence[ModuleType],
    config: dict[str, Any],
    *,
    adapter: LifecycleAdapterSet | None = None,
    allow_module_overrides: bool = False,
) -> BuildResult[GraphT]:
    """Build the modules into a graph of the caller's own class, which validating adapters are shown."""
    config.keys()  # A config that is no mapping fails here, before anything else.
    with no_garbage_collection():
        collected, warnings = collect(modules)
        expansion = expand(collected, config, allow_module_overrides)
        subject = (tuple(map(id, modules)), tuple(config))
        nodes = expansion.nodes
        problems = expansion.problems
        warnings.extend(expansion.warnings)
        if expansion.bare or expansion.uncallable:
            found, helpers = helper_problems(expansion)
            problems.extend(found)
            warnings.extend(helpers)
        failed = {each.node for each in problems if each.node}
        problems.extend(link(nodes, adapter, unmade=failed | {base_name(name) for name in failed}))
        for key in config:
            if key not in nodes:
                nodes[key] = external_input(key, Any, None)
        for each in collected:
            problems.extend(bare_decorators(each.module, each.name))
        warnings.extend(warn_of_inputs(modules, nodes.values(), config))
        cycles = cycle_problems(nodes.values(), expansion.fresh if was_free_of_cycles(subject) else nodes.values())
        problems.extend(cycles)
        # A definition that another one hid may appear without having changed itself: then every node counts as changed.
        note_cycles(subject, bool(problems) or allow_module_overrides)
        graph = make_graph(nodes, config, adapter)
        problems.extend(validate(graph, adapter, modules, config))
    return BuildResult(graph, tuple(problems), tuple(warnings), tuple(expansion.shadowed))
