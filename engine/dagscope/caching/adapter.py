"""The cache as a lifecycle adapter: decides for each node whether it runs. It stores nothing itself; the stores do."""

from __future__ import annotations

import functools
import json
import logging
import pathlib
import pickle
import time
import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Literal

from dagscope.caching import fingerprinting
from dagscope.caching.behaviors import FORMAT_KEY, CachingBehavior, resolve_node_behavior
from dagscope.caching.cache_key import create_cache_key
from dagscope.caching.code_versions import version_of_node
from dagscope.caching.events import CachingEvent, CachingEventType
from dagscope.caching.foresight import foresee
from dagscope.caching.maintenance import evict
from dagscope.caching.records import SENTINEL, LogLine, NodeRoleInTaskExecution, RunRecords
from dagscope.caching.stores.base import (
    MetadataStore,
    ResultRetrievalError,
    ResultStore,
    search_data_adapter_registry,
)
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.execution.plan import Plan, make_plan
from dagscope.lifecycle.base import (
    BaseDoNodeExecute,
    BasePostGraphExecute,
    BasePostNodeExecute,
    BasePreGraphExecute,
    BasePreNodeExecute,
)
from dagscope.node import DependencyType, Node, NodeType

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
NodeNames = Literal[True] | Collection[str] | None
_Type = CachingEventType


class HamiltonCacheAdapter(
    RunRecords,
    BaseDoNodeExecute,
    BasePreGraphExecute,
    BasePostNodeExecute,
    BasePreNodeExecute,
    BasePostGraphExecute,
):
    """Gives a node's stored result if its code and its inputs are the same as when it was stored."""

    def __init__(
        self,
        path: str | pathlib.Path = ".hamilton_cache",
        metadata_store: MetadataStore | None = None,
        result_store: ResultStore | None = None,
        default: NodeNames = None,
        recompute: NodeNames = None,
        ignore: NodeNames = None,
        disable: NodeNames = None,
        default_behavior: str | None = None,
        default_loader_behavior: str | None = None,
        default_saver_behavior: str | None = None,
        log_to_file: bool = False,
        size_limit: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Opens the cache.

        Args:
            path: the folder, unless both stores are given.
            metadata_store: which result belongs to which code and inputs.
            result_store: the results.
            default: nodes (True: all) that are cached as usual.
            recompute: nodes that always run and whose results are stored.
            ignore: nodes whose value makes no difference to what depends on them.
            disable: nodes that run as if there was no cache.
            default_behavior: for nodes nothing is said about.
            default_loader_behavior: the same for data loaders.
            default_saver_behavior: the same for data savers.
            log_to_file: whether to append the events to `cache_logs.jsonl` in the folder.
            size_limit: the most bytes the results may take; what was not used for longest goes first.
            **kwargs: ignored.
        """
        self._path = str(path)
        self.metadata_store = (
            metadata_store if metadata_store is not None else SQLiteMetadataStore(path=self._path)
        )
        self.result_store = result_store if result_store is not None else FileResultStore(path=self._path)
        self.log_to_file = log_to_file
        self.size_limit = size_limit
        if sum(each is True for each in (default, recompute, disable, ignore)) > 1:
            raise ValueError(
                "Can only set one of (`default`, `recompute`, `disable`, `ignore`) to True. Please pass mutually "
                "exclusive sets of node names"
            )
        self._default, self._recompute, self._ignore, self._disable = default, recompute, ignore, disable
        self.default_behavior = default_behavior if default_behavior is not None else "default"
        self.default_loader_behavior = default_loader_behavior or self.default_behavior
        self.default_saver_behavior = default_saver_behavior or self.default_behavior

        super().__init__()
        self._data_savers: dict[str, Any] = {}
        self._data_loaders: dict[str, Any] = {}
        self._foreseen: dict[str, dict[str, tuple[str, str]]] = {}
        self._behaviors_of: tuple[Any, dict[str, CachingBehavior]] | None = None

    @staticmethod
    def _resolve_node_behavior(
        node: Node,
        default: NodeNames = None,
        disable: NodeNames = None,
        recompute: NodeNames = None,
        ignore: NodeNames = None,
        default_behavior: str = "default",
        default_loader_behavior: str = "default",
        default_saver_behavior: str = "default",
    ) -> CachingBehavior:
        lists = {
            CachingBehavior.DEFAULT: default,
            CachingBehavior.DISABLE: disable,
            CachingBehavior.RECOMPUTE: recompute,
            CachingBehavior.IGNORE: ignore,
        }
        return resolve_node_behavior(
            node, lists, default_behavior, default_loader_behavior, default_saver_behavior
        )

    def resolve_behaviors(self, run_id: str) -> dict[str, CachingBehavior]:
        """The behaviour of every node of a run's graph.

        Args:
            run_id: the run.
        """
        graph = self._fn_graphs[run_id]
        if self._behaviors_of is None or self._behaviors_of[0] is not graph:
            resolved = {name: self._behavior_of(node) for name, node in graph.nodes.items()}
            self._behaviors_of = (graph, resolved)
        behaviors = self._behaviors_of[1]
        now, event = time.time(), _Type.RESOLVE_BEHAVIOR
        self._logs[run_id].extend(
            [(name, None, "adapter", event, None, behavior, now) for name, behavior in behaviors.items()]
        )
        return dict(behaviors)

    def _behavior_of(self, node: Node) -> CachingBehavior:
        format_name = node.tags.get(FORMAT_KEY) if node.node_role is not NodeType.EXTERNAL else None
        if format_name is not None:
            adapters = search_data_adapter_registry(format_name, node.type)
            self._data_savers[node.name], self._data_loaders[node.name] = adapters
        return self._resolve_node_behavior(
            node,
            self._default,
            self._disable,
            self._recompute,
            self._ignore,
            self.default_behavior,
            self.default_loader_behavior,
            self.default_saver_behavior,
        )

    def resolve_code_versions(
        self,
        run_id: str,
        final_vars: list[str] | None = None,
        inputs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The code versions of the nodes that take part in a run.

        Args:
            run_id: the run.
            final_vars: what is asked for; every node if left out.
            inputs: what is given.
            overrides: what is given instead of being computed.
        """
        graph = self._fn_graphs[run_id]
        if final_vars is None:
            nodes: Collection[Node] = graph.nodes.values()
        else:
            nodes, _ = graph.get_upstream_nodes(
                final_vars, runtime_inputs=inputs, runtime_overrides=overrides
            )
        names = sorted(each.name for each in nodes if not each.user_defined)
        return {name: version_of_node(graph.nodes[name]) for name in names}

    def _give(
        self, run_id: str, name: str, value: Any, event: CachingEventType, code_version: str | None
    ) -> None:
        version = self._version_data(name, run_id, value)
        self._log_event(run_id, name, "adapter", event, value=version)
        self.data_versions[run_id][name] = version
        if code_version is not None:
            self.code_versions[run_id][name] = code_version

    def _process_input(self, run_id: str, node_name: str, value: Any) -> None:
        self._give(run_id, node_name, value, _Type.IS_INPUT, f"input__{node_name}")

    def _process_override(self, run_id: str, node_name: str, value: Any) -> None:
        self._give(run_id, node_name, value, _Type.IS_OVERRIDE, None)

    def pre_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        **future_kwargs: Any,
    ) -> None:
        """Gets ready for a run: versions of the code, the inputs and the overrides."""
        inputs, overrides = inputs or {}, overrides or {}
        self.run_ids.append(run_id)
        self.metadata_store.initialize(run_id)
        self._logs[run_id] = []
        self._fn_graphs[run_id] = graph
        self._requests[run_id] = (list(final_vars), inputs, overrides)
        self._inside[run_id] = _nodes_inside_blocks(graph)
        self.cache_keys[run_id] = {}
        self.data_versions[run_id] = {}
        self.behaviors[run_id] = self.resolve_behaviors(run_id)
        plan = make_plan(
            graph, [each for each in final_vars if each in graph.nodes], {*graph.config, *inputs}, overrides
        )
        self.code_versions[run_id] = {step.node.name: version_of_node(step.node) for step in plan.steps}
        for name in final_vars:
            self._log_event(run_id, name, "adapter", _Type.IS_FINAL_VAR)
        for name, value in inputs.items():
            if name in graph.nodes:
                self._process_input(run_id, name, value)
        for name, value in overrides.items():
            if name in graph.nodes:
                self._process_override(run_id, name, value)
        self._foresee(run_id, graph, plan)
        _call(self.metadata_store, "begin_batch")

    def _foresee(self, run_id: str, graph: FunctionGraph, plan: Plan) -> None:
        """Finds out at once which nodes' results are stored: asking node by node takes several times as long."""
        self._foreseen[run_id] = {}
        read_all = getattr(self.metadata_store, "versions_of_nodes", None)
        if read_all is None or any(step.node.node_role is not NodeType.STANDARD for step in plan.steps):
            return
        known = dict(self.data_versions[run_id])
        for name, value in graph.config.items():
            if name in graph.nodes and name not in known:
                known[name] = fingerprinting.data_version(value)
        stored = read_all([step.node.name for step in plan.steps])
        self._foreseen[run_id] = foresee(
            [(step.node, step.parameters) for step in plan.steps],
            self.behaviors[run_id],
            self.code_versions[run_id],
            known,
            stored.get,
            fingerprinting.data_version,
        )

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

    def _dependency_version(self, run_id: str, name: str, value: Any, task_id: str | None) -> str:
        behavior = self.behaviors[run_id].get(name)
        if behavior is CachingBehavior.IGNORE:
            return "<ignore>"
        if behavior is CachingBehavior.DISABLE:
            return f"<disable>_{uuid.uuid4()}"
        found: Any = self._read(self.data_versions[run_id], name, task_id)
        is_known = found is not SENTINEL
        self._log_event(
            run_id,
            name,
            "adapter",
            _Type.GET_DATA_VERSION,
            "hit" if is_known else "miss",
            found if is_known else None,
        )
        return found if is_known else self._version_data(name, run_id, value, task_id)

    def pre_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
        **future_kwargs: Any,
    ) -> None:
        """Makes the node's key from its code and the versions of what it reads."""
        name = node_.name
        if name in self._foreseen[run_id] and task_id is None:
            return
        if self.behaviors[run_id][name] not in (CachingBehavior.DEFAULT, CachingBehavior.RECOMPUTE):
            return
        given = self._resolve_default_parameter_values(node_, kwargs)
        versions = {
            each: self._dependency_version(run_id, each, value, task_id) for each, value in given.items()
        }
        key = create_cache_key(name, str(self.code_versions[run_id].get(name)), versions)
        self._write(run_id, self.cache_keys[run_id], name, task_id, key)
        self._log_event(run_id, name, "adapter", _Type.SET_CACHE_KEY, None, key, task_id)

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
        """Gives the stored result, or runs the node."""
        name = node_.name
        if task_id is None and name in self._foreseen[run_id]:
            found = self._foreseen_result(run_id, name)
            if found is not SENTINEL:
                return found
            self.pre_node_execute(run_id=run_id, node_=node_, kwargs=kwargs)
        execute = functools.partial(self._execute_node, run_id, name, node_.callable, kwargs, task_id)
        if self.behaviors[run_id][name] is not CachingBehavior.DEFAULT:
            return execute()
        key = self.get_cache_key(run_id, name, task_id)
        version = self.get_data_version(run_id, name, key, task_id)
        if version is SENTINEL:
            return execute()
        found = self._stored_result(run_id, name, version, task_id)
        if found is SENTINEL:
            # What is known is not true: forget it, so that the node's own value is stored again.
            self._drop(run_id, name, task_id)
            return execute()
        self._write(run_id, self.data_versions[run_id], name, task_id, version)
        self._log_event(run_id, name, "adapter", _Type.SET_DATA_VERSION, None, version, task_id)
        return found

    def _foreseen_result(self, run_id: str, name: str) -> Any:
        """The stored result of a node known to have one; SENTINEL if it has gone meanwhile."""
        key, version = self._foreseen[run_id][name]
        found = self._stored_result(run_id, name, version, None, self._events_of_hit(name, key, version))
        if found is SENTINEL:
            del self._foreseen[run_id][name]
            return SENTINEL
        self.cache_keys[run_id][name] = key
        self.data_versions[run_id][name] = version
        return found

    @staticmethod
    def _events_of_hit(name: str, key: str, version: str) -> list[LogLine]:
        now = time.time()
        return [
            (name, None, "adapter", _Type.SET_CACHE_KEY, None, key, now),
            (name, None, "adapter", _Type.GET_CACHE_KEY, "hit", key, now),
            (name, None, "adapter", _Type.GET_DATA_VERSION, "miss", None, now),
            (name, None, "metadata_store", _Type.GET_DATA_VERSION, "hit", version, now),
            (name, None, "result_store", _Type.GET_RESULT, "hit", None, now),
            (name, None, "adapter", _Type.SET_DATA_VERSION, None, version, now),
        ]

    def _drop(self, run_id: str, name: str, task_id: str | None) -> None:
        versions = self.data_versions[run_id].get(name)
        if isinstance(versions, dict):
            versions.pop(task_id, None)
        else:
            self.data_versions[run_id].pop(name, None)

    def _stored_result(
        self, run_id: str, name: str, version: str, task_id: str | None, events: list[LogLine] | None = None
    ) -> Any:
        try:
            found = self.result_store.get(version)
        except ResultRetrievalError as error:
            self._log_event(run_id, name, "result_store", _Type.FAILED_RETRIEVAL, str(error), None, task_id)
            logger.warning("%s: %s It is computed again.", name, error)
            self.result_store.delete(version)
            return SENTINEL
        if found is None and version != fingerprinting.NONE_HASH and not self.result_store.exists(version):
            self._log_event(run_id, name, "result_store", _Type.MISSING_RESULT, None, None, task_id)
            return SENTINEL
        if found is None and not self.result_store.exists(version):
            return SENTINEL
        if events is not None:
            self._logs[run_id].extend(events)
        else:
            self._log_event(run_id, name, "result_store", _Type.GET_RESULT, "hit", None, task_id)
        return found

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
        """Stores the value of a node that ran, and remembers its version."""
        name = node_.name
        if name in self._foreseen[run_id] and task_id is None:
            return
        behavior = self.behaviors[run_id][name]
        if not success or behavior is CachingBehavior.DISABLE or node_.node_role is NodeType.EXPAND:
            return
        if self._read(self.data_versions[run_id], name, task_id) is not SENTINEL:
            return
        key = self._read(self.cache_keys[run_id], name, task_id)
        version = self._version_of_result(run_id, node_, result, key, task_id)
        self._write(run_id, self.data_versions[run_id], name, task_id, version)
        self._log_event(run_id, name, "adapter", _Type.SET_DATA_VERSION, None, version, task_id)
        if behavior is CachingBehavior.IGNORE or key is SENTINEL:
            return
        if self._store_result(run_id, name, version, result, task_id):
            self.metadata_store.set(
                cache_key=key,
                data_version=version,
                node_name=name,
                code_version=str(self.code_versions[run_id].get(name)),
                run_id=run_id,
            )
            self._log_event(run_id, name, "metadata_store", _Type.SET_DATA_VERSION, None, version, task_id)

    def _version_of_result(self, run_id: str, node_: Node, result: Any, key: Any, task_id: str | None) -> str:
        if node_.tags.get("hamilton.data_saver"):
            # Metadata tells times: it would be new at each saving, for the same data.
            return f"{_safe(node_.name)}__metadata{_key_mark(key)}"
        if (
            node_.tags.get("hamilton.data_loader.has_metadata")
            and isinstance(result, tuple)
            and len(result) == 2
        ):
            # The metadata tells times too; it belongs to this way of loading, the data may be the same for others.
            return f"{self._version_data(node_.name, run_id, result[0], task_id)}-loaded{_key_mark(key)}"
        return self._version_data(node_.name, run_id, result, task_id)

    def _store_result(self, run_id: str, name: str, version: str, result: Any, task_id: str | None) -> bool:
        """Stores the value before anything names it. Gives whether it could be stored."""
        saver, loader = self._data_savers.get(name), self._data_loaders.get(name)
        if self.result_store.exists(version):
            return True
        arguments = {"saver_cls": saver, "loader_cls": loader} if saver is not None else {}
        try:
            self.result_store.set(version, result, **arguments)
        except (pickle.PicklingError, TypeError, AttributeError, NotImplementedError) as error:
            if saver is not None:
                raise
            logger.warning("%s: its value cannot be cached and will be computed each time: %s", name, error)
            return False
        self._log_event(run_id, name, "result_store", _Type.SET_RESULT, None, None, task_id)
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
        """Commits what the run stored, writes the log, and makes room if the cache has grown too large."""
        _call(self.metadata_store, "end_batch")
        if self.log_to_file:
            lines = [json.dumps(event.as_dict(), default=str) for event in self._events(run_id, "debug")]
            path = pathlib.Path(self._path, CACHING_LOG)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a") as file:
                file.writelines(f"{line}\n" for line in lines)
        if self.size_limit is not None:
            evict(self._path, self.size_limit)


def _call(store: object, method: str) -> None:
    """Calls what only some stores have."""
    found = getattr(store, method, None)
    if found is not None:
        found()


def _key_mark(key: Any) -> str:
    return "" if key is SENTINEL else f"-{uuid.uuid5(uuid.NAMESPACE_OID, key).hex[:16]}"


def _safe(name: str) -> str:
    return "".join(each if each.isalnum() or each == "_" else "_" for each in name)


def _nodes_inside_blocks(graph: FunctionGraph) -> frozenset[str]:
    """The nodes that run once for each branch of a `Parallelizable`."""
    waiting = [each for each in graph.nodes.values() if each.node_role is NodeType.EXPAND]
    inside: set[str] = set()
    while waiting:
        for consumer in waiting.pop().depended_on_by:
            if consumer.node_role is not NodeType.COLLECT and consumer.name not in inside:
                inside.add(consumer.name)
                waiting.append(consumer)
    return frozenset(inside)
