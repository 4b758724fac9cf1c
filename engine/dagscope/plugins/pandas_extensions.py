"""pandas frames: their type and columns, and the loaders and savers. Their arguments are in `pandas_arguments`."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Collection
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_dataframe_metadata, get_file_and_dataframe_metadata, get_sql_metadata
from dagscope.plugins.adapter_classes import call_arguments, classes_of, make_adapter, read_types
from dagscope.plugins.pandas_arguments import ARGUMENTS
from dagscope.plugins.pandas_types import TYPES

DATAFRAME_TYPE = pd.DataFrame
COLUMN_TYPE = pd.Series


@registry.get_column.register(pd.DataFrame)
def get_column_pandas(df: Any, column_name: str) -> Any:
    """Return one column."""
    return df[column_name]


@registry.fill_with_scalar.register(pd.DataFrame)
def fill_with_scalar_pandas(df: Any, column_name: str, value: Any) -> Any:
    """Return the frame with one column set to a scalar."""
    df[column_name] = value
    return df


def register_types() -> None:
    """Register the frame and column types."""
    registry.register_types("pandas", DATAFRAME_TYPE, COLUMN_TYPE)


register_types()


class DataFrameDataLoader(DataLoader, DataSaver):
    """A base for adapters of a project that both load and save frames."""

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of pandas frames."""
        return [DATAFRAME_TYPE]


# What pandas does unasked, and warns about when it is asked for.
_UNASKED = (
    ("engine", "auto"),
    ("date_format", "epoch"),
    ("convert_dates", True),
    ("keep_default_dates", True),
    ("use_nullable_dtypes", False),
)
# Functions whose arguments are listed in full, those that are None too: projects look them up.
_TOLD_IN_FULL = ("read_excel", "read_fwf", "read_spss", "read_table", "to_excel")


def _arguments(adapter: Any, function: Any, without: Collection[str]) -> dict[str, Any]:
    chosen = call_arguments(adapter, function, without)
    if function.__name__ in _TOLD_IN_FULL:
        known = inspect.signature(function).parameters
        unset = [each.name for each in dataclasses.fields(adapter) if getattr(adapter, each.name) is None]
        for name in unset:
            if name not in without and name in known and known[name].default is None:
                chosen[name] = None
    return {name: value for name, value in chosen.items() if (name, value) not in _UNASKED}


def _without_removed(chosen: dict[str, Any], function: str) -> dict[str, Any]:
    """Replace the arguments that pandas no longer knows by the ones it has now."""
    known = inspect.signature(getattr(pd, function)).parameters
    gone = {"delim_whitespace", "verbose", "infer_datetime_format"} - known.keys()
    if chosen.get("delim_whitespace"):  # pandas takes no separator next to it, and ours has a default
        chosen["sep"] = r"\s+"
        gone.add("delim_whitespace")
    return {name: value for name, value in chosen.items() if name not in gone}


class _Reader(DataLoader):
    """Calls a `pandas.read_*` function with the first argument by position."""

    _function: str
    _source: str

    def _get_loading_kwargs(self) -> dict[str, Any]:
        chosen = _arguments(self, getattr(pd, self._function), without=self._source.split())
        if self._function == "read_fwf":  # Hands what it does not name to `read_csv`.
            chosen["dtype_backend"] = self.dtype_backend  # type: ignore[attr-defined]  # a field of that class
        if self._function == "read_table" and chosen.get("delimiter") is None:
            chosen.setdefault("sep", None)  # pandas looks at the file for what separates
        return _without_removed(chosen, self._function)

    def _where(self) -> Any:
        return getattr(self, self._source)

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the frame and return it with its metadata."""
        where = self._where()
        frame = getattr(pd, self._function)(where, **self._get_loading_kwargs())
        first = frame[0] if isinstance(frame, list) and frame else frame
        return frame, get_file_and_dataframe_metadata(where, first)


class _PickleReader(_Reader):
    def __post_init__(self) -> None:
        both = self._path(), self._buffer()
        if both == (None, None):
            raise ValueError("Either filepath_or_buffer or path must be specified")
        if None not in both:
            raise ValueError("Only one of filepath_or_buffer or path must be specified")

    def _path(self) -> Any:
        return self.path  # type: ignore[attr-defined]  # a field of the dataclass made from this

    def _buffer(self) -> Any:
        return self.filepath_or_buffer  # type: ignore[attr-defined]

    def _where(self) -> Any:
        return self._path() if self._path() is not None else self._buffer()


class _ExcelReader(_Reader):
    # No argument of this loader, as in Hamilton; a subclass may set it.
    na_values: ClassVar[Any] = None

    def _get_loading_kwargs(self) -> dict[str, Any]:
        own = {} if self.na_values is None else {"na_values": self.na_values}
        return {**super()._get_loading_kwargs(), **own}


class _SqlReader(DataLoader):
    query_or_table: Any
    db_connection: Any

    def _get_loading_kwargs(self) -> dict[str, Any]:
        return call_arguments(self, pd.read_sql, without=("query_or_table", "db_connection"))

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the frame and return it with its metadata."""
        frame = pd.read_sql(self.query_or_table, self.db_connection, **self._get_loading_kwargs())
        return frame, {**get_sql_metadata(self.query_or_table, frame), **get_dataframe_metadata(frame)}


class _Writer(DataSaver):
    """Calls a `DataFrame.to_*` method with the first argument by position."""

    _function: str
    _source: str

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return _arguments(self, getattr(pd.DataFrame, self._function), without=self._source.split())

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the frame and return its metadata."""
        where = getattr(self, self._source)
        getattr(data, self._function)(where, **self._get_saving_kwargs())
        return get_file_and_dataframe_metadata(where, data)


class _ParquetWriter(_Writer):
    def _get_saving_kwargs(self) -> dict[str, Any]:
        arguments = super()._get_saving_kwargs()
        extra = arguments.pop("extra_kwargs", None) or {}
        return {**arguments, **extra}


class _FeatherWriter(_Writer):
    # The method hands what it does not name to pyarrow.
    def _get_saving_kwargs(self) -> dict[str, Any]:
        arguments = call_arguments(self, pd.DataFrame.to_feather, without=("path", "dest"))
        return {**arguments, "version": self.version}  # type: ignore[attr-defined]


class _HtmlWriter(_Writer):
    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the frame and return its metadata."""
        if self.buf is None:  # type: ignore[attr-defined]
            raise ValueError("buf is not a file name and encoding is specified.")
        return super().save_data(data)


class _ExcelWriter(_Writer):
    _BOOK = ("date_format", "datetime_format", "if_sheet_exists", "mode", "engine", "storage_options")
    path: Any

    def _get_saving_kwargs(self) -> Any:
        known = inspect.signature(pd.DataFrame.to_excel).parameters
        arguments = _arguments(self, pd.DataFrame.to_excel, without=("path", *self._BOOK))
        book = {name: getattr(self, name) for name in self._BOOK}
        if self.engine_kwargs is not None:  # type: ignore[attr-defined]
            book["engine_kwargs"] = arguments.pop("engine_kwargs")
        return book, {name: value for name, value in arguments.items() if name in known}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the frame to a sheet of the workbook."""
        book, arguments = self._get_saving_kwargs()
        with pd.ExcelWriter(self.path, **book) as writer:
            data.to_excel(writer, **arguments)
        return get_file_and_dataframe_metadata(self.path, data)


class _SqlWriter(DataSaver):
    table_name: Any
    db_connection: Any

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return call_arguments(self, pd.DataFrame.to_sql, without=("table_name", "db_connection"))

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the frame to the table."""
        rows = data.to_sql(self.table_name, self.db_connection, **self._get_saving_kwargs())
        return {**get_sql_metadata(self.table_name, rows), **get_dataframe_metadata(data)}


# Class name -> what it derives from, the function it calls, the argument that says where.
_CLASSES: dict[str, tuple[type, str, str]] = {
    "PandasCSVReader": (_Reader, "read_csv", "path"),
    "PandasCSVWriter": (_Writer, "to_csv", "path"),
    "PandasParquetReader": (_Reader, "read_parquet", "path"),
    "PandasParquetWriter": (_ParquetWriter, "to_parquet", "path"),
    "PandasPickleReader": (_PickleReader, "read_pickle", "filepath_or_buffer path"),
    "PandasPickleWriter": (_Writer, "to_pickle", "path"),
    "PandasJsonReader": (_Reader, "read_json", "filepath_or_buffer"),
    "PandasJsonWriter": (_Writer, "to_json", "filepath_or_buffer"),
    "PandasSqlReader": (_SqlReader, "", ""),
    "PandasSqlWriter": (_SqlWriter, "", ""),
    "PandasXmlReader": (_Reader, "read_xml", "path_or_buffer"),
    "PandasXmlWriter": (_Writer, "to_xml", "path_or_buffer"),
    "PandasHtmlReader": (_Reader, "read_html", "io"),
    "PandasHtmlWriter": (_HtmlWriter, "to_html", "buf"),
    "PandasStataReader": (_Reader, "read_stata", "filepath_or_buffer"),
    "PandasStataWriter": (_Writer, "to_stata", "path"),
    "PandasFeatherReader": (_Reader, "read_feather", "path"),
    "PandasFeatherWriter": (_FeatherWriter, "to_feather", "path"),
    "PandasORCReader": (_Reader, "read_orc", "path"),
    "PandasORCWriter": (_Writer, "to_orc", "path"),
    "PandasExcelReader": (_ExcelReader, "read_excel", "path"),
    "PandasExcelWriter": (_ExcelWriter, "to_excel", "path"),
    "PandasTableReader": (_Reader, "read_table", "filepath_or_buffer"),
    "PandasFWFReader": (_Reader, "read_fwf", "filepath_or_buffer"),
    "PandasSPSSReader": (_Reader, "read_spss", "path"),
}


def _make_all() -> dict[str, Any]:
    made: dict[str, Any] = {}
    filesystem = classes_of("pyarrow.fs.FileSystem", "fsspec.spec.AbstractFileSystem")
    for name, (base, function, source) in _CLASSES.items():
        key, arguments = ARGUMENTS[name]
        verb = "Loads" if issubclass(base, DataLoader) else "Saves"
        made[name] = make_adapter(
            name,
            key,
            base,
            [DATAFRAME_TYPE],
            arguments,
            module=__name__,
            doc=f"{verb} a pandas frame: {key}.",
            annotations=read_types(TYPES[name], pd=pd, np=np, FILESYSTEM=filesystem),
            _function=function,
            _source=source,
        )
    return made


ADAPTERS = _make_all()
globals().update(ADAPTERS)


def register_data_loaders() -> None:
    """Register the loaders and savers."""
    for adapter in ADAPTERS.values():
        registry.register_adapter(adapter)


register_data_loaders()
