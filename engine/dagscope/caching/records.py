"""What a cache remembers of the runs of one driver: events, versions and keys, and how to look at them.
Decides nothing.
"""

from __future__ import annotations

import contextlib
import enum
import logging
import time
import uuid
from typing import TYPE_CHECKING, Any, Literal

from dagscope.caching.behaviors import CachingBehavior
from dagscope.caching.code_versions import version_of_node
from dagscope.caching.events import (
    Actor,
    CachingEvent,
    CachingEventType,
    Hit,
    LogLine,
    Resolved,
    events_of,
)
from dagscope.caching.stores.base import MetadataStore
from dagscope.caching.troubles import Troubles
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version
from dagscope.node import NodeType
from dagscope.value_code import value_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dagscope.graph import FunctionGraph

logger = logging.getLogger("dagscope.caching")

SENTINEL = object()
KEPT_RUNS = 100
_Type = CachingEventType
# What is kept of each run and goes along into other processes.
_BY_RUN = ("_logs", "_inside", "_expanding", "_foreseen", "behaviors", "data_versions", "code_versions", "cache_keys")


class NodeRoleInTaskExecution(enum.Enum):
    """Where a node stands to the blocks of parallel branches."""

    STANDARD = 1
    EXPAND = 2
    COLLECT = 3
    OUTSIDE = 4
    INSIDE = 5


def _copied(kept: Any) -> Any:
    """Return a copy, two levels deep, of what other threads may be writing."""
    if type(kept) is list:
        return kept.copy()
    if type(kept) is dict:
        return {name: each.copy() if type(each) is dict else each for name, each in kept.copy().items()}
    return kept


class RunRecords:
    """What happened in each run, by run."""

    metadata_store: MetadataStore

    def __init__(self) -> None:
        """Start with no runs."""
        self._going_on: set[str] = set()
        self._ended: list[str] = []
        self._troubles = Troubles()
        # What the run that ended last could not keep, one sentence a reason.
        self.not_kept: tuple[str, ...] = ()
        # What the stores are known to have for the runs going on: key and version by node.
        self._foreseen: dict[str, dict[str, tuple[str, str]]] = {}
        self._fn_graphs: dict[str, Any] = {}
        self._requests: dict[str, tuple[list[str], dict[str, Any], dict[str, Any]]] = {}
        self._inside: dict[str, frozenset[str]] = {}
        self._expanding: dict[str, frozenset[str]] = {}
        self._logs: dict[str, list[LogLine | Hit | Resolved]] = {}
        self.run_ids: list[str] = []
        self.behaviors: dict[str, dict[str, CachingBehavior]] = {}
        self.data_versions: dict[str, dict[str, Any]] = {}
        self.code_versions: dict[str, dict[str, Any]] = {}
        self.cache_keys: dict[str, dict[str, Any]] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Graphs are only for looking at runs afterwards; a task in another process does not need them. While runs go
        # on, other threads write: what is pickled must be copies, and those of the runs going on are enough.
        going_on = self._going_on.copy()
        state = {
            **self.__dict__,
            "_going_on": going_on,
            "_fn_graphs": {},
            "_requests": {},
            "run_ids": self.run_ids.copy(),
        }
        for attribute in _BY_RUN:
            kept: dict[str, Any] = self.__dict__[attribute].copy()
            state[attribute] = {run: _copied(each) for run, each in kept.items() if run in going_on or not going_on}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._troubles = Troubles(at_once=bool(self._going_on))

    def _begin(self, run_id: str) -> None:
        """Note that a run began: nothing of it is forgotten before it ends, however many others begin and end."""
        self._going_on.add(run_id)
        self.run_ids.append(run_id)

    def forget_run(self, run_id: str) -> None:
        """Let go of a run that did not come to its end, as when another adapter refused it.

        Args:
            run_id: the run.
        """
        if run_id in self._going_on:
            self._going_on.discard(run_id)
            self._ended.append(run_id)
        self._foreseen.pop(run_id, None)
        self._troubles.forget(run_id)
        self.forget_old_runs()

    def forget_old_runs(self) -> None:
        """Let go of the details of all but the newest runs that ended.

        A service that runs for months must not fill its memory. Several threads may do this at once.
        """
        while len(self._ended) > KEPT_RUNS:
            old = self._ended.pop(0)
            for attribute in (*_BY_RUN, "_fn_graphs", "_requests"):
                self.__dict__[attribute].pop(old, None)
            with contextlib.suppress(ValueError):
                self.run_ids.remove(old)

    @property
    def last_run_id(self) -> str:
        """The newest run of this object."""
        return self.run_ids[-1]

    def _log_event(
        self,
        run_id: str,
        node_name: str,
        actor: Actor,
        event_type: CachingEventType,
        msg: str | None = None,
        value: Any = None,
        task_id: str | None = None,
    ) -> None:
        self._note(run_id, ((node_name, task_id, actor, event_type, msg, value, time.time()),))

    def _note(self, run_id: str, written: Sequence[LogLine | Hit | Resolved]) -> None:
        """Keep what happened, and log it: the events that say where values came from, or, when debugging, all."""
        self._logs.setdefault(run_id, []).extend(written)
        if not logger.isEnabledFor(logging.INFO):
            return
        is_debugging = logger.isEnabledFor(logging.DEBUG)
        for event in events_of(run_id, written, "debug" if is_debugging else "info"):
            if is_debugging:
                logger.debug("%s", event)
            else:
                logger.info("%s", event)

    def _events(self, run_id: str, level: str) -> list[CachingEvent]:
        return list(events_of(run_id, self._of_run(self._logs, run_id), level))

    def _of_run(self, kept: dict[str, Any], run_id: str) -> Any:
        try:
            return kept[run_id]
        except KeyError:
            raise KeyError(
                f"This driver has no details of the run {run_id}: it keeps those of its newest {KEPT_RUNS} runs."
            ) from None

    def _log_by_node_name(self, run_id: str, level: Literal["debug", "info"] = "info") -> dict[Any, list[Any]]:
        by_node: dict[Any, list[Any]] = {}
        for event in self._events(run_id, level):
            key = event.node_name if event.task_id is None else (event.node_name, event.task_id)
            by_node.setdefault(key, []).append(event)
        return by_node

    def logs(self, run_id: str | None = None, level: Literal["debug", "info"] = "info") -> dict[Any, Any]:
        """Return the events of one run by node, or of all runs by run.

        Args:
            run_id: the run.
            level: `info` says where each value came from, `debug` everything.
        """
        if run_id is not None:
            return self._log_by_node_name(run_id, level)
        return {each: self._events(each, level) for each in self.run_ids.copy() if each in self._logs}

    @staticmethod
    def _view_run(
        fn_graph: FunctionGraph,
        logs: dict[Any, Any],
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        output_file_path: str | None = None,
    ) -> Any:
        from dagscope.caching.view import view_run

        return view_run(fn_graph, logs, final_vars, inputs, overrides, output_file_path)

    def view_run(self, run_id: str | None = None, output_file_path: str | None = None) -> Any:
        """Draw a run with the nodes that came from the cache highlighted.

        Args:
            run_id: the run; the newest one if left out.
            output_file_path: where to save the picture.
        """
        run_id = run_id if run_id is not None else self.last_run_id
        final_vars, inputs, overrides = self._of_run(self._requests, run_id)
        logs = self.logs(run_id, level="info")
        return self._view_run(self._fn_graphs[run_id], logs, final_vars, inputs, overrides, output_file_path)

    # Versions and keys ------------------------------------------------------------------------------------------

    def _read(self, where: dict[str, Any], node_name: str, task_id: str | None) -> Any:
        found = where.get(node_name, SENTINEL)
        if isinstance(found, dict):
            return found.get(task_id, SENTINEL)
        return found

    def _read_all(self, where: dict[str, Any], node_name: str, task_id: str | None) -> Any:
        """Return what a node has in a task; without a task, what it has in each of them."""
        return where.get(node_name, SENTINEL) if task_id is None else self._read(where, node_name, task_id)

    def _write(self, run_id: str, where: dict[str, Any], node_name: str, task_id: str | None, value: str) -> None:
        if task_id is not None and node_name in self._inside.get(run_id, ()):
            where.setdefault(node_name, {})[task_id] = value
        else:
            where[node_name] = value

    # parity: hamilton.caching.adapter.HamiltonCacheAdapter._get_node_role
    def _get_node_role(self, run_id: str, node_name: str, task_id: str | None) -> NodeRoleInTaskExecution:
        if task_id is None:
            return NodeRoleInTaskExecution.STANDARD
        role = self._fn_graphs[run_id].nodes[node_name].node_role
        if role in (NodeType.EXPAND, NodeType.COLLECT):
            return NodeRoleInTaskExecution[role.name]
        return NodeRoleInTaskExecution["INSIDE" if node_name in self._inside.get(run_id, ()) else "OUTSIDE"]

    def get_cache_key(self, run_id: str, node_name: str, task_id: str | None = None) -> Any:
        """Return the key under which a node's result was looked up in a run, or None if it was not.

        Args:
            run_id: the run.
            node_name: the node.
            task_id: the task, for nodes that ran once a task; without it the keys of all tasks by their names.
        """
        found = self._read_all(self.cache_keys[run_id], node_name, task_id)
        self._log_event(
            run_id,
            node_name,
            "adapter",
            _Type.GET_CACHE_KEY,
            "miss" if found is SENTINEL else "hit",
            found,
            task_id,
        )
        return None if found is SENTINEL else found

    def get_data_version(
        self, run_id: str, node_name: str, cache_key: str | None = None, task_id: str | None = None
    ) -> Any:
        """Return the version of a node's value: of this run if it is known, else as stored under the key.

        Args:
            run_id: the run.
            node_name: the node.
            cache_key: where to look if the run does not know it.
            task_id: the task, for nodes that ran once a task; without it the versions of all tasks by their names.
        """
        found = self._get_memory_data_version(run_id, node_name, task_id)
        if found is not SENTINEL or cache_key is None:
            return found
        return self._get_stored_data_version(run_id, node_name, cache_key, task_id)

    def _get_memory_data_version(self, run_id: str, node_name: str, task_id: str | None = None) -> Any:
        found = self._read_all(self.data_versions[run_id], node_name, task_id)
        is_known = found is not SENTINEL
        msg, value = ("hit", found) if is_known else ("miss", None)
        self._log_event(run_id, node_name, "adapter", _Type.GET_DATA_VERSION, msg, value, task_id)
        return found

    def _get_stored_data_version(self, run_id: str, node_name: str, cache_key: str, task_id: str | None = None) -> Any:
        stored = self._with_metadata(run_id, "", None, self.metadata_store.get, cache_key=cache_key)
        msg = "miss" if stored is None else "hit"
        self._log_event(run_id, node_name, "metadata_store", _Type.GET_DATA_VERSION, msg, stored, task_id)
        return SENTINEL if stored is None else stored

    def _set_cache_key(self, run_id: str, node_name: str, cache_key: str, task_id: str | None = None) -> None:
        self._write(run_id, self.cache_keys[run_id], node_name, task_id, cache_key)
        self._log_event(run_id, node_name, "adapter", _Type.SET_CACHE_KEY, None, cache_key, task_id)

    def _set_memory_metadata(self, run_id: str, node_name: str, data_version: str, task_id: str | None = None) -> None:
        self._write(run_id, self.data_versions[run_id], node_name, task_id, data_version)
        self._log_event(run_id, node_name, "adapter", _Type.SET_DATA_VERSION, None, data_version, task_id)

    def _set_stored_metadata(
        self, run_id: str, node_name: str, cache_key: str, data_version: str, task_id: str | None = None
    ) -> None:
        self._with_metadata(
            run_id,
            node_name,
            None,
            self.metadata_store.set,
            cache_key=cache_key,
            data_version=data_version,
            node_name=node_name,
            code_version=str(self.code_versions[run_id].get(node_name)),
            run_id=run_id,
        )
        self._log_event(run_id, node_name, "metadata_store", _Type.SET_DATA_VERSION, None, data_version, task_id)

    def _with_metadata(
        self, run_id: str, node_name: str, default: Any, call: Callable[..., Any], /, *arguments: Any, **named: Any
    ) -> Any:
        """Return what a call of the metadata store returns, or `default`: a broken store must not fail the run."""
        if self._troubles.is_off(run_id):
            if node_name:
                self._troubles.note_unused(run_id, node_name)
            return default
        try:
            with value_code():
                return call(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - whatever a full disk or a store of the project's own raises
            self._troubles.note(run_id, node_name, error, is_off=True)
            return default

    # parity: hamilton.caching.adapter.HamiltonCacheAdapter.version_data
    def version_data(self, result: Any, run_id: str | None = None) -> str:
        """Return the version of a value.

        Args:
            result: the value.
            run_id: the run it belongs to, if any.
        """
        return self._version_data("", run_id if run_id is not None else "", result)

    def _version_data(self, node_name: str, run_id: str, result: Any, task_id: str | None = None) -> str:
        version = data_version(result)
        if version != UNHASHABLE:
            return version
        message = f"unhashable type {type(result)}; set CachingBehavior.IGNORE to silence warning"
        if run_id:
            self._log_event(run_id, node_name, "adapter", _Type.UNHASHABLE_DATA_VERSION, message, None, task_id)
        logger.warning("%s: %s", node_name, message)
        return f"{UNHASHABLE}_{uuid.uuid4()}"

    def version_code(self, node_name: str, run_id: str | None = None) -> str | None:
        """Return the version of a node's code.

        Args:
            node_name: the node.
            run_id: the run whose graph is meant; the newest one if left out.
        """
        graph = self._fn_graphs[run_id if run_id is not None else self.last_run_id]
        return version_of_node(graph.nodes[node_name])
