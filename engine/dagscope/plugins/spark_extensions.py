"""Dataframes of Spark: their type, and loaders of CSV and Parquet files by a session of Spark."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Collection
from typing import Any

try:
    import pyspark.sql
except ImportError as error:
    raise NotImplementedError("Pyspark is not installed.") from error
from pyspark.sql import SparkSession

from dagscope import registry
from dagscope.io import utils
from dagscope.io.data_adapters import DataLoader

COLUMN_FRIENDLY_DF_TYPE = False
DATAFRAME_TYPE = pyspark.sql.DataFrame
COLUMN_TYPE = None


@dataclasses.dataclass
class SparkDataFrameDataLoader(DataLoader):
    """What loads a dataframe of Spark by a session."""

    spark: SparkSession

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        return [pyspark.sql.DataFrame]

    @abc.abstractmethod
    def load_data(self, type_: type) -> tuple[pyspark.sql.DataFrame, dict[str, Any]]:
        """Return the dataframe, and what is known of the file."""


@dataclasses.dataclass
class CSVDataLoader(SparkDataFrameDataLoader):
    """Loads a CSV file, and looks in it for the types of its columns."""

    path: str
    header: bool = True
    sep: str = ","

    def load_data(self, type_: type) -> tuple[pyspark.sql.DataFrame, dict[str, Any]]:
        frame = self.spark.read.csv(self.path, header=self.header, sep=self.sep, inferSchema=True)
        return frame, utils.get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        return "csv"


@dataclasses.dataclass
class ParquetDataLoader(SparkDataFrameDataLoader):
    """Loads a Parquet file."""

    path: str

    def load_data(self, type_: type) -> tuple[pyspark.sql.DataFrame, dict[str, Any]]:
        return self.spark.read.parquet(self.path), utils.get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        return "parquet"


def register_data_loaders() -> None:
    """Register the loaders."""
    for loader in (CSVDataLoader, ParquetDataLoader):
        registry.register_adapter(loader)


def register_types() -> None:
    """Register the type of the dataframes; Spark has no columns apart from them."""
    registry.register_types("spark", DATAFRAME_TYPE, COLUMN_TYPE)


register_data_loaders()
register_types()
