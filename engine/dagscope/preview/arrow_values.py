"""Arrow's values as Python's, with all their digits, also where Arrow has no Python value for them.
It must not know tables or filters.
"""

from __future__ import annotations

from typing import Any

from dagscope.preview.fine_times import DAY, value_of
from dagscope.preview.zones import zone_named

_FINE = "time64[ns]"
_STEPS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def python_values(values: Any) -> list[Any]:
    """Return an array or a chunked array as Python's values.

    Arrow's own way cuts times to microseconds and refuses moments outside of Python's calendar.
    """
    if _FINE not in str(values.type):
        try:
            return list(values.to_pylist())
        except (OverflowError, ValueError):
            pass
    return _by_type(values)


def _by_type(values: Any) -> list[Any]:
    import pyarrow as pa

    kind = values.type
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return _in_time(values)
    if pa.types.is_dictionary(kind):
        return python_values(values.cast(kind.value_type))
    if pa.types.is_struct(kind):
        return _structs(values)
    if pa.types.is_map(kind):
        pairs = (python_values(each.values) if each.is_valid else None for each in values)
        return [None if each is None else [(pair["key"], pair["value"]) for pair in each] for each in pairs]
    if hasattr(kind, "value_field"):
        return [python_values(each.values) if each.is_valid else None for each in values]
    return [_one(each) for each in values]


def _structs(values: Any) -> list[Any]:
    import pyarrow.compute as pc

    kind = values.type
    names = [kind.field(at).name for at in range(kind.num_fields)]
    fields = [python_values(pc.struct_field(values, [at])) for at in range(kind.num_fields)]
    there = pc.is_valid(values).to_pylist()
    return [
        {name: field[row] for name, field in zip(names, fields)} if is_there else None
        for row, is_there in enumerate(there)
    ]


def _one(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return str(scalar)


def _in_time(values: Any) -> list[Any]:
    import pyarrow as pa

    kind = values.type
    if pa.types.is_date(kind):
        days = values.cast(pa.date32()).cast(pa.int32()).to_pylist()
        found = [value_of("moment", None if day is None else day * DAY) for day in days]
        return [each.partition(" ")[0] if isinstance(each, str) else each and each.date() for each in found]
    if pa.types.is_time32(kind):
        values = values.cast(pa.int32())
    ticks, step = values.cast(pa.int64()), _STEPS[kind.unit]
    sort = "moment" if pa.types.is_timestamp(kind) else "span" if pa.types.is_duration(kind) else "time"
    zone = zone_named(kind.tz) if getattr(kind, "tz", None) else None
    return [value_of(sort, None if tick is None else tick * step, zone) for tick in ticks.to_pylist()]
