"""The types of what polars' loaders and savers accept, as data: class name -> type -> the arguments that have
it.
"""

from __future__ import annotations

# Types are written as `adapter_classes.read_types` reads them; arguments that are not here take anything.
TYPES: dict[str, dict[str, str]] = {
    "PolarsCSVReader": {
        "str | TextIO | BytesIO | Path | BinaryIO | bytes": "file",
        "bool": (
            "has_header include_header missing_utf8_is_empty_string ignore_errors try_parse_dates low_memory "
            "rechunk use_pyarrow raise_if_empty"
        ),
        "Sequence[int] | Sequence[str]": "columns",
        "Sequence[str]": "new_columns",
        "str": "separator comment_char quote_char row_count_name eol_char",
        "int": (
            "skip_rows n_threads infer_schema_length batch_size n_rows skip_rows_after_header "
            "row_count_offset sample_size"
        ),
        "Mapping[str, Any] | Sequence[Any]": "dtypes",
        "str | Sequence[str] | dict[str, str]": "null_values",
        "Literal['utf8', 'utf8-lossy'] | str": "encoding",
        "dict[str, Any]": "storage_options",
    },
    "PolarsCSVWriter": {
        "BytesIO | TextIOWrapper | str | Path": "file",
        "bool": "include_header",
        "str": "separator line_terminator quote_char datetime_format date_format time_format null_value",
        "int": "batch_size float_precision",
        "type": "quote_style",
    },
    "PolarsParquetReader": {
        "str | TextIO | BytesIO | Path | BinaryIO | bytes": "file",
        "list[int] | list[str]": "columns",
        "int": "n_rows row_count_offset",
        "bool": "use_pyarrow memory_map low_memory use_statistics rechunk",
        "dict[str, Any]": "storage_options pyarrow_options",
        "str": "row_count_name",
    },
    "PolarsParquetWriter": {
        "BytesIO | TextIOWrapper | str | Path": "file",
        "int": "compression_level row_group_size",
        "bool": "statistics use_pyarrow",
        "dict[str, Any]": "pyarrow_options",
    },
    "PolarsFeatherReader": {
        "str | BinaryIO | BytesIO | Path | bytes": "source",
        "list[str] | list[int] | None": "columns",
        "int | None": "n_rows",
        "bool": "use_pyarrow memory_map rechunk",
        "dict[str, Any] | None": "storage_options",
        "str | None": "row_count_name",
        "int": "row_count_offset",
    },
    "PolarsFeatherWriter": {
        "BinaryIO | BytesIO | str | Path | None": "file",
        "type": "compression",
    },
    "PolarsAvroReader": {
        "str | TextIO | BytesIO | Path | BinaryIO | bytes": "file",
        "list[int] | list[str] | None": "columns",
        "int | None": "n_rows",
    },
    "PolarsAvroWriter": {
        "BytesIO | TextIOWrapper | str | Path": "file",
    },
    "PolarsJSONReader": {
        "str | Path | IOBase | bytes": "source",
    },
    "PolarsJSONWriter": {
        "IOBase | str | Path": "file",
    },
    "PolarsNDJSONReader": {
        "str | Path | IOBase | bytes": "source",
    },
    "PolarsNDJSONWriter": {
        "IOBase | str | Path": "file",
    },
    "PolarsSpreadsheetReader": {
        "str | Path | IOBase | bytes": "source",
        "int | Sequence[int] | None": "sheet_id",
        "str | list[str] | tuple[str] | None": "sheet_name",
        "Literal['xlsx2csv', 'openpyxl', 'pyxlsb', 'odf', 'xlrd', 'xlsxwriter']": "engine",
        "dict[str, Any] | None": "engine_options read_options schema_overrides",
        "bool": "raise_if_empty",
    },
    "PolarsSpreadsheetWriter": {
        "WORKBOOK | BytesIO | Path | str": "workbook",
        "str | None": "worksheet table_name",
        "tuple[int, int] | str": "position",
        "str | dict[str, Any] | None": "table_style",
        "Mapping[str | tuple[str, ...], str | Mapping[str, str]] | None": "column_formats",
        "dict[pl.datatypes.classes.DataType | pl.datatypes.classes.DataTypeClass, str] | None": "dtype_formats",
        "Mapping[str | Collection[str], str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]] | None": (
            "conditional_formats"
        ),
        "dict[str, Any] | None": "header_format",
        "Mapping[str | type | tuple[str | type], str] | Sequence[str] | bool | None": "column_totals",
        "Mapping[str, tuple[str, ...] | int] | int | None": "column_widths",
        "Mapping[str, str | Collection[str]] | Collection[str] | bool | None": "row_totals",
        "dict[int | tuple[int, ...], int] | int | None": "row_heights",
        "dict[str, Sequence[str] | dict[str, Any]] | None": "sparklines",
        "dict[str, str | dict[str, str]] | None": "formulas",
        "int": "float_precision",
        "bool": "include_header autofilter autofit hide_gridlines",
        "Sequence[str] | str | None": "hidden_columns",
        "int | None": "sheet_zoom",
        "str | tuple[int, int] | tuple[str, int, int] | tuple[int, int, int, int] | None": "freeze_panes",
    },
    "PolarsDatabaseReader": {
        "str": "query",
        "bool": "iter_batches",
        "int | None": "batch_size infer_schema_length",
        "dict[str, Any] | None": "schema_overrides execute_options",
    },
    "PolarsDatabaseWriter": {
        "str": "table_name",
        "Literal['fail', 'replace', 'append']": "if_table_exists",
        "Literal['auto', 'sqlalchemy', 'adbc']": "engine",
    },
    "PolarsScanCSVReader": {
        "str | TextIO | BytesIO | Path | BinaryIO | bytes": "file",
        "bool": (
            "has_header missing_utf8_is_empty_string ignore_errors try_parse_dates low_memory rechunk "
            "use_pyarrow raise_if_empty"
        ),
        "Sequence[int] | Sequence[str]": "columns",
        "Sequence[str]": "new_columns",
        "str": "separator comment_char quote_char row_count_name eol_char",
        "int": "skip_rows n_threads infer_schema_length batch_size n_rows skip_rows_after_header row_count_offset",
        "Mapping[str, Any] | Sequence[Any]": "dtypes",
        "str | Sequence[str] | dict[str, str]": "null_values",
        "type | str": "encoding",
        "dict[str, Any]": "storage_options",
    },
    "PolarsScanParquetReader": {
        "str | TextIO | BytesIO | Path | BinaryIO | bytes": "file",
        "list[int] | list[str]": "columns",
        "int": "n_rows row_count_offset",
        "bool": "use_pyarrow memory_map low_memory use_statistics rechunk",
        "dict[str, Any]": "storage_options",
        "str": "row_count_name",
    },
    "PolarsScanFeatherReader": {
        "str | BinaryIO | BytesIO | Path | bytes": "source",
        "list[str] | list[int] | None": "columns",
        "int | None": "n_rows",
        "bool": "use_pyarrow memory_map rechunk",
        "dict[str, Any] | None": "storage_options",
        "str | None": "row_count_name",
        "int": "row_count_offset",
    },
}
