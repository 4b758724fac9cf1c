"""The older path of the Dask adapter, kept for projects that import it. It must not hold anything of its own."""

from dagscope.plugins.h_dask import DaskDataFrameResult, DaskExecutor, DaskGraphAdapter

__all__ = ["DaskDataFrameResult", "DaskExecutor", "DaskGraphAdapter"]
