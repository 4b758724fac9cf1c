"""Tables of every library as columns that can be compared, with what is to be said beside their cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.preview.arrow_table import is_arrow_table
from dagscope.preview.budget import attempt, is_a, type_name
from dagscope.preview.numpy_table import is_numpy_table
from dagscope.preview.scalars import short_repr

Label = tuple[Any, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `labels` name the columns, a name that repeats with its number; `index` are the row labels' levels.

    `facts` are what else it consists of (names, attributes, shape), as texts; `has_positions` says that the row labels
    are just a range.
    """

    type: str
    is_series: bool
    row_count: int
    labels: tuple[Label, ...]
    column: Callable[[int], Cells]
    facts: dict[str, str]
    index: tuple[Cells, ...] = ()
    index_names: tuple[Any, ...] = ()
    native_index: Any = None
    has_positions: bool = False


def is_sheet(value: Any) -> bool:
    """Whether it is a table or a column of one of the libraries."""
    return (
        is_a(value, "pandas", "DataFrame", "Series", "Index")
        or is_a(value, "polars", "DataFrame", "Series")
        or is_arrow_table(value)
        or is_numpy_table(value)
    )


def sheet_of(value: Any) -> Sheet:
    """The value's columns; nothing is copied before a column is asked for."""
    if is_a(value, "pandas", "DataFrame", "Series", "Index"):
        from dagscope.compare.values.pandas_sheet import pandas_sheet

        return pandas_sheet(value)
    if is_a(value, "polars", "DataFrame", "Series"):
        return _polars_sheet(value)
    if is_arrow_table(value):
        return _arrow_sheet(value)
    return _numpy_sheet(value)


def hashable(name: Any) -> Any:
    """A column's name so that it can be looked up: its type counts, NaN is itself."""
    kind = str if type(name) is str else object
    return attempt(lambda: (kind, "NaN" if name != name else name, hash(name))[:2], lambda reason: (repr(name), kind))


def numbered(names: list[Any]) -> tuple[Label, ...]:
    """Names with a number each, 0 for the first of its kind."""
    seen: dict[Any, int] = {}
    found: list[Label] = []
    for name in names:
        key = hashable(name)
        seen[key] = seen.get(key, -1) + 1
        found.append((name, seen[key]))
    return tuple(found)


def array_cells(array: Any, *, dtype: Any = None, missing: Any = None, nan_is_gone: bool = False) -> Cells:
    """A NumPy array as a column."""
    import numpy as np

    kind = array.dtype.kind
    if kind not in "biufcmM" or (kind in "mM" and np.datetime_data(array.dtype)[0] == "generic"):
        made: list[Any] = []

        def boxed() -> Any:
            if not made:
                box = np.empty(len(array), dtype=object)
                box[:] = array.tolist() if kind != "O" else array
                made.append(box)
            return made[0]

        return Cells("O", dtype or array.dtype, boxed, missing, nan_is_gone=nan_is_gone)
    return Cells(kind, dtype or array.dtype, lambda: array, missing, nan_is_gone=nan_is_gone)


# NumPy --------------------------------------------------------------------------------------------------------------


def _numpy_sheet(value: Any) -> Sheet:
    import numpy as np

    mask = np.ma.getmaskarray(value) if isinstance(value, np.ma.MaskedArray) else None
    array = np.asarray(value)
    facts = {"shape of a row": str(tuple(int(size) for size in array.shape[1:]))}
    names, columns = _columns(array)
    masks = None if mask is None else _columns(mask)[1]

    def column(place: int) -> Cells:
        return array_cells(columns(place), missing=None if masks is None else masks(place))

    is_series = array.ndim == 1 and not array.dtype.names
    return Sheet(type_name(value), is_series, int(array.shape[0]), numbered(names), column, facts)


def _columns(array: Any) -> tuple[list[Any], Callable[[int], Any]]:
    """The names and the columns of an array: its fields, itself, or everything behind its first dimension."""
    if array.dtype.names and array.ndim == 1:
        names = list(array.dtype.names)
        return names, lambda place: array[names[place]]
    if array.ndim == 1:
        return ["value"], lambda place: array
    count = 1
    for size in array.shape[1:]:
        count *= int(size)
    flat = array.reshape(array.shape[0], count)
    return list(range(count)), lambda place: flat[:, place]


# Polars -------------------------------------------------------------------------------------------------------------


def _polars_sheet(value: Any) -> Sheet:
    is_series = is_a(value, "polars", "Series")
    facts = {"name": short_repr(value.name)} if is_series else {}
    names = ["value"] if is_series else list(value.columns)

    def column(place: int) -> Cells:
        return _polars_cells(value if is_series else value.to_series(place))

    return Sheet(
        type_name(value), is_series, value.len() if is_series else value.height, numbered(names), column, facts
    )


def _polars_same(left: Any, right: Any) -> Any:
    return left.eq_missing(right).to_numpy() if left.dtype == right.dtype else None


def _polars_cells(series: Any) -> Cells:
    import numpy as np
    import polars as pl

    dtype = series.dtype
    missing = series.is_null().to_numpy() if series.null_count() else None
    if dtype.is_numeric() and not dtype.is_decimal() and dtype not in (pl.Int128, getattr(pl, "UInt128", pl.Int128)):
        array = (series.fill_null(0) if missing is not None else series).to_numpy()
        return array_cells(array, dtype=dtype, missing=missing)
    if dtype == pl.Boolean:
        return array_cells(
            (series.fill_null(False) if missing is not None else series).to_numpy(), dtype=dtype, missing=missing
        )
    if dtype in (pl.Datetime, pl.Duration, pl.Date):
        zone = getattr(dtype, "time_zone", None)
        array = (series.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else series).to_numpy()
        listed = (lambda rows: series[rows].to_list()) if zone else None
        return Cells("Mz" if zone else array.dtype.kind, dtype, lambda: array, missing, listed=listed)

    def boxed() -> Any:
        box = np.empty(len(series), dtype=object)
        box[:] = series.to_list()
        return box

    same = _polars_same if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Binary) else None
    return Cells("O", dtype, boxed, None, series if same else None, same)


# Arrow --------------------------------------------------------------------------------------------------------------


def _arrow_sheet(value: Any) -> Sheet:
    import pyarrow as pa

    is_table = isinstance(value, (pa.Table, pa.RecordBatch))
    facts = {}
    if is_table and value.schema.metadata:
        facts["schema metadata"] = short_repr(dict(value.schema.metadata), 500)
    names = list(value.schema.names) if is_table else ["value"]

    def column(place: int) -> Cells:
        return arrow_cells(value.column(place) if is_table else value)

    return Sheet(
        type_name(value), not is_table, value.num_rows if is_table else len(value), numbered(names), column, facts
    )


def _arrow_same(left: Any, right: Any) -> Any:
    import pyarrow.compute as pc

    if left.type != right.type:
        return None
    equal = pc.fill_null(pc.equal(left, right), False)
    return pc.or_(equal, pc.and_(pc.is_null(left), pc.is_null(right))).to_numpy()


def arrow_cells(values: Any, *, dtype: Any = None, nan_is_gone: bool = False) -> Cells:
    """An Arrow array as a column."""
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
        box[:] = values.to_pylist()
        return box

    is_text = (
        types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind)
    )
    same = _arrow_same if is_text else None
    return Cells("O", dtype or kind, boxed, None, values if same else None, same, nan_is_gone)
