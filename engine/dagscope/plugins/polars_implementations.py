"""The older path of the polars result builder, kept for projects that import it.
It must not hold anything of its own.
"""

from dagscope.plugins.h_polars import PolarsDataFrameResult

__all__ = ["PolarsDataFrameResult"]
