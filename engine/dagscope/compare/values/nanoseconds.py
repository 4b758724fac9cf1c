"""Moments below a microsecond, which Python's own types cannot hold: they are compared as numbers and texts.
It must not import a library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_NANOSECONDS = "time64[ns]"


def polars_items(series: Any) -> list[Any]:
    """Return the values of a series; a row in which nanoseconds would be lost as texts and numbers."""
    import polars as pl

    def mapped(dtype: Any, as_text: bool) -> Any:
        if dtype == pl.Datetime and dtype.time_unit == "ns":
            return pl.String if as_text else pl.Int64
        if dtype == pl.Time or (dtype == pl.Duration and dtype.time_unit == "ns"):
            return pl.Int64  # their texts end at the microsecond as well
        if dtype == pl.List:
            return pl.List(mapped(dtype.inner, as_text))
        if dtype == pl.Array:
            return pl.Array(mapped(dtype.inner, as_text), dtype.size)
        if dtype == pl.Struct:
            return pl.Struct([pl.Field(field.name, mapped(field.dtype, as_text)) for field in dtype.fields])
        return dtype

    if mapped(series.dtype, False) == series.dtype:
        return list(series.to_list())
    return _exact(lambda: series.to_list(), lambda as_text: series.cast(mapped(series.dtype, as_text)).to_list())


def arrow_items(values: Any) -> list[Any]:
    """Return the values of an Arrow array; a row in which nanoseconds would be lost as texts."""
    import pyarrow as pa

    types = pa.types

    def mapped(kind: Any, as_text: bool) -> Any:
        if types.is_time64(kind) and kind.unit == "ns":
            return pa.string() if as_text else pa.int64()
        if types.is_list(kind):
            return pa.list_(mapped(kind.value_type, as_text))
        if types.is_large_list(kind):
            return pa.large_list(mapped(kind.value_type, as_text))
        if types.is_fixed_size_list(kind):
            return pa.list_(mapped(kind.value_type, as_text), kind.list_size)
        if types.is_struct(kind):
            return pa.struct([pa.field(field.name, mapped(field.type, as_text)) for field in kind])
        return kind

    if _NANOSECONDS in str(mapped(values.type, False)):  # in a map or a union, which cannot be cast
        return list(map(_arrow_item, values))
    if mapped(values.type, False).equals(values.type):
        return list(values.to_pylist())
    return _exact(lambda: values.to_pylist(), lambda as_text: values.cast(mapped(values.type, as_text)).to_pylist())


def _arrow_item(scalar: Any) -> Any:
    """Return an Arrow scalar as Python has it, with times of nanoseconds as texts."""
    import pyarrow as pa

    if not scalar.is_valid or _NANOSECONDS not in str(scalar.type):
        return scalar.as_py()
    if pa.types.is_time64(scalar.type):
        return str(scalar.cast(pa.string()))
    if pa.types.is_struct(scalar.type):
        return {name: _arrow_item(part) for name, part in scalar.items()}
    if pa.types.is_map(scalar.type):
        return [tuple(map(_arrow_item, pair.values())) for pair in scalar.values]
    if pa.types.is_union(scalar.type) or pa.types.is_dictionary(scalar.type):
        return _arrow_item(scalar.value)
    return list(map(_arrow_item, scalar.values))


def _exact(plain: Callable[[], list[Any]], mapped: Callable[[bool], list[Any]]) -> list[Any]:
    is_lost = list(map(_has_nanoseconds, mapped(False)))
    if not any(is_lost):
        return plain()
    return [text if lost else item for item, text, lost in zip(plain(), mapped(True), is_lost)]


def _has_nanoseconds(item: Any) -> bool:
    if isinstance(item, (list, dict)):
        return any(map(_has_nanoseconds, item.values() if isinstance(item, dict) else item))
    return isinstance(item, int) and item % 1_000 != 0
