"""The cache around one run of a session: begin and end it, and say what was read. It must not execute plans."""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dagscope.caching.adapter import HamiltonCacheAdapter
from dagscope.caching.preparation import call_if_there
from dagscope.dag import Dag
from dagscope.node import Node

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph


class _Telling(HamiltonCacheAdapter):
    """The cache, which remembers what it had to compute."""

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self._troubles.is_logged = False  # the session says it
        self.computed: set[str] = set()

    def _execute_node(self, run_id: str, node_name: str, *rest: Any) -> Any:
        self.computed.add(node_name)
        return super()._execute_node(run_id, node_name, *rest)


class RunCache:
    """A cache in a folder, for one run."""

    def __init__(self, folder: Path) -> None:
        self.adapter = _Telling(str(folder))
        self.run_id = str(uuid.uuid4())

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
        """The stored value of a node, or what its function gives, stored."""
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

    def was_read(self, name: str) -> bool:
        """Whether a node's value came from the cache, in every branch."""
        return name not in self.adapter.computed

    def end(self, graph: Dag) -> tuple[str, ...]:
        """Commit what was stored, also after a failure or a stop; say what could not be kept, in sentences."""
        self.adapter.post_graph_execute(
            run_id=self.run_id, graph=cast("FunctionGraph", graph), success=True, error=None, results=None
        )
        with contextlib.suppress(OSError, sqlite3.Error):  # it was said already
            call_if_there(self.adapter.metadata_store, "close")
        return self.adapter.not_kept
