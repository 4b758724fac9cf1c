"""What pandas' loaders and savers accept: names and defaults, as data."""

from __future__ import annotations

# Class name -> key, arguments with their defaults (see `adapter_classes.read_arguments`).
ARGUMENTS: dict[str, tuple[str, str]] = {
    "PandasCSVReader": (
        "csv",
        r"""
        path sep=',' delimiter=None header='infer' names=None index_col=None usecols=None dtype=None
        engine=None converters=None true_values=None false_values=None skipinitialspace=False skiprows=None
        skipfooter=0 nrows=None na_values=None keep_default_na=True na_filter=True verbose=None
        skip_blank_lines=True parse_dates=False keep_date_col=None date_format=None dayfirst=False
        cache_dates=True iterator=False chunksize=None compression='infer' thousands=None decimal='.'
        lineterminator=None quotechar=None quoting=0 doublequote=True escapechar=None comment=None
        encoding='utf-8' encoding_errors='strict' dialect=None on_bad_lines='error' delim_whitespace=None
        low_memory=True memory_map=False float_precision=None storage_options=None
        dtype_backend='numpy_nullable'
        """,
    ),
    "PandasCSVWriter": (
        "csv",
        r"""
        path sep=',' na_rep='' float_format=None columns=None header=True index=False index_label=None
        mode='w' encoding=None compression='infer' quoting=None quotechar='"' lineterminator=None
        chunksize=None date_format=None doublequote=True escapechar=None decimal='.' errors='strict'
        storage_options=None
        """,
    ),
    "PandasParquetReader": (
        "parquet",
        r"""
        path engine='auto' columns=None storage_options=None use_nullable_dtypes=False
        dtype_backend='numpy_nullable' filesystem=None filters=None
        """,
    ),
    "PandasParquetWriter": (
        "parquet",
        r"""
        path engine='auto' compression='snappy' index=None partition_cols=None storage_options=None
        extra_kwargs=None
        """,
    ),
    "PandasPickleReader": (
        "pickle",
        r"""
        filepath_or_buffer=None path=None compression='infer' storage_options=None
        """,
    ),
    "PandasPickleWriter": (
        "pickle",
        r"""
        path compression='infer' protocol=5 storage_options=None
        """,
    ),
    "PandasJsonReader": (
        "json",
        r"""
        filepath_or_buffer chunksize=None compression='infer' convert_axes=None convert_dates=True
        date_unit=None dtype=None dtype_backend=None encoding=None encoding_errors='strict' engine='ujson'
        keep_default_dates=True lines=False nrows=None orient=None precise_float=False storage_options=None
        typ='frame'
        """,
    ),
    "PandasJsonWriter": (
        "json",
        r"""
        filepath_or_buffer compression='infer' date_format='epoch' date_unit='ms' default_handler=None
        double_precision=10 force_ascii=True index=None indent=0 lines=False mode='w' orient=None
        storage_options=None
        """,
    ),
    "PandasSqlReader": (
        "sql",
        r"""
        query_or_table db_connection chunksize=None coerce_float=True columns=None dtype=None
        dtype_backend=None index_col=None params=None parse_dates=None
        """,
    ),
    "PandasSqlWriter": (
        "sql",
        r"""
        table_name db_connection chunksize=None dtype=None if_exists='fail' index=True index_label=None
        method=None schema=None
        """,
    ),
    "PandasXmlReader": (
        "xml",
        r"""
        path_or_buffer xpath='./*' namespace=None elems_only=False attrs_only=False names=None dtype=None
        converters=None parse_dates=False encoding='utf-8' parser='lxml' stylesheet=None iterparse=None
        compression='infer' storage_options=None dtype_backend='numpy_nullable'
        """,
    ),
    "PandasXmlWriter": (
        "xml",
        r"""
        path_or_buffer index=True root_name='data' row_name='row' na_rep=None attr_cols=None elems_cols=None
        namespaces=None prefix=None encoding='utf-8' xml_declaration=True pretty_print=True parser='lxml'
        stylesheet=None compression='infer' storage_options=None
        """,
    ),
    "PandasHtmlReader": (
        "html",
        r"""
        io match='.+' flavor=None header=None index_col=None skiprows=None attrs=None parse_dates=None
        thousands=',' encoding=None decimal='.' converters=None na_values=None keep_default_na=True
        displayed_only=True extract_links=None dtype_backend='numpy_nullable' storage_options=None
        """,
    ),
    "PandasHtmlWriter": (
        "html",
        r"""
        buf=None columns=None col_space=None header=True index=True na_rep='NaN' formatters=None
        float_format=None sparsify=True index_names=True justify=None max_rows=None max_cols=None
        show_dimensions=False decimal='.' bold_rows=True classes=None escape=True notebook=False border=None
        table_id=None render_links=False encoding='utf-8'
        """,
    ),
    "PandasStataReader": (
        "stata",
        r"""
        filepath_or_buffer convert_dates=True convert_categoricals=True index_col=None convert_missing=False
        preserve_dtypes=True columns=None order_categoricals=True chunksize=None iterator=False
        compression='infer' storage_options=None
        """,
    ),
    "PandasStataWriter": (
        "stata",
        r"""
        path=None convert_dates=None write_index=True byteorder=None time_stamp=None data_label=None
        variable_labels=None version=114 convert_strl=None compression='infer' storage_options=None
        value_labels=None
        """,
    ),
    "PandasFeatherReader": (
        "feather",
        r"""
        path columns=None use_threads=True storage_options=None dtype_backend='numpy_nullable'
        """,
    ),
    "PandasFeatherWriter": (
        "feather",
        r"""
        path dest=None compression=None compression_level=None chunksize=None version=2
        """,
    ),
    "PandasORCReader": (
        "orc",
        r"""
        path columns=None dtype_backend='numpy_nullable' filesystem=None
        """,
    ),
    "PandasORCWriter": (
        "orc",
        r"""
        path engine='pyarrow' index=None engine_kwargs=None
        """,
    ),
    "PandasExcelReader": (
        "excel",
        r"""
        path=None sheet_name=0 header=0 names=None index_col=None usecols=None dtype=None engine=None
        converters=None true_values=None false_values=None skiprows=None nrows=None keep_default_na=True
        na_filter=True verbose=None parse_dates=False date_format=None thousands=None decimal='.'
        comment=None skipfooter=0 storage_options=None dtype_backend='numpy_nullable' engine_kwargs=None
        """,
    ),
    "PandasExcelWriter": (
        "excel",
        r"""
        path sheet_name='Sheet1' na_rep='' float_format=None columns=None header=True index=True
        index_label=None startrow=0 startcol=0 engine=None merge_cells=True inf_rep='inf' freeze_panes=None
        storage_options=None engine_kwargs=None mode='w' if_sheet_exists=None datetime_format=None
        date_format=None
        """,
    ),
    "PandasTableReader": (
        "table",
        r"""
        filepath_or_buffer sep=None delimiter=None header='infer' names=None index_col=None usecols=None
        dtype=None engine=None converters=None true_values=None false_values=None skipinitialspace=False
        skiprows=None skipfooter=0 nrows=None na_values=None keep_default_na=True na_filter=True
        verbose=None skip_blank_lines=True parse_dates=False infer_datetime_format=False keep_date_col=None
        date_parser=None date_format=None dayfirst=False cache_dates=True iterator=False chunksize=None
        compression='infer' thousands=None decimal='.' lineterminator=None quotechar='"' quoting=0
        doublequote=True escapechar=None comment=None encoding=None encoding_errors='strict' dialect=None
        on_bad_lines='error' delim_whitespace=None low_memory=True memory_map=False float_precision=None
        storage_options=None dtype_backend='numpy_nullable'
        """,
    ),
    "PandasFWFReader": (
        "fwf",
        r"""
        filepath_or_buffer colspecs='infer' widths=None infer_nrows=100 dtype_backend='numpy_nullable'
        """,
    ),
    "PandasSPSSReader": (
        "spss",
        r"""
        path usecols=None convert_categoricals=True dtype_backend='numpy_nullable'
        """,
    ),
}
