"""What a driver can draw of itself: which nodes, marked how. The drawing is `dagscope.draw`'s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from dagscope.execution.validation import validate_inputs
from dagscope.graph import FunctionGraph
from dagscope.identifiers import nearest
from dagscope.marks import VisualizationNodeModifiers
from dagscope.node import Node

if TYPE_CHECKING:
    from pathlib import Path

    from graphviz import Digraph

    from dagscope.showing import Page

_OUTPUT = VisualizationNodeModifiers.IS_OUTPUT
_INPUT = VisualizationNodeModifiers.IS_USER_INPUT
_OVERRIDE = VisualizationNodeModifiers.IS_OVERRIDE
_PATH = VisualizationNodeModifiers.IS_PATH

Marks = dict[str, set[VisualizationNodeModifiers]]


def _mark(marks: Marks, names: Any, mark: VisualizationNodeModifiers) -> None:
    for name in names:
        marks.setdefault(name, set()).add(mark)


class DriverPictures:
    """The `display_*` and `visualize_*` methods of a driver, and `explore`."""

    graph: FunctionGraph
    adapter: Any
    _create_final_vars: Callable[..., list[str]]
    _materialization: Callable[..., tuple[FunctionGraph, list[str], list[str]]]

    def explore(self, *, inline: bool = False, values: bool = False) -> Path | Page:
        """Open the window on this driver's modules, in a process of its own, and go on at once.

        Args:
            inline: whether to return an interactive picture for a notebook and open no window; it needs no display.
            values: whether to run the dataflow for the picture, and show its values.

        Returns:
            The folder that the window opens, or the picture.

        Raises:
            CannotShow: there is no window or no display here, or a module has no source.
        """
        from dagscope.showing import show

        return show(self, inline=True, values=values) if inline else show(self)

    def display_all_functions(
        self,
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw every node.

        Args:
            output_file_path: Where to write the picture; its ending says the format. None writes nothing.
            render_kwargs: For graphviz's `render`, for example `{"format": "svg"}`.
            graphviz_kwargs: For graphviz's `Digraph`, merged into the defaults.
            show_legend: Whether to explain the shapes and colours that occur.
            orient: `LR`, `TB`, `RL` or `BT`.
            hide_inputs: Leaves inputs out.
            deduplicate_inputs: Draws equal sets of inputs once.
            show_schema: Draws the columns that `schema.output` names.
            custom_style_function: Called with `node=` and `node_class=`; gives style, class and legend name.
            keep_dot: Also leaves the DOT file.
        """
        nodes = self.graph.get_nodes()
        marks: Marks = {}
        _mark(marks, [each.name for each in nodes if each.user_defined], _INPUT)
        return self._draw(
            self.graph, nodes, marks, output_file_path, render_kwargs, graphviz_kwargs, show_legend, orient,
            hide_inputs, deduplicate_inputs, show_schema, custom_style_function, keep_dot,
        )  # fmt: skip

    @staticmethod
    def _draw(
        graph: FunctionGraph,
        nodes: Sequence[Node],
        marks: Marks,
        output_file_path: str | None,
        render_kwargs: dict[str, Any] | None,
        graphviz_kwargs: dict[str, Any] | None,
        show_legend: bool,
        orient: str,
        hide_inputs: bool,
        deduplicate_inputs: bool,
        show_schema: bool,
        custom_style_function: Callable[..., Any] | None,
        keep_dot: bool,
        is_strict: bool = False,
    ) -> Digraph | None:
        picture: Digraph | None = FunctionGraph.display(
            nodes,
            output_file_path,
            render_kwargs=render_kwargs,
            graphviz_kwargs=graphviz_kwargs,
            node_modifiers=marks,
            strictly_display_only_passed_in_nodes=is_strict,
            show_legend=show_legend,
            orient=orient,
            hide_inputs=hide_inputs,
            deduplicate_inputs=deduplicate_inputs,
            display_fields=show_schema,
            custom_style_function=custom_style_function,
            config=graph.config,
            keep_dot=keep_dot,
        )
        return picture

    @staticmethod
    def _visualize_execution_helper(
        fn_graph: FunctionGraph,
        adapter: Any,
        final_vars: list[str],
        output_file_path: str | None,
        render_kwargs: dict[str, Any] | None,
        inputs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        bypass_validation: bool = False,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw an execution of a graph: what runs, what is given, what is asked for."""
        # A value given at run time may be asked for by a name that no node has; there is nothing to draw of it.
        asked = [name for name in final_vars if name in fn_graph.nodes or name not in (inputs or {})]
        nodes = fn_graph.upstream(asked, inputs, overrides)
        external = [each for each in nodes if each.user_defined]
        if not bypass_validation:
            try:
                validate_inputs(fn_graph, adapter, external, inputs, nodes)
            except ValueError as error:
                raise type(error)(f"{error}; Use `bypass_validation=True` to skip validation") from error
        marks: Marks = {}
        _mark(marks, final_vars, _OUTPUT)
        _mark(marks, [each.name for each in external], _INPUT)
        _mark(marks, overrides or (), _OVERRIDE)
        return DriverPictures._draw(
            fn_graph, nodes, marks, output_file_path, render_kwargs, graphviz_kwargs, show_legend, orient,
            hide_inputs, deduplicate_inputs, show_schema, custom_style_function, keep_dot, is_strict=True,
        )  # fmt: skip

    def visualize_execution(
        self,
        final_vars: Sequence[Any],
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        bypass_validation: bool = False,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw what `execute` would run; the inputs have to be right unless `bypass_validation` says otherwise.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> "a -> b" in driver.Builder().with_modules(module).build().visualize_execution(["b"]).source
            True
        """
        return self._visualize_execution_helper(
            self.graph, self.adapter, self._create_final_vars(final_vars), output_file_path, render_kwargs, inputs,
            graphviz_kwargs, overrides, show_legend, orient, hide_inputs, deduplicate_inputs, show_schema,
            custom_style_function, bypass_validation, keep_dot,
        )  # fmt: skip

    # parity: hamilton.driver.Driver.visualize_materialization
    def visualize_materialization(
        self,
        *materializers: Any,
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        additional_vars: Sequence[Any] | None = None,
        inputs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        bypass_validation: bool = False,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw what `materialize` would run."""
        graph, ids, additional = self._materialization(materializers, additional_vars)
        return self._visualize_execution_helper(
            graph, self.adapter, [*ids, *additional], output_file_path, render_kwargs, inputs, graphviz_kwargs,
            overrides, show_legend, orient, hide_inputs, deduplicate_inputs, show_schema, custom_style_function,
            bypass_validation, keep_dot,
        )  # fmt: skip

    def display_upstream_of(
        self,
        *node_names: str,
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw what the nodes need.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> "a -> b" in driver.Builder().with_modules(module).build().display_upstream_of("b").source
            True
        """
        nodes = self.graph.upstream(node_names)
        marks: Marks = {}
        _mark(marks, [each.name for each in nodes if each.user_defined], _INPUT)
        return self._draw(
            self.graph, nodes, marks, output_file_path, render_kwargs, graphviz_kwargs, show_legend, orient,
            hide_inputs, deduplicate_inputs, show_schema, custom_style_function, keep_dot,
        )  # fmt: skip

    def display_downstream_of(
        self,
        *node_names: str,
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw what needs the nodes, with the other things those read.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> "a -> b" in driver.Builder().with_modules(module).build().display_downstream_of("a").source
            True
        """
        nodes = self.graph.walk(lambda each: each.depended_on_by, node_names)
        marks: Marks = {}
        _mark(marks, [each.name for each in nodes if each.user_defined], _INPUT)
        return self._draw(
            self.graph, nodes, marks, output_file_path, render_kwargs, graphviz_kwargs, show_legend, orient,
            hide_inputs, deduplicate_inputs, show_schema, custom_style_function, keep_dot,
        )  # fmt: skip

    def _not_found(self, side: str, name: str) -> str:
        meant = nearest(name, self.graph.nodes)
        return f"{side} node {name} not found in graph." + (f"\n  Is {meant} meant?" if meant else "")

    def _get_nodes_between(self, upstream_node_name: str, downstream_node_name: str) -> list[Node]:
        if upstream_node_name not in self.graph.nodes:
            raise ValueError(self._not_found("Upstream", upstream_node_name))
        if downstream_node_name not in self.graph.nodes:
            raise ValueError(self._not_found("Downstream", downstream_node_name))
        if upstream_node_name == downstream_node_name:
            return [self.graph.nodes[upstream_node_name]]
        return self.graph.path_between(upstream_node_name, downstream_node_name)

    def visualize_path_between(
        self,
        upstream_node_name: str,
        downstream_node_name: str,
        output_file_path: str | None = None,
        render_kwargs: dict[str, Any] | None = None,
        graphviz_kwargs: dict[str, Any] | None = None,
        strict_path_visualization: bool = False,
        show_legend: bool = True,
        orient: str = "LR",
        hide_inputs: bool = False,
        deduplicate_inputs: bool = False,
        show_schema: bool = True,
        custom_style_function: Callable[..., Any] | None = None,
        keep_dot: bool = False,
    ) -> Digraph | None:
        """Draw every path between two nodes; unless strict, with the other things the nodes on it read.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> "a -> b" in driver.Builder().with_modules(module).build().visualize_path_between("a", "b").source
            True
        """
        nodes = self._get_nodes_between(upstream_node_name, downstream_node_name)
        if not nodes:
            raise ValueError(f"No path found between {upstream_node_name} and {downstream_node_name}.")
        marks: Marks = {}
        _mark(marks, [each.name for each in nodes], _PATH)
        _mark(marks, [each.name for each in nodes if each.user_defined], _INPUT)
        return self._draw(
            self.graph, nodes, marks, output_file_path, render_kwargs, graphviz_kwargs, show_legend, orient,
            hide_inputs, deduplicate_inputs, show_schema, custom_style_function, keep_dot,
            is_strict=strict_path_visualization,
        )  # fmt: skip
