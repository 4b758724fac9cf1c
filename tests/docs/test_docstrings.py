"""The examples in the docstrings of the public interface are run, and what they print is what they say."""

from __future__ import annotations

import doctest
import importlib
import sys
from collections.abc import Iterator

import pytest

PUBLIC = [
    "dagscope.base.DictResult",
    "dagscope.base.PandasDataFrameResult",
    "dagscope.driver.Builder",
    "dagscope.execution.executors.MultiThreadingExecutor",
    "dagscope.function_modifiers.check_output",
    "dagscope.function_modifiers.config",
    "dagscope.function_modifiers.does",
    "dagscope.function_modifiers.extract_columns",
    "dagscope.function_modifiers.extract_fields",
    "dagscope.function_modifiers.inject",
    "dagscope.function_modifiers.mutate",
    "dagscope.function_modifiers.parameterize",
    "dagscope.function_modifiers.parameterize_sources",
    "dagscope.function_modifiers.parameterize_values",
    "dagscope.function_modifiers.pipe_input",
    "dagscope.function_modifiers.pipe_output",
    "dagscope.function_modifiers.subdag",
    "dagscope.function_modifiers.tag",
    "dagscope.function_modifiers.tag_outputs",
    "dagscope.function_modifiers.unpack_fields",
]


@pytest.fixture(autouse=True)
def _clean_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if sys.modules[name].__spec__ is None:  # made by an example
            del sys.modules[name]


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
