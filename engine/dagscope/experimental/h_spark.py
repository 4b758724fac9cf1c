"""The older path of Spark's adapters, kept for projects that import it. It must not hold anything of its own."""

import logging

from dagscope.plugins.h_spark import KoalasDataFrameResult, PySparkUDFGraphAdapter, SparkKoalasGraphAdapter

__all__ = ["KoalasDataFrameResult", "PySparkUDFGraphAdapter", "SparkKoalasGraphAdapter"]

logging.getLogger(__name__).warning(
    "Importing from this module is deprecated. Please use hamilton.plugins.h_spark instead."
)
