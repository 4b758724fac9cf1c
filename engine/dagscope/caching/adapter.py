"""The cache as a lifecycle adapter: decides for each node whether it runs. It stores nothing itself; the stores do."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import pathlib
import sqlite3
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope.caching.behaviors import CachingBehavior
from dagscope.caching.cache_key import create_cache_key
from dagscope.caching.events import CachingEvent, CachingEventType, Hit, LogLine
from dagscope.caching.maintenance import evict
from dagscope.caching.preparation import RunPreparation, call_if_there
from dagscope.caching.records import SENTINEL, NodeRoleInTaskExecution
from dagscope.caching.stores.base import ResultRetrievalError, search_data_adapter_registry
from dagscope.caching.stores.writing import append_whole
from dagscope.lifecycle.base import (
    BaseDoNodeExecute,
    BasePostGraphExecute,
    BasePostNodeExecute,
    BasePreGraphExecute,
    BasePreNodeExecute,
)
from dagscope.node import DependencyType, Node, NodeType
from dagscope.value_code import value_code

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph

__all__ = [
    "CachingBehavior",
    "CachingEvent",
    "CachingEventType",
    "HamiltonCacheAdapter",
    "NodeRoleInTaskExecution",
    "SENTINEL",
]

logger = logging.getLogger("dagscope.caching")

CACHING_LOG = "cache_logs.jsonl"
_Type = CachingEventType


class HamiltonCacheAdapter(
    RunPreparation,
    BaseDoNodeExecute,
    BasePreGraphExecute,
    BasePostNodeExecute,
    BasePreNodeExecute,
    BasePostGraphExecute,
):
    """Gives a node's stored result if its code and its inputs are the same as when it was stored."""

    @staticmethod
    def _resolve_default_parameter_values(node_: Node, node_kwargs: dict[str, Any]) -> dict[str, Any]:
        defaults = node_.default_parameter_values
        if not defaults:
            return node_kwargs
        optional = {
            name: defaults[name]
            for name, (_, kind) in node_.input_types.items()
            if kind is DependencyType.OPTIONAL and name in defaults
        }
        return {**optional, **node_kwargs}

    def _dependency_version(self, run_id: str, name: str, value: Any, task_id: str | None, is_item: bool) -> str:
        behavior = self.behaviors[run_id].get(name)
        if behavior is CachingBehavior.IGNORE:
            return "<ignore>"
        if behavior is CachingBehavior.DISABLE:
            return f"<disable>_{uuid.uuid4()}"
        found: Any = self._read(self.data_versions[run_id], name, task_id)
        is_known = found is not SENTINEL
        if not is_item:
            version = found if is_known else None
            self._log_event(run_id, name, "adapter", _Type.GET_DATA_VERSION, "hit" if is_known else "miss", version)
        return found if is_known else self._version_data(name, run_id, value, task_id)

    def _reads_items(self, run_id: str, node: Node, name: str, task_id: str | None) -> bool:
        """Return whether a node reads of another one an item, or a branch's items: their versions are not recorded."""
        if task_id is None:
            return False
        collected = node.collect_dependency if node.node_role is NodeType.COLLECT else None
        return name == collected or name in self._expanding.get(run_id, ())

    def pre_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
        **future_kwargs: Any,
    ) -> None:
        """Make the node's cache key from its code version and the versions of what it reads."""
        name = node_.name
        if task_id is None and name in self._foreseen.get(run_id, ()):
            return
        if self.behaviors[run_id][name] not in (CachingBehavior.DEFAULT, CachingBehavior.RECOMPUTE):
            return
        given = self._resolve_default_parameter_values(node_, kwargs)
        versions = {
            each: self._dependency_version(
                run_id, each, value, task_id, self._reads_items(run_id, node_, each, task_id)
            )
            for each, value in given.items()
        }
        key = create_cache_key(name, str(self.code_versions[run_id].get(name)), versions)
        self._set_cache_key(run_id, name, key, task_id)

    def _execute_node(
        self,
        run_id: str,
        node_name: str,
        node_callable: Callable[..., Any],
        node_kwargs: dict[str, Any],
        task_id: str | None = None,
    ) -> Any:
        try:
            result = node_callable(**node_kwargs)
        except Exception as error:
            self._log_event(run_id, node_name, "adapter", _Type.FAILED_EXECUTION, str(error), None, task_id)
            raise
        self._log_event(run_id, node_name, "adapter", _Type.EXECUTE_NODE, None, None, task_id)
        return result

    def do_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
        **future_kwargs: Any,
    ) -> Any:
        """Return the stored result, or run the node."""
        name = node_.name
        if task_id is None and name in self._foreseen.get(run_id, ()):
            found = self._foreseen_result(run_id, node_)
            if found is not SENTINEL:
                return found
            self.pre_node_execute(run_id=run_id, node_=node_, kwargs=kwargs)
        execute = functools.partial(self._execute_node, run_id, name, node_.callable, kwargs, task_id)
        behavior = self.behaviors[run_id][name]
        if behavior is not CachingBehavior.DEFAULT:
            result = execute()
            if behavior is CachingBehavior.RECOMPUTE:
                self.get_cache_key(run_id, name, task_id)  # for the log: its value is stored under it
            return result
        key = self.get_cache_key(run_id, name, task_id)
        version = self.get_data_version(run_id, name, key, task_id)
        if version is SENTINEL:
            return execute()
        found = self._stored_result(run_id, name, version, task_id)
        if found is SENTINEL:
            # What is known is not true: forget it, so that the node's own value is stored again.
            self._drop(run_id, name, task_id)
            return execute()
        self._set_memory_metadata(run_id, name, version, task_id)
        return found

    def _foreseen_result(self, run_id: str, node: Node) -> Any:
        """Return the stored result of a node known to have one, or SENTINEL if it has gone meanwhile."""
        name = node.name
        key, version = self._foreseen[run_id][name]
        versions = self.data_versions[run_id]
        reads = {each: each in versions for each in node.input_types}
        found = self._stored_result(run_id, name, version, None, (name, key, version, time.time(), reads))
        if found is SENTINEL:
            del self._foreseen[run_id][name]
            return SENTINEL
        self.cache_keys[run_id][name] = key
        self.data_versions[run_id][name] = version
        return found

    def _drop(self, run_id: str, name: str, task_id: str | None) -> None:
        versions = self.data_versions[run_id].get(name)
        if isinstance(versions, dict):
            versions.pop(task_id, None)
        else:
            self.data_versions[run_id].pop(name, None)

    def _stored_result(self, run_id: str, name: str, version: str, task_id: str | None, hit: Hit | None = None) -> Any:
        try:
            found = self.result_store.known_plain(version)
            if found is None:
                with value_code():
                    found = self.result_store.look_up(version)
        except ResultRetrievalError as error:
            self._log_event(run_id, name, "result_store", _Type.FAILED_RETRIEVAL, str(error), None, task_id)
            logger.warning("%s: %s It is computed again.", name, error)
            self._drop_result(version)
            return SENTINEL
        except Exception as error:  # noqa: BLE001 - a store that cannot be reached must not fail the run
            self._log_event(run_id, name, "result_store", _Type.FAILED_RETRIEVAL, str(error), None, task_id)
            self._troubles.note(run_id, "", error)
            return SENTINEL
        if found is None:
            self._log_event(run_id, name, "result_store", _Type.MISSING_RESULT, None, None, task_id)
            return SENTINEL
        if hit is not None:
            self._note(run_id, (hit,))
        else:
            self._log_event(run_id, name, "result_store", _Type.GET_RESULT, "hit", version, task_id)
        return found[0]

    def _drop_result(self, version: str) -> None:
        # A folder that may only be read keeps the damaged file; its value is computed each time.
        with contextlib.suppress(Exception), value_code():
            self.result_store.delete(version)

    def post_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        result: Any,
        success: bool = True,
        error: Exception | None = None,
        task_id: str | None = None,
        **future_kwargs: Any,
    ) -> None:
        """Store the value of a node that ran, and remember its version."""
        name = node_.name
        if task_id is None and name in self._foreseen.get(run_id, ()):
            return
        behavior = self.behaviors[run_id][name]
        if not success or behavior is CachingBehavior.DISABLE:
            return
        if node_.node_role is NodeType.EXPAND:
            self._note_items(run_id, name, result, task_id)
            return
        key = self._read(self.cache_keys[run_id], name, task_id)
        known = self._read(self.data_versions[run_id], name, task_id)
        if known is not SENTINEL:
            self._note_use(run_id, name, key, known, task_id)
            return
        version = self._version_of_result(run_id, node_, result, key, task_id)
        self._set_memory_metadata(run_id, name, version, task_id)
        if behavior is CachingBehavior.IGNORE or key is SENTINEL:
            return
        self._note_use(run_id, name, key, version, task_id)
        if self._store_result(run_id, name, version, result, task_id):
            self._set_stored_metadata(run_id, name, key, version, task_id)

    def _note_use(self, run_id: str, name: str, key: Any, version: str, task_id: str | None) -> None:
        """Log which key and version a node's value has."""
        now = time.time()
        keyed: LogLine = (name, task_id, "adapter", _Type.GET_CACHE_KEY, "hit", key, now)
        self._note(run_id, (keyed, (name, task_id, "adapter", _Type.GET_DATA_VERSION, "hit", version, now)))

    def _note_items(self, run_id: str, name: str, items: Any, task_id: str | None) -> None:
        """Record what a node expanded to; its own version stays unknown, because each item has one in its branch."""
        key = self._read(self.cache_keys[run_id], name, task_id)
        if not isinstance(items, list) or key is SENTINEL:
            return  # without dynamic execution it is a generator, which only its reader may use up
        self.data_versions[run_id].setdefault(name, {})
        version = self._version_data(name, run_id, items, task_id)
        self._log_event(run_id, name, "adapter", _Type.SET_DATA_VERSION, None, version, task_id)
        self.get_cache_key(run_id, name, task_id)
        self._log_event(run_id, name, "adapter", _Type.GET_DATA_VERSION, "miss", None, task_id)
        self._log_event(run_id, name, "metadata_store", _Type.GET_DATA_VERSION, "hit", version, task_id)
        if self._store_result(run_id, name, version, items, task_id):
            self._set_stored_metadata(run_id, name, key, version, task_id)

    def _version_of_result(self, run_id: str, node_: Node, result: Any, key: Any, task_id: str | None) -> str:
        if node_.tags.get("hamilton.data_saver"):
            # Metadata has times: it would be new at each saving, for the same data.
            return f"{_safe(node_.name)}__metadata{_key_mark(key)}"
        if node_.tags.get("hamilton.data_loader.has_metadata") and isinstance(result, tuple) and len(result) == 2:
            # The metadata has times too; it belongs to this way of loading, the data may be the same for others.
            return f"{self._version_data(node_.name, run_id, result[0], task_id)}-loaded{_key_mark(key)}"
        return self._version_data(node_.name, run_id, result, task_id)

    def _store_result(self, run_id: str, name: str, version: str, result: Any, task_id: str | None) -> bool:
        """Store the value before any metadata refers to it, and return whether it could be stored."""
        if self._troubles.is_off(run_id):  # nothing could name it
            self._troubles.note_unused(run_id, name)
            return False
        late = self._late_formats.get(name)
        saver, loader = (
            self._formats.get(name, (None, None)) if late is None else search_data_adapter_registry(late, type(result))
        )
        arguments = {"saver_cls": saver, "loader_cls": loader} if saver is not None else {}
        try:
            with value_code():
                if self.result_store.exists(version):
                    return True
                self.result_store.set(version, result, **arguments)
        except (OSError, sqlite3.Error, MemoryError) as error:
            self._troubles.note(run_id, name, error)
            return False
        except Exception as error:  # whatever the pickling of a value raises
            if saver is not None:
                raise
            logger.warning("%s: its value cannot be cached and will be computed each time: %s", name, error)
            return False
        self._log_event(run_id, name, "result_store", _Type.SET_RESULT, None, version, task_id)
        return True

    def post_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
        **future_kwargs: Any,
    ) -> None:
        """Commit what the run stored, write the log, make room, and warn of what could not be kept."""
        for work in (self._commit, self._write_log, self._make_room):
            try:
                work(run_id)
            except Exception as error:  # noqa: BLE001 - the run has its values; looking after the cache must not fail it
                self._troubles.note(run_id, "", error)
        self.not_kept = self._troubles.tell(run_id, self._where)
        self.forget_run(run_id)

    def _commit(self, run_id: str) -> None:
        call_if_there(self.metadata_store, "end_batch")

    def _write_log(self, run_id: str) -> None:
        if not self.log_to_file:
            return
        lines = [json.dumps(event.as_dict(), default=str) for event in self._events(run_id, "debug")]
        path = pathlib.Path(getattr(self.metadata_store, "_directory", self._folder), CACHING_LOG)
        path.parent.mkdir(parents=True, exist_ok=True)
        append_whole(path, "".join(f"{line}\n" for line in lines).encode())

    def _make_room(self, run_id: str) -> None:
        if self.size_limit is not None:
            evict(self._folder, self.size_limit)


def _key_mark(key: Any) -> str:
    return "" if key is SENTINEL else f"-{uuid.uuid5(uuid.NAMESPACE_OID, key).hex[:16]}"


def _safe(name: str) -> str:
    return "".join(each if each.isalnum() or each == "_" else "_" for each in name)
