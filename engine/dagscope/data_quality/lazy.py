"""Computes what is lazy, so that it can be judged. It imports no library: a lazy value comes from one that is there."""

from __future__ import annotations

import sys
from typing import Any

from dagscope.class_home import package_of


def native(value: Any) -> Any:
    """Return the value without the wrapping of Narwhals."""
    return value.to_native() if _library_of(value) == "narwhals" else value


def evaluated(value: Any) -> Any:
    """Return the value itself, or what it stands for when it is a plan: of Dask, polars, ibis or Narwhals.

    A table, column or number comes as that of the library that holds the data.
    """
    value = native(value)
    library = _library_of(value)
    if library == "polars" and hasattr(value, "collect"):
        return value.collect()
    if library == "ibis" and hasattr(value, "execute"):
        return value.execute()
    return value.compute() if _is_dask(value) else value


def computed(value: Any) -> Any:
    """Return what `evaluated` does, but the number a plan gives as a plain Python number."""
    given = native(value)
    found = evaluated(given)
    return found if found is given else plain(found)


def computed_series(value: Any) -> Any:
    """Return the same as a pandas series, where the value is the column of another library."""
    found = computed(value)
    return found.to_pandas() if hasattr(found, "to_pandas") else found


def computed_call(value: Any) -> Any:
    """Return what a delayed call gives; a lazy table or column stays lazy."""
    return computed(value) if type(value).__name__ == "Delayed" else value


def _library_of(value: Any) -> str:
    return package_of(type(value))


def _is_dask(value: Any) -> bool:
    dask: Any = sys.modules.get("dask")
    return dask is not None and bool(dask.is_dask_collection(value))


def plain(value: Any) -> Any:
    """Return a scalar of numpy as one of Python."""
    numpy: Any = sys.modules.get("numpy")
    return value.item() if numpy is not None and isinstance(value, numpy.generic) else value
