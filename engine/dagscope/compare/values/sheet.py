"""A table of any library as columns, with what is to be said besides their cells.
It must not know a library but NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.preview.budget import attempt, cut
from dagscope.preview.scalars import short_repr

Label = tuple[Any, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `labels` name the columns, a name that repeats with its number; `index` are the row labels' levels.

    `facts` are what else it consists of (names, attributes, shape), and `library` is the one that says so;
    `has_positions` says that the row labels are just a range, `is_labelled` that rows without a counterpart of their
    labels have none at all.
    """

    type: str
    is_series: bool
    row_count: int
    labels: tuple[Label, ...]
    column: Callable[[int], Cells]
    facts: dict[str, Any]
    index: tuple[Cells, ...] = ()
    index_names: tuple[Any, ...] = ()
    native_index: Any = None
    has_positions: bool = False
    is_labelled: bool = False
    library: str = ""


def hashable(name: Any) -> Any:
    """Return a column's name so that it can be looked up: its type counts, NaN is itself."""
    kind = str if type(name) is str else object
    return attempt(
        lambda: (kind, repr(name) if name != name else name, hash(name))[:2], lambda reason: (repr(name), kind)
    )


def numbered(names: list[Any]) -> tuple[Label, ...]:
    """Return names with a number each, 0 for the first of its kind."""
    seen: dict[Any, int] = {}
    found: list[Label] = []
    for name in names:
        key = hashable(name)
        seen[key] = seen.get(key, -1) + 1
        found.append((name, seen[key]))
    return tuple(found)


def shown(label: Label) -> str:
    """Return a column's name as it is read."""
    name, number = label
    text = name if type(name) is str else short_repr(name)
    return cut(f"{text} ({number + 1})" if number else text, 200)


def array_cells(array: Any, *, dtype: Any = None, missing: Any = None, nan_is_gone: bool = False) -> Cells:
    """Return a NumPy array as a column."""
    import numpy as np

    kind = array.dtype.kind
    if kind not in "biufcmM" or array.ndim > 1 or (kind in "mM" and np.datetime_data(array.dtype)[0] == "generic"):
        made: list[Any] = []

        def boxed() -> Any:
            if not made:
                box = np.empty(len(array), dtype=object)
                box[:] = array.tolist() if kind != "O" or array.ndim > 1 else array
                made.append(box)
            return made[0]

        return Cells("O", dtype or array.dtype, boxed, missing, nan_is_gone=nan_is_gone)
    return Cells(kind, dtype or array.dtype, lambda: array, missing, nan_is_gone=nan_is_gone)
