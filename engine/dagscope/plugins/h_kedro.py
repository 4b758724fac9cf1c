"""Drivers of Kedro pipelines: each Kedro node becomes a node, one of several outputs a node with its parts.
It runs nothing.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from dagscope import driver, graph
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node

if TYPE_CHECKING:
    from kedro.pipeline.node import Node as KNode
    from kedro.pipeline.pipeline import Pipeline as KPipeline

_PARAMETERS = "params:"


def expand_k_node(base_node: Node, outputs: list[str] | dict[str, str]) -> list[Node]:
    """Return a node whose function has several outputs as the node itself and one for each output.

    Args:
        base_node: The node.
        outputs: The names of its outputs: in the order of the values, or by the keys of the dictionary it gives.
    """

    def by_name(values: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
        if isinstance(outputs, dict):
            return {name: values[key] for key, name in outputs.items()}
        return values if isinstance(values, dict) else dict(zip(outputs, values))

    whole = base_node.transform_output(by_name, dict[str, Any])
    names = outputs.values() if isinstance(outputs, dict) else outputs
    return [whole, *(_part_of(whole, name) for name in names)]


def _part_of(whole: Node, name: str) -> Node:
    def pick(**kwargs: Any) -> Any:
        return kwargs[whole.name][name]

    return Node(
        name=name,
        typ=Any,
        doc_string=whole.documentation or "",
        callabl=pick,
        input_types={whole.name: dict[str, Any]},
        originating_functions=whole.originating_functions,
    )


def k_node_to_h_nodes(node: KNode) -> list[Node]:
    """Return the nodes a Kedro node becomes.

    Args:
        node: The Kedro node.
    """
    function = node.func
    outputs = list(node.outputs)  # Kedro's list of names, whatever they were written as
    signature = inspect.signature(function)
    type_ = signature.return_annotation
    if type_ is None:
        type_ = type(None)
    base_node = Node(
        name=outputs[0] if len(outputs) == 1 else function.__name__,
        typ=Any if type_ is inspect.Signature.empty else type_,
        doc_string=getattr(function, "__doc__", "") or "",
        callabl=function,
        originating_functions=(function,),
    )
    if len(outputs) > 1:
        keyed = getattr(node, "_outputs", None)
        nodes = expand_k_node(base_node, keyed if isinstance(keyed, dict) else outputs)
    else:
        nodes = [base_node]
    given = getattr(node, "_inputs", node.inputs)
    named = given if isinstance(given, dict) else dict(zip(signature.parameters, node.inputs))
    renamed = {parameter: source.removeprefix(_PARAMETERS) for parameter, source in named.items()}
    return [nodes[0].reassign_inputs(input_names=renamed), *nodes[1:]]


def kedro_pipeline_to_driver(*pipelines: KPipeline, builder: driver.Builder | None = None) -> driver.Driver:
    """Return a driver of one or several pipelines.

    Args:
        pipelines: The pipelines.
        builder: Brings adapters and the way of execution; its modules are not taken.
    """
    nodes = [each for pipeline in pipelines for k_node in pipeline.nodes for each in k_node_to_h_nodes(k_node)]
    builder = builder or driver.Builder()
    made = builder.build()
    linked = graph.update_dependencies({each.name: each for each in nodes}, LifecycleAdapterSet())
    made.graph = graph.FunctionGraph(linked, config={}, adapter=LifecycleAdapterSet(*builder.adapters))
    if made.adapter.does_hook("post_graph_construct", is_async=False):
        made.adapter.call_all_lifecycle_hooks_sync(
            "post_graph_construct", graph=made.graph, modules=made.graph_modules, config={}
        )
    return made
