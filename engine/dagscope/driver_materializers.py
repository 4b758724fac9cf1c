"""What a driver runs with savers and loaders added to its graph. How these are added is `dagscope.io`'s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.driver_questions import FinalVar
from dagscope.graph import FunctionGraph

if TYPE_CHECKING:
    from dagscope.io.materialization import ExtractorFactory, MaterializerFactory


class DriverMaterializers:
    """The `materialize` methods of a driver."""

    graph: FunctionGraph
    adapter: Any
    graph_modules: Sequence[ModuleType]
    _announce_graph: Callable[[FunctionGraph], None]
    _create_final_vars: Callable[..., list[str]]
    _perform_graph_validations: Callable[..., None]
    _run_with_hooks: Callable[..., Any]
    _validate: Callable[..., Any]

    def _process_materializers(
        self, materializers: Sequence[Any]
    ) -> tuple[list[MaterializerFactory], list[ExtractorFactory]]:
        from dagscope.io.materialization import ExtractorFactory, MaterializerFactory

        modules = {getattr(module, "__name__", "") for module in self.graph_modules}
        savers = [
            each.sanitize_dependencies(modules) for each in materializers if isinstance(each, MaterializerFactory)
        ]
        return savers, [each for each in materializers if isinstance(each, ExtractorFactory)]

    def _materialization(
        self, materializers: Sequence[Any], additional_vars: Sequence[FinalVar] | None
    ) -> tuple[FunctionGraph, list[str], list[str]]:
        from dagscope.io import materialization

        savers, loaders = self._process_materializers(materializers)
        additional = self._create_final_vars(additional_vars or [])
        if not savers and not additional:
            raise ValueError(
                "No output requested. Please either pass in materializers that will save data, or pass in "
                "`additional_vars` to compute."
            )
        graph = materialization.modify_graph(self.graph, savers, loaders)
        return graph, [each.id for each in savers], additional

    def materialize(
        self,
        *materializers: MaterializerFactory | ExtractorFactory,
        additional_vars: Sequence[FinalVar] | None = None,
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Run the dataflow with savers and loaders added to it.

        Returns:
            What each saver says about what it saved, by id; and the additional variables by name.

        Examples:
            >>> import tempfile
            >>> from dagscope import ad_hoc_utils, driver
            >>> from dagscope.io.materialization import to
            >>> module = ad_hoc_utils.module_from_source("def found() -> dict: return {'a': 1}")
            >>> dr = driver.Builder().with_modules(module).build()
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     saver = to.json(id="saved", dependencies=["found"], path=f"{folder}/found.json")
            ...     saved, values = dr.materialize(saver, additional_vars=["found"])
            >>> list(saved), values
            (['saved'], {'found': {'a': 1}})
        """
        graph, ids, additional = self._materialization(materializers, additional_vars)
        self._perform_graph_validations(self.adapter, graph, self.graph_modules)
        if self.adapter.does_hook("post_graph_construct", is_async=False):
            self._announce_graph(graph)
        saved: dict[str, Any] = {}

        def split(values: dict[str, Any]) -> dict[str, Any]:
            saved.update((each, values[each]) for each in ids)
            return {each: values[each] for each in additional}

        names = list(dict.fromkeys([*additional, *ids]))
        results = self._run_with_hooks(graph, names, overrides, False, inputs, split)
        return saved, results

    # parity: hamilton.driver.Driver.validate_materialization
    def validate_materialization(
        self,
        *materializers: MaterializerFactory,
        additional_vars: Sequence[FinalVar] | None = None,
        overrides: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
    ) -> None:
        """Raise what `materialize` would raise before running anything."""
        graph, ids, additional = self._materialization(materializers, additional_vars)
        self._validate(graph, [*ids, *additional], overrides or {}, inputs or {})
