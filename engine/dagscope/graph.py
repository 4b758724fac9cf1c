"""The public graph of a dataflow: a `Dag` that also builds, draws and runs itself, through the modules below.
No logic of its own.

Pictures come from `dagscope.draw`, runs from `dagscope.execution`, building from `dagscope.build`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from types import ModuleType
from typing import Any

from dagscope.build import build_as
from dagscope.build.expand import duplicate
from dagscope.build.link import link, link_parameter, unlink
from dagscope.dag import Dag
from dagscope.execution.graph_functions import combine_config_and_inputs, execute_subdag
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.marks import VisualizationNodeModifiers
from dagscope.node import Node
from dagscope.order import cycles
from dagscope.problems import raise_problems


class FunctionGraph(Dag):
    """What a driver has as `graph`, and hooks are given."""

    @staticmethod
    def from_modules(
        *modules: ModuleType,
        config: dict[str, Any],
        adapter: LifecycleAdapterSet | None = None,
        allow_module_overrides: bool = False,
    ) -> FunctionGraph:
        """Build the graph of the modules; raises with every problem. Cycles are left for `has_cycles` to report."""
        built = build_as(FunctionGraph, modules, config, adapter=adapter, allow_module_overrides=allow_module_overrides)
        raise_problems([each for each in built.problems if each.kind != "cycle"])
        return built.graph

    @staticmethod
    def compile(
        *modules: ModuleType,
        config: dict[str, Any],
        adapter: LifecycleAdapterSet | None = None,
        allow_module_overrides: bool = False,
    ) -> FunctionGraph:
        """Return the graph of the modules, as `from_modules` does."""
        return FunctionGraph.from_modules(
            *modules, config=config, adapter=adapter, allow_module_overrides=allow_module_overrides
        )

    def with_nodes(self, nodes: dict[str, Node]) -> FunctionGraph:
        """Return a new graph with more nodes; raises when one of the names is taken."""
        doubled = {name for name in nodes if name in self.nodes}
        if doubled:
            raise ValueError(f"Duplicate node names found: {doubled}")
        return FunctionGraph(update_dependencies({**self.nodes, **nodes}, self.adapter), self._config, self.adapter)

    def __getstate__(self) -> dict[str, Any]:
        return {"nodes": self.nodes, "_config": self._config, "adapter": self.adapter}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.plans = {}
        link(self.nodes, self.adapter)

    @property
    # parity: hamilton.graph.FunctionGraph.decorator_counter
    def decorator_counter(self) -> dict[str, int]:
        """How often each decorator is used; always empty, since nothing is counted or sent."""
        return Counter()

    def has_cycles(self, nodes: Collection[Node], user_nodes: Collection[Node]) -> bool:
        """Return whether some of the given nodes depend on each other in a cycle."""
        return bool(self.get_cycles(nodes, user_nodes))

    def get_cycles(self, nodes: Collection[Node], user_nodes: Collection[Node]) -> list[list[str]]:
        """Return the cycles among the given nodes, each as names."""
        wanted = {node.name for node in nodes} | {node.name for node in user_nodes}
        found = [[node.name for node in cycle] for cycle in cycles(self.nodes.values(), lambda node: node.dependencies)]
        return [cycle for cycle in found if wanted.issuperset(cycle)]

    def execute(
        self,
        nodes: Collection[Node] | None = None,
        computed: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        run_id: str | None = None,
    ) -> dict[str, Any]:
        """Run the given nodes (all by default) and what they need, and return the values that may still be read."""
        wanted = self.get_nodes() if nodes is None else list(nodes)
        return execute_subdag(
            nodes=wanted,
            inputs=combine_config_and_inputs(self._config, inputs or {}),
            adapter=self.adapter,
            computed=computed,
            overrides=overrides,
            run_id=run_id,
        )

    def display_all(
        self,
        output_file_path: str | None = "test-output/graph-all.gv",
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        display_fields: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        keep_dot: bool = False,
    ) -> Any:
        """Draw a picture of the whole graph; see `Driver.display_all_functions` for the arguments."""
        marks = {name: {VisualizationNodeModifiers.IS_USER_INPUT} for name, n in self.nodes.items() if n.user_defined}
        return FunctionGraph.display(
            self.get_nodes(),
            output_file_path,
            render_kwargs=render_kwargs,
            graphviz_kwargs=graphviz_kwargs,
            node_modifiers=marks,
            show_legend=show_legend,
            orient=orient,
            hide_inputs=hide_inputs,
            deduplicate_inputs=deduplicate_inputs,
            display_fields=display_fields,
            custom_style_function=custom_style_function,
            config=self._config,
            keep_dot=keep_dot,
        )

    @staticmethod
    def display(
        nodes: Collection[Node],
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        node_modifiers: dict[str, set[VisualizationNodeModifiers]] | None = None,
        strictly_display_only_passed_in_nodes: bool = False,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        display_fields: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        config: dict[str, Any] | None = None,
        keep_dot: bool = False,
    ) -> Any:
        """Draw a picture of some nodes, marked by name with `node_modifiers`; see `dagscope.draw.display`."""
        from dagscope import draw

        return draw.display(
            nodes,
            output_file_path=output_file_path,
            render_kwargs=render_kwargs,
            graphviz_kwargs=graphviz_kwargs,
            node_modifiers=node_modifiers,
            strictly_display_only_passed_in_nodes=strictly_display_only_passed_in_nodes,
            show_legend=show_legend,
            orient=orient,
            hide_inputs=hide_inputs,
            deduplicate_inputs=deduplicate_inputs,
            display_fields=display_fields,
            custom_style_function=custom_style_function,
            config=config,
            keep_dot=keep_dot,
            make=create_graphviz_graph,
        )


def create_function_graph(
    *modules: ModuleType,
    config: dict[str, Any],
    adapter: LifecycleAdapterSet | None = None,
    fg: FunctionGraph | None = None,
    allow_module_overrides: bool = False,
) -> dict[str, Node]:
    """Return the nodes of the modules by name, linked; those of `fg` are added when it is given."""
    graph = FunctionGraph.from_modules(
        *modules, config=config, adapter=adapter, allow_module_overrides=allow_module_overrides
    )
    if fg is None:
        return graph.nodes
    merged = dict(fg.nodes)
    problems = []
    for name, node in graph.nodes.items():
        known = merged.get(name)
        if known is not None and not known.user_defined and not node.user_defined and not allow_module_overrides:
            problems.append(duplicate(name, (node.originating_functions or (node.callable,))[-1]))
        elif known is None or not node.user_defined:
            merged[name] = node
    raise_problems(problems)
    return update_dependencies(merged, adapter)


def update_dependencies(
    nodes: dict[str, Node], adapter: LifecycleAdapterSet | None = None, reset_dependencies: bool = True
) -> dict[str, Node]:
    """Link copies of the nodes (or, without `reset_dependencies`, the nodes themselves) again."""
    linked = {name: node.copy(include_refs=False) for name, node in nodes.items()} if reset_dependencies else nodes
    unlink(linked.values())
    raise_problems(link(linked, adapter))
    return linked


# parity: hamilton.graph.create_networkx_graph
def create_networkx_graph(nodes: Iterable[Node], user_nodes: Iterable[Node], name: str) -> Any:
    """Return the nodes as a `networkx.DiGraph`; networkx has to be installed."""
    import networkx

    graph: Any = networkx.DiGraph(name=name)
    known = list(nodes)
    for each in known:
        graph.add_node(each.name, label=each.name)
    for each in user_nodes:
        graph.add_node(each.name, label=f"UD: {each.name}")
    for each in known:
        for producer in each.dependencies:
            graph.add_edge(producer.name, each.name)
    return graph


def create_graphviz_graph(
    nodes: Collection[Node],
    comment: str,
    graphviz_kwargs: dict[str, Any],
    node_modifiers: dict[str, set[VisualizationNodeModifiers]],
    strictly_display_only_nodes_passed_in: bool,
    show_legend: bool = True,
    orient: str = "LR",
    hide_inputs: bool = False,
    deduplicate_inputs: bool = False,
    display_fields: bool = True,
    custom_style_function: Callable[..., Any] | None = None,
    config: dict[str, Any] | None = None,
) -> Any:
    """Return the nodes as a `graphviz.Digraph`; the drawing is `dagscope.draw.create_graphviz_graph`."""
    from dagscope import draw

    return draw.create_graphviz_graph(
        nodes,
        comment,
        graphviz_kwargs,
        node_modifiers,
        strictly_display_only_nodes_passed_in,
        show_legend=show_legend,
        orient=orient,
        hide_inputs=hide_inputs,
        deduplicate_inputs=deduplicate_inputs,
        display_fields=display_fields,
        custom_style_function=custom_style_function,
        config=config,
    )


def add_dependency(
    func_node: Node,
    func_name: str,
    nodes: dict[str, Node],
    param_name: str,
    param_type: Any,
    adapter: LifecycleAdapterSet,
) -> None:
    """Link one parameter of a node; an input appears in `nodes` when nothing else makes the value."""
    raise_problems(link_parameter(func_node, nodes, param_name, param_type, adapter))
