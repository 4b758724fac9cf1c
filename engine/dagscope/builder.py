"""Puts a driver together step by step. It only collects; `Driver` does the work.

Users import it as `dagscope.driver.Builder`.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from dagscope.dataflow import Driver
from dagscope.execution.graph_executors import DefaultGraphExecutor, GraphExecutor, TaskBasedGraphExecutor
from dagscope.identifiers import shown_names
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.lifecycle.cache_lookup import cache_among
from dagscope.requested_names import (
    check_adapters,
    check_cache_path,
    check_config,
    check_executor,
    check_modules,
    check_nodes,
)

if TYPE_CHECKING:
    import pathlib

    from dagscope.caching.stores.base import MetadataStore, ResultStore
    from dagscope.execution.executors import ExecutionManager, TaskExecutor
    from dagscope.execution.grouping import GroupingStrategy

_Behavior = Literal["default", "recompute", "disable", "ignore"]
_Nodes = Literal[True] | Sequence[str] | None


class Builder:
    """Makes a driver: `Builder().with_modules(m).with_config({...}).build()`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> def doubled(number: int, factor: int = 2) -> int:
        ...     return number * factor
        >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="doubling")
        >>> dr = driver.Builder().with_modules(module).with_config({"factor": 3}).build()
        >>> dr.execute(["doubled"], inputs={"number": 7})
        {'doubled': 21}
        >>> [node.name for node in dr.list_available_variables()]
        ['doubled', 'number', 'factor']
        >>> [node.name for node in dr.what_is_upstream_of("doubled")]
        ['doubled', 'number', 'factor']
    """

    def __init__(self) -> None:
        self.v2_executor = False
        self.config: dict[str, Any] = {}
        self.modules: list[ModuleType] = []
        self.materializers: list[Any] = []
        self._allow_module_overrides = False
        self.legacy_graph_adapter: Any = None
        self.adapters: list[Any] = []
        self.execution_manager: ExecutionManager | None = None
        self.local_executor: TaskExecutor | None = None
        self.remote_executor: TaskExecutor | None = None
        self.grouping_strategy: GroupingStrategy | None = None
        self.executor: Any = None

    def __repr__(self) -> str:
        modules = [str(getattr(each, "__name__", each)) for each in self.modules]
        config = shown_names(", config: ", map(str, self.config))
        return f"<Builder{shown_names(': ', modules) or ': no modules'}{config}>"

    def _require_v2(self, message: str) -> None:
        if not self.v2_executor:
            raise ValueError(message)

    def _require_field_unset(self, field: str, message: str, unset_value: Any = None) -> None:
        if getattr(self, field) != unset_value:
            raise ValueError(message)

    # parity: hamilton.driver.Builder._require_field_set
    def _require_field_set(self, field: str, message: str, unset_value: Any = None) -> None:
        if getattr(self, field) == unset_value:
            raise ValueError(message)

    def enable_dynamic_execution(self, *, allow_experimental_mode: bool = False) -> Builder:
        """Let the dataflow expand and collect while it runs (`Parallelizable`, `Collect`).

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> from dagscope.htypes import Collect, Parallelizable
            >>> def each(count: int) -> Parallelizable[int]:
            ...     yield from range(count)
            >>> def total(each: Collect[int]) -> int:
            ...     return sum(each)
            >>> module = ad_hoc_utils.create_temporary_module(each, total, module_name="expanding")
            >>> builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
            >>> builder.build().execute(["total"], inputs={"count": 4})
            {'total': 6}
        """
        if not allow_experimental_mode:
            raise ValueError(
                "Remote execution is currently experimental. Please set allow_experiemental_mode=True to enable it."
            )
        self.v2_executor = True
        return self

    def with_config(self, config: dict[str, Any]) -> Builder:
        """Add config; a later value wins.

        Examples:
            >>> from dagscope import driver
            >>> driver.Builder().with_config({"region": "EU", "year": 1}).with_config({"year": 2}).config
            {'region': 'EU', 'year': 2}
        """
        check_config(config)
        self.config.update(config)
        return self

    def with_modules(self, *modules: ModuleType) -> Builder:
        """Add modules after those already there.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def doubled(number: int) -> int: return 2 * number")
            >>> driver.Builder().with_modules(module).build().execute(["doubled"], inputs={"number": 4})
            {'doubled': 8}
        """
        check_modules(modules)
        self.modules.extend(modules)
        return self

    def with_adapter(self, adapter: Any) -> Builder:
        """Set the one graph adapter of the older kind."""
        self._require_field_unset("legacy_graph_adapter", "Cannot set adapter twice.")
        self.legacy_graph_adapter = adapter
        return self

    def with_adapters(self, *adapters: Any) -> Builder:
        """Add lifecycle adapters and result builders.

        Examples:
            >>> from dagscope import ad_hoc_utils, base, driver
            >>> module = ad_hoc_utils.module_from_source("def doubled(number: int) -> int: return 2 * number")
            >>> dr = driver.Builder().with_modules(module).with_adapters(base.DefaultAdapter()).build()
            >>> dr.execute(["doubled"], inputs={"number": 4})
            {'doubled': 8}
        """
        check_adapters(adapters)
        if cache_among(adapters) is not None:
            self._require_no_cache()
        self.adapters.extend(adapters)
        return self

    def with_materializers(self, *materializers: Any) -> Builder:
        """Add savers and loaders to the dataflow for good; their ids can be asked for in `execute`.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> from dagscope.io.materialization import to
            >>> module = ad_hoc_utils.module_from_source("def found() -> dict: return {'a': 1}")
            >>> saver = to.json(id="saved", dependencies=["found"], path="found.json")
            >>> "saved" in driver.Builder().with_modules(module).with_materializers(saver).build().graph.nodes
            True
        """
        if any(isinstance(each, Sequence) for each in materializers):
            raise ValueError(
                "`.with_materializers()` received a sequence. Unpack it by prepending `*` e.g., "
                "`*[to.json(...), from_.parquet(...)]`"
            )
        if not all(hasattr(each, "generate_nodes") for each in materializers):
            raise ValueError(f"`.with_materializers()` only accepts materializers. Received instead: {materializers}")
        self.materializers.extend(materializers)
        return self

    def with_cache(
        self,
        path: str | pathlib.Path = ".hamilton_cache",
        metadata_store: MetadataStore | None = None,
        result_store: ResultStore | None = None,
        default: _Nodes = None,
        recompute: _Nodes = None,
        ignore: _Nodes = None,
        disable: _Nodes = None,
        default_behavior: _Behavior = "default",
        default_loader_behavior: _Behavior = "default",
        default_saver_behavior: _Behavior = "default",
        log_to_file: bool = False,
        size_limit: int | None = None,
    ) -> Builder:
        """Keep results between runs.

        Args:
            path: The folder of the cache, unless both stores are given.
            metadata_store: Remembers which code and inputs made which result.
            result_store: Keeps the results.
            default: Nodes (True: all) that are cached as usual.
            recompute: Nodes that always run and whose results are kept.
            ignore: Nodes whose value does not count for what depends on them.
            disable: Nodes that run as if there was no cache.
            default_behavior: For nodes that nothing else is said about.
            default_loader_behavior: The same for data loaders.
            default_saver_behavior: The same for data savers.
            log_to_file: Writes the cache's events next to its store.
            size_limit: The most bytes the results may take; what was not used for longest goes first.
        """
        # The cache's machinery is only loaded when one is asked for.
        from dagscope.caching.adapter import HamiltonCacheAdapter

        self._require_no_cache()
        check_cache_path(path)
        lists = {"default": default, "recompute": recompute, "ignore": ignore, "disable": disable}
        for name, nodes in lists.items():
            check_nodes(name, nodes)
        self.adapters.append(
            HamiltonCacheAdapter(
                path=path,
                metadata_store=metadata_store,
                result_store=result_store,
                default=default,
                recompute=recompute,
                ignore=ignore,
                disable=disable,
                default_behavior=default_behavior,
                default_loader_behavior=default_loader_behavior,
                default_saver_behavior=default_saver_behavior,
                log_to_file=log_to_file,
                size_limit=size_limit,
            )
        )
        return self

    def _require_no_cache(self) -> None:
        if cache_among(self.adapters) is not None:
            raise ValueError("Cannot use `.with_cache()` or with `.with_adapters(SmartCacheAdapter())`.")

    @property
    def cache(self) -> Any:
        """The cache, if `with_cache` was called.

        Examples:
            >>> import tempfile
            >>> from dagscope import driver
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     builder = driver.Builder().with_cache(folder)
            >>> builder.cache is not None
            True
        """
        return cache_among(self.adapters)

    # parity: hamilton.driver.Builder.with_execution_manager
    def with_execution_manager(self, execution_manager: ExecutionManager) -> Builder:
        """Set what decides which executor a task goes to."""
        self._require_v2("Cannot set execution manager without first enabling the V2 Driver")
        self._require_field_unset("execution_manager", "Cannot set execution manager twice")
        self._require_field_unset(
            "remote_executor", "Cannot set execution manager with remote executor set -- these are disjoint"
        )
        self._require_field_unset(
            "local_executor", "Cannot set execution manager with local executor set -- these are disjoint"
        )
        self.execution_manager = execution_manager
        return self

    def with_remote_executor(self, remote_executor: TaskExecutor) -> Builder:
        """Set the executor of the parallel blocks.

        Examples:
            >>> from dagscope import driver
            >>> from dagscope.execution.executors import MultiThreadingExecutor
            >>> builder = driver.Builder().enable_dynamic_execution(allow_experimental_mode=True)
            >>> builder.with_remote_executor(MultiThreadingExecutor(max_tasks=4))
            <Builder: no modules>
        """
        self._require_v2("Cannot set execution manager without first enabling the V2 Driver")
        self._require_field_unset("remote_executor", "Cannot set remote executor twice")
        self._require_field_unset(
            "execution_manager", "Cannot set remote executor with execution manager set -- these are disjoint"
        )
        check_executor(remote_executor)
        self.remote_executor = remote_executor
        return self

    def with_local_executor(self, local_executor: TaskExecutor) -> Builder:
        """Set the executor of everything outside the parallel blocks.

        Examples:
            >>> from dagscope import driver
            >>> from dagscope.execution.executors import SynchronousLocalTaskExecutor
            >>> builder = driver.Builder().enable_dynamic_execution(allow_experimental_mode=True)
            >>> builder.with_local_executor(SynchronousLocalTaskExecutor())
            <Builder: no modules>
        """
        self._require_v2("Cannot set execution manager without first enabling the V2 Driver")
        self._require_field_unset("local_executor", "Cannot set local executor twice")
        self._require_field_unset(
            "execution_manager", "Cannot set local executor with execution manager set -- these are disjoint"
        )
        check_executor(local_executor)
        self.local_executor = local_executor
        return self

    # parity: hamilton.driver.Builder.with_grouping_strategy
    def with_grouping_strategy(self, grouping_strategy: GroupingStrategy) -> Builder:
        """Set how nodes are grouped into tasks."""
        self._require_v2("Cannot set grouping strategy without first enabling the V2 Driver")
        self._require_field_unset("grouping_strategy", "Cannot set grouping strategy twice")
        self.grouping_strategy = grouping_strategy
        return self

    def with_executor(self, executor: Any) -> Builder:
        """Run independent nodes of any graph at once: threads, processes, Dask or Ray.

        Args:
            executor: A name such as `"threads:8"` or `"dask://host:port"`, or an executor object.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def doubled(number: int) -> int: return 2 * number")
            >>> dr = driver.Builder().with_modules(module).with_executor("threads:2").build()
            >>> dr.execute(["doubled"], inputs={"number": 4})
            {'doubled': 8}
        """
        self._require_field_unset("executor", "Cannot set executor twice")
        self.executor = executor
        return self

    def allow_module_overrides(self) -> Builder:
        """Let a later module define a node again; the later definition wins.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> first = ad_hoc_utils.module_from_source("def a() -> int: return 1")
            >>> later = ad_hoc_utils.module_from_source("def a() -> int: return 2")
            >>> driver.Builder().with_modules(first, later).allow_module_overrides().build().execute(["a"])
            {'a': 2}
        """
        self._allow_module_overrides = True
        return self

    def build(self) -> Driver:
        """Make the driver; raises with every problem the dataflow has.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def doubled(number: int) -> int: return 2 * number")
            >>> len(driver.Builder().with_modules(module).build().list_available_variables())
            2
        """
        given = list(self.adapters)
        if self.legacy_graph_adapter is not None:
            given.append(self.legacy_graph_adapter)
        adapter = LifecycleAdapterSet(*given)
        return Driver(
            dict(self.config),
            *self.modules,
            adapter=adapter,
            allow_module_overrides=self._allow_module_overrides,
            _materializers=list(self.materializers),
            _graph_executor=self._graph_executor(adapter),
            _use_legacy_adapter=False,
        )

    def _graph_executor(self, adapter: LifecycleAdapterSet) -> GraphExecutor:
        if self.executor is not None:
            from dagscope.execution.parallel_graph import ParallelGraphExecutor

            return ParallelGraphExecutor(self.executor, adapter)
        if not self.v2_executor:
            return DefaultGraphExecutor(adapter)
        from dagscope.execution import executors, grouping

        manager = self.execution_manager
        if manager is None:
            local = self.local_executor or executors.SynchronousLocalTaskExecutor()
            remote = self.remote_executor or executors.MultiThreadingExecutor(max_tasks=10)
            manager = executors.DefaultExecutionManager(local, remote)
        strategy = self.grouping_strategy or grouping.GroupByRepeatableBlocks()
        return TaskBasedGraphExecutor(execution_manager=manager, grouping_strategy=strategy, adapter=adapter)

    def copy(self) -> Builder:
        """Return another builder with equal settings; changing one leaves the other alone.

        Examples:
            >>> from dagscope import driver
            >>> base = driver.Builder().with_config({"region": "EU"})
            >>> base.copy().with_config({"region": "US"}).config, base.config
            ({'region': 'US'}, {'region': 'EU'})
        """
        other = copy.copy(self)
        other.config = dict(self.config)
        other.modules = list(self.modules)
        other.adapters = list(self.adapters)
        other.materializers = list(self.materializers)
        return other
