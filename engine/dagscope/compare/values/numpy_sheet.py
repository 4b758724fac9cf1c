"""Arrays of NumPy as columns that can be compared: masks, fields and more than two dimensions too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.compare.values.sheet import Sheet, array_cells, numbered
from dagscope.preview.budget import type_name


def numpy_sheet(value: Any) -> Sheet:
    """Return the array's columns: its fields, or what lies behind its first dimension."""
    import numpy as np

    mask = np.ma.getmaskarray(value) if isinstance(value, np.ma.MaskedArray) else None
    array = np.asarray(value)
    facts: dict[str, Any] = {"shape of a row": tuple(int(size) for size in array.shape[1:])}
    if array.dtype.metadata:
        facts["metadata of the dtype"] = dict(array.dtype.metadata)
    if mask is not None:
        facts["fill value"] = value.fill_value
    names, columns = _columns(array)
    masks = None if mask is None else _columns(mask)[1]

    def column(index: int) -> Cells:
        return array_cells(columns(index), missing=None if masks is None else masks(index))

    is_series = array.ndim == 1 and not array.dtype.names
    return Sheet(type_name(value), is_series, int(array.shape[0]), numbered(names), column, facts, library="numpy")


def _columns(array: Any) -> tuple[list[Any], Callable[[int], Any]]:
    """Return the names and the columns of an array: its fields, itself, or everything behind its first dimension."""
    if array.dtype.names and array.ndim == 1:
        names = list(array.dtype.names)
        return names, lambda index: array[names[index]]
    if array.ndim == 1:
        return ["value"], lambda index: array
    count = 1
    for size in array.shape[1:]:
        count *= int(size)
    flat = array.reshape(array.shape[0], count)
    return list(range(count)), lambda index: flat[:, index]
