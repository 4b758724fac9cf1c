"""The graph of a dataflow: its nodes by name and the questions asked of them. It draws nothing and runs nothing itself.

Pictures come from `dagscope.draw`, runs from `dagscope.execution`, building from `dagscope.build`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from types import ModuleType
from typing import Any

from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import DependencyType, Node


class VisualizationNodeModifiers(Enum):
    """What makes a node look different in a picture."""

    IS_OUTPUT = 1
    IS_PATH = 2
    IS_USER_INPUT = 3
    IS_OVERRIDE = 4


class FunctionGraph:
    """Nodes by name, in the order they were built: functions, then inputs as first asked for, then config."""

    def __init__(
        self, nodes: dict[str, Node], config: dict[str, Any], adapter: LifecycleAdapterSet | None = None
    ) -> None:
        self.nodes = nodes
        self._config = config
        self.adapter = adapter if adapter is not None else LifecycleAdapterSet()
        # Plans already made for this graph; see `dagscope.execution.plan`.
        self.plans: dict[Any, Any] = {}

    @staticmethod
    def from_modules(
        *modules: ModuleType,
        config: dict[str, Any],
        adapter: LifecycleAdapterSet | None = None,
        allow_module_overrides: bool = False,
    ) -> FunctionGraph:
        """Builds the graph of the modules; raises with every problem. Circles are left for `has_cycles` to tell."""
        # Building makes graphs, so it stands above this module.
        from dagscope.build import build_dataflow
        from dagscope.problems import raise_problems

        built = build_dataflow(
            modules, config, adapter=adapter, allow_module_overrides=allow_module_overrides
        )
        raise_problems([each for each in built.problems if each.kind != "cycle"])
        return built.graph

    @staticmethod
    def compile(
        *modules: ModuleType,
        config: dict[str, Any],
        adapter: LifecycleAdapterSet | None = None,
        allow_module_overrides: bool = False,
    ) -> FunctionGraph:
        """The same as `from_modules`."""
        return FunctionGraph.from_modules(
            *modules, config=config, adapter=adapter, allow_module_overrides=allow_module_overrides
        )

    def with_nodes(self, nodes: dict[str, Node]) -> FunctionGraph:
        """A new graph with more nodes; raises when one of the names is taken."""
        from dagscope.build.link import link, unlink
        from dagscope.problems import raise_problems

        doubled = {name for name in nodes if name in self.nodes}
        if doubled:
            raise ValueError(f"Duplicate node names found: {doubled}")
        merged = {name: node.copy(include_refs=False) for name, node in {**self.nodes, **nodes}.items()}
        unlink(merged.values())
        raise_problems(link(merged, self.adapter))
        return FunctionGraph(merged, self._config, self.adapter)

    def __getstate__(self) -> dict[str, Any]:
        return {"nodes": self.nodes, "_config": self._config, "adapter": self.adapter}

    def __setstate__(self, state: dict[str, Any]) -> None:
        from dagscope.build.link import link

        self.__dict__.update(state)
        self.plans = {}
        link(self.nodes, self.adapter)

    @property
    def config(self) -> dict[str, Any]:
        """The config the graph was built with."""
        return self._config

    @property
    def decorator_counter(self) -> dict[str, int]:
        """How often each decorator is used; always empty, since nothing is counted or sent."""
        return Counter()

    def get_nodes(self) -> list[Node]:
        """All nodes, in build order."""
        return list(self.nodes.values())

    def has_cycles(self, nodes: Collection[Node], user_nodes: Collection[Node]) -> bool:
        """Whether some of the given nodes depend on each other in a circle."""
        return bool(self.get_cycles(nodes, user_nodes))

    def get_cycles(self, nodes: Collection[Node], user_nodes: Collection[Node]) -> list[list[str]]:
        """The circles among the given nodes, each as names."""
        from dagscope.build.check import circles

        wanted = {node.name for node in nodes} | {node.name for node in user_nodes}
        found = [[node.name for node in circle] for circle in circles(self.nodes.values())]
        return [circle for circle in found if wanted.issuperset(circle)]

    def get_upstream_nodes(
        self,
        final_vars: list[str],
        runtime_inputs: dict[str, Any] | None = None,
        runtime_overrides: dict[str, Any] | None = None,
    ) -> tuple[set[Node], set[Node]]:
        """What the given variables need, themselves included, and which of it comes from outside."""
        found = self.upstream(final_vars, runtime_inputs, runtime_overrides)
        return set(found), {node for node in found if node.user_defined}

    def upstream(
        self,
        final_vars: Iterable[str],
        runtime_inputs: Collection[str] | None = None,
        runtime_overrides: Collection[str] | None = None,
    ) -> list[Node]:
        """The same in a stable order. Optional inputs that `runtime_inputs` lacks are left out when it is given."""
        overrides = runtime_overrides or ()

        def needed(node: Node) -> list[Node]:
            if overrides and node.name in overrides:
                return []
            if runtime_inputs is None:
                return node.dependencies
            optional = DependencyType.OPTIONAL
            return [
                each
                for each, (_, kind) in zip(node.dependencies, node._input_types.values())
                if kind is not optional
                or not each.user_defined
                or each.name in runtime_inputs
                or each.name in self._config
            ]

        return self.walk(needed, final_vars)

    def get_downstream_nodes(self, var_changes: list[str]) -> set[Node]:
        """What depends on the given variables, themselves included."""
        return set(self.walk(lambda node: node.depended_on_by, var_changes))

    get_impacted_nodes = get_downstream_nodes

    def nodes_between(self, start: str, end: str) -> set[Node]:
        """The nodes on any way from `start` to `end`, both included; empty when there is none."""
        return set(self.path_between(start, end))

    def path_between(self, start: str, end: str) -> list[Node]:
        """The same in a stable order, from the end back to the start."""
        if start == end or start not in self.nodes or end not in self.nodes:
            return []
        downstream = {node.name for node in self.walk(lambda node: node.depended_on_by, [start])}
        if end not in downstream:
            return []
        return self.walk(lambda node: [each for each in node.dependencies if each.name in downstream], [end])

    def directional_dfs_traverse(
        self,
        next_nodes_fn: Callable[[Node], Collection[Node]],
        starting_nodes: list[str],
        runtime_inputs: dict[str, Any] | None = None,
    ) -> tuple[set[Node], set[Node]]:
        """Everything reached from the starting nodes through `next_nodes_fn`, and which of it comes from outside."""
        found = self.walk(next_nodes_fn, starting_nodes, runtime_inputs)
        return set(found), {node for node in found if node.user_defined}

    def walk(
        self,
        next_nodes: Callable[[Node], Collection[Node]],
        starting: Iterable[str],
        runtime_inputs: Collection[str] | None = None,
    ) -> list[Node]:
        """Everything reached from the starting names, depth first, each node once, in a stable order."""
        names = list(dict.fromkeys(starting))
        unknown = [name for name in names if name not in self.nodes and name not in (runtime_inputs or ())]
        if unknown:
            listed = ",\n".join(map(str, unknown))
            raise ValueError(f"Unknown nodes [{listed}] requested. Check for typos?")
        stack = [self.nodes[name] for name in reversed(names) if name in self.nodes]
        seen: set[int] = set()
        found: list[Node] = []
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            found.append(node)
            stack.extend(each for each in reversed(list(next_nodes(node))) if id(each) not in seen)
        return found

    def execute(
        self,
        nodes: Collection[Node] | None = None,
        computed: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        run_id: str | None = None,
    ) -> dict[str, Any]:
        """Runs the given nodes (all by default) and what they need; gives every value that was made or given."""
        from dagscope.execution.graph_functions import combine_config_and_inputs, execute_subdag

        wanted = self.get_nodes() if nodes is None else list(nodes)
        known = {each.name for each in wanted}
        values = combine_config_and_inputs(self._config, inputs or {})
        read = [each for each in self.upstream(known, values, {**(overrides or {}), **(computed or {})}) if each.user_defined]
        return execute_subdag(
            nodes=[*wanted, *(each for each in read if each.name not in known)],
            inputs=values,
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
        """A picture of the whole graph; see `Driver.display_all_functions` for the arguments."""
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
        """A picture of some nodes, marked by name with `node_modifiers`; the drawing is `dagscope.draw.display`."""
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
        )


def create_function_graph(
    *modules: ModuleType,
    config: dict[str, Any],
    adapter: LifecycleAdapterSet | None = None,
    fg: FunctionGraph | None = None,
    allow_module_overrides: bool = False,
) -> dict[str, Node]:
    """The nodes of the modules by name, linked; those of `fg` are added when it is given."""
    from dagscope.build.expand import duplicate
    from dagscope.problems import raise_problems

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
    """Links copies of the nodes (or, without `reset_dependencies`, the nodes themselves) anew."""
    from dagscope.build.link import link, unlink
    from dagscope.problems import raise_problems

    linked = {name: node.copy(include_refs=False) for name, node in nodes.items()} if reset_dependencies else nodes
    unlink(linked.values())
    raise_problems(link(linked, adapter))
    return linked


def create_networkx_graph(nodes: Iterable[Node], user_nodes: Iterable[Node], name: str) -> Any:
    """The nodes as a `networkx.DiGraph`; networkx has to be installed."""
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
    """The nodes as a `graphviz.Digraph`; the drawing is `dagscope.draw.create_graphviz_graph`."""
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
    """Links one parameter of a node; an input appears in `nodes` when nothing else makes the value."""
    from dagscope.build.link import link_parameter
    from dagscope.problems import raise_problems

    raise_problems(link_parameter(func_node, nodes, param_name, param_type, adapter))
