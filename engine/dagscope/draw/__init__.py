"""Pictures of dataflows: DOT, Mermaid, JSON, and whatever Graphviz makes of them.
Decides no node's value and runs none.

`to_dot`, `to_mermaid` and `to_json` need the standard library alone; `display`, `display_all` and
`create_graphviz_graph` the package graphviz, and to write files a program that draws (see `draw.render.find_program`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.draw.as_json import to_json
from dagscope.draw.dot import COMMENT, to_dot
from dagscope.draw.mermaid import to_mermaid
from dagscope.draw.parts import Marks, PictureOptions, StyleFunction
from dagscope.draw.picture import make_picture
from dagscope.draw.render import has_library, make_digraph, write
from dagscope.marks import VisualizationNodeModifiers
from dagscope.node import Node

if TYPE_CHECKING:
    import graphviz

__all__ = [
    "PictureOptions",
    "create_graphviz_graph",
    "display",
    "display_all",
    "make_picture",
    "to_dot",
    "to_json",
    "to_mermaid",
]


def create_graphviz_graph(
    nodes: Collection[Node],
    comment: str,
    graphviz_kwargs: Mapping[str, Any] | None,
    node_modifiers: Marks,
    strictly_display_only_nodes_passed_in: bool,
    show_legend: bool = True,
    orient: str = "LR",
    hide_inputs: bool = False,
    deduplicate_inputs: bool = False,
    display_fields: bool = True,
    custom_style_function: StyleFunction | None = None,
    config: Mapping[str, Any] | None = None,
    as_hamilton: bool = True,
) -> graphviz.Digraph:
    """Return the nodes as a `graphviz.Digraph`; see `display` for the arguments."""
    options = PictureOptions(
        show_legend=show_legend,
        hide_inputs=hide_inputs,
        deduplicate_inputs=deduplicate_inputs,
        show_fields=display_fields,
        is_strict=strictly_display_only_nodes_passed_in,
        as_hamilton=as_hamilton,
        style_function=custom_style_function,
    )
    return make_digraph(nodes, comment, graphviz_kwargs, node_modifiers, options, orient, config)


def display(
    nodes: Collection[Node],
    output_file_path: str | os.PathLike[str] | None = None,
    render_kwargs: Mapping[str, Any] | None = None,
    graphviz_kwargs: Mapping[str, Any] | None = None,
    node_modifiers: Marks | None = None,
    strictly_display_only_passed_in_nodes: bool = False,
    show_legend: bool = True,
    orient: str = "LR",
    hide_inputs: bool = False,
    deduplicate_inputs: bool = False,
    display_fields: bool = True,
    custom_style_function: StyleFunction | None = None,
    config: Mapping[str, Any] | None = None,
    keep_dot: bool = False,
    as_hamilton: bool = True,
    make: Callable[..., graphviz.Digraph] | None = None,
) -> graphviz.Digraph | None:
    """Draw some nodes and, when there is a path, write the picture; None (and a log entry) where graphviz is missing.

    Args:
        nodes: what to draw.
        output_file_path: where to write it; the ending is the format, `png` without one.
        render_kwargs: for `Digraph.render`; a `format` here wins over the ending.
        graphviz_kwargs: for `graphviz.Digraph`, dictionaries merged with ours.
        node_modifiers: for some nodes whether they are outputs, inputs, overridden, on a path.
        strictly_display_only_passed_in_nodes: leaves out what the nodes read but is not among them.
        show_legend: explains shapes and colours.
        orient: `LR`, `TB`, `RL` or `BT`.
        hide_inputs: leaves inputs out.
        deduplicate_inputs: draws equal sets of inputs once.
        display_fields: draws the columns that `schema.output` names.
        custom_style_function: called with `node=` and `node_class=`; gives style, class and legend name.
        config: config values to draw.
        keep_dot: leaves the DOT file next to the picture.
        as_hamilton: draws nothing that Hamilton's pictures lack; see `PictureOptions`.
        make: what makes the picture of the nodes, instead of `create_graphviz_graph`.
    """
    if not has_library():
        return None
    digraph = (make or partial(create_graphviz_graph, as_hamilton=as_hamilton))(
        nodes,
        COMMENT,
        graphviz_kwargs,
        node_modifiers or {},
        strictly_display_only_passed_in_nodes,
        show_legend,
        orient,
        hide_inputs,
        deduplicate_inputs,
        display_fields=display_fields,
        custom_style_function=custom_style_function,
        config=config,
    )
    if output_file_path:
        write(digraph, output_file_path, render_kwargs, keep_dot)
    return digraph


def display_all(
    graph: Dag,
    output_file_path: str | os.PathLike[str] | None = "test-output/graph-all.gv",
    render_kwargs: Mapping[str, Any] | None = None,
    **options: Any,
) -> graphviz.Digraph | None:
    """Draw a whole graph; the options are those of `display`."""
    nodes = graph.get_nodes()
    marks = {node.name: {VisualizationNodeModifiers.IS_USER_INPUT} for node in nodes if node.user_defined}
    return display(nodes, output_file_path, render_kwargs, node_modifiers=marks, config=graph.config, **options)
