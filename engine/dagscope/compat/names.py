"""Names that Hamilton's modules have because they import them, found in ours when asked for. It must define none.

`from hamilton.graph import types_match` works in projects written for Hamilton, because its `graph` imports that name.
Here a module imports what it needs; under the served name it answers for the rest as well, from the table below.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from dagscope.compat.homes import OURS, own_name, served_path
from dagscope.compat.offering import watch
from dagscope.compat.patches import REPLACED, make_patchable
from dagscope.compat.served import SERVED
from dagscope.compat.submodules import offer_parts

# Hamilton imports these packages' modules with its driver, so that projects reach them as attributes.
PACKAGES = (
    *("", "caching", "caching.stores", "data_quality", "dataflows", "dev_utils", "execution", "experimental"),
    *("function_modifiers", "io", "lifecycle", "plugins"),
)

# Types that nodes have: trackers tell them, and hash them, by the names of their modules.
TYPES = {"data_quality.base": ("ValidationResult",), "htypes": ("Collect", "Parallelizable")}

# What our modules do only under the served name.
SWITCHES = {"function_modifiers.base": ("VARIANTS_ARE_RENAMED",), "registry": ("INITIALIZED",)}

# Class: the private names under which tests and plugins read and set what Hamilton's has, and ours.
PRIVATE = {
    "node.Node": {
        "_name": "local_name",
        "_type": "type",
        "_doc": "documentation",
        "_callable": "callable",
        "_node_source": "node_role",
        "_input_types": "input_types",
        "_tags": "tags",
        "_namespace": "namespace",
        "_originating_functions": "originating_functions",
        "_default_parameter_values": "default_parameter_values",
        "_dependencies": "dependencies",
        "_depended_on_by": "depended_on_by",
    }
}
# Properties of ours, and the attributes that they are set through.
_SET_THROUGH = {"tags": "own_tags", "dependencies": "needs", "depended_on_by": "readers"}

# Libraries that Hamilton's modules have under a short name: `mock.patch("hamilton.base.pd.DataFrame")`.
SHORT_NAMES = {"np": "numpy", "pd": "pandas", "pl": "polars", "typing_inspect": "typing_inspect"}

# Module: the places of what it answers for, with the name before "=" where it differs from the place's last part.
BORROWED = {
    "async_driver": (
        "base driver execution.graph_functions.create_error_message graph "
        "io.materialization.ExtractorFactory io.materialization.MaterializerFactory lifecycle "
        "lifecycle_base=lifecycle.base node"
    ),
    "base": "htypes lifecycle_api=lifecycle.api node",
    "caching.adapter": (
        "caching.behaviors.CACHING_BEHAVIORS caching.fingerprinting caching.stores.base.MetadataStore "
        "caching.stores.base.ResultStore "
        "caching.stores.base.search_data_adapter_registry caching.stores.file.FileResultStore "
        "caching.stores.sqlite.SQLiteMetadataStore cache_decorator=function_modifiers.metadata.cache "
        "graph.FunctionGraph graph_types"
    ),
    "caching.fingerprinting": "experimental.h_databackends",
    "caching.stores.base": "io.data_adapters.DataLoader io.data_adapters.DataSaver",
    "caching.stores.file": "io.data_adapters.DataLoader io.data_adapters.DataSaver",
    "cli.__main__": "cli.commands driver logger",
    "cli.commands": "ad_hoc_utils",
    "data_quality.default_validators": "data_quality.base",
    "data_quality.pandera_validators": "data_quality.base htypes.custom_subclass_check registry",
    "dataflows": "driver logger",
    "dataflows.template": "contrib logger",
    "dev_utils.deprecation": "version",
    "driver": (
        "common telemetry.SLACK_ERROR_MESSAGE telemetry.capture_function_usage "
        "caching.adapter.HamiltonCacheAdapter caching.stores.base.MetadataStore "
        "caching.stores.base.ResultStore dev_utils.deprecation execution.state "
        "io.materialization.ExtractorFactory io.materialization.MaterializerFactory"
    ),
    "execution.executors": (
        "execution.graph_functions.execute_subdag execution.grouping.NodeGroupPurpose "
        "GraphState=execution.state.TaskState node"
    ),
    "execution.graph_functions": "node",
    "execution.grouping": (
        "execution.graph_functions execution.graph_functions.get_node_levels "
        "execution.graph_functions.topologically_sort_nodes lifecycle_base=lifecycle.base node node.Node "
        "node.NodeType"
    ),
    "execution.state": "execution.grouping.NodeGroupPurpose logger",
    "experimental.decorators.parameterize_frame": (
        "function_modifiers.base function_modifiers.dependencies.UpstreamDependency"
    ),
    "experimental.h_async": "logger",
    "experimental.h_cache": "base.SimplePythonGraphAdapter logger node.Node",
    "experimental.h_dask": "logger",
    "experimental.h_ray": "logger",
    "function_modifiers.adapters": (
        "function_modifiers.dependencies.LiteralDependency "
        "function_modifiers.dependencies.UpstreamDependency htypes.custom_subclass_check "
        "io.data_adapters.AdapterCommon logger"
    ),
    "function_modifiers.base": "registry settings",
    "function_modifiers.delayed": "settings",
    "function_modifiers.expanders": "dev_utils.deprecation htypes registry",
    "function_modifiers.macros": (
        "dev_utils.deprecation.deprecated function_modifiers.base "
        "function_modifiers.configuration.ConfigResolver function_modifiers.configuration.hamilton_exclude "
        "delayed_resolve=function_modifiers.delayed.resolve "
        "function_modifiers.dependencies.LiteralDependency function_modifiers.dependencies.SingleDependency "
        "function_modifiers.dependencies.UpstreamDependency function_modifiers.dependencies.source logger "
        "models node"
    ),
    "function_modifiers.metadata": "htypes registry",
    "function_modifiers.recursive": (
        "function_modifiers.base function_modifiers.base.InvalidDecoratorException "
        "function_modifiers.base.NodeTransformer function_modifiers.dependencies "
        "function_modifiers.dependencies.LiteralDependency "
        "function_modifiers.dependencies.ParametrizedDependency "
        "function_modifiers.dependencies.UpstreamDependency graph_utils node"
    ),
    "function_modifiers_base": "logger node registry settings",
    "graph": (
        "draw.picture._check_keyword_args_only "
        "execution.graph_functions fm_base=function_modifiers.base function_modifiers.metadata.schema "
        "graph_types graph_utils.find_functions htypes.get_type_as_string htypes.types_match "
        "lifecycle_base=lifecycle.base logger node"
    ),
    "graph_types": "htypes node",
    "htypes": "registry.DF_TYPE_AND_COLUMN_TYPES",
    "io": "data_loader=io.default_data_loaders.InMemoryResult logger registry.register_adapter",
    "io.data_adapters": "htypes.custom_subclass_check",
    "io.materialization": (
        "base common function_modifiers.dependencies.value graph graph.FunctionGraph "
        "graph.update_dependencies lifecycle"
    ),
    "lifecycle.api": (
        "graph_types graph_types.HamiltonGraph graph_types.HamiltonNode lifecycle.base.BasePostTaskExecute "
        "lifecycle.base.BasePostTaskExpand lifecycle.base.BasePostTaskGroup "
        "lifecycle.base.BasePostTaskReturn lifecycle.base.BasePreTaskExecute "
        "lifecycle.base.BasePreTaskSubmission node"
    ),
    "lifecycle.base": "htypes",
    "lifecycle.default": (
        "graph_types graph_types.HamiltonGraph htypes lifecycle.api.GraphExecutionHook "
        "lifecycle.api.NodeExecutionMethod"
    ),
    "plugins.h_dask": "execution.executors htypes node",
    "plugins.h_diskcache": "lifecycle node",
    "plugins.h_experiments.__main__": "plugins.h_experiments.cache.JsonCache",
    "plugins.h_experiments.hook": "graph_types lifecycle logger",
    "plugins.h_logging": "graph_types.HamiltonNode node.Node",
    "plugins.h_mcp.__main__": "plugins.h_mcp.get_mcp_server",
    "plugins.h_narwhals": "lifecycle.api",
    "plugins.h_opentelemetry": "graph_types.HamiltonGraph graph_types.HamiltonNode",
    "plugins.h_pandas": (
        "function_modifiers.expanders.extract_columns "
        "function_modifiers.recursive._default_inject_parameter function_modifiers.recursive.subdag "
        "function_modifiers.recursive.with_columns_base node"
    ),
    "plugins.h_pandera": (
        "function_modifiers.validation.BaseDataValidationDecorator "
        "fm_base=function_modifiers.base base_check_output=function_modifiers.validation.check_output "
        "htypes.custom_subclass_check"
    ),
    "plugins.h_polars": (
        "base function_modifiers.expanders.extract_columns "
        "function_modifiers.recursive._default_inject_parameter function_modifiers.recursive.subdag "
        "function_modifiers.recursive.with_columns_base node"
    ),
    "plugins.h_polars_lazyframe": (
        "base function_modifiers.expanders.extract_columns "
        "function_modifiers.recursive._default_inject_parameter function_modifiers.recursive.subdag "
        "function_modifiers.recursive.with_columns_base node"
    ),
    "plugins.h_pydantic": (
        "function_modifiers.validation.BaseDataValidationDecorator "
        "fm_base=function_modifiers.base base_check_output=function_modifiers.validation.check_output "
        "htypes.custom_subclass_check"
    ),
    "plugins.h_ray": "base execution.executors execution.grouping.TaskImplementation htypes lifecycle node",
    "plugins.h_rich": "execution.grouping.NodeGroupPurpose",
    "plugins.h_schema": "experimental.h_databackends",
    "plugins.h_threadpool": "lifecycle lifecycle.base node",
    "plugins.h_tqdm": "graph_types",
    "plugins.matplotlib_extensions": "io.utils",
    "plugins.numpy_extensions": "io.utils",
    "plugins.pandas_extensions": "io.utils",
    "plugins.plotly_extensions": "io.utils",
    "plugins.polars_extensions": "logger",
    "plugins.polars_implementations": "logger",
    "plugins.polars_lazyframe_extensions": "io.data_adapters.DataLoader io.utils",
    "plugins.polars_post_1_0_0_extensions": (
        "io.data_adapters.DataLoader io.data_adapters.DataSaver io.utils registry"
    ),
    "plugins.pydantic_extensions": ("data_quality.base data_quality.default_validators htypes.custom_subclass_check"),
    "telemetry": "dev_utils.deprecation.deprecated",
}


def targets(module: str) -> dict[str, str]:
    """Return the names that a module of ours answers for under the served name, with the address of each.

    Args:
        module: its path below our name.
    """
    found = {}
    for entry in BORROWED.get(module, "").split():
        name, is_renamed, target = entry.partition("=")
        found[name if is_renamed else name.rpartition(".")[2]] = target if is_renamed else name
    return found


def fetch(module: str, target: str) -> Any:
    """Return what an address names: a name of a module, a module, or the module's own logger.

    Args:
        module: the path below our name of the module that was asked.
        target: the address below our name.
    """
    if target == "logger":
        import logging

        return logging.getLogger(f"{OURS}.{module}")
    parent, _, name = target.rpartition(".")
    owner = importlib.import_module(own_name(parent))
    if hasattr(owner, name):
        return getattr(owner, name)
    return importlib.import_module(own_name(target))


def _offer_names(module: ModuleType, path: str) -> None:
    own: Callable[[str], Any] | None = vars(module).get("__getattr__")

    def find(name: str) -> Any:
        target = targets(path).get(name)
        if target is not None:
            return fetch(path, target)
        if name in SHORT_NAMES:
            return importlib.import_module(SHORT_NAMES[name])
        if name in sys.stdlib_module_names and not name.startswith("_"):
            return importlib.import_module(name)  # `mock.patch("hamilton.lifecycle.default.time.sleep")`
        if own is not None:
            return own(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    vars(module)["__getattr__"] = find


def offer(module: ModuleType) -> None:
    """Let a module of ours answer for the names and modules that Hamilton's has."""
    path = served_path(module.__name__)
    make_patchable(module, path)
    if path in PACKAGES:
        offer_parts(module, lambda name: own_name(f"{path}.{name}".lstrip(".")))
    if path in BORROWED:
        _offer_names(module, path)
    for name in TYPES.get(path, ()):
        getattr(module, name).__module__ = f"{SERVED}.{path}"
    for name in SWITCHES.get(path, ()):
        setattr(module, name, True)
    for place, aliases in PRIVATE.items():
        parent, _, owner = place.rpartition(".")
        for alias, attribute in aliases.items() if parent == path else ():
            setattr(getattr(module, owner), alias, _another_name_of(attribute))


def _another_name_of(attribute: str) -> property:
    def change(made: Any, value: Any) -> None:
        if attribute == "tags":
            made.tags_are_shared = False
        setattr(made, _SET_THROUGH.get(attribute, attribute), value)

    return property(lambda made: getattr(made, attribute), change)


def install() -> None:
    """Watch for our modules; those already imported offer their names now."""
    owners = [*(place.rpartition(".")[0] for place in PRIVATE), *(path for path, _ in REPLACED)]
    below = dict.fromkeys((*PACKAGES, *BORROWED, *TYPES, *SWITCHES, *owners))
    watch({own_name(path): None for path in below}, offer)
