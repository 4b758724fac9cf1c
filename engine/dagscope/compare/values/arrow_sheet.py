"""Tables and arrays of Arrow as columns that can be compared, in however many pieces they are."""

from __future__ import annotations

from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.compare.values.nanoseconds import arrow_items
from dagscope.compare.values.sheet import Sheet, array_cells, numbered
from dagscope.preview.budget import type_name


def arrow_sheet(value: Any) -> Sheet:
    """Return the value's columns, and the schema's metadata."""
    import pyarrow as pa

    is_table = isinstance(value, (pa.Table, pa.RecordBatch))
    facts = schema_facts(value.schema) if is_table else {}
    names = list(value.schema.names) if is_table else ["value"]

    def column(index: int) -> Cells:
        return arrow_cells(value.column(index) if is_table else value)

    return Sheet(
        type_name(value),
        not is_table,
        value.num_rows if is_table else len(value),
        numbered(names),
        column,
        facts,
        library="pyarrow",
    )


def schema_facts(schema: Any) -> dict[str, Any]:
    """Return what a schema says besides names and types."""
    fields = list(schema)
    described = {field.name: dict(field.metadata) for field in fields if field.metadata}
    found: dict[str, Any] = {"schema metadata": dict(schema.metadata or {}), "metadata of the columns": described}
    found["columns without nulls"] = [field.name for field in fields if not field.nullable]
    return {name: each for name, each in found.items() if each}


def _arrow_same(left: Any, right: Any) -> Any:
    import pyarrow.compute as pc

    if left.type != right.type:
        return None
    equal = pc.fill_null(pc.equal(left, right), False)
    return pc.or_(equal, pc.and_(pc.is_null(left), pc.is_null(right))).to_numpy()


def arrow_cells(values: Any, *, dtype: Any = None, nan_is_gone: bool = False) -> Cells:
    """Return an Arrow array as a column."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.Array):
        values = pa.chunked_array([values])
    kind, types = values.type, pa.types
    gone = pc.is_null(values).to_numpy() if values.null_count else None
    is_simple = types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)
    if is_simple:
        filled = pc.fill_null(values, pa.scalar(0).cast(kind)) if gone is not None else values
        return array_cells(filled.to_numpy(), dtype=dtype or kind, missing=gone, nan_is_gone=nan_is_gone)
    if types.is_timestamp(kind) or types.is_duration(kind):
        unit = "datetime64" if types.is_timestamp(kind) else "timedelta64"
        array = pc.fill_null(values.cast(pa.int64()), 0).to_numpy().view(f"{unit}[{kind.unit}]")
        has_zone = types.is_timestamp(kind) and kind.tz
        listed = (lambda rows: values.take(np.arange(len(values))[rows]).to_pylist()) if has_zone else None
        name = "Mz" if has_zone else array.dtype.kind
        return Cells(name, dtype or kind, lambda: array, gone, nan_is_gone=nan_is_gone, listed=listed)

    def boxed() -> Any:
        box = np.empty(len(values), dtype=object)
        box[:] = arrow_items(values)
        return box

    is_text = (
        types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind)
    )
    same = _arrow_same if is_text else None
    return Cells("O", dtype or kind, boxed, None, values if same else None, same, nan_is_gone)
