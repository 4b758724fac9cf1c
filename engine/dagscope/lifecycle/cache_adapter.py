"""The older CacheAdapter: one shelf with the values of chosen nodes.
Must not be used for new code: see `with_cache`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope.kept_path import kept_path
from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook, NodeExecutionMethod
from dagscope.value_code import value_code

if TYPE_CHECKING:
    import shelve

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger("dagscope.lifecycle.default")


class CacheAdapter(NodeExecutionHook, NodeExecutionMethod, GraphExecutionHook):
    """Keeps values of nodes in a `shelve` file, by the node's source and its inputs.

    Args:
        cache_vars: Names of the nodes to keep; all by default.
        cache_path: The shelf's path.
    """

    nodes_history_key = "_nodes_history"

    def __init__(self, cache_vars: list[str] | None = None, cache_path: str = "./hamilton-cache") -> None:
        self.cache_path = kept_path(cache_path)
        self.cache_vars = cache_vars or []
        self.used_nodes_hash: dict[str, str] = {}
        self.nodes_history: dict[str, list[str]] = {}
        self.run_nodes: dict[str, str] = {}
        self.cache: shelve.Shelf[Any] | None = None
        # One shelf for all runs that go on at once: most kinds of database refuse to be opened twice.
        self._runs = 0
        self._lock = threading.RLock()
        self._has_logged = False
        logger.warning(
            "The `CacheAdapter` is deprecated and will be removed in Hamilton 2.0. `Builder.with_cache()` keeps values "
            "by code and data version. See https://hamilton.apache.org/concepts/caching/ to learn more."
        )

    @staticmethod
    def create_key(node_hash: str, node_inputs: dict[str, Any]) -> str:
        """Return the shelf's key of a node with these inputs."""
        import hashlib

        from dagscope.content_hash import hash_value

        digest = hashlib.sha256(node_hash.encode())
        for name in sorted(node_inputs):
            digest.update(f"\n{name}={hash_value(node_inputs[name])}".encode())
        return digest.hexdigest()

    def run_before_graph_execution(self, *, graph: Any, **kwargs: Any):
        import shelve

        with self._lock:
            self._runs += 1
            if self.cache is None:
                self.cache = self._asked(lambda: shelve.open(self.cache_path), None)  # noqa: SIM115 - closed after the run
                self.nodes_history = self._asked(lambda: self._shelf().get(self.nodes_history_key, {}), {})
        chosen = set(self.cache_vars) or {node.name for node in graph.nodes}
        self.used_nodes_hash = {node.name: node.version or "" for node in graph.nodes if node.name in chosen}

    def run_to_execute_node(
        self, *, node_name: str, node_callable: Any, node_kwargs: dict[str, Any], **kwargs: Any
    ) -> Any:
        if node_name in self.used_nodes_hash:
            key = self.create_key(self.used_nodes_hash[node_name], node_kwargs)
            with self._lock:
                found = self._asked(lambda: self._shelf().get(key, self), self)
            if found is not self:
                return found
        return node_callable(**node_kwargs)

    def run_after_node_execution(self, *, node_name: str, node_kwargs: dict[str, Any], result: Any, **kwargs: Any):
        if node_name not in self.used_nodes_hash or not kwargs.get("success", True):
            return
        node_hash = self.used_nodes_hash[node_name]
        self.run_nodes[node_name] = node_hash
        key = self.create_key(node_hash, node_kwargs)
        with self._lock:
            self._asked(lambda: self._shelf().setdefault(key, result), None)

    def run_after_graph_execution(self, *args: Any, **kwargs: Any):
        with self._lock:
            self._runs = max(0, self._runs - 1)
            for name, node_hash in self.run_nodes.items():
                history = self.nodes_history.setdefault(name, [])
                if node_hash not in history:
                    history.append(node_hash)
            self._asked(lambda: self._shelf().update({self.nodes_history_key: self.nodes_history}), None)
            if self._runs == 0 and self.cache is not None:
                self._asked(self.cache.close, None)
                self.cache = None
                self._has_logged = False

    def _shelf(self) -> Any:
        return {} if self.cache is None else self.cache

    def _asked(self, ask: Callable[[], Any], default: Any) -> Any:
        """Return the answer, or `default` with one warning without one: a broken cache must not stop the run."""
        try:
            with value_code():
                return ask()
        except Exception as error:  # noqa: BLE001 - a full disk, a damaged file, a value that cannot be pickled
            if not self._has_logged:
                logger.warning("The cache in %s cannot be used: %s", self.cache_path, error)
            self._has_logged = True
            return default

    def run_before_node_execution(self, *args: Any, **kwargs: Any):
        """Do nothing before a node."""
