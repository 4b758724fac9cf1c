"""The examples in the docstrings of the public interface are run, and what they print is what they say."""

from __future__ import annotations

import doctest
import importlib
import sys
from collections.abc import Iterator

import pytest

PUBLIC = [
    "dagscope.base.DictResult",
    "dagscope.base.NumpyMatrixResult",
    "dagscope.base.PandasDataFrameResult",
    "dagscope.base.SimplePythonGraphAdapter",
    "dagscope.base.StrictIndexTypePandasDataFrameResult",
    "dagscope.driver.Builder",
    "dagscope.driver.Driver",
    "dagscope.execution.executors.MultiProcessingExecutor",
    "dagscope.execution.executors.MultiThreadingExecutor",
    "dagscope.execution.executors.SynchronousLocalTaskExecutor",
    "dagscope.execution.node_executors.ProcessesExecutor",
    "dagscope.execution.node_executors.ThreadsExecutor",
    "dagscope.function_modifiers.apply_to",
    "dagscope.function_modifiers.cache",
    "dagscope.function_modifiers.check_output",
    "dagscope.function_modifiers.check_output_custom",
    "dagscope.function_modifiers.config",
    "dagscope.function_modifiers.configuration",
    "dagscope.function_modifiers.dataloader",
    "dagscope.function_modifiers.datasaver",
    "dagscope.function_modifiers.does",
    "dagscope.function_modifiers.extract_columns",
    "dagscope.function_modifiers.extract_fields",
    "dagscope.function_modifiers.group",
    "dagscope.function_modifiers.hamilton_exclude",
    "dagscope.function_modifiers.inject",
    "dagscope.function_modifiers.load_from",
    "dagscope.function_modifiers.mutate",
    "dagscope.function_modifiers.parameterize",
    "dagscope.function_modifiers.parameterize_extract_columns",
    "dagscope.function_modifiers.parameterize_sources",
    "dagscope.function_modifiers.parameterize_values",
    "dagscope.function_modifiers.parameterized_subdag",
    "dagscope.function_modifiers.pipe_input",
    "dagscope.function_modifiers.pipe_output",
    "dagscope.function_modifiers.resolve",
    "dagscope.function_modifiers.resolve_from_config",
    "dagscope.function_modifiers.save_to",
    "dagscope.function_modifiers.schema",
    "dagscope.function_modifiers.source",
    "dagscope.function_modifiers.step",
    "dagscope.function_modifiers.subdag",
    "dagscope.function_modifiers.tag",
    "dagscope.function_modifiers.tag_outputs",
    "dagscope.function_modifiers.unpack_fields",
    "dagscope.function_modifiers.value",
    "dagscope.htypes.Parallelizable",
    "dagscope.lifecycle.default.FunctionInputOutputTypeChecker",
    "dagscope.lifecycle.default.PrintLn",
]


# Of older kinds of drivers, of machinery, or told in the guides: every other public method has an example.
WITHOUT_EXAMPLE = {
    "async_driver.AsyncDriver": {
        "cache", "display_all_functions", "explore", "normalize_adapter_input", "validate_inputs",
        "validate_materialization", "visualize_materialization",
    },
    "async_driver.Builder": {"with_adapter", "with_cache", "with_execution_manager", "with_grouping_strategy"},
    "driver.Builder": {"with_adapter", "with_cache", "with_execution_manager", "with_grouping_strategy"},
    "driver.Driver": {
        "cache", "display_all_functions", "explore", "normalize_adapter_input", "raw_execute", "validate_inputs",
        "validate_materialization", "visualize_materialization",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clean_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if sys.modules[name].__spec__ is None:  # made by an example
            del sys.modules[name]


@pytest.mark.filterwarnings("ignore:the matrix subclass")  # numpy would rather have no matrices
@pytest.mark.parametrize("address", PUBLIC)
def test_the_example_of_a_public_name_runs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    place, _, name = address.rpartition(".")
    public = getattr(importlib.import_module(place), name)
    (example,) = [
        each
        for each in doctest.DocTestFinder(recurse=False).find(public, name, globs={"__name__": "__main__"})
        if each.examples
    ]

    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example)

    assert done.failed == 0, capsys.readouterr().out
    assert done.attempted > 3


@pytest.mark.parametrize("name", WITHOUT_EXAMPLE)
def test_the_examples_of_methods_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    place, _, kind = name.partition(".")
    public = getattr(importlib.import_module(f"dagscope.{place}"), kind)
    names = {each for each in dir(public) if not each.startswith("_")}
    found: dict[str, doctest.DocTest] = {}
    for method in names:
        examples = doctest.DocTestFinder(recurse=False).find(
            getattr(public, method), method, globs={"__name__": "__main__"}
        )
        found.update((method, each) for each in examples if each.examples)

    assert names - WITHOUT_EXAMPLE[name] == set(found)
    for example in found.values():
        done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL).run(example)
        assert done.failed == 0, capsys.readouterr().out
