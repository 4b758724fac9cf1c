"""Every module path and public name of apache-hamilton is there, callable with the same arguments."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import hamilton
import pytest

# Left out on purpose (docs/differences.md): each says so when it is imported or called.
LEFT_OUT = (
    "spark", "vaex", "snowflake", "feast", "dlt", "kedro", "mlflow", "slack", "ddog", "openlineage", "h_mcp",
    "h_experiments", "lancedb", "dataflows",
)
# Inner helpers of the original that no documentation names.
INNER_MODULES = ("hamilton.plugins.polars_pre_1_0_0_extension",)
INNER_NAMES = {
    "hamilton.cli.__main__", "hamilton.experimental.h_cache", "hamilton.plugins.jupyter_magic",
    "hamilton.plugins.h_diskcache", "hamilton.io", "hamilton.io.materialization", "hamilton.telemetry",
}
# Ours takes more, or leaves the choice open: every call that fits theirs fits ours.
WIDER = {
    "hamilton.caching.adapter.HamiltonCacheAdapter", "hamilton.driver.Builder.with_cache",
    "hamilton.plugins.h_dask.DaskExecutor",
}


def modules() -> list[str]:
    found = [each.name for each in pkgutil.walk_packages(hamilton.__path__, "hamilton.")]
    return [
        name
        for name in found
        if not any(word in name for word in LEFT_OUT) and not name.startswith(INNER_MODULES) and "__main__" not in name
    ]


def load(name: str) -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            return importlib.import_module(name)
        except (ImportError, NotImplementedError):
            pytest.skip(f"{name} needs a package that is not installed")
        finally:
            logging.disable(logging.NOTSET)


def own_names(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in sorted(vars(module).items()):
        is_definition = inspect.isclass(value) or inspect.isfunction(value)
        if not name.startswith("_") and name not in INNER_PARTS and is_definition and value.__module__ == module.__name__:
            yield name, value


def parameters(value: Any) -> list[tuple[str, bool]] | None:
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [(each.name, each.default is not each.empty) for each in found if each.kind is not each.VAR_KEYWORD]


@pytest.mark.parametrize("name", modules())
def test_module_has_every_public_name(name: str) -> None:
    theirs = load(name)
    ours = importlib.import_module("dagscope" + name.removeprefix("hamilton"))
    if name in INNER_NAMES:
        return
    missing = [key for key, _ in own_names(theirs) if not hasattr(ours, key)]
    for key, value in own_names(theirs):
        if inspect.isclass(value) and hasattr(ours, key):
            mine = getattr(ours, key)
            missing += [f"{key}.{part}" for part in vars(value) if not part.startswith("_") and not hasattr(mine, part)]

    assert [] == [key for key in missing if key not in INNER_PARTS]


INNER_PARTS = {
    "override", "new_callable",
    "SLACK_ERROR_MESSAGE", "capture_function_usage", "DefaultGraphExecutor.DEFAULT_TASK_NAME",
    "ExecutionState.realize_parameterized_group", "ExecutionState.realize_task", "separate_sync_from_async",
    "PandasExcelReader.na_values", "PlotlyInteractiveWriter.div_id", "PolarsSpreadsheetWriter.ColumnTotalsDefinition",
    "PolarsSpreadsheetWriter.DataType", "PolarsSpreadsheetWriter.DataTypeClass", "PolarsSpreadsheetWriter.RowTotalsDefinition",
}


@pytest.mark.parametrize("path", ["driver", "base", "async_driver", "ad_hoc_utils", "htypes", "graph_types", "registry",
                                  "lifecycle.api", "lifecycle.default", "function_modifiers.configuration",
                                  "function_modifiers.expanders", "function_modifiers.macros", "function_modifiers.metadata",
                                  "function_modifiers.recursive", "function_modifiers.validation", "execution.executors",
                                  "execution.grouping", "caching.adapter", "data_quality.base", "node", "graph"])
def test_public_callables_take_the_same_arguments(path: str) -> None:
    theirs, ours = load(f"hamilton.{path}"), importlib.import_module(f"dagscope.{path}")
    different = {}
    for key, value in own_names(theirs):
        mine = getattr(ours, key, None)
        pairs = [(f"hamilton.{path}.{key}", value, mine)]
        if inspect.isclass(value):
            pairs += [
                (f"hamilton.{path}.{key}.{part}", getattr(value, part), getattr(mine, part))
                for part in vars(value)
                if not part.startswith("_") and callable(getattr(value, part)) and hasattr(mine, part)
            ]
        for full, one, other in pairs:
            if full not in WIDER and mine is not None and not _fits(parameters(one), parameters(other)):
                different[full] = (parameters(one), parameters(other))

    assert {} == different


def _fits(theirs: list[tuple[str, bool]] | None, ours: list[tuple[str, bool]] | None) -> bool:
    """Every call that fits theirs fits ours: the same names in order, optional where theirs are, more ones optional."""
    if theirs is None or ours is None or theirs == ours:
        return True
    known = dict(ours)
    if any(name not in known or (optional and not known[name]) for name, optional in theirs):
        return False
    return all(optional for name, optional in ours if name not in dict(theirs))
