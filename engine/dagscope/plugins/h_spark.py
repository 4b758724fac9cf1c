"""The public home of what is for Spark. It only gathers names, and says what to install where there is no pyspark."""

from __future__ import annotations

from typing import Any

from dagscope.plugins.missing_library import missing_library

try:
    from dagscope.plugins.spark_adapters import (
        SPARK_INPUT_CHECK,
        KoalasDataFrameResult,
        PySparkUDFGraphAdapter,
        SparkInputValidator,
        SparkKoalasGraphAdapter,
    )
    from dagscope.plugins.spark_columns import (
        _derive_first_dataframe_parameter_from_fn,
        _identify_upstream_dataframe_nodes,
        derive_dataframe_parameter,
        derive_dataframe_parameter_from_fn,
        derive_dataframe_parameter_from_node,
        require_columns,
        select,
        sparkify_node_with_udf,
        with_columns,
    )
    from dagscope.plugins.spark_functions import (
        _determine_parameters_to_bind,
        _fabricate_spark_function,
        _get_pandas_annotations,
        _inspect_kwargs,
        _lambda_udf,
        get_spark_type,
        numpy_to_spark_type,
        python_to_spark_type,
    )
except ImportError as error:
    if (error.name or "").partition(".")[0] != "pyspark":
        raise
else:
    # Messages and pickles name the import path that projects use.
    for _public in (
        *(KoalasDataFrameResult, PySparkUDFGraphAdapter, SparkInputValidator, SparkKoalasGraphAdapter),
        *(require_columns, select, with_columns),
    ):
        _public.__module__ = __name__

__all__ = [
    "KoalasDataFrameResult",
    "PySparkUDFGraphAdapter",
    "SPARK_INPUT_CHECK",
    "SparkInputValidator",
    "SparkKoalasGraphAdapter",
    "_derive_first_dataframe_parameter_from_fn",
    "_determine_parameters_to_bind",
    "_fabricate_spark_function",
    "_get_pandas_annotations",
    "_identify_upstream_dataframe_nodes",
    "_inspect_kwargs",
    "_lambda_udf",
    "derive_dataframe_parameter",
    "derive_dataframe_parameter_from_fn",
    "derive_dataframe_parameter_from_node",
    "get_spark_type",
    "numpy_to_spark_type",
    "python_to_spark_type",
    "require_columns",
    "select",
    "sparkify_node_with_udf",
    "with_columns",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        raise missing_library("h_spark", "pyspark")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
