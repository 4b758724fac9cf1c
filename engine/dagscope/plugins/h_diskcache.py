"""Results kept with the `diskcache` library. Older than `Builder.with_cache`, which needs no library and sees more."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any

import diskcache

from dagscope import driver, graph_types
from dagscope.kept_path import kept_path
from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook, NodeExecutionMethod
from dagscope.value_code import value_code

logger = logging.getLogger(__name__)


HISTORY_KEY = "_nodes_history"
# How much of a node's arguments a message shows.
MAX_KWARGS_REPR_LENGTH = 200


def _bytes_to_mb(n_bytes: int) -> float:
    return n_bytes / 1024**2


def evict_all_except(nodes_to_keep: dict[str, Any], cache: diskcache.Cache) -> int:
    """Remove the results of every function that is not among the given nodes', and return the number removed.

    Args:
        nodes_to_keep: the nodes to keep, by name.
        cache: the cache.
    """
    wanted = {str(graph_types.HamiltonNode.from_node(each).version) for each in nodes_to_keep.values()}
    unwanted = [key for key in cache if isinstance(key, tuple) and key[0] not in wanted]
    for key in unwanted:
        cache.delete(key)
    history: dict[str, list[str]] = cache.get(HISTORY_KEY, {})
    kept = {name: [each for each in versions if each in wanted] for name, versions in history.items()}
    cache.set(HISTORY_KEY, {name: versions for name, versions in kept.items() if versions})
    return len(unwanted)


def evict_all_except_driver(dr: driver.Driver) -> dict[str, Any]:
    """Remove the results of every function that is not in the driver's dataflow.

    Args:
        dr: a driver with a `DiskCacheAdapter`.
    """
    adapters = [each for each in dr.adapter.adapters if isinstance(each, DiskCacheAdapter)]
    if len(adapters) != 1:
        raise AssertionError(f"The driver has {len(adapters)} adapters DiskCacheAdapter; give it one.")
    cache = adapters[0].cache
    before = int(cache.volume())
    counter = evict_all_except(dr.graph.nodes, cache)
    cache.cull()
    after = int(cache.volume())
    return {
        "evicted_size_mb": _bytes_to_mb(before - after),
        "eviction_counter": counter,
        "size_after": _bytes_to_mb(after),
    }


class DiskCacheAdapter(NodeExecutionHook, GraphExecutionHook, NodeExecutionMethod):
    """Gives a node's stored result if its code and its inputs are the same."""

    nodes_history_key = HISTORY_KEY

    def __init__(
        self,
        cache_vars: list[str] | None = None,
        cache_path: str = ".",
        **cache_settings: Any,
    ) -> None:
        """Open the cache.

        Args:
            cache_vars: the nodes to cache; all if left out.
            cache_path: its folder.
            **cache_settings: see `diskcache.Cache`.
        """
        self.cache_vars = cache_vars if cache_vars else []
        self.cache_path = cache_path and kept_path(os.path.expandvars(os.path.expanduser(cache_path)))
        self.cache = diskcache.Cache(directory=self.cache_path, **cache_settings)
        self.nodes_history: dict[str, list[str]] = self.cache.get(self.nodes_history_key, {})
        self.used_nodes_hash: dict[str, str] = {}
        self._has_logged = False
        logger.warning(
            "The `DiskCacheAdapter` is deprecated and will be removed in Hamilton 2.0. `Builder.with_cache()` keeps "
            "values by code and data version. See https://hamilton.apache.org/concepts/caching/ to learn more."
        )

    def run_before_graph_execution(self, *, graph: graph_types.HamiltonGraph, **kwargs: Any) -> None:
        """Find out the versions of the functions."""
        if not self.cache_vars:
            self.cache_vars = [each.name for each in graph.nodes if not each.is_external_input]
        for each in graph.nodes:
            self.used_nodes_hash[each.name] = str(each.version)

    def run_to_execute_node(
        self, *, node_name: str, node_callable: Any, node_kwargs: dict[str, Any], **kwargs: Any
    ) -> Any:
        """Return the stored result, or run the node."""
        if node_name not in self.cache_vars:
            return node_callable(**node_kwargs)
        key = self._key(node_name, node_kwargs)
        missing = object()
        found = self._asked(node_name, lambda: self.cache.get(key, default=missing), missing)
        if found is not missing:
            shown = repr(node_kwargs)[:MAX_KWARGS_REPR_LENGTH]
            logger.debug("%s is read from the cache for %s", node_name, shown)
            return found
        return node_callable(**node_kwargs)

    def run_before_node_execution(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing before a node runs; the hook has to be there for the one after it."""

    def run_after_node_execution(
        self, *, node_name: str, node_kwargs: dict[str, Any], result: Any, **kwargs: Any
    ) -> None:
        """Store the result of a node that ran."""
        if node_name not in self.cache_vars or kwargs.get("success") is False:
            return
        key, version = self._key(node_name, node_kwargs), self.used_nodes_hash[node_name]
        self._asked(node_name, lambda: self.cache.add(key, result), None)
        history = self.nodes_history.setdefault(node_name, [])
        if version not in history:
            history.append(version)

    def _key(self, node_name: str, node_kwargs: dict[str, Any]) -> tuple[Any, ...]:
        content = sorted((name, _content(value)) for name, value in node_kwargs.items())
        return (self.used_nodes_hash[node_name], *content)

    def run_after_graph_execution(self, *args: Any, **kwargs: Any) -> None:
        """Write down which functions were used."""
        history = {name: versions.copy() for name, versions in self.nodes_history.copy().items()}
        self._asked("", lambda: self.cache.set(self.nodes_history_key, history), None)
        self.cache.close()
        self._has_logged = False

    def _asked(self, node_name: str, ask: Callable[[], Any], default: Any) -> Any:
        """Return the answer, or `default` with one warning without one: a broken cache must not stop the run."""
        try:
            with value_code():
                return ask()
        except Exception as error:  # noqa: BLE001 - a full disk, a damaged file, a value that cannot be pickled
            if not self._has_logged:
                logger.warning("%s: the cache in %s cannot be used: %s", node_name or "run", self.cache_path, error)
            self._has_logged = True
            return default


def _content(value: Any) -> str:
    from dagscope.content_version import data_version

    return data_version(value)
