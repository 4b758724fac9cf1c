"""pyarrow columns in a filter: whole numbers, moments and texts as they lie in Arrow, the others as Python objects."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from dagscope.preview.filters.arrays import ArrayColumn
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.spread import Spread, of_counts


def arrow_column(values: Any) -> FilterColumn:
    """Return an array or a chunked array as a column of a filter."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ExtensionArray) or isinstance(values.type, pa.ExtensionType):
        values = values.cast(values.type.storage_type)
    kind = values.type
    if pa.types.is_dictionary(kind):
        return arrow_column(values.cast(kind.value_type))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view":
        return _ArrowTexts(values)
    gone = _numpy(pc.is_null(values))
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return ArrayColumn(_numpy(pc.fill_null(values, pa.scalar(0, pa.int8()).cast(kind))), gone=gone)
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return _in_time(values, gone)
    return ArrayColumn(_objects(values), gone=gone)


def _numpy(values: Any) -> Any:
    return values.to_numpy() if hasattr(values, "chunks") else values.to_numpy(zero_copy_only=False)


def _in_time(values: Any, gone: Any) -> FilterColumn:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    ticks = _numpy(pc.fill_null(values.cast(pa.int64()), 0))
    letter = "M" if pa.types.is_timestamp(kind) else "m"
    zone = getattr(kind, "tz", None)
    return ArrayColumn(ticks.view(f"{letter}8[{kind.unit}]"), arrow_zone(zone) if zone else None, gone=gone)


def arrow_zone(name: str) -> Any:
    """Return the zone of a name of Arrow's."""
    import datetime

    if name[0] in "+-":
        shift = datetime.timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return datetime.timezone(shift if name[0] == "+" else -shift)
    return ZoneInfo(name)


def _objects(values: Any) -> Any:
    import numpy as np

    array = np.empty(len(values), dtype=object)
    array[:] = values.to_pylist()
    return array


class _ArrowTexts:
    """Texts in Arrow."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def _mask(self, result: Any) -> Any:
        import numpy as np
        import pyarrow.compute as pc

        return np.asarray(_numpy(pc.fill_null(result, False)), dtype=bool)

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

    def match(self, op: str, wanted: Literal) -> Any:
        return ArrayColumn(_objects(self._values)).match(op, wanted)

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return the most frequent texts of some rows."""
        import pyarrow as pa

        values = self._values
        if str(values.type) == "string_view":  # Arrow cannot do much with those yet
            values = values.cast(pa.large_string())
        return text_spread(values if rows is None else values.take(rows), most)


def text_spread(values: Any, most: int) -> Spread:
    """Return the most frequent of the texts of an array."""
    import pyarrow.compute as pc

    counted = pc.value_counts(values.drop_null())
    counts = counted.field("counts")
    chosen = pc.select_k_unstable(counts, most, [("", "descending")])
    found = zip(counted.field("values").take(chosen).to_pylist(), counts.take(chosen).to_pylist())
    return of_counts(list(found), len(values), int(values.null_count))
