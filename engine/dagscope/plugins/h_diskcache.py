"""Results kept with the `diskcache` library. Older than `Builder.with_cache`, which needs no library and sees more."""

from __future__ import annotations

import logging
from typing import Any

import diskcache

from dagscope import driver, graph_types
from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionMethod
from dagscope.node import Node

logger = logging.getLogger(__name__)


def evict_all_except(nodes_to_keep: dict[str, Node], cache: diskcache.Cache) -> int:
    """Removes the results of every function that is not among the given ones. Gives the number removed.

    Args:
        nodes_to_keep: the nodes to keep, by version of their code.
        cache: the cache.
    """
    wanted = set(nodes_to_keep)
    removed = 0
    for key in list(cache):
        if key[0] not in wanted:
            cache.delete(key)
            removed += 1
    return removed


def evict_all_except_driver(dr: driver.Driver) -> dict[str, int]:
    """Removes the results of every function that is not in the driver's dataflow.

    Args:
        dr: a driver with a `DiskCacheAdapter`.
    """
    adapter = next(each for each in dr.adapter.adapters if isinstance(each, DiskCacheAdapter))
    versions: dict[str, Any] = {str(each.version): each for each in dr.list_available_variables()}
    before = int(adapter.cache.volume())
    evicted = evict_all_except(versions, adapter.cache)
    adapter.cache.cull()
    return {"eviction_counter": evicted, "volume_difference": before - int(adapter.cache.volume())}


class DiskCacheAdapter(NodeExecutionMethod, GraphExecutionHook):
    """Gives a node's stored result if its code and its inputs are the same."""

    def __init__(
        self,
        cache_vars: list[str] | None = None,
        cache_path: str = ".",
        eviction_policy: str = "least-recently-stored",
        **cache_settings: Any,
    ) -> None:
        """Opens the cache.

        Args:
            cache_vars: the nodes to cache; all if left out.
            cache_path: its folder.
            eviction_policy: see `diskcache.Cache`.
            **cache_settings: see `diskcache.Cache`.
        """
        self.cache_vars = cache_vars if cache_vars else []
        self.cache_path = cache_path
        self.cache = diskcache.Cache(directory=cache_path, eviction_policy=eviction_policy, **cache_settings)
        self.nodes_history: dict[str, list[str]] = self.cache.get("nodes_history", {})
        self.used_nodes_hash: dict[str, str] = {}

    def run_before_graph_execution(
        self, *, graph: graph_types.HamiltonGraph, final_vars: list[str], **kwargs: Any
    ) -> None:
        """Finds out the versions of the functions."""
        if not self.cache_vars:
            self.cache_vars = [each.name for each in graph.nodes if not each.is_external_input]
        for each in graph.nodes:
            self.used_nodes_hash[each.name] = str(each.version)

    def run_to_execute_node(
        self, *, node_name: str, node_callable: Any, node_kwargs: dict[str, Any], **kwargs: Any
    ) -> Any:
        """Gives the stored result, or runs the node."""
        if node_name not in self.cache_vars:
            return node_callable(**node_kwargs)
        version = self.used_nodes_hash[node_name]
        key = (version, *sorted((name, _content(value)) for name, value in node_kwargs.items()))
        missing = object()
        found = self.cache.get(key, default=missing)
        if found is not missing:
            logger.debug("%s is read from the cache", node_name)
            return found
        result = node_callable(**node_kwargs)
        self.cache.set(key, result)
        self.nodes_history.setdefault(node_name, []).append(version)
        return result

    def run_after_graph_execution(self, *args: Any, **kwargs: Any) -> None:
        """Writes down which functions were used."""
        self.cache.set("nodes_history", self.nodes_history)
        self.cache.close()


def _content(value: Any) -> str:
    from dagscope.caching.fingerprinting import data_version

    return data_version(value)
