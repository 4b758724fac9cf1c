"""Functions of single values, or of pandas series, as functions of Spark columns. No adapter or decorator is here."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, types
from pyspark.sql.functions import column, pandas_udf, udf

from dagscope import htypes
from dagscope.node import DependencyType, Node

_OF_PYTHON: dict[Any, Callable[[], types.DataType]] = {
    int: types.IntegerType,
    float: types.FloatType,
    bool: types.BooleanType,
    str: types.StringType,
    bytes: types.BinaryType,
}
_OF_NUMPY: dict[Any, Callable[[], types.DataType]] = {
    **dict.fromkeys((np.int8, np.int16, np.int32, np.int64), types.IntegerType),
    **dict.fromkeys((np.float16, np.float32, np.float64), types.FloatType),
    np.bool_: types.BooleanType,
    np.str_: types.StringType,
    np.bytes_: types.BinaryType,
}


def numpy_to_spark_type(numpy_type: Any) -> types.DataType:
    """Return Spark's type of a column whose values have a type of NumPy."""
    if numpy_type not in _OF_NUMPY:
        raise ValueError(f"Unsupported NumPy type: {numpy_type}")
    return _OF_NUMPY[numpy_type]()


def python_to_spark_type(python_type: Any) -> types.DataType:
    """Return Spark's type of a column whose values have a plain type of Python."""
    if python_type not in _OF_PYTHON:
        raise ValueError(f"Unsupported Python type: {python_type}")
    return _OF_PYTHON[python_type]()


def get_spark_type(return_type: Any) -> types.DataType:
    """Return Spark's type of a column, from what a function says that it gives."""
    if return_type in _OF_PYTHON:
        return python_to_spark_type(return_type)
    arguments = typing.get_args(return_type)
    if typing.get_origin(return_type) is list and arguments and arguments[0] in _OF_PYTHON:
        return types.ArrayType(python_to_spark_type(arguments[0]))
    if getattr(return_type, "__module__", None) == "numpy":
        return numpy_to_spark_type(return_type)
    raise ValueError(
        f"Currently unsupported return type {return_type}: a column of Spark is made of int, float, bool, str, bytes, "
        "a list of one of these, or a type of NumPy."
    )


def _get_pandas_annotations(node_: Node, bound_parameters: Mapping[str, Any]) -> dict[str, bool]:
    """Return for each parameter that columns are for whether it takes a pandas series."""
    return {
        name: htypes.get_type_information(type_)[0] is pd.Series
        for name, (type_, kind) in node_.input_types.items()
        if name not in bound_parameters and kind is DependencyType.REQUIRED
    }


def _determine_parameters_to_bind(
    actual_kwargs: Mapping[str, Any],
    df_columns: typing.Collection[str],
    node_input_types: Mapping[str, tuple[Any, DependencyType]],
    node_name: str,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns that a function reads, and the values that it gets whatever the row."""
    columns: dict[str, Any] = {}
    bound: dict[str, Any] = {}
    for name, (_, kind) in node_input_types.items():
        if name in df_columns:
            columns[name] = column(name)
        elif name in actual_kwargs and not isinstance(actual_kwargs[name], DataFrame):
            bound[name] = actual_kwargs[name]
        elif kind is DependencyType.REQUIRED:
            raise ValueError(
                f"Cannot satisfy {node_name} with input types {dict(node_input_types)} against a dataframe with "
                f"columns {set(df_columns)} and input kwargs {dict(actual_kwargs)}."
            )
    return columns, bound


def _inspect_kwargs(kwargs: Mapping[str, Any]) -> tuple[DataFrame | None, dict[str, Any]]:
    """Return the first dataframe among the arguments, and those that are none."""
    frames = [each for each in kwargs.values() if isinstance(each, DataFrame)]
    others = {name: each for name, each in kwargs.items() if not isinstance(each, DataFrame)}
    return (frames[0] if frames else None), others


def _fabricate_spark_function(
    node_: Node, params_to_bind: Mapping[str, Any], params_from_df: typing.Iterable[str], pandas_udf: bool
) -> Callable[..., Any]:
    """Return a function that takes columns by position, in the order of their names, as Spark calls it.

    Spark sends it to its workers by value: it must not use anything of this module.
    """
    call = partial(node_.callable, **params_to_bind)
    names = sorted(params_from_df)

    def compute(*columns):  # type: ignore[no-untyped-def]  # annotations that are texts would be looked up there
        return call(**dict(zip(names, columns)))

    compute.__name__ = compute.__qualname__ = node_.name.replace(".", "_")
    compute.__annotations__ = {"columns": pd.Series, "return": pd.Series} if pandas_udf else {}
    return compute


def _lambda_udf(df: DataFrame, node_: Node, actual_kwargs: Mapping[str, Any]) -> DataFrame:
    """Return the dataframe with one more column: what the node's function makes of the columns it is named after."""
    columns, bound = _determine_parameters_to_bind(actual_kwargs, set(df.columns), node_.input_types, node_.name)
    takes_series = _get_pandas_annotations(node_, bound).values()
    is_of_series = bool(takes_series) and all(takes_series)
    if any(takes_series) and not is_of_series:
        raise ValueError(
            f"Currently unsupported function for {node_.name} with function signature:\n{node_.input_types}. "
            "Either all parameters that are columns are pandas series, or none."
        )
    function = _fabricate_spark_function(node_, bound, columns, is_of_series)
    made: Any = (
        pandas_udf(function, _element_type(node_)) if is_of_series else udf(function, get_spark_type(node_.type))
    )
    return df.withColumn(node_.name, made(*[columns[name] for name in sorted(columns)]))


def _element_type(node_: Node) -> Any:
    """Return the type of the elements of the series that a node gives, as Spark takes it."""
    _, elements = htypes.get_type_information(node_.type)
    if not elements:
        raise ValueError(
            f"{node_.name} needs to be annotated with htypes.column[pd.Series, TYPE], where TYPE is what the series "
            "holds: a type of Python or the name of a type of Spark."
        )
    return elements[0] if isinstance(elements[0], str) else get_spark_type(elements[0])
