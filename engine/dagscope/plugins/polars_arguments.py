"""What polars' loaders and savers accept: names and defaults, as data."""

from __future__ import annotations

# Class name -> key, arguments with their defaults (see `adapter_classes.read_arguments`).
ARGUMENTS: dict[str, tuple[str, str]] = {
    "PolarsCSVReader": (
        "csv",
        r"""
        file has_header=True include_header=True columns=None new_columns=None separator=','
        comment_char=None quote_char='"' skip_rows=0 dtypes=None null_values=None
        missing_utf8_is_empty_string=False ignore_errors=False try_parse_dates=False n_threads=None
        infer_schema_length=100 batch_size=8192 n_rows=None encoding='utf8' low_memory=False rechunk=True
        use_pyarrow=False storage_options=None skip_rows_after_header=0 row_count_name=None
        row_count_offset=0 sample_size=1024 eol_char='\n' raise_if_empty=True
        """,
    ),
    "PolarsCSVWriter": (
        "csv",
        r"""
        file include_header=True separator=',' line_terminator='\n' quote_char='"' batch_size=1024
        datetime_format=None date_format=None time_format=None float_precision=None null_value=None
        quote_style=None
        """,
    ),
    "PolarsParquetReader": (
        "parquet",
        r"""
        file columns=None n_rows=None use_pyarrow=False memory_map=True storage_options=None parallel='auto'
        row_count_name=None row_count_offset=0 low_memory=False pyarrow_options=None use_statistics=True
        rechunk=True
        """,
    ),
    "PolarsParquetWriter": (
        "parquet",
        r"""
        file compression='zstd' compression_level=None statistics=False row_group_size=None
        use_pyarrow=False pyarrow_options=None
        """,
    ),
    "PolarsFeatherReader": (
        "feather",
        r"""
        source columns=None n_rows=None use_pyarrow=False memory_map=True storage_options=None
        row_count_name=None row_count_offset=0 rechunk=True
        """,
    ),
    "PolarsFeatherWriter": (
        "feather",
        r"""
        file=None compression='uncompressed'
        """,
    ),
    "PolarsAvroReader": (
        "avro",
        r"""
        file columns=None n_rows=None
        """,
    ),
    "PolarsAvroWriter": (
        "avro",
        r"""
        file compression='uncompressed'
        """,
    ),
    "PolarsJSONReader": (
        "json",
        r"""
        source schema=None schema_overrides=None
        """,
    ),
    "PolarsJSONWriter": (
        "json",
        r"""
        file
        """,
    ),
    "PolarsNDJSONReader": (
        "ndjson",
        r"""
        source schema=None schema_overrides=None
        """,
    ),
    "PolarsNDJSONWriter": (
        "ndjson",
        r"""
        file
        """,
    ),
    "PolarsSpreadsheetReader": (
        "spreadsheet",
        r"""
        source sheet_id=None sheet_name=None engine='xlsx2csv' engine_options=None read_options=None
        schema_overrides=None raise_if_empty=True
        """,
    ),
    "PolarsSpreadsheetWriter": (
        "spreadsheet",
        r"""
        workbook worksheet=None position='A1' table_style=None table_name=None column_formats=None
        dtype_formats=None conditional_formats=None header_format=None column_totals=None column_widths=None
        row_totals=None row_heights=None sparklines=None formulas=None float_precision=3 include_header=True
        autofilter=True autofit=False hidden_columns=None hide_gridlines=None sheet_zoom=None
        freeze_panes=None
        """,
    ),
    "PolarsDatabaseReader": (
        "database",
        r"""
        query connection iter_batches=False batch_size=None schema_overrides=None infer_schema_length=None
        execute_options=None
        """,
    ),
    "PolarsDatabaseWriter": (
        "database",
        r"""
        table_name connection if_table_exists='fail' engine='sqlalchemy'
        """,
    ),
    "PolarsScanCSVReader": (
        "csv",
        r"""
        file has_header=True columns=None new_columns=None separator=',' comment_char=None quote_char='"'
        skip_rows=0 dtypes=None null_values=None missing_utf8_is_empty_string=False ignore_errors=False
        try_parse_dates=False n_threads=None infer_schema_length=100 batch_size=8192 n_rows=None
        encoding='utf8' low_memory=False rechunk=True use_pyarrow=False storage_options=None
        skip_rows_after_header=0 row_count_name=None row_count_offset=0 eol_char='\n' raise_if_empty=True
        """,
    ),
    "PolarsScanParquetReader": (
        "parquet",
        r"""
        file columns=None n_rows=None use_pyarrow=False memory_map=True storage_options=None parallel='auto'
        row_count_name=None row_count_offset=0 low_memory=False use_statistics=True rechunk=True
        """,
    ),
    "PolarsScanFeatherReader": (
        "feather",
        r"""
        source columns=None n_rows=None use_pyarrow=False memory_map=True storage_options=None
        row_count_name=None row_count_offset=0 rechunk=True
        """,
    ),
}
