"""Asynchronous functions in runs that know nothing of them: each is awaited where it is called.
It must not run a graph.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from dagscope.dag import Dag
from dagscope.node import Node
from dagscope.system import hearing


class Awaited:
    """An asynchronous function as a plain one, in an event loop of its own. It can be sent to another process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, /, **kwargs: Any) -> Any:
        return asyncio.run(hearing.awaited(self.function(**kwargs)))


def with_awaited(graph: Dag) -> Dag:
    """Return the graph with its asynchronous functions awaited, or the graph itself where it has none."""
    if not any(_is_async(node) for node in graph.nodes.values()):
        return graph
    copies = {
        name: node.copy_with(False, callabl=Awaited(node.callable)) if _is_async(node) else node.copy_with(False)
        for name, node in graph.nodes.items()
    }
    for name, node in graph.nodes.items():
        copies[name].dependencies.extend(copies[each.name] for each in node.dependencies)
        copies[name].depended_on_by.extend(copies[each.name] for each in node.depended_on_by)
    return Dag(copies, graph.config, graph.adapter)


def _is_async(node: Node) -> bool:
    return inspect.iscoroutinefunction(node.callable)
