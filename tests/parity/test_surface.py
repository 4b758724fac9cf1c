"""Every module path and public name of apache-hamilton is there, callable with the same arguments."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
import pkgutil
import warnings
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import hamilton
import pytest
from dagscope.compat import names
from dagscope.compat.homes import own_name

# Left out on purpose (docs/differences.md): each says so when it is imported or called.
LEFT_OUT = (
    "vaex",
    "snowflake",
    "feast",
    "h_mcp.server",
    "lancedb",
    "polars_pre_1_0_0",
)
# What no module of ours has, and why.
EXCEPTIONS = {
    # Only for Hamilton's type checker or its support of older libraries.
    "caching.adapter": {"S"},
    "data_quality.default_validators": {"_append_pandera_to_default_validators"},  # they are always among them
    "experimental.databackend": {"_load_class"},  # nothing is imported there
    "function_modifiers.recursive": {"NotRequired", "_sys_version_info", "_version_tuple"},
    "htypes": {"_sys_version_info", "_version_tuple"},
    "lifecycle.api": {"NodeGroupPurpose"},  # None there
    "lifecycle.base": {"NodeGroupPurpose"},
    "plugins.h_dask": {"delayed"},
    "plugins.h_pandas": {"_sys_version_info", "_version_tuple"},
    "plugins.h_polars": {"_sys_version_info", "_version_tuple"},
    "plugins.h_schema": {"_", "_get_spark_schema", "_spark_to_arrow"},  # Spark is left out
    "plugins.pandas_extensions": {
        "Dtype",
        "FILESYSTEM_TYPE",
        "IndexLabel",
        "JSONSerializable",
        "NpDtype",
        "pickle_protocol_default",
    },
    "plugins.polars_extensions": {"pl_version"},
    "plugins.polars_lazyframe_extensions": {"has_alias"},
    "plugins.polars_post_1_0_0_extensions": {
        "ConnectionOrCursor",
        "CsvEncoding",
        "SchemaDefinition",
        "has_alias",
    },
    # The variables of its loops, and what it imports.
    "plugins.sklearn_plot_extensions": {
        *("PathLike", "pyplot", "utils", "display_classes", "class_name"),
        *("class_metrics", "class_inspection", "class_model_selection"),
    },
    # Downloads and counting are left out.
    "dataflows": {
        "_get_request",
        "_track_download",
        "_track_function_call",
        "last_resolve_value",
        "last_time_called",
    },
    "io": {"registered"},  # a loop's variable
}
# Parts of classes that ours does without: the steps of a task pool that ours fills in one.
CLASS_EXCEPTIONS = {
    "ExecutionState": {
        "_format_task_queue",
        "_initialize_base_task_pool",
        "_initialize_task_pool",
        "_initialize_task_queue",
    },
    "DefaultGraphExecutor": {"DEFAULT_TASK_NAME"},
    "PlotlyInteractiveWriter": {"div_id"},
    "PolarsSpreadsheetWriter": {"ColumnTotalsDefinition", "DataType", "DataTypeClass", "RowTotalsDefinition"},
}
# Ours takes more, or leaves the choice open: every call that fits theirs fits ours.
WIDER = {
    "hamilton.execution.executors.new_callable",  # an inner function, whose keyword always comes
    "hamilton.caching.adapter.HamiltonCacheAdapter",
    "hamilton.driver.Builder.with_cache",
    "hamilton.plugins.h_dask.DaskExecutor",
}

# Never given by name: a static method whose only parameter is called `self` there, pydantic's validator, and readers
# whose type has one name there in some and another in most.
NEEDS_MORE = {
    "DeprecationError.raise_(message)",
    "RunMetadata.pre_root(data)",
    *(f"Pandas{kind}Reader.load_data(type_)" for kind in ("Feather", "Html", "ORC", "Stata", "Xml")),
}


def modules() -> list[str]:
    found = ["hamilton", *(each.name for each in pkgutil.walk_packages(hamilton.__path__, "hamilton."))]
    return [name for name in found if not any(word in name for word in LEFT_OUT)]


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
        if not name.startswith("_") and is_definition and value.__module__ == module.__name__:
            yield name, value


def parameters(value: Any) -> list[tuple[str, bool]] | None:
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [(each.name, each.default is not each.empty) for each in found if each.kind is not each.VAR_KEYWORD]


# Imported for their types alone, or by the name of the whole package.
FOREIGN = ("hamilton", "override", "TYPE_CHECKING")


def _is_foreign(value: Any) -> bool:
    """Return whether the value is no name of Hamilton's: of `typing`, of another library, or a module of one."""
    home = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None)
    return isinstance(home, str) and home.split(".")[0] != "hamilton"


def _own_parts(value: type) -> Iterator[str]:
    """Yield what the class and its bases have of Hamilton's; nothing mangled, special or of another library."""
    for part in dir(value):
        if "__" not in part:
            home = next((each for each in value.__mro__ if part in vars(each)), value)
            if home.__module__.startswith("hamilton"):
                yield part


@pytest.mark.parametrize("name", modules())
def test_module_has_every_name(name: str) -> None:
    theirs = load(name)
    path = name.removeprefix("hamilton").removeprefix(".")
    ours = importlib.import_module(own_name(path))
    borrowed = names.targets(path)
    wanted = {
        key: value
        for key, value in vars(theirs).items()
        if not key.startswith("__")
        and not _is_foreign(value)
        and key not in FOREIGN
        and not _is_imported_elsewhere(path, value)
        and key not in EXCEPTIONS.get(path, ())
    }

    missing = [key for key in wanted if not (hasattr(ours, key) or key in borrowed or _is_offered(path, key))]
    for key, value in wanted.items():
        if inspect.isclass(value) and key not in missing:
            mine = getattr(ours, key, None) or names.fetch(path, borrowed[key])
            passed = CLASS_EXCEPTIONS.get(value.__name__, ())
            missing += [f"{key}.{part}" for part in _own_parts(value) if part not in passed and not hasattr(mine, part)]

    assert [] == missing


def _is_imported_elsewhere(path: str, value: Any) -> bool:
    """Return whether the value is a module that its package has only once somebody imports it."""
    return inspect.ismodule(value) and path not in names.PACKAGES and value.__name__.startswith(f"hamilton.{path}.")


def _is_offered(path: str, key: str) -> bool:
    if path not in names.PACKAGES:
        return False
    full = own_name(f"{path}.{key}".lstrip("."))
    return any(word in key for word in LEFT_OUT) or importlib.util.find_spec(full) is not None


@pytest.mark.parametrize("path", names.BORROWED)
def test_borrowed_names_are_where_the_table_says(path: str) -> None:
    load(f"hamilton.{path}")

    for name, target in names.targets(path).items():
        found = names.fetch(path, target)
        assert name == "logger" or found is not None


@pytest.mark.parametrize(
    "path",
    [
        "driver",
        "base",
        "async_driver",
        "ad_hoc_utils",
        "htypes",
        "graph_types",
        "registry",
        "lifecycle.api",
        "lifecycle.default",
        "function_modifiers.configuration",
        "function_modifiers.expanders",
        "function_modifiers.macros",
        "function_modifiers.metadata",
        "function_modifiers.recursive",
        "function_modifiers.validation",
        "execution.executors",
        "execution.grouping",
        "caching.adapter",
        "data_quality.base",
        "node",
        "graph",
    ],
)
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
    """Return whether every call that fits theirs fits ours: equal names in order, theirs optional stay optional."""
    if theirs is None or ours is None or theirs == ours:
        return True
    known = dict(ours)
    if any(name not in known or (optional and not known[name]) for name, optional in theirs):
        return False
    return all(optional for name, optional in ours if name not in dict(theirs))


def _methods(value: type) -> Iterator[tuple[str, Any]]:
    for part in _own_parts(value):
        found = inspect.getattr_static(value, part)
        if not part.startswith("_") and isinstance(found, (staticmethod, classmethod, FunctionType)):
            yield part, getattr(value, part)


@pytest.mark.parametrize("name", modules())
def test_methods_need_nothing_that_hamilton_does_not_give(name: str) -> None:
    theirs = load(name)
    path = name.removeprefix("hamilton").removeprefix(".")
    ours = importlib.import_module(own_name(path))
    asked: list[str] = []
    for key, value in own_names(theirs):
        mine = getattr(ours, key, None) if inspect.isclass(value) else None
        for part, method in _methods(value) if mine is not None else ():
            given, wanted = parameters(method), parameters(getattr(mine, part, method))
            if given is not None and wanted is not None:
                known = {each for each, _ in given}
                extra = [each for each, has_default in wanted if not has_default and each not in known]
                asked += [f"{key}.{part}({each})" for each in extra]

    assert [] == [each for each in asked if each not in NEEDS_MORE]
