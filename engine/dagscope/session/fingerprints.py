"""Whether a node changed what it was given: a quick sample of mutable values, before and after. It copies nothing.

Sampled, so that ten million rows cost as much as a hundred: a change in a row that is not looked at goes unseen,
a new column, a dropped row or a column computed again does not.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from typing import Any

from dagscope.preview.budget import RUN_CPU_SECONDS, RUN_WALL_SECONDS, OutOfTime, attempt, is_a, time_limit

_ITEMS = 32
_POINTS = 16
_COLUMNS = 30


def _ids(items: Any, count: int) -> tuple[int, ...]:
    """Return identities of items spread over a container: enough to see that one was replaced by another."""
    step = max(1, count // _ITEMS)
    return tuple(id(item) for item in itertools.islice(items, 0, None, step))


def _of_array(array: Any) -> Hashable:
    flat = array.reshape(-1) if array.flags.c_contiguous or array.ndim == 1 else array.ravel(order="K")
    step = max(1, flat.shape[0] // (_POINTS * 4))
    sample = flat[::step]
    return (array.shape, sample.tobytes() if array.dtype.kind != "O" else tuple(map(id, sample)))


def _of_series(series: Any) -> Hashable:
    step = max(1, len(series) // _POINTS)
    sample = series.iloc[::step]
    values = sample.to_numpy()
    return (
        len(series),
        str(series.dtype),
        values.tobytes() if values.dtype.kind in "biufcmM" else str(values.tolist()),
    )


def _of_frame(frame: Any) -> Hashable:
    columns = tuple(_of_series(frame.iloc[:, index]) for index in range(min(_COLUMNS, frame.shape[1])))
    return (frame.shape, hash(str(list(frame.columns[:200]))), columns)


def _sample(value: Any) -> Hashable | None:
    kind = type(value)
    if kind is list or kind is set:
        return (len(value), _ids(value, len(value)))
    if kind is dict:
        return (len(value), _ids(value, len(value)), _ids(value.values(), len(value)))
    if is_a(value, "pandas", "DataFrame"):
        return _of_frame(value)
    if is_a(value, "pandas", "Series"):
        return _of_series(value)
    if is_a(value, "numpy", "ndarray"):
        return _of_array(value)
    return None


def fingerprint(value: Any) -> Hashable | None:
    """Return a sample to compare later, or None for what cannot change or cannot be sampled."""
    if type(value) in (int, float, str, bool, type(None), bytes, tuple):
        return None
    try:
        with time_limit(RUN_CPU_SECONDS, RUN_WALL_SECONDS):
            return attempt(lambda: _sample(value), lambda reason: None)
    except OutOfTime:
        return None
