"""The driver, `dagscope.driver.Driver`: a graph built from modules, and all one asks of it.
It has no logic of its own.
"""

from __future__ import annotations

import importlib
import logging
import uuid
from collections.abc import Callable, Collection, Sequence
from functools import partial
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.build.check import validate
from dagscope.build.variants import missing_hints
from dagscope.deprecated_names import EXECUTION_GUIDE, warn_deprecated
from dagscope.driver_materializers import DriverMaterializers
from dagscope.driver_questions import DriverQuestions, FinalVar
from dagscope.execution.graph_executors import DefaultGraphExecutor, GraphExecutor, prepared_plan, runs_prepared
from dagscope.execution.graph_functions import combine_config_and_inputs
from dagscope.execution.plan import make_plan
from dagscope.execution.request import CompiledRequest, Origin, Request
from dagscope.execution.run import PreparedPlan
from dagscope.execution.validation import input_rule, validate_inputs, validate_plan, warn_of_coroutines
from dagscope.graph import FunctionGraph
from dagscope.graph_types import HamiltonNode
from dagscope.identifiers import as_asked, keys_in_python, names_in_python, shown_driver, warn_of_overrides
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.lifecycle.cache_lookup import cache_among, end_in_cache
from dagscope.pictures import DriverPictures
from dagscope.problems import raise_problems
from dagscope.replaced_methods import build_graph, chooses_itself, run_itself, runs_itself
from dagscope.requested_names import check_config, check_final_vars, check_modules, check_values, convert_output_values

if TYPE_CHECKING:
    from dagscope.io.materialization import ExtractorFactory, MaterializerFactory

logger = logging.getLogger("dagscope.driver")


class Driver(DriverQuestions, DriverMaterializers, DriverPictures):
    """Builds the dataflow of some modules and runs it.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> def revenue(price: float, sold: int) -> float:
        ...     return price * sold
        >>> def profit(revenue: float, cost: float) -> float:
        ...     return revenue - cost
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(revenue, profit)).build()
        >>> dr.execute(["profit"], inputs={"price": 2.5, "sold": 4, "cost": 3.0})
        {'profit': 7.0}
        >>> dr.execute(["profit"], overrides={"revenue": 8.0}, inputs={"cost": 3.0})
        {'profit': 5.0}
        >>> sorted(node.name for node in dr.what_is_upstream_of("revenue"))
        ['price', 'revenue', 'sold']
        >>> dr.select("+revenue and kind:input")
        ['price', 'sold']
    """

    _awaits = False

    def __init__(
        self,
        config: dict[str, Any],
        *modules: ModuleType,
        adapter: Any = None,
        allow_module_overrides: bool = False,
        _materializers: Sequence[ExtractorFactory | MaterializerFactory] | None = None,
        _graph_executor: GraphExecutor | None = None,
        _use_legacy_adapter: bool = True,
    ) -> None:
        """Build the graph; raises with every problem it has.

        Args:
            config: Chooses between variants of functions and gives values to inputs.
            *modules: The modules whose functions are the dataflow, in order.
            adapter: An adapter, a list of them, or None. Without a result builder among them, results are a
                pandas DataFrame; `Builder` makes drivers that give dictionaries.
            allow_module_overrides: Whether a later module may define a node again.
        """
        self.driver_run_id = uuid.uuid4()
        self.adapter = self.normalize_adapter_input(adapter, use_legacy_adapter=_use_legacy_adapter)
        if self.adapter.does_hook("pre_do_anything", is_async=False):
            self.adapter.call_all_lifecycle_hooks_sync("pre_do_anything")
        check_modules(modules)
        self.graph_modules = modules
        self.config = keys_in_python(check_config(config))
        self.graph_executor = _graph_executor or DefaultGraphExecutor(self.adapter)
        self._allow_module_overrides = allow_module_overrides
        self._materializers = tuple(_materializers or ())
        self._build()
        if self.adapter.does_hook("post_graph_construct", is_async=False):
            self._announce_graph(self.graph)

    def __repr__(self) -> str:
        return shown_driver(type(self).__name__, self.graph_modules, repr(self.graph), self.config)

    def _build(self) -> None:
        built = build_graph(self.graph_modules, self.config, self.adapter, self._allow_module_overrides)
        for warning in built.warnings:
            logger.warning("%s", warning.describe())
        raise_problems(built.problems)
        self.build_result = built
        self.graph = built.graph
        if self._materializers:
            from dagscope.io import materialization

            savers, loaders = self._process_materializers(self._materializers)
            self.graph = materialization.modify_graph(self.graph, savers, loaders)
            self._perform_graph_validations(self.adapter, self.graph, self.graph_modules)

    @staticmethod
    def _perform_graph_validations(
        adapter: LifecycleAdapterSet, graph: FunctionGraph, graph_modules: Sequence[ModuleType]
    ) -> None:
        """Raise what the validating adapters refuse, as for a graph that materializers were added to."""
        raise_problems(validate(graph, adapter, graph_modules, graph.config))

    def _announce_graph(self, graph: FunctionGraph) -> None:
        self.adapter.call_all_lifecycle_hooks_sync(
            "post_graph_construct", graph=graph, modules=self.graph_modules, config=self.config
        )

    def __getstate__(self) -> dict[str, Any]:
        state = {name: value for name, value in self.__dict__.items() if name not in ("graph", "build_result")}
        state["graph_modules"] = [module.__name__ for module in self.graph_modules]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.graph_modules = tuple(importlib.import_module(name) for name in state["graph_modules"])
        self._build()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **kwargs: Any) -> Any:
        """Return the picture of the dataflow, for notebooks."""
        picture = self.display_all_functions()
        return None if picture is None else picture._repr_mimebundle_(include=include, exclude=exclude, **kwargs)

    @staticmethod
    def normalize_adapter_input(adapter: Any, use_legacy_adapter: bool = True) -> LifecycleAdapterSet:
        """Return one set of adapters from what was given, perhaps with the older default of DataFrames."""
        if isinstance(adapter, LifecycleAdapterSet):
            return adapter
        given = [] if adapter is None else list(adapter) if isinstance(adapter, (list, tuple)) else [adapter]
        adapters = LifecycleAdapterSet(*given)
        if use_legacy_adapter and not adapters.does_method("do_build_result", is_async=False):
            from dagscope.base import PandasDataFrameResult

            adapters = LifecycleAdapterSet(*given, PandasDataFrameResult())
        return adapters

    validate_inputs = staticmethod(validate_inputs)

    @property
    def cache(self) -> Any:
        """The cache of this driver; None when it has none."""
        return cache_among(self.adapter.adapters)

    def execute(
        self,
        final_vars: Sequence[FinalVar],
        overrides: dict[str, Any] | None = None,
        display_graph: bool = False,
        inputs: dict[str, Any] | None = None,
    ) -> Any:
        """Compute what is asked for.

        Args:
            final_vars: Names, functions of the modules, or variables.
            overrides: Values that stand for nodes, which then do not run.
            display_graph: Also draws the execution.
            inputs: Values of the inputs; they and the config may not give the same name.

        Returns:
            What the result builder makes of the values: by default a dictionary by name in the order asked for.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> def doubled(number: int, factor: int = 2) -> int:
            ...     return number * factor
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="executing")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> dr.execute(["doubled"], inputs={"number": 7})
            {'doubled': 14}
            >>> dr.execute(["doubled"], inputs={"number": 7}, overrides={"doubled": 0})
            {'doubled': 0}
        """
        names, renamed = names_in_python(self._create_final_vars(final_vars), self.graph.nodes)
        if not self.adapter.adapters:
            return as_asked(self._run(self.graph, names, overrides, display_graph, inputs, ""), renamed)
        build = (lambda outputs: self._build_result(as_asked(outputs, renamed))) if renamed else self._build_result
        return self._run_with_hooks(self.graph, names, overrides, display_graph, inputs, build)

    def _build_result(self, outputs: dict[str, Any]) -> Any:
        if self.adapter.does_method("do_build_result", is_async=False):
            return self.adapter.call_lifecycle_method_sync("do_build_result", outputs=outputs)
        return outputs

    def _run_with_hooks(
        self,
        graph: FunctionGraph,
        names: list[str],
        overrides: dict[str, Any] | None,
        display_graph: bool,
        inputs: dict[str, Any] | None,
        build: Callable[[dict[str, Any]], Any],
    ) -> Any:
        check_values("inputs", inputs)  # before hooks read them
        check_values("overrides", overrides)
        run_id = str(uuid.uuid4())
        try:
            return self._run_between_hooks(run_id, graph, names, overrides, display_graph, inputs, build)
        finally:
            end_in_cache(self.adapter.adapters, run_id)

    def _run_between_hooks(
        self,
        run_id: str,
        graph: FunctionGraph,
        names: list[str],
        overrides: dict[str, Any] | None,
        display_graph: bool,
        inputs: dict[str, Any] | None,
        build: Callable[[dict[str, Any]], Any],
    ) -> Any:
        adapter = self.adapter
        if adapter.does_hook("pre_graph_execute", is_async=False):
            adapter.call_all_lifecycle_hooks_sync(
                "pre_graph_execute",
                run_id=run_id,
                graph=graph,
                final_vars=names,
                inputs=inputs,
                overrides=overrides,
            )
        results: Any = None
        error: BaseException | None = None
        try:
            results = self._run(graph, names, overrides, display_graph, inputs, run_id)
            results = build(results)  # where this fails the hook still gets the values
        except BaseException as caught:  # one that was interrupted is no success either
            error = caught
            raise
        finally:
            if adapter.does_hook("post_graph_execute", is_async=False):
                adapter.call_all_lifecycle_hooks_sync(
                    "post_graph_execute",
                    run_id=run_id,
                    graph=graph,
                    success=error is None,
                    error=error,
                    results=results,
                )
        return results

    def _run(
        self,
        graph: FunctionGraph,
        names: list[str],
        overrides: dict[str, Any] | None,
        display_graph: bool,
        inputs: dict[str, Any] | None,
        run_id: str,
    ) -> dict[str, Any]:
        check_values("overrides", overrides)
        overrides, inputs = keys_in_python(overrides or {}, graph.nodes), keys_in_python(inputs or {}, graph.nodes)
        warn_of_overrides(overrides, graph.nodes, logger)
        values, prepared = self._validate(graph, names, overrides, inputs)
        if display_graph:
            logger.warning("display_graph=True is deprecated and goes in 2.0.0: draw with visualize_execution().")
            self._visualize_execution_helper(
                graph, self.adapter, names, "test-output/execute.gv", {}, inputs=inputs, overrides=overrides
            )
        executor = self.graph_executor
        if isinstance(executor, DefaultGraphExecutor) and runs_prepared(executor):
            if runs_itself(graph):
                return run_itself(graph, names, overrides, inputs, run_id)
            return executor.run_prepared(prepared, values, overrides, run_id)
        return executor.execute(graph, names, overrides, inputs, run_id)

    def _validate(
        self, graph: FunctionGraph, names: list[str], overrides: dict[str, Any], inputs: dict[str, Any]
    ) -> tuple[dict[str, Any], PreparedPlan]:
        check_values("inputs", inputs)
        values = combine_config_and_inputs(graph.config, inputs)
        prepared = prepared_plan(graph, names, values, overrides)
        if prepared.accepted_by is not self.graph_executor:
            self.graph_executor.validate([step.node for step in prepared.plan.steps])
            prepared.accepted_by = self.graph_executor
            if not self._awaits and not self.adapter.does_method("do_node_execute", is_async=False):
                warn_of_coroutines((step.node for step in prepared.plan.steps), logger)
        if type(self).validate_inputs is not validate_inputs or chooses_itself(graph):  # a project's own, or a test's
            nodes, user_nodes = graph.get_upstream_nodes(names, inputs, overrides)
            self.validate_inputs(graph, self.adapter, user_nodes, inputs, nodes)
            return values, prepared
        validate_plan(
            prepared.plan, self.adapter, values, partial(missing_hints, values, graph.nodes, self.graph_modules)
        )
        return values, prepared

    def raw_execute(
        self,
        final_vars: list[str],
        overrides: dict[str, Any] | None = None,
        display_graph: bool = False,
        inputs: dict[str, Any] | None = None,
        _fn_graph: FunctionGraph | None = None,
    ) -> dict[str, Any]:
        """Return the values by name, whatever the result builder. Deprecated: use `execute` with `Builder`."""
        warn_deprecated("Driver.raw_execute", "Adapters may expect what only the other methods do.", EXECUTION_GUIDE)
        names, graph = list(final_vars), _fn_graph or self.graph
        values: dict[str, Any] = self._run_with_hooks(
            graph, names, overrides, display_graph, inputs, lambda outputs: outputs
        )
        return values

    def compile(
        self,
        final_vars: Sequence[FinalVar],
        inputs: Collection[str] | None = None,
        overrides: Collection[str] | None = None,
    ) -> Callable[..., Any]:
        """Return a function for one request that comes often, as in a server: planned and compiled once.

        The function is called with a dictionary of inputs (and one of overrides), checks them, and gives what
        `execute` gives. It costs little more than calling the functions of the dataflow one after another.

        Args:
            final_vars: As for `execute`.
            inputs: Names of the inputs each call brings; by default those that are required.
            overrides: Names of the nodes each call overrides; by default none.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> def doubled(number: int, factor: int = 2) -> int:
            ...     return number * factor
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="compiling")
            >>> request = driver.Builder().with_modules(module).build().compile(["doubled"])
            >>> request
            <CompiledRequest of doubled; inputs: number>
            >>> [request({"number": number})["doubled"] for number in (1, 2)]
            [2, 4]
        """
        names = self._create_final_vars(final_vars)
        replaced = tuple(overrides or ())
        if inputs is None:
            inputs = [node.name for node in make_plan(self.graph, names, self.config, replaced).missing]
        plan = make_plan(self.graph, names, {*self.config, *inputs}, replaced)
        self.graph_executor.validate([step.node for step in plan.steps])
        build = self._build_result if self.adapter.does_method("do_build_result", is_async=False) else None
        origin = Origin(self, names, tuple(inputs), replaced)
        if plan.missing or not self._runs_unwatched():
            return Request(origin)
        return CompiledRequest(origin, plan, self.config, input_rule(self.adapter), build)

    def _runs_unwatched(self) -> bool:
        points = ("pre_graph_execute", "post_graph_execute", "pre_node_execute", "post_node_execute")
        methods = ("do_node_execute", "do_remote_execute")
        return runs_prepared(self.graph_executor) and not (
            any(self.adapter.does_hook(each, is_async=False) for each in points)
            or any(self.adapter.does_method(each, is_async=False) for each in methods)
        )

    def _create_final_vars(self, final_vars: Sequence[FinalVar]) -> list[str]:
        if type(final_vars) is list and all(type(each) is str for each in final_vars):
            return final_vars
        check_final_vars(final_vars)
        modules = {getattr(module, "__name__", "") for module in self.graph_modules}
        return [self._name_in_graph(name) for name in convert_output_values(final_vars, modules)]

    def _name_in_graph(self, name: str) -> str:
        """Return a function's own name, or the node it is a variant of: `price__eur` stands for `price`."""
        base = name.rpartition("__")[0]
        return base if base and name not in self.graph.nodes and base in self.graph.nodes else name

    def validate_execution(
        self,
        final_vars: Sequence[FinalVar],
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
    ) -> None:
        """Raise what `execute` would raise before running anything.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> def doubled(number: int, factor: int = 2) -> int:
            ...     return number * factor
            >>> module = ad_hoc_utils.create_temporary_module(doubled, module_name="validating")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> dr.validate_execution(["doubled"], inputs={"number": 7})
            >>> dr.validate_execution(["doubled"])
            Traceback (most recent call last):
            dagscope.errors.ExecutionRequestError: 1 errors encountered:...
        """
        names, _ = names_in_python(self._create_final_vars(final_vars), nodes := self.graph.nodes)
        self._validate(self.graph, names, keys_in_python(overrides or {}, nodes), keys_in_python(inputs or {}, nodes))

    def export_execution(
        self,
        final_vars: Sequence[FinalVar],
        inputs: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
    ) -> str:
        """Return the nodes an execution touches, as JSON, sorted by name.

        Examples:
            >>> from dagscope import ad_hoc_utils, driver
            >>> module = ad_hoc_utils.module_from_source("def a() -> int: return 1\\ndef b(a: int) -> int: return a")
            >>> driver.Builder().with_modules(module).build().export_execution(["b"])[:12]
            '{"nodes": [{'
        """
        import json

        names = self._create_final_vars(final_vars)
        self._validate(self.graph, names, overrides or {}, inputs or {})
        nodes = self.graph.upstream(names, inputs, overrides)
        records = sorted((HamiltonNode.from_node(n).as_dict() for n in nodes), key=lambda each: str(each["name"]))
        return json.dumps({"nodes": records})


# Python's own messages name a method by where it is written ("DriverQuestions.x() takes ..."). These
# are methods of the driver to whoever calls them, and to code that reads such a message.
for _part in (DriverQuestions, DriverMaterializers, DriverPictures):
    for _name, _method in vars(_part).items():
        if isinstance(_method, FunctionType) and not _name.startswith("__"):
            _method.__module__, _method.__qualname__ = __name__, f"{Driver.__name__}.{_name}"
