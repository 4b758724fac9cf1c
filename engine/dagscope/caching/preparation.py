"""What a cache does before a run: settings, behaviours and versions of all that takes part. Stores and runs nothing."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Literal

from dagscope.caching.behaviors import FORMAT_KEY, CachingBehavior, resolve_node_behavior
from dagscope.caching.events import CachingEventType, Resolved
from dagscope.caching.foresight import foresee
from dagscope.caching.records import RunRecords
from dagscope.caching.stores.base import MetadataStore, ResultStore, search_data_adapter_registry
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.content_version import data_version
from dagscope.execution.graph_executors import prepared_plan
from dagscope.execution.plan import Plan
from dagscope.kept_path import kept_path
from dagscope.node import Node, NodeType

if TYPE_CHECKING:
    from dagscope.graph import FunctionGraph

NodeNames = Literal[True] | Collection[str] | None
_Type = CachingEventType
_STORED = (CachingBehavior.DEFAULT, CachingBehavior.RECOMPUTE)


class RunPreparation(RunRecords):
    """A cache's settings, and what it finds out when a run begins."""

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
        """Open the cache.

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
        # For messages; stores that somebody else made may be anywhere.
        self._where = str(path) if metadata_store is None and result_store is None else ""
        self._folder = kept_path(pathlib.Path(path))
        self.metadata_store = metadata_store if metadata_store is not None else SQLiteMetadataStore(path=self._folder)
        self.result_store = result_store if result_store is not None else FileResultStore(path=self._folder)
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
        self._formats: dict[str, tuple[Any, Any]] = {}
        self._late_formats: dict[str, str] = {}
        self._unfit_formats: dict[str, KeyError] = {}
        """Nodes whose format is none, or not for their type: a mistake once they run."""
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
        return resolve_node_behavior(node, lists, default_behavior, default_loader_behavior, default_saver_behavior)

    def resolve_behaviors(self, run_id: str) -> dict[str, CachingBehavior]:
        """Return the behaviour of every node of a run's graph.

        Args:
            run_id: the run.
        """
        graph = self._fn_graphs[run_id]
        if self._behaviors_of is None or self._behaviors_of[0] is not graph:
            resolved = {name: self._behavior_of(node) for name, node in graph.nodes.items()}
            self._behaviors_of = (graph, resolved)
        behaviors = self._behaviors_of[1]
        self._note(run_id, (Resolved(behaviors, time.time()),))
        return dict(behaviors)

    def _behavior_of(self, node: Node) -> CachingBehavior:
        format_name = node.tags.get(FORMAT_KEY) if node.node_role is not NodeType.EXTERNAL else None
        if format_name is not None:
            try:
                self._choose_adapters(node.name, format_name, node.type)
            except KeyError as error:
                self._unfit_formats[node.name] = error
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

    def _choose_adapters(self, name: str, format_name: str, type_: Any) -> None:
        """Choose the saver and the loader for the values of a node in a format."""
        try:
            self._formats[name] = search_data_adapter_registry(format_name, type_)
        except KeyError:
            if type_ is not Any and type_ is not object:
                raise
            self._late_formats[name] = format_name  # each value's own type decides

    # parity: hamilton.caching.adapter.HamiltonCacheAdapter.resolve_code_versions
    def resolve_code_versions(
        self,
        run_id: str,
        final_vars: list[str] | None = None,
        inputs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the code versions of the nodes that take part in a run.

        Args:
            run_id: the run.
            final_vars: what is asked for; every node, inputs too, if left out or empty.
            inputs: what is given.
            overrides: what is given instead of being computed.
        """
        graph = self._fn_graphs[run_id]
        names = list(graph.nodes)
        if final_vars:
            nodes, _ = graph.get_upstream_nodes(final_vars, runtime_inputs=inputs, runtime_overrides=overrides)
            names = [each.name for each in nodes if not each.user_defined]
        return {name: self.version_code(name, run_id) for name in sorted(names)}

    def _give(self, run_id: str, name: str, value: Any, event: CachingEventType, code_version: str | None) -> None:
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
        """Prepare a run: compute the versions of the code, the inputs and the overrides."""
        self._begin(run_id)
        try:
            self._prepare(run_id, graph, final_vars, inputs or {}, overrides or {})
        except BaseException:
            self.forget_run(run_id)
            raise

    def _prepare(
        self,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ) -> None:
        self._with_metadata(run_id, "", None, self.metadata_store.initialize, run_id)
        self._logs[run_id] = []
        self._fn_graphs[run_id] = graph
        self._requests[run_id] = (list(final_vars), inputs, overrides)
        self._inside[run_id] = _nodes_inside_blocks(graph)
        expanding = (each.name for each in graph.nodes.values() if each.node_role is NodeType.EXPAND)
        self._expanding[run_id] = frozenset(expanding)
        self.cache_keys[run_id] = {}
        self.data_versions[run_id] = {}
        values = {**graph.config, **inputs}
        known = [each for each in final_vars if each in graph.nodes or each in values]
        plan = prepared_plan(graph, known, values, overrides).plan
        replaced = (graph.nodes[name] for name in plan.overridden if not graph.nodes[name].user_defined)
        running = [step.node for step in plan.steps]
        names = [each.name for each in (*replaced, *running)]
        self.code_versions[run_id] = {name: self.version_code(name, run_id) for name in names}
        self.behaviors[run_id] = self.resolve_behaviors(run_id)
        for node in running if self._unfit_formats else ():
            if node.name in self._unfit_formats and self.behaviors[run_id][node.name] in _STORED:
                raise self._unfit_formats[node.name]
        now = time.time()
        self._note(run_id, [(name, None, "adapter", _Type.IS_FINAL_VAR, None, None, now) for name in final_vars])
        for name, value in inputs.items():
            self._process_input(run_id, name, value)
        for name, value in overrides.items():
            self._process_override(run_id, name, value)
        self._foresee(run_id, graph, plan)
        self._with_metadata(run_id, "", None, call_if_there, self.metadata_store, "begin_batch")

    def _foresee(self, run_id: str, graph: FunctionGraph, plan: Plan) -> None:
        """Find out at once which nodes' results are stored: asking node by node takes several times as long."""
        self._foreseen[run_id] = {}
        read_all = getattr(self.metadata_store, "versions_of_nodes", None)
        if read_all is None or any(step.node.node_role is not NodeType.STANDARD for step in plan.steps):
            return
        known = dict(self.data_versions[run_id])
        for name, value in graph.config.items():
            if name in graph.nodes and name not in known:
                known[name] = data_version(value)
        stored = self._with_metadata(run_id, "", {}, read_all, [step.node.name for step in plan.steps])
        self._foreseen[run_id] = foresee(
            [(step.node, step.parameters) for step in plan.steps],
            self.behaviors[run_id],
            self.code_versions[run_id],
            known,
            stored.get,
            data_version,
        )


def call_if_there(store: object, method: str) -> None:
    """Call a method that only some stores have."""
    found = getattr(store, method, None)
    if found is not None:
        found()


def _nodes_inside_blocks(graph: FunctionGraph) -> frozenset[str]:
    """Return the nodes that run once for each branch of a `Parallelizable`."""
    waiting = [each for each in graph.nodes.values() if each.node_role is NodeType.EXPAND]
    inside: set[str] = set()
    while waiting:
        for consumer in waiting.pop().depended_on_by:
            if consumer.node_role is not NodeType.COLLECT and consumer.name not in inside:
                inside.add(consumer.name)
                waiting.append(consumer)
    return frozenset(inside)
