"""Which dataframe types, data loaders and data savers exist.
Imports no library: an extension loads when its library is in use.
"""

from __future__ import annotations

import configparser
import functools
import importlib
import logging
import os
import pathlib
from collections import defaultdict
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Any, Literal

from dagscope.class_home import package_of
from dagscope.extensions import DEFAULTS, EXTENSIONS, LEFT_OUT, Extension, find_extension, rank_of_module
from dagscope.whole_files import saving

logger = logging.getLogger(__name__)

DEFAULT_CONFIG_LOCATION = pathlib.Path("~/.hamilton.conf").expanduser()
HAMILTON_AUTOLOAD_ENV = "HAMILTON_AUTOLOAD_EXTENSIONS"
HAMILTON_EXTENSIONS: tuple[str, ...] = (
    "yaml",
    "matplotlib",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "polars_lazyframe",
    "pyspark_pandas",
    "spark",
    "dask",
    "geopandas",
    "xgboost",
    "lightgbm",
    "sklearn_plot",
    "vaex",
    "ibis",
    "dlt",
    "kedro",
    "huggingface",
    "mlflow",
    "pydantic",
)
# parity: hamilton.registry.ExtensionName
ExtensionName = Literal[HAMILTON_EXTENSIONS]  # type: ignore[valid-type]  # made of the one list of them
INITIALIZED = False
DATAFRAME_TYPE = "dataframe_type"
COLUMN_TYPE = "column_type"

# Extensions whose import has ended, whatever came of it: a broken library is not tried again at each look-up.
_tried: set[str] = set()


class AdapterRegistry(defaultdict[str, list[Any]]):
    """Adapter classes by key; looking a key up loads the extensions that can answer.

    Looks like the plain `defaultdict(list)` it stands for. Asking for a key loads the extensions of libraries the
    project already imported; if none of them has it, those that are installed. Listing keys imports nothing.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(list)
        self._kind = kind
        self._is_cleared = False

    def stored(self, key: str) -> list[Any]:
        """Return the list for a key as it is, loading nothing."""
        return super().__getitem__(key)

    def __getitem__(self, key: str) -> list[Any]:
        self._load_for(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        return key in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            return default
        return self[key]

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # a view of names, most of them not loaded yet
        return self._names().keys()

    def values(self) -> ValuesView[list[Any]]:  # type: ignore[override]
        return self._loaded().values()

    def items(self) -> ItemsView[str, list[Any]]:  # type: ignore[override]
        return self._loaded().items()

    def copy(self) -> dict[str, list[Any]]:  # type: ignore[override]
        return self._loaded()

    __copy__ = copy  # type: ignore[assignment]  # a plain dictionary, as `copy` gives

    def clear(self) -> None:
        """Forget every adapter: nothing is loaded for a key from now on, what is put in again counts alone."""
        self._is_cleared = True
        super().clear()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._kind!r}, {list(self._names())})"

    def _names(self) -> dict[str, None]:
        names = {
            key: None
            for extension in (() if self._is_cleared else EXTENSIONS)
            if _may_load(extension) and extension.keys(self._kind) and extension.is_installed()
            for key in extension.keys(self._kind)
        }
        for key in super().__iter__():
            if self.stored(key):
                names[key] = None
        return names

    def _loaded(self) -> dict[str, list[Any]]:
        return {key: self[key] for key in self._names()}

    def _load_for(self, key: str) -> None:
        if self._is_cleared:
            return
        offering = [e for e in EXTENSIONS if e.name not in _tried and key in e.keys(self._kind)]
        for extension in offering:
            if _may_load(extension) and extension.is_imported():
                _load(extension)
        if not self.stored(key):
            for extension in offering:
                if _may_load(extension) and extension.is_installed():
                    _load(extension)


class TypeRegistry(dict[str, dict[str, Any]]):
    """Dataframe and column types by extension; reading it loads the extensions of libraries already imported."""

    def _refresh(self) -> None:
        for extension in EXTENSIONS:
            is_wanted = extension.has_types and extension.name not in _tried and extension.is_imported()
            if is_wanted and _may_load(extension):
                _load(extension)

    def __getitem__(self, key: str) -> dict[str, Any]:
        self._refresh()
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._refresh()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._refresh()
        return super().__iter__()

    def __len__(self) -> int:
        self._refresh()
        return super().__len__()

    def __repr__(self) -> str:
        self._refresh()
        return super().__repr__()

    def get(self, key: str, default: Any = None) -> Any:
        self._refresh()
        return super().get(key, default)

    def keys(self) -> Any:
        self._refresh()
        return super().keys()

    def values(self) -> Any:
        self._refresh()
        return super().values()

    def items(self) -> Any:
        self._refresh()
        return super().items()


DF_TYPE_AND_COLUMN_TYPES: TypeRegistry = TypeRegistry()
LOADER_REGISTRY = AdapterRegistry("loaders")
SAVER_REGISTRY = AdapterRegistry("savers")


def _may_load(extension: Extension) -> bool:
    return extension is DEFAULTS or extension.name in _tried or _is_autoload_on()


def _is_autoload_on() -> bool:
    value = os.environ.get(HAMILTON_AUTOLOAD_ENV)
    if value is None:
        value = _configured_autoload()
    return value != "0"


@functools.lru_cache(maxsize=1)
def _configured_autoload() -> str | None:
    if not os.path.exists(DEFAULT_CONFIG_LOCATION):
        return None
    return load_autoload_config().get("DEFAULT", HAMILTON_AUTOLOAD_ENV, fallback=None)


def _load(extension: Extension) -> None:
    """Import an extension; one whose library turns out to be missing or broken offers nothing."""
    if extension.name in _tried:
        return
    try:
        importlib.import_module(extension.module)
    except (ImportError, NotImplementedError) as error:
        logger.debug("The extension %s is not available: %s", extension.name, error)
    finally:
        _tried.add(extension.name)  # not before: other threads that ask meanwhile have to wait for the import


def load_for_type(type_: Any) -> None:
    """Load the extensions of the library that defines `type_` (or one of its base classes)."""
    roots = {package_of(base) for base in getattr(type_, "__mro__", ())}
    for extension in EXTENSIONS:
        if extension.library and extension.library in roots and _may_load(extension):
            _load(extension)


def load_key(key: str) -> None:
    """Load every installed extension that offers loaders or savers under `key`."""
    for extension in EXTENSIONS:
        if key in (*extension.loaders, *extension.savers) and _may_load(extension) and extension.is_installed():
            _load(extension)


def load_extension(plugin_module: str) -> None:
    """Load one extension by its name.

    Args:
        plugin_module: `pandas`, `polars`, `numpy` ...

    Raises:
        NotImplementedError: if its library is not installed or the extension is left out.
        ModuleNotFoundError: if there is no extension of that name.
    """
    if plugin_module in LEFT_OUT:
        raise NotImplementedError(
            f"{LEFT_OUT[plugin_module]} is not installed. Dagscope leaves its extension "
            f"(dagscope.plugins.{plugin_module}_extensions) out."
        )
    extension = find_extension(plugin_module)
    _tried.add(plugin_module)
    try:
        importlib.import_module(extension.module if extension else f"dagscope.plugins.{plugin_module}_extensions")
    except ModuleNotFoundError as error:
        if extension is None or (error.name or "").partition(".")[0] == "dagscope":
            raise
        raise NotImplementedError(f"{error.name} is not installed: the {plugin_module} extension needs it.") from error


def initialize() -> None:
    """Prepare the registry. Extensions are not imported here: each loads when it is first asked for."""
    global INITIALIZED
    _load(DEFAULTS)
    INITIALIZED = True


def load_autoload_config() -> configparser.ConfigParser:
    """Return the user's settings file, empty if there is none; what it says of loading goes for this process."""
    config = configparser.ConfigParser()
    config.read(DEFAULT_CONFIG_LOCATION)
    if config.has_option("DEFAULT", HAMILTON_AUTOLOAD_ENV):
        os.environ[HAMILTON_AUTOLOAD_ENV] = config.get("DEFAULT", HAMILTON_AUTOLOAD_ENV)
    return config


def disable_autoload() -> None:
    """Keep extensions from being loaded by themselves in this process and its children."""
    os.environ[HAMILTON_AUTOLOAD_ENV] = "0"


# parity: hamilton.registry.enable_autoload
def enable_autoload() -> None:
    """Undo `disable_autoload`."""
    os.environ.pop(HAMILTON_AUTOLOAD_ENV, None)


def _write_autoload(value: str | None) -> None:
    config = load_autoload_config()
    if value is None:
        config.remove_option("DEFAULT", HAMILTON_AUTOLOAD_ENV)
    else:
        config.set("DEFAULT", HAMILTON_AUTOLOAD_ENV, value)
    with saving(DEFAULT_CONFIG_LOCATION, "w") as file:
        config.write(file)
    _configured_autoload.cache_clear()


def config_disable_autoload() -> None:
    """Keep extensions from loading by themselves, for this user, from now on."""
    _write_autoload("0")


# parity: hamilton.registry.config_enable_autoload
def config_enable_autoload() -> None:
    """Undo `config_disable_autoload`, for processes that start from now on."""
    _write_autoload(None)


def register_types(extension_name: str, dataframe_type: type, column_type: type | None) -> None:
    """Register a dataframe type with the type its columns have.

    Args:
        extension_name: the name it is registered under.
        dataframe_type: the type of the frame.
        column_type: the type of one column; None if the library has no such thing.
    """
    dict.__setitem__(
        DF_TYPE_AND_COLUMN_TYPES,
        extension_name,
        {DATAFRAME_TYPE: dataframe_type, **({} if column_type is None else {COLUMN_TYPE: column_type})},
    )


def get_registered_dataframe_types() -> dict[str, type]:
    """Return the dataframe types by extension."""
    return {name: types[DATAFRAME_TYPE] for name, types in DF_TYPE_AND_COLUMN_TYPES.items()}


def get_registered_column_types() -> dict[str, type]:
    """Return the column types by extension."""
    return {name: types[COLUMN_TYPE] for name, types in DF_TYPE_AND_COLUMN_TYPES.items()}


def get_column_type_from_df_type(dataframe_type: type) -> type:
    """Return the type of one column of a registered dataframe type.

    Raises:
        NotImplementedError: if the type is not registered.
    """
    load_for_type(dataframe_type)
    for types in DF_TYPE_AND_COLUMN_TYPES.values():
        if dataframe_type == types[DATAFRAME_TYPE]:
            column_type: type = types[COLUMN_TYPE]
            return column_type
    raise NotImplementedError(
        f"Cannot get column type for [{dataframe_type}]. Registered types are {DF_TYPE_AND_COLUMN_TYPES}"
    )


def _redispatch(function: Any, value: Any, *args: Any) -> Any:
    """Load the extension of `value`'s library, then call the implementation it registered."""
    load_for_type(type(value))
    implementation: Callable[..., Any] = function.dispatch(type(value))
    if implementation is function.dispatch(object):
        raise NotImplementedError(
            f"Nothing is registered for the dataframe type {type(value)}; see registry.register_types."
        )
    return implementation(value, *args)


@functools.singledispatch
def get_column(df: Any, column_name: str) -> Any:
    """Return one column of a dataframe; extensions add their type with `get_column.register(type)`."""
    return _redispatch(get_column, df, column_name)


@functools.singledispatch
def fill_with_scalar(df: Any, column_name: str, scalar_value: Any) -> Any:
    """Return the frame with one column set to a scalar; extensions add their type with `.register(type)`."""
    return _redispatch(fill_with_scalar, df, column_name, scalar_value)


def register_adapter(adapter: Any) -> None:
    """Register a data loader or data saver class under its `name()`.

    The classes of one key stay ordered: the defaults, the extensions in their order, then the user's own.
    """
    if adapter.can_load():
        _insert(LOADER_REGISTRY, adapter)
    if adapter.can_save():
        _insert(SAVER_REGISTRY, adapter)


def _insert(registry: AdapterRegistry, adapter: Any) -> None:
    adapters = registry.stored(adapter.name())
    if adapter in adapters:
        return
    rank = rank_of_module(adapter.__module__)
    position = len(adapters)
    while position and rank_of_module(adapters[position - 1].__module__) > rank:
        position -= 1
    adapters.insert(position, adapter)
