"""The table of extensions: which library each needs, which adapter keys, frame types and executors it brings.
Imports none.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extension:
    """One module `dagscope.plugins.<name>_extensions` and what it offers once its library is there.

    Attributes:
        name: the extension's short name, as `registry.load_extension` takes it.
        module: where it is implemented.
        library: the top-level module it needs; empty for the standard library.
        loaders: the keys of the data loaders it registers.
        savers: the keys of the data savers it registers.
        has_types: whether it registers a dataframe and a column type.
        in_use: the module whose import shows that the project uses it, where much of the library is used without.
    """

    name: str
    module: str
    library: str
    loaders: tuple[str, ...] = ()
    savers: tuple[str, ...] = ()
    has_types: bool = False
    in_use: str = ""

    def is_imported(self) -> bool:
        """Return whether the project already uses the library."""
        module = self.in_use or self.library
        return not module or module in sys.modules

    def is_installed(self) -> bool:
        """Return whether the library could be imported; looks, and does not import."""
        if self.is_imported():
            return True
        try:
            return importlib.util.find_spec(self.library) is not None
        except (ImportError, ValueError):
            return False

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the adapter keys of one kind, `loaders` or `savers`."""
        return self.loaders if kind == "loaders" else self.savers


def _plugin(
    name: str,
    library: str,
    loaders: str = "",
    savers: str = "",
    has_types: bool = False,
    in_use: str = "",
) -> Extension:
    path = f"dagscope.plugins.{name}_extensions"
    return Extension(name, path, library, tuple(loaders.split()), tuple(savers.split()), has_types, in_use)


DEFAULTS = Extension(
    "default",
    "dagscope.io.default_data_loaders",
    "",
    ("json", "literal", "file", "pickle", "environment"),
    ("json", "file", "pickle", "memory"),
)

# The order is the order of precedence: of two adapters that both fit, the later one is taken.
EXTENSIONS: tuple[Extension, ...] = (
    DEFAULTS,
    _plugin("yaml", "yaml", "yaml", "yaml"),
    _plugin("matplotlib", "matplotlib", "", "plt"),
    _plugin("numpy", "numpy", "npy", "npy"),
    _plugin(
        "pandas",
        "pandas",
        "csv parquet pickle json sql xml html stata feather orc excel table fwf spss",
        "csv parquet pickle json sql xml html stata feather orc excel",
        has_types=True,
    ),
    _plugin("plotly", "plotly", "", "plotly html"),
    _plugin(
        "polars",
        "polars",
        "csv parquet feather avro json ndjson database spreadsheet",
        "csv parquet feather avro json ndjson database spreadsheet",
        has_types=True,
    ),
    _plugin("polars_lazyframe", "polars", "csv parquet feather", "", has_types=True),
    _plugin("pyspark_pandas", "pyspark", has_types=True, in_use="pyspark.pandas"),
    _plugin("spark", "pyspark", "csv parquet", "", has_types=True, in_use="pyspark.sql"),
    _plugin("dask", "dask", has_types=True, in_use="dask.dataframe"),
    _plugin("geopandas", "geopandas", has_types=True),
    _plugin("xgboost", "xgboost", "json", "json"),
    _plugin("lightgbm", "lightgbm", "file", "file"),
    _plugin("sklearn_plot", "sklearn", "", "png"),
    _plugin("ibis", "ibis", has_types=True),
    _plugin("huggingface", "datasets", "hf_dataset", "parquet"),
    _plugin("pydantic", "pydantic"),
    _plugin("dlt", "dlt", "dlt", "dlt"),
    _plugin("kedro", "kedro", "kedro", "kedro"),
    _plugin("mlflow", "mlflow", "mlflow", "mlflow"),
)

# Executors that need a library: the module and class of each, by what users write.
EXECUTORS: dict[str, tuple[str, str]] = {
    "dask": ("dagscope.plugins.h_dask", "DaskExecutor"),
    "ray": ("dagscope.plugins.h_ray", "RayExecutor"),
}

LEFT_OUT: dict[str, str] = {
    "vaex": "Vaex",
}


def find_extension(name: str) -> Extension | None:
    """Return the extension of that name, or None if there is none."""
    return next((extension for extension in EXTENSIONS if extension.name == name), None)


def rank_of_module(module: str) -> int:
    """Return the precedence of an adapter defined in `module`; the user's own come after all of ours."""
    for rank, extension in enumerate(EXTENSIONS):
        if module == extension.module:
            return rank
    return len(EXTENSIONS)
