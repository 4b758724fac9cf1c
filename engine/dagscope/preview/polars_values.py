"""Polars' values as Python's, with all their digits, also where Polars has no Python value for them.
It must not know tables or filters.
"""

from __future__ import annotations

from typing import Any

from dagscope.preview.fine_times import DAY, value_of
from dagscope.preview.zones import zone_named

_STEPS = {"ms": 10**6, "us": 10**3, "ns": 1}
_SORTS = {"Time": "time", "Datetime": "moment", "Duration": "span"}


def python_values(series: Any) -> list[Any]:
    """Return a series as Python's values.

    Polars' own way cuts nanoseconds to microseconds and refuses moments outside of Python's calendar.
    """
    text = str(series.dtype)
    if "ns" not in text and "Time" not in text.replace("Datetime", ""):
        try:
            return list(series.to_list())
        except (OverflowError, ValueError):
            pass
    return _by_type(series)


def _by_type(series: Any) -> list[Any]:
    import polars as pl

    kind = series.dtype
    name = type(kind).__name__
    if name == "Date":
        days = series.to_physical().to_list()
        found = [value_of("moment", None if day is None else day * DAY) for day in days]
        return [each.partition(" ")[0] if isinstance(each, str) else each and each.date() for each in found]
    if name in _SORTS:
        zone = zone_named(kind.time_zone) if getattr(kind, "time_zone", None) else None
        step = _STEPS[getattr(kind, "time_unit", "ns")]
        ticks = series.to_physical().cast(pl.Int64).to_list()
        return [value_of(_SORTS[name], None if tick is None else tick * step, zone) for tick in ticks]
    if name in ("List", "Array"):
        return [None if each is None else python_values(each) for each in series]
    if name == "Struct":
        fields = {field.name: python_values(series.struct.field(field.name)) for field in kind.fields}
        there = series.is_not_null().to_list()
        return [{key: field[row] for key, field in fields.items()} if is_there else None
                for row, is_there in enumerate(there)]  # fmt: skip
    return list(series.to_list())
