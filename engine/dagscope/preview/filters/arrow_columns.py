"""pyarrow columns in a filter: whole numbers, moments and texts as they lie in Arrow, the others as Python objects."""

from __future__ import annotations

from typing import Any

from dagscope.preview.arrow_values import python_values
from dagscope.preview.filters.arrays import ArrayColumn, TimeColumn
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.objects import match_objects
from dagscope.preview.filters.spread import Spread, of_counts
from dagscope.preview.zones import zone_named

_OWN_VALUES = ("arrow.uuid", "arrow.bool8")
"""Extension types whose values are others than those they are stored as."""


def arrow_column(values: Any) -> FilterColumn:
    """Return an array or a chunked array as a column of a filter."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ExtensionArray) or isinstance(values.type, pa.ExtensionType):
        if any(name in str(values.type) for name in _OWN_VALUES):
            return ArrayColumn(as_objects(values))
        values = values.cast(values.type.storage_type)
    values = supported_array(values)
    kind = values.type
    if pa.types.is_dictionary(kind):
        return arrow_column(values.cast(kind.value_type))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _ArrowTexts(values)
    gone = as_numpy(pc.is_null(values))
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return ArrayColumn(as_numpy(pc.fill_null(values, pa.scalar(0, pa.int8()).cast(kind))), gone=gone)
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return _in_time(values, gone)
    if pa.types.is_time(kind):
        return _times(values, gone)
    if pa.types.is_union(kind):  # what is missing is known by its parts alone
        return ArrayColumn(as_objects(values))
    return _Others(as_objects(values), gone=gone)


class _Others(ArrayColumn):
    """Values whose texts are the table's."""

    holds_texts = False


def supported_array(values: Any) -> Any:
    """Return a column as one of a type that Arrow can sort, filter and take rows of; most are as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if str(kind) in ("string_view", "binary_view"):
        return values.cast(pa.large_string() if str(kind) == "string_view" else pa.large_binary())
    if pa.types.is_run_end_encoded(kind):
        decoded = [pc.run_end_decode(chunk) for chunk in getattr(values, "chunks", [values])]
        return supported_array(pa.chunked_array(decoded, kind.value_type))
    return values


def as_numpy(values: Any) -> Any:
    """Return an array or a chunked array as NumPy's."""
    return values.to_numpy() if hasattr(values, "chunks") else values.to_numpy(zero_copy_only=False)


def _in_time(values: Any, gone: Any) -> FilterColumn:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    ticks = as_numpy(pc.fill_null(values.cast(pa.int64()), 0))
    letter = "M" if pa.types.is_timestamp(kind) else "m"
    zone = getattr(kind, "tz", None)
    return ArrayColumn(ticks.view(f"{letter}8[{kind.unit}]"), zone_named(zone) if zone else None, gone=gone)


def _times(values: Any, gone: Any) -> FilterColumn:
    import pyarrow as pa
    import pyarrow.compute as pc

    steps = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
    whole = values.cast(pa.int32() if pa.types.is_time32(values.type) else pa.int64()).cast(pa.int64())
    return TimeColumn(as_numpy(pc.fill_null(whole, 0)), steps[values.type.unit], gone)


def as_objects(values: Any) -> Any:
    """Return an array or a chunked array as Python's objects."""
    import numpy as np

    array = np.empty(len(values), dtype=object)
    array[:] = python_values(values)
    return array


class _ArrowTexts:
    """Texts in Arrow."""

    holds_texts = True

    def __init__(self, values: Any) -> None:
        self._values = values

    def _mask(self, result: Any) -> Any:
        import numpy as np
        import pyarrow.compute as pc

        return np.asarray(as_numpy(pc.fill_null(result, False)), dtype=bool)

    def missing(self) -> Any:
        import pyarrow.compute as pc

        return self._mask(pc.is_null(self._values))

    def empty(self) -> Any:
        return self.missing() | self.compare("==", Literal("", is_quoted=True))

    def true(self) -> Any:
        raise FilterError("it holds texts")

    def compare(self, op: str, wanted: Literal) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        names = {"==": "equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
        return self._mask(getattr(pc, names[op])(self._values, pa.scalar(wanted.text, self._values.type)))

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any:
        """Return which texts pass a test; Arrow's own `contains` knows the letters of ASCII as Python does."""
        import numpy as np
        import pyarrow.compute as pc

        if op != "contains":
            return ArrayColumn(as_objects(self._values)).match(op, wanted)
        plain = self._mask(pc.string_is_ascii(self._values))
        found = plain & self._mask(pc.match_substring(self._values, wanted.text.lower(), ignore_case=True))
        others = np.flatnonzero(~plain)
        found[others] = match_objects(python_values(self._values.take(others)), op, wanted)
        return found

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return the most frequent texts of some rows."""
        return text_spread(self._values if rows is None else self._values.take(rows), most)


def text_spread(values: Any, most: int) -> Spread:
    """Return the most frequent of the texts of an array."""
    import pyarrow.compute as pc

    counted = pc.value_counts(values.drop_null())
    counts = counted.field("counts")
    chosen = pc.select_k_unstable(counts, most, [("", "descending")])
    found = zip(counted.field("values").take(chosen).to_pylist(), counts.take(chosen).to_pylist())
    return of_counts(list(found), len(values), int(values.null_count))
