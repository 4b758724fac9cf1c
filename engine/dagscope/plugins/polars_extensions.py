"""Polars frames: the type and its columns, and the eager loaders and savers. Lazy frames are elsewhere."""

from __future__ import annotations

from typing import Any

import polars as pl

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_and_dataframe_metadata, get_file_metadata
from dagscope.plugins.adapter_classes import call_arguments, classes_of, make_adapter, read_types, renamed_arguments
from dagscope.plugins.polars_arguments import ARGUMENTS
from dagscope.plugins.polars_types import TYPES

DATAFRAME_TYPE = pl.DataFrame
COLUMN_TYPE = pl.Series

# How polars' readers call today what they used to call otherwise; None: gone, and without a meaning now.
RENAMES: dict[str, str | None] = {
    "row_count_name": "row_index_name",
    "row_count_offset": "row_index_offset",
    "comment_char": "comment_prefix",
    "dtypes": "schema_overrides",
    "include_header": "has_header",
    "sample_size": None,
    "rechunk": None,
    "n_threads": None,
    "batch_size": None,
}


@registry.get_column.register(pl.DataFrame)
def get_column_polars(df: Any, column_name: str) -> Any:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(pl.DataFrame)
def fill_with_scalar_polars(df: Any, column_name: str, scalar_value: Any) -> Any:
    """Return the frame with one column set to a scalar (or to a series of the frame's length)."""
    if isinstance(scalar_value, pl.Series):
        return df.with_columns(scalar_value.alias(column_name))
    return df.with_columns(pl.lit(scalar_value).alias(column_name))


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("polars", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()


class Reader(DataLoader):
    """Calls a `polars.read_*` or `polars.scan_*` function with the first argument by position."""

    _function: str
    _source: str

    def _get_loading_kwargs(self) -> dict[str, Any]:
        flag = "missing_utf8_is_empty_string"
        function = getattr(pl, self._function)
        chosen = renamed_arguments(self, function, RENAMES, without=(self._source, flag))
        if getattr(self, flag, False):
            chosen["empty_string_is_null"] = False
        return chosen

    def _load(self) -> Any:
        return getattr(pl, self._function)(getattr(self, self._source), **self._get_loading_kwargs())

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the frame and return it with its metadata."""
        frame = self._load()
        return frame, get_file_and_dataframe_metadata(getattr(self, self._source), frame)


class _PlainReader(Reader):
    """Describes the file only."""

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the frame and return it with the file's metadata."""
        return self._load(), get_file_metadata(getattr(self, self._source))


class _SpreadsheetReader(Reader):
    def _get_loading_kwargs(self) -> dict[str, Any]:
        return call_arguments(self, pl.read_excel, without=(self._source,))


class _DatabaseReader(Reader):
    connection: Any

    def _get_loading_kwargs(self) -> dict[str, Any]:
        return call_arguments(self, pl.read_database, without=("query", "connection"))

    def _load(self) -> Any:
        query = getattr(self, self._source)
        return pl.read_database(query, self.connection, **self._get_loading_kwargs())


class Writer(DataSaver):
    """Calls a `DataFrame.write_*` method with the first argument by position; collects a lazy frame before."""

    _function: str
    _source: str

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return call_arguments(self, getattr(pl.DataFrame, self._function), without=(self._source,))

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the frame and return its metadata."""
        frame = data.collect() if isinstance(data, pl.LazyFrame) else data
        where = getattr(self, self._source)
        getattr(frame, self._function)(where, **self._get_saving_kwargs())
        return get_file_and_dataframe_metadata(where, frame)


# Class name -> what it derives from, the function it calls, the argument that says where.
_CLASSES: dict[str, tuple[type, str, str]] = {
    "PolarsCSVReader": (Reader, "read_csv", "file"),
    "PolarsCSVWriter": (Writer, "write_csv", "file"),
    "PolarsParquetReader": (Reader, "read_parquet", "file"),
    "PolarsParquetWriter": (Writer, "write_parquet", "file"),
    "PolarsFeatherReader": (Reader, "read_ipc", "source"),
    "PolarsFeatherWriter": (Writer, "write_ipc", "file"),
    "PolarsAvroReader": (Reader, "read_avro", "file"),
    "PolarsAvroWriter": (Writer, "write_avro", "file"),
    "PolarsJSONReader": (_PlainReader, "read_json", "source"),
    "PolarsJSONWriter": (Writer, "write_json", "file"),
    "PolarsNDJSONReader": (_PlainReader, "read_ndjson", "source"),
    "PolarsNDJSONWriter": (Writer, "write_ndjson", "file"),
    "PolarsSpreadsheetReader": (_SpreadsheetReader, "read_excel", "source"),
    "PolarsSpreadsheetWriter": (Writer, "write_excel", "workbook"),
    "PolarsDatabaseReader": (_DatabaseReader, "read_database", "query"),
    "PolarsDatabaseWriter": (Writer, "write_database", "table_name"),
}


def make_all(classes: dict[str, tuple[type, str, str]], loaded: type, module: str) -> dict[str, Any]:
    """Return the adapter classes of one frame type.

    Args:
        classes: what each derives from, the function it calls and the argument that says where.
        loaded: the frame type the loaders give; savers take both kinds.
        module: where the classes are found.
    """
    made: dict[str, Any] = {}
    for name, (base, function, source) in classes.items():
        key, arguments = ARGUMENTS[name]
        is_loader = issubclass(base, DataLoader)
        made[name] = make_adapter(
            name,
            key,
            base,
            [loaded] if is_loader else [pl.DataFrame, pl.LazyFrame],
            arguments,
            module=module,
            doc=f"{'Loads' if is_loader else 'Saves'} a polars frame: {key}.",
            annotations=read_types(TYPES.get(name, {}), pl=pl, WORKBOOK=classes_of("xlsxwriter.workbook.Workbook")),
            _function=function,
            _source=source,
        )
    return made


ADAPTERS = make_all(_CLASSES, pl.DataFrame, __name__)
globals().update(ADAPTERS)


def register_data_loaders() -> None:
    """Register the loaders and savers."""
    for adapter in ADAPTERS.values():
        registry.register_adapter(adapter)


register_data_loaders()
