"""Adapters for dataflows on Spark: functions as functions of columns, pandas on Spark, sessions of either kind."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import column, lit

from dagscope import base, htypes
from dagscope.lifecycle.base import BaseDoValidateInput
from dagscope.node import Node
from dagscope.plugins.spark_functions import _inspect_kwargs, _lambda_udf

logger = logging.getLogger("dagscope.plugins.h_spark")


class KoalasDataFrameResult(base.ResultMixin):
    """Says that a result is to be a dataframe of pandas on Spark; `SparkKoalasGraphAdapter` makes it."""

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Return nothing: the adapter makes the result."""


class SparkKoalasGraphAdapter(base.HamiltonGraphAdapter, base.ResultMixin):
    """Runs functions of pandas series on those of pandas on Spark, and joins them to one dataframe."""

    def __init__(self, spark_session: Any, result_builder: base.ResultMixin, spine_column: str) -> None:
        """Store how the result is made.

        Args:
            spark_session: The session of Spark.
            result_builder: `PandasDataFrameResult`, `KoalasDataFrameResult` or `DictResult`.
            spine_column: The column that the others are joined to.
        """
        if not isinstance(result_builder, (base.PandasDataFrameResult, KoalasDataFrameResult, base.DictResult)):
            raise ValueError(
                'SparkKoalasGraphAdapter only supports returning: a "pandas" DF at the moment, a "koalas" DF at the '
                'moment, or a "dict" of results.'
            )
        self.spark_session = spark_session
        self.result_builder = result_builder
        self.spine_column = spine_column

    @staticmethod
    def check_input_type(node_type: Any, input_value: Any) -> bool:
        """Return whether a value may be an input: series and frames of pandas on Spark may be for those of pandas."""
        import pyspark.pandas as ps

        if node_type in (pd.Series, ps.Series) and isinstance(input_value, (ps.DataFrame, ps.Series)):
            return True
        if node_type is np.array and isinstance(input_value, DataFrame):
            return True
        return bool(htypes.check_input_type(node_type, input_value))

    @staticmethod
    def check_node_type_equivalence(node_type: Any, input_type: Any) -> bool:
        """Return whether one type stands for the other: those of pandas and of pandas on Spark do."""
        import pyspark.pandas as ps

        same = ({pd.Series, ps.Series}, {pd.DataFrame, ps.DataFrame})
        return bool(node_type == input_type) or any(node_type in each and input_type in each for each in same)

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Call the node's function."""
        return node.callable(**kwargs)

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]  # an instance method is allowed
        """Join the outputs to the spine, as a dataframe of pandas on Spark or of pandas; or give them by name."""
        if isinstance(self.result_builder, base.DictResult):
            return self.result_builder.build_result(**outputs)
        import pyspark.pandas as ps

        frame = ps.DataFrame(outputs[self.spine_column])
        for name, value in outputs.items():
            logger.info("Got column %s, with type [%s].", name, type(value))
            frame[name] = value
        return frame.to_pandas() if isinstance(self.result_builder, base.PandasDataFrameResult) else frame


class PySparkUDFGraphAdapter(base.SimplePythonDataFrameGraphAdapter):
    """Makes columns of functions: a parameter named like a column of the dataframe that is given as input reads it."""

    def __init__(self) -> None:
        self.df_object: Any = None
        self.original_schema: list[str] = []
        self.call_count = 0

    @staticmethod
    def check_input_type(node_type: Any, input_value: Any) -> bool:
        """Return whether a value may be an input: dataframes of Spark always may."""
        return isinstance(input_value, DataFrame) or bool(htypes.check_input_type(node_type, input_value))

    @staticmethod
    def check_node_type_equivalence(node_type: Any, input_type: Any) -> bool:
        """Return whether one type stands for the other: a column stands for its elements, too."""
        wanted, elements = htypes.get_type_information(node_type)
        given, _ = htypes.get_type_information(input_type)
        return bool(node_type == input_type or wanted == given or (elements and elements[0] == given))

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Add the node's column to the dataframe; call its function where no argument is a dataframe."""
        self.call_count += 1
        given, others = _inspect_kwargs(kwargs)
        if given is None:
            return node.callable(**others)
        if self.df_object is None:
            self.df_object, self.original_schema = given, list(given.columns)
        made = _lambda_udf(self.df_object, node, others)
        if len(made.columns) == len(given.columns):
            raise ValueError(
                f"UDF {node.name} did not add any columns to the dataframe. Does it already exist in the dataframe?"
            )
        self.df_object = made
        return made

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]  # an instance method is allowed
        """Return the dataframe that was given with the columns asked for, and begin again."""
        frame, order = self.df_object, self.original_schema
        for name, value in outputs.items():
            if name not in order:
                order.append(name)
            if name not in frame.columns:
                frame = frame.withColumn(name, lit(value))
        self.df_object, self.original_schema = None, []
        return frame.select(*map(column, order))


class SparkInputValidator(BaseDoValidateInput):
    """Lets dataframes and sessions of Spark Connect be inputs where those of Spark are asked for, and the reverse."""

    def do_validate_input(self, *, node_type: Any, input_value: Any) -> bool:
        """Return whether the value may be an input of that type."""
        for one, other in _pairs():
            is_asked_for = isinstance(node_type, type) and issubclass(node_type, (one, other))
            if is_asked_for and isinstance(input_value, (one, other)):
                return True
        return bool(htypes.check_input_type(node_type, input_value))


def _pairs() -> tuple[tuple[type, type], tuple[type, type]]:
    try:
        from pyspark.sql.connect.dataframe import DataFrame as RemoteFrame
        from pyspark.sql.connect.session import SparkSession as RemoteSession
    except ImportError as error:
        raise ImportError(
            "SparkInputValidator is for Spark Connect, which is not installed, so that it is not needed: leave the "
            "adapter out, or `pip install 'pyspark[connect]'`."
        ) from error
    return (DataFrame, RemoteFrame), (SparkSession, RemoteSession)


SPARK_INPUT_CHECK = SparkInputValidator()
