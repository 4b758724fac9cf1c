"""A dataflow as plain linked nodes: by name, and the questions asked of them. It builds, draws and runs nothing.

`build` makes it, `execution` and `draw` read it; `dagscope.graph.FunctionGraph` is the public class on top of all
three.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from typing import Any

from dagscope.identifiers import shown_names, unknown_nodes
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import DependencyType, Node
from dagscope.order import reached

logger = logging.getLogger("dagscope.graph")


class Dag:
    """Nodes by name, in the order they were built: functions, then inputs as first asked for, then config."""

    def __init__(
        self, nodes: dict[str, Node], config: dict[str, Any], adapter: LifecycleAdapterSet | None = None
    ) -> None:
        self.nodes = nodes
        self._config = config
        self.adapter = adapter if adapter is not None else LifecycleAdapterSet()
        # Plans already made for this graph; see `dagscope.execution.plan`.
        self.plans: dict[Any, Any] = {}

    def __repr__(self) -> str:
        inputs = [name for name, node in self.nodes.items() if node.user_defined]
        made = len(self.nodes) - len(inputs)
        nodes = f"{made} {'node' if made == 1 else 'nodes'}"
        read = f"{len(inputs)} {'input' if len(inputs) == 1 else 'inputs'}"
        return f"<{type(self).__name__}: {nodes}, {read}{shown_names(': ', inputs)}>"

    @property
    def config(self) -> dict[str, Any]:
        """The config the graph was built with."""
        return self._config

    def get_nodes(self) -> list[Node]:
        """Return all nodes, in build order."""
        return list(self.nodes.values())

    def get_upstream_nodes(
        self,
        final_vars: list[str],
        runtime_inputs: dict[str, Any] | None = None,
        runtime_overrides: dict[str, Any] | None = None,
    ) -> tuple[set[Node], set[Node]]:
        """Return what the given variables need, themselves included, and which of it comes from outside."""
        found = self.upstream(final_vars, runtime_inputs, runtime_overrides)
        return set(found), {node for node in found if node.user_defined}

    def upstream(
        self,
        final_vars: Iterable[str],
        runtime_inputs: Collection[str] | None = None,
        runtime_overrides: Collection[str] | None = None,
    ) -> list[Node]:
        """Return what the variables need in a stable order.
        Optional inputs that `runtime_inputs` lacks are left out when it is given.
        """
        overrides = runtime_overrides or ()

        def needed(node: Node) -> list[Node]:
            if overrides and node.name in overrides:
                return []
            if runtime_inputs is None:
                return node.dependencies
            optional = DependencyType.OPTIONAL
            return [
                each
                for each, (_, kind) in zip(node.dependencies, node.input_types.values())
                if kind is not optional
                or not each.user_defined
                or each.name in runtime_inputs
                or each.name in self._config
            ]

        return self.walk(needed, final_vars, runtime_inputs)

    def get_downstream_nodes(self, var_changes: list[str]) -> set[Node]:
        """Return what depends on the given variables, themselves included."""
        return set(self.walk(lambda node: node.depended_on_by, var_changes))

    def get_impacted_nodes(self, var_changes: list[str]) -> set[Node]:
        """Return what `get_downstream_nodes` returns, with a warning: this is its older name."""
        logger.warning("FunctionGraph.get_impacted_nodes is deprecated. Use `get_downstream_nodes` instead.")
        return self.get_downstream_nodes(var_changes)

    def nodes_between(self, start: str, end: str) -> set[Node]:
        """Return the nodes on any path from `start` to `end`, both included; empty when there is none.

        Raises:
            KeyError: There is no node `end`.
        """
        return set(self.path_between(start, self.nodes[end].name))

    def path_between(self, start: str, end: str) -> list[Node]:
        """Return the nodes on any way from `start` to `end` in a stable order, from the start on."""
        if start == end or start not in self.nodes or end not in self.nodes:
            return []
        downstream = {node.name for node in self.walk(lambda node: node.depended_on_by, [start])}
        if end not in downstream:
            return []
        back = self.walk(lambda node: [each for each in node.dependencies if each.name in downstream], [end])
        return list(reversed(back))

    # parity: hamilton.graph.FunctionGraph.directional_dfs_traverse
    def directional_dfs_traverse(
        self,
        next_nodes_fn: Callable[[Node], Collection[Node]],
        starting_nodes: list[str],
        runtime_inputs: dict[str, Any] | None = None,
    ) -> tuple[set[Node], set[Node]]:
        """Return what the starting nodes reach through `next_nodes_fn`, and which of it comes from outside."""
        found = self.walk(next_nodes_fn, starting_nodes, runtime_inputs)
        return set(found), {node for node in found if node.user_defined}

    def walk(
        self,
        next_nodes: Callable[[Node], Collection[Node]],
        starting: Iterable[str],
        runtime_inputs: Collection[str] | None = None,
    ) -> list[Node]:
        """Return everything reached from the starting names, depth first, each node once, in a stable order."""
        names = list(dict.fromkeys(starting))
        unknown = [name for name in names if name not in self.nodes and name not in (runtime_inputs or ())]
        if unknown:
            raise ValueError(unknown_nodes(unknown, self.nodes))
        return reached((self.nodes[name] for name in names if name in self.nodes), next_nodes)
