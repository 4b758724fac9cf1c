"""The driver for asynchronous functions: `await dr.execute(...)` inside an event loop. Must not start a loop itself."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope import builder, dataflow
from dagscope.base import DictResult, PandasDataFrameResult
from dagscope.execution.graph_functions import combine_config_and_inputs
from dagscope.execution.plan import make_plan
from dagscope.execution.run_async import (
    await_dict_of_tasks,
    execute_node_async,
    process_value,
    run_plan_async,
)
from dagscope.graph import FunctionGraph
from dagscope.identifiers import as_asked, keys_in_python, names_in_python
from dagscope.lifecycle.api import ResultBuilder
from dagscope.lifecycle.base import BaseDoNodeExecute, LifecycleAdapterSet
from dagscope.lifecycle.cache_lookup import end_in_cache
from dagscope.node import Node
from dagscope.requested_names import check_values

if TYPE_CHECKING:
    from dagscope.base import ResultMixin

logger = logging.getLogger(__name__)


# parity: hamilton.async_driver.separate_sync_from_async
def separate_sync_from_async(adapters: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the adapters with ordinary hooks and those with asynchronous ones, once for each hook.

    Args:
        adapters: The adapters; one with hooks of both kinds is in both lists.
    """
    known = LifecycleAdapterSet(*adapters)
    sync = [each for group in known.sync_hooks.values() for each in group]
    return sync, [each for group in known.async_hooks.values() for each in group]


class AsyncGraphAdapter(BaseDoNodeExecute, ResultBuilder):
    """Gives each node as an asyncio task; for code that runs graphs on a loop by itself.

    Args:
        result_builder: Makes the result; a pandas DataFrame by default.
        async_lifecycle_adapters: Adapters to call around nodes.
    """

    def __init__(
        self,
        result_builder: ResultMixin | None = None,
        async_lifecycle_adapters: LifecycleAdapterSet | None = None,
    ) -> None:
        self.result_builder: Any = PandasDataFrameResult() if result_builder is None else result_builder
        self.adapter = LifecycleAdapterSet() if async_lifecycle_adapters is None else async_lifecycle_adapters

    def do_node_execute(self, *, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None) -> Any:
        import asyncio

        async def run() -> Any:
            values = await await_dict_of_tasks(kwargs)
            return await execute_node_async(node_, values, self.adapter, run_id, task_id)

        return asyncio.create_task(run(), name=node_.name)

    def build_result(self, **outputs: Any) -> Any:
        """Make the result with the given builder."""
        return self.result_builder.build_result(**outputs)


class AsyncDriver(dataflow.Driver):
    """Runs a dataflow whose functions may be `async def`; each node is an asyncio task.

    Args:
        config: Values that choose and configure nodes.
        *modules: The modules with the functions.
        result_builder: Makes the result; a pandas DataFrame by default (a dictionary with `Builder`).
        adapters: Lifecycle adapters, synchronous or asynchronous; hooks get values, never tasks.
        allow_module_overrides: Whether a later module may define a node again.
    """

    _awaits = True

    def __init__(
        self,
        config: dict[str, Any],
        *modules: ModuleType,
        result_builder: ResultMixin | None = None,
        adapters: list[Any] | None = None,
        allow_module_overrides: bool = False,
        _materializers: Sequence[Any] | None = None,
    ) -> None:
        given = list(adapters or [])
        if result_builder is not None:
            given.append(result_builder)
        elif not LifecycleAdapterSet(*given).does_method("do_build_result", is_async=False):
            given.append(PandasDataFrameResult())
        self.initialized = False
        super().__init__(
            config,
            *modules,
            adapter=LifecycleAdapterSet(*given),
            allow_module_overrides=allow_module_overrides,
            _materializers=_materializers,
        )

    async def ainit(self) -> AsyncDriver:
        """Call the asynchronous hooks of the graph's construction and start the adapters that need it.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="starting")
            >>> dr = async_driver.Builder().with_modules(module).build_without_init()
            >>> asyncio.run(dr.ainit()) is dr, dr.initialized
            (True, True)
        """
        if self.initialized:
            return self
        if self.adapter.does_hook("post_graph_construct", is_async=True):
            await self.adapter.call_all_lifecycle_hooks_async(
                "post_graph_construct", graph=self.graph, modules=self.graph_modules, config=self.config
            )
        await self.adapter.ainit()
        self.initialized = True
        return self

    async def raw_execute(  # type: ignore[override]
        self,
        final_vars: Sequence[Any],
        overrides: dict[str, Any] | None = None,
        display_graph: bool = False,
        inputs: dict[str, Any] | None = None,
        _fn_graph: FunctionGraph | None = None,
    ) -> dict[str, Any]:
        """Compute what is asked for, as a dictionary.

        Raises:
            NotImplementedError: When a required input is missing.
            ValueError: When a picture is asked for.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="executing_raw")
            >>> dr = async_driver.AsyncDriver({}, module)
            >>> asyncio.run(dr.raw_execute(["doubled"], inputs={"number": 7}))
            {'doubled': 14}
        """
        if display_graph:
            raise ValueError(
                "display_graph=True is not supported for the async graph adapter: draw with visualize_execution."
            )
        check_values("inputs", inputs)  # before hooks read them
        check_values("overrides", overrides)
        await self.ainit()
        graph = self.graph if _fn_graph is None else _fn_graph
        names, renamed = names_in_python(self._create_final_vars(final_vars), graph.nodes)
        run_id = str(uuid.uuid4())
        try:
            found = await self._run_between_hooks_async(run_id, graph, names, overrides, inputs)
            return as_asked(found, renamed) if renamed else found
        finally:
            end_in_cache(self.adapter.adapters, run_id)

    async def _run_between_hooks_async(
        self,
        run_id: str,
        graph: FunctionGraph,
        names: list[str],
        overrides: dict[str, Any] | None,
        inputs: dict[str, Any] | None,
    ) -> dict[str, Any]:
        await self.adapter.call_all_lifecycle_hooks_sync_and_async(
            "pre_graph_execute",
            run_id=run_id,
            graph=graph,
            final_vars=names,
            inputs=inputs,
            overrides=overrides,
        )
        results: dict[str, Any] | None = None
        error: BaseException | None = None
        try:
            results = await self._run_on_loop(graph, names, overrides or {}, inputs or {}, run_id)
        except BaseException as caught:  # cancelled, for one
            error = caught
            raise
        finally:
            await self.adapter.call_all_lifecycle_hooks_sync_and_async(
                "post_graph_execute",
                run_id=run_id,
                graph=graph,
                success=error is None and results is not None,
                error=error,
                results=results,
            )
        return results

    async def _run_on_loop(
        self,
        graph: FunctionGraph,
        names: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        inputs, overrides = keys_in_python(inputs, graph.nodes), keys_in_python(overrides, graph.nodes)
        values = combine_config_and_inputs(graph.config, inputs)
        for name, value in overrides.items():
            if name in graph.nodes and graph.nodes[name].user_defined:
                values[name] = value
        plan = make_plan(graph, names, frozenset(values), frozenset(overrides))
        if plan.missing:
            raise NotImplementedError(f"{plan.missing[0].name} was expected to be passed in but was not.")
        return await run_plan_async(plan, {**values, **overrides}, self.adapter, run_id)

    async def execute(
        self,
        final_vars: Sequence[Any],
        overrides: dict[str, Any] | None = None,
        display_graph: bool = False,
        inputs: dict[str, Any] | None = None,
    ) -> Any:
        """Compute what is asked for.

        Args:
            final_vars: Names, functions of the modules, or variables.
            overrides: Values that stand in place of nodes.
            display_graph: Refused: draw with `visualize_execution`.
            inputs: Values of the inputs.

        Returns:
            What the result builder makes.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="executing")
            >>> async def both() -> list[dict[str, int]]:
            ...     dr = await async_driver.Builder().with_modules(module).build()
            ...     runs = [dr.execute(["doubled"], inputs={"number": number}) for number in (1, 2)]
            ...     return await asyncio.gather(*runs)
            >>> asyncio.run(both())
            [{'doubled': 2}, {'doubled': 4}]
        """
        outputs = await self.raw_execute(final_vars, overrides, display_graph, inputs)
        return self._build_result(outputs)

    async def materialize(  # type: ignore[override]
        self,
        *materializers: Any,
        additional_vars: Sequence[Any] | None = None,
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Run the dataflow with savers and loaders added to it.

        Returns:
            What each saver says about what it saved, by id; and the additional variables by name.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="saving")
            >>> from dagscope.io.materialization import to
            >>> saver = to.memory(id="kept", dependencies=["doubled"])
            >>> dr = async_driver.Builder().with_modules(module).build_without_init()
            >>> saved, more = asyncio.run(dr.materialize(saver, additional_vars=["doubled"], inputs={"number": 7}))
            >>> list(saved), more
            (['kept'], {'doubled': 14})
        """
        graph, ids, additional = self._materialization(materializers, additional_vars)
        self._perform_graph_validations(self.adapter, graph, self.graph_modules)
        names = list(dict.fromkeys([*additional, *ids]))
        values = await self.raw_execute(names, overrides, False, inputs, _fn_graph=graph)
        return {each: values[each] for each in ids}, {each: values[each] for each in additional}


class Builder(builder.Builder):
    """Makes an asynchronous driver: `dr = await Builder().with_modules(m).build()`."""

    def _not_supported(self, method_name: str, additional_message: str = "") -> None:
        raise ValueError(f"Builder().{method_name}() is not supported for the async driver. {additional_message}")

    def enable_dynamic_execution(self, *, allow_experimental_mode: bool = False) -> Builder:
        """Raise: dynamic execution is not supported.

        Examples:
            >>> from dagscope import async_driver
            >>> async_driver.Builder().enable_dynamic_execution(allow_experimental_mode=True)
            Traceback (most recent call last):
            ValueError: Builder().enable_dynamic_execution() is not supported for the async driver.
        """
        self._not_supported("enable_dynamic_execution")
        return self

    def with_adapter(self, adapter: Any) -> Builder:
        """Raise: not supported, use `with_adapters`."""
        self._not_supported(
            "with_adapter",
            "Use with_adapters instead to pass in the tracker (or other async hooks/methods)",
        )
        return self

    def with_executor(self, executor: Any) -> Builder:
        """Raise: not supported, nodes run on the event loop.

        Examples:
            >>> from dagscope import async_driver
            >>> async_driver.Builder().with_executor("threads:4")
            Traceback (most recent call last):
            ValueError: Builder().with_executor() is not supported for the async driver.
        """
        self._not_supported("with_executor")
        return self

    def build_without_init(self) -> AsyncDriver:
        """Make the driver outside an event loop; `await dr.ainit()` before the first run.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="built_outside")
            >>> dr = async_driver.Builder().with_modules(module).build_without_init()
            >>> dr.initialized
            False
            >>> asyncio.run(dr.execute(["doubled"], inputs={"number": 7}))
            {'doubled': 14}
        """
        adapters = list(self.adapters)
        has_builder = LifecycleAdapterSet(*adapters).does_method("do_build_result", is_async=False)
        return AsyncDriver(
            dict(self.config),
            *self.modules,
            result_builder=None if has_builder else DictResult(),
            adapters=adapters,
            allow_module_overrides=self._allow_module_overrides,
            _materializers=list(self.materializers),
        )

    async def build(self) -> AsyncDriver:  # type: ignore[override]
        """Make the driver.

        Examples:
            >>> import asyncio
            >>> from dagscope import ad_hoc_utils, async_driver
            >>> async def doubled(number: int) -> int:
            ...     return number * 2
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="built_inside")
            >>> dr = asyncio.run(async_driver.Builder().with_modules(module).build())
            >>> dr.initialized
            True
        """
        return await self.build_without_init().ainit()


__all__ = ["AsyncDriver", "AsyncGraphAdapter", "Builder", "await_dict_of_tasks", "process_value"]
