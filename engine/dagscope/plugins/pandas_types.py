"""The types of what pandas' loaders and savers accept, as data: class name -> type -> the arguments that have
it.
"""

from __future__ import annotations

# Types are written as `adapter_classes.read_types` reads them; arguments that are not here take anything.
TYPES: dict[str, dict[str, str]] = {
    "PandasCSVReader": {
        "str | Path | BytesIO | BufferedReader": "path",
        "str | None": "sep delimiter date_format thousands lineterminator quotechar escapechar comment",
        "Sequence | int | Literal['infer'] | None": "header",
        "Sequence | None": "names",
        "Hashable | Sequence | Literal[False] | None": "index_col",
        "list[Hashable] | Callable | tuple | None": "usecols",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "Literal['c', 'python', 'pyarrow', 'python-fwf'] | None": "engine",
        "Mapping | None": "converters",
        "list | None": "true_values false_values",
        "bool | None": "skipinitialspace verbose keep_date_col delim_whitespace",
        "list[int] | int | Callable[[Hashable], bool] | None": "skiprows",
        "int": "skipfooter quoting",
        "int | None": "nrows chunksize",
        "Hashable | Iterable | Mapping | None": "na_values",
        "bool": (
            "keep_default_na na_filter skip_blank_lines dayfirst cache_dates iterator doublequote low_memory memory_map"
        ),
        "bool | Sequence | None": "parse_dates",
        "Literal['infer', 'gzip', 'bz2', 'zip', 'xz', 'zstd', 'tar'] | dict[str, Any] | None": "compression",
        "str": "decimal encoding",
        "Literal['strict', 'ignore', 'replace', 'backslashreplace', 'surrogateescape'] | str": "encoding_errors",
        "str | csv.Dialect | None": "dialect",
        "Literal['error', 'warn', 'skip'] | Callable": "on_bad_lines",
        "Literal['high', 'legacy', 'round_trip'] | None": "float_precision",
        "dict[str, Any] | None": "storage_options",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
    },
    "PandasCSVWriter": {
        "str | Path | BytesIO | BufferedReader": "path",
        "str | None": "sep encoding quotechar lineterminator date_format escapechar",
        "str": "na_rep mode decimal errors",
        "str | Callable | None": "float_format",
        "Sequence | None": "columns",
        "bool | list[str] | None": "header",
        "bool | None": "index",
        "Hashable | Iterator[Hashable] | None": "index_label",
        "Literal['infer', 'gzip', 'bz2', 'zip', 'xz', 'zstd', 'tar'] | dict[str, Any] | None": "compression",
        "int | None": "quoting chunksize",
        "bool": "doublequote",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasParquetReader": {
        "str | Path | BytesIO | BufferedReader": "path",
        "Literal['auto', 'pyarrow', 'fastparquet']": "engine",
        "list[str] | None": "columns",
        "dict[str, Any] | None": "storage_options",
        "bool": "use_nullable_dtypes",
        "Literal['numpy_nullable', 'pyarrow']": "dtype_backend",
        "str | None": "filesystem",
        "list[tuple] | list[list[tuple]] | None": "filters",
    },
    "PandasParquetWriter": {
        "str | Path | BytesIO | BufferedReader": "path",
        "Literal['auto', 'pyarrow', 'fastparquet']": "engine",
        "str | None": "compression",
        "bool | None": "index",
        "list[str] | None": "partition_cols",
        "dict[str, Any] | None": "storage_options extra_kwargs",
    },
    "PandasPickleReader": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer path",
        "str | dict[str, Any] | None": "compression",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasPickleWriter": {
        "str | Path | BytesIO | BufferedReader": "path",
        "str | dict[str, Any] | None": "compression",
        "int": "protocol",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasJsonReader": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer",
        "int | None": "chunksize nrows",
        "str | dict[str, Any] | None": "compression",
        "bool | None": "convert_axes",
        "bool | list[str]": "convert_dates",
        "str | None": "date_unit dtype_backend encoding encoding_errors orient",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "str": "engine typ",
        "bool": "keep_default_dates lines precise_float",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasJsonWriter": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer",
        "str": "compression date_format date_unit mode",
        "Callable[[Any], str | float | bool | list | dict | None] | None": "default_handler",
        "int": "double_precision indent",
        "bool": "force_ascii lines",
        "bool | None": "index",
        "str | None": "orient",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasSqlReader": {
        "str": "query_or_table",
        "str | sqlite3.Connection": "db_connection",
        "int | None": "chunksize",
        "bool": "coerce_float",
        "list[str] | None": "columns",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "str | None": "dtype_backend",
        "str | list[str] | None": "index_col",
        "list | tuple | dict | None": "params",
        "list | dict | None": "parse_dates",
    },
    "PandasSqlWriter": {
        "str": "table_name if_exists",
        "int | None": "chunksize",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "bool": "index",
        "Hashable | Iterator[Hashable] | None": "index_label",
        "str | Callable | None": "method",
        "str | None": "schema",
    },
    "PandasXmlReader": {
        "str | Path | BytesIO | BufferedReader": "path_or_buffer stylesheet",
        "str | None": "xpath encoding",
        "dict[str, str] | None": "namespace",
        "bool | None": "elems_only attrs_only",
        "list[str] | None": "names",
        "dict[str, Any] | None": "dtype storage_options",
        "dict[int | str, Any] | None": "converters",
        "bool | list[int | str | list[list] | dict[str, list[int]]]": "parse_dates",
        "str": "parser dtype_backend",
        "dict[str, list[str]] | None": "iterparse",
        "str | dict[str, Any] | None": "compression",
    },
    "PandasXmlWriter": {
        "str | Path | BytesIO | BufferedReader": "path_or_buffer",
        "bool": "index xml_declaration pretty_print",
        "str": "root_name row_name encoding parser",
        "str | None": "na_rep prefix",
        "list[str] | None": "attr_cols elems_cols",
        "dict[str, str] | None": "namespaces",
        "str | Path | BytesIO | BufferedReader | None": "stylesheet",
        "str | dict[str, Any] | None": "compression",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasHtmlReader": {
        "str | Path | BytesIO | BufferedReader": "io",
        "str | None": "match thousands encoding",
        "str | Sequence | None": "flavor",
        "int | Sequence | None": "header index_col",
        "int | Sequence | slice | None": "skiprows",
        "dict[str, str] | None": "attrs",
        "bool | None": "parse_dates",
        "str": "decimal",
        "dict[Any, Any] | None": "converters",
        "Iterable": "na_values",
        "bool": "keep_default_na displayed_only",
        "Literal['header', 'footer', 'body', 'all'] | None": "extract_links",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasHtmlWriter": {
        "str | Path | StringIO | None": "buf",
        "list[str] | None": "columns",
        "str | int | list | dict | None": "col_space",
        "bool | None": "header index sparsify index_names escape",
        "str | None": "na_rep float_format table_id encoding",
        "list | tuple | dict | None": "formatters",
        "str": "justify decimal",
        "int | None": "max_rows max_cols",
        "bool": "show_dimensions bold_rows render_links",
        "str | list[str] | tuple | None": "classes",
        "Literal[True, False]": "notebook",
        "int": "border",
    },
    "PandasStataReader": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer",
        "bool": "convert_dates convert_categoricals convert_missing preserve_dtypes order_categoricals iterator",
        "str | None": "index_col",
        "Sequence | None": "columns",
        "int | None": "chunksize",
        "dict[str, Any] | Literal['infer', 'gzip', 'bz2', 'zip', 'xz', 'zstd', 'tar']": "compression",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasStataWriter": {
        "str | Path | BufferedReader": "path",
        "dict[Hashable, str] | None": "convert_dates variable_labels value_labels",
        "bool": "write_index",
        "str | None": "byteorder data_label convert_strl",
        "datetime.datetime | None": "time_stamp",
        "Literal[114, 117, 118, 119]": "version",
        "dict[str, Any] | Literal['infer', 'gzip', 'bz2', 'zip', 'xz', 'zstd', 'tar']": "compression",
        "dict[str, Any] | None": "storage_options",
    },
    "PandasFeatherReader": {
        "str | Path | BytesIO | BufferedReader": "path",
        "Sequence | None": "columns",
        "bool": "use_threads",
        "dict[str, Any] | None": "storage_options",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
    },
    "PandasFeatherWriter": {
        "str | Path | BytesIO | BufferedReader": "path",
        "str | None": "dest",
        "Literal['zstd', 'lz4', 'uncompressed']": "compression",
        "int | None": "compression_level chunksize version",
    },
    "PandasORCReader": {
        "FILESYSTEM | None": "filesystem",
        "str | Path | BytesIO | BufferedReader": "path",
        "list[str] | None": "columns",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
    },
    "PandasORCWriter": {
        "str | Path | BytesIO | BufferedReader": "path",
        "Literal['pyarrow']": "engine",
        "bool | None": "index",
        "dict[str, Any] | None": "engine_kwargs",
    },
    "PandasExcelReader": {
        "str | Path | BytesIO | BufferedReader": "path",
        "str | int | list[int | str] | None": "sheet_name",
        "int | Sequence | None": "header",
        "Sequence | None": "names",
        "int | str | Sequence | None": "index_col",
        "int | str | Sequence | Callable[[str], bool] | None": "usecols",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "Literal['xlrd', 'openpyxl', 'odf', 'pyxlsb', 'calamine'] | None": "engine",
        "dict[str, Callable] | dict[int, Callable] | None": "converters",
        "Iterable | None": "true_values false_values",
        "Sequence | int | Callable[[int], object] | None": "skiprows",
        "int | None": "nrows",
        "bool": "keep_default_na na_filter",
        "bool | None": "verbose",
        "list[int | str] | dict[str, list[int | str]] | bool": "parse_dates",
        "dict[Hashable, str] | str | None": "date_format",
        "str | None": "thousands comment",
        "str": "decimal",
        "int": "skipfooter",
        "dict[str, Any] | None": "storage_options engine_kwargs",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
    },
    "PandasExcelWriter": {
        "str | Path | BytesIO": "path",
        "str": "sheet_name na_rep inf_rep datetime_format date_format",
        "str | None": "float_format",
        "Sequence | None": "columns",
        "Sequence | bool": "header",
        "bool": "index merge_cells",
        "Hashable | Iterator[Hashable] | None": "index_label",
        "int": "startrow startcol",
        "Literal['openpyxl', 'xlsxwriter'] | None": "engine",
        "tuple[int, int] | None": "freeze_panes",
        "dict[str, Any] | None": "storage_options engine_kwargs",
        "Literal['w', 'a'] | None": "mode",
        "Literal['error', 'new', 'replace', 'overlay'] | None": "if_sheet_exists",
    },
    "PandasTableReader": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer",
        "str | None": (
            "sep delimiter date_format thousands lineterminator quotechar escapechar comment encoding "
            "encoding_errors dialect"
        ),
        "int | Sequence | str | None": "header",
        "Sequence | None": "names usecols",
        "int | str | Sequence | None": "index_col",
        (
            "pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | bool | object] | "
            "dict[Hashable, pd.api.extensions.ExtensionDtype | str | np.dtype | type[str | complex | "
            "bool | object]] | None"
        ): "dtype",
        "Literal['c', 'python', 'pyarrow'] | None": "engine",
        "dict[Hashable, Callable] | None": "converters",
        "Iterable | None": "true_values false_values",
        "bool": (
            "skipinitialspace keep_default_na na_filter skip_blank_lines infer_datetime_format dayfirst "
            "cache_dates iterator doublequote low_memory memory_map"
        ),
        "list[int] | int | list[Callable] | None": "skiprows",
        "int": "skipfooter quoting",
        "int | None": "nrows chunksize",
        "Hashable | Iterable | dict[Hashable, Iterable] | None": "na_values",
        "bool | None": "verbose keep_date_col delim_whitespace",
        "list[int | str] | dict[str, list[int | str]] | bool": "parse_dates",
        "Callable | None": "date_parser",
        "str | dict": "compression",
        "str": "decimal",
        "Literal['error', 'warn', 'skip'] | Callable": "on_bad_lines",
        "Literal['high', 'legacy', 'round_trip'] | None": "float_precision",
        "dict | None": "storage_options",
        "Literal['numpy_nullable', 'pyarrow']": "dtype_backend",
    },
    "PandasFWFReader": {
        "str | Path | BytesIO | BufferedReader": "filepath_or_buffer",
        "str | list[tuple[int, int]] | tuple[int, int]": "colspecs",
        "list[int] | None": "widths",
        "int": "infer_nrows",
        "Literal['numpy_nullable', 'pyarrow']": "dtype_backend",
    },
    "PandasSPSSReader": {
        "str | Path": "path",
        "list[Hashable] | Callable[[str], bool] | None": "usecols",
        "bool": "convert_categoricals",
        "Literal['pyarrow', 'numpy_nullable']": "dtype_backend",
    },
}
