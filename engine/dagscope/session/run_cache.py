"""The cache around one run of a session: begin and end it, and say what was read. It must not execute plans."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dagscope.caching.adapter import HamiltonCacheAdapter
from dagscope.caching.behaviors import CachingBehavior
from dagscope.caching.code_versions import version_of_node
from dagscope.caching.foresight import foresee
from dagscope.caching.preparation import call_if_there
from dagscope.caching.stores.file import IGNORED
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.content_version import data_version
from dagscope.dag import Dag
from dagscope.execution.plan import Plan
from dagscope.node import Node

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph


class _Telling(HamiltonCacheAdapter):
    """The cache, which remembers what it had to compute."""

    def __init__(self, path: str, fresh: Collection[str] = ()) -> None:
        super().__init__(path=path)
        self._fresh = frozenset(fresh)
        self.metadata_store: SQLiteMetadataStore
        self._troubles.is_logged = False  # the session says it
        self.computed: set[str] = set()

    def _behavior_of(self, node: Node) -> CachingBehavior:
        found = super()._behavior_of(node)
        is_stored = found is CachingBehavior.DEFAULT and node.name in self._fresh
        return CachingBehavior.RECOMPUTE if is_stored else found

    def _execute_node(self, run_id: str, node_name: str, *rest: Any) -> Any:
        self.computed.add(node_name)
        return super()._execute_node(run_id, node_name, *rest)

    def foresee(self, graph: Dag, plan: Plan, given: Mapping[str, Any]) -> frozenset[str]:
        """Return the nodes of a plan whose stored values would be used now; nothing is read or written for it."""
        nodes = [step.node for step in plan.steps]
        found = foresee(
            [(step.node, step.parameters) for step in plan.steps],
            {name: self._behavior_of(node) for name, node in graph.nodes.items()},
            {node.name: version_of_node(node) for node in nodes},
            {name: data_version(value) for name, value in given.items() if name in graph.nodes},
            self.metadata_store.versions_of_nodes([node.name for node in nodes]).get,
            data_version,
        )
        return frozenset(name for name, (_, version) in found.items() if self.result_store.exists(version))


class _Needed(BaseException):
    """The cache does not have a value; no failure of the node, so no `Exception`, which would be noted as one."""


def _needed(**kwargs: Any) -> Any:
    raise _Needed


class RunCache:
    """A cache in a folder, for one run."""

    def __init__(self, folder: Path, fresh: Collection[str] = ()) -> None:
        """Open it; what it has of the `fresh` nodes is not used. A new folder lies in the project: git ignores it."""
        is_new = not os.path.exists(folder)
        self.adapter = _Telling(str(folder), fresh)
        if is_new:
            with contextlib.suppress(OSError):  # a full disk is reported when something is stored
                (folder / IGNORED).write_text("*\n", "ascii")
        self.run_id = str(uuid.uuid4())

    def foresee(self, graph: Dag, plan: Plan, given: Mapping[str, Any]) -> frozenset[str]:
        """Return the nodes of a plan that would be read from the cache now.

        Args:
            graph: the dataflow.
            plan: what would run.
            given: the values of config, inputs and overrides.
        """
        try:
            return self.adapter.foresee(graph, plan, given)
        except (OSError, sqlite3.Error):
            return frozenset()  # the run would say it, and compute everything
        finally:
            self._close()

    def begin(
        self,
        graph: Dag,
        final_vars: tuple[str, ...],
        inputs: Mapping[str, Any],
        overrides: Mapping[str, Any],
    ) -> None:
        """Find out what the cache has for this run."""
        self.adapter.pre_graph_execute(
            run_id=self.run_id,
            graph=cast("FunctionGraph", graph),  # it asks for what every `Dag` has
            final_vars=list(final_vars),
            inputs=dict(inputs),
            overrides=dict(overrides),
        )

    def call(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Return the stored value of a node, or what its function returns, stored."""
        about: dict[str, Any] = {"run_id": self.run_id, "node_": node}
        self.adapter.pre_node_execute(**about, kwargs=kwargs)
        try:
            value = self.adapter.do_node_execute(**about, kwargs=kwargs)
        except BaseException as error:
            failure = error if isinstance(error, Exception) else None
            self.adapter.post_node_execute(**about, result=None, success=False, error=failure)
            raise
        self.adapter.post_node_execute(**about, result=value)
        return value

    async def call_awaited(self, node: Node, kwargs: dict[str, Any], compute: Callable[[], Awaitable[Any]]) -> Any:
        """Return the stored value of an asynchronous node, or what `compute` gives, stored; others run meanwhile."""
        about: dict[str, Any] = {"run_id": self.run_id, "kwargs": kwargs}
        self.adapter.pre_node_execute(node_=node, **about)
        try:
            try:
                value = self.adapter.do_node_execute(node_=node.copy_with(False, callabl=_needed), **about)
            except _Needed:
                made = await compute()
                value = self.adapter.do_node_execute(node_=node.copy_with(False, callabl=lambda **_: made), **about)
        except BaseException as error:
            failure = error if isinstance(error, Exception) else None
            self.adapter.post_node_execute(run_id=self.run_id, node_=node, result=None, success=False, error=failure)
            raise
        self.adapter.post_node_execute(run_id=self.run_id, node_=node, result=value)
        return value

    def was_read(self, name: str) -> bool:
        """Return whether a node's value came from the cache, in every branch."""
        return name not in self.adapter.computed

    def end(self, graph: Dag) -> tuple[str, ...]:
        """Commit what was stored, also after a failure or a stop; say what could not be kept, in sentences."""
        self.adapter.post_graph_execute(
            run_id=self.run_id, graph=cast("FunctionGraph", graph), success=True, error=None, results=None
        )
        self._close()
        return self.adapter.not_kept

    def _close(self) -> None:
        with contextlib.suppress(OSError, sqlite3.Error):  # it was said already
            call_if_there(self.adapter.metadata_store, "close")
