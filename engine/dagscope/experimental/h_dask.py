"""The older path of the Dask adapter, kept for projects that import it. It must not hold anything of its own."""

import logging

from dagscope.plugins.h_dask import DaskDataFrameResult, DaskExecutor, DaskGraphAdapter

__all__ = ["DaskDataFrameResult", "DaskExecutor", "DaskGraphAdapter"]

logging.getLogger(__name__).warning(
    "Importing from this module is deprecated. Please use hamilton.plugins.h_dask instead."
)
