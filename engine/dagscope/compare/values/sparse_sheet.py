"""Sparse matrices of SciPy as columns that can be compared: the cells that are not zero, found by row and column.
It must not make a dense array.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from dagscope.compare.values.sheet import Sheet, array_cells
from dagscope.preview.budget import is_a, type_name


def is_sparse(value: Any) -> bool:
    """Return whether it is a sparse matrix or array of SciPy, in whatever format."""
    return is_a(value, "scipy.sparse", "spmatrix", "sparray")


def sparse_sheet(value: Any) -> Sheet:
    """Return the cells that are not zero, labelled by where they stand."""
    cells = value.tocoo(copy=True)
    cells.sum_duplicates()
    cells.eliminate_zeros()
    axes = getattr(cells, "coords", None) or (cells.row, cells.col)
    names = ("row", "column") if len(axes) == 2 else tuple(f"axis {number}" for number in range(len(axes)))
    return Sheet(
        type_name(value), False, len(cells.data), (("value", 0),), lambda _: array_cells(cells.data),
        {"shape": tuple(int(size) for size in value.shape)},
        tuple(array_cells(axis) for axis in axes), names, is_labelled=True, library="scipy",
    )  # fmt: skip


def dense_as_sparse(value: Any) -> Sheet:
    """Return an array's cells that are not zero, to be compared with a sparse matrix's."""
    made = sys.modules["scipy.sparse"].coo_array(value)  # the other side's library
    return replace(sparse_sheet(made), type=type_name(value))
