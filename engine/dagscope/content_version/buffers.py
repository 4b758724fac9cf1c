"""Arrays, columns and frames by the bytes they lie in. It imports no library that the value does not come from.

What two equal values may differ in is left out: where a frame's columns lie, which storage a text column has, what
stands where a value is missing.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dagscope.class_home import package_of

# The version of items that are objects, in order.
OfItems = Callable[[Sequence[Any]], bytes]


class _NoBuffers(Exception):
    """A value does not lie in buffers, or not in known ones."""


def digest_of(obj: Any, of_items: OfItems) -> bytes | None:
    """Return the digest of an array, a column or a frame; None for everything else.

    Args:
        obj: any value.
        of_items: gives the version of objects, where a column holds such.
    """
    kind = type(obj)
    library, name = package_of(kind), kind.__name__
    try:
        if library == "numpy" and name == "ndarray":
            return _digest("numpy", [_of_array(obj, of_items)])
        if library == "numpy" and name == "MaskedArray":
            return _of_masked(obj, of_items)
        if library in ("pandas", "geopandas", "modin"):
            return _of_pandas(obj, of_items)
        if library == "polars":
            return _of_polars(obj, name, of_items)
        if library == "pyarrow":
            return _of_arrow(obj, name)
    except _NoBuffers:
        return None
    return None


def _digest(kind: str, parts: Iterable[Any]) -> bytes:
    """Return one digest of several parts, each a buffer, a digest or a text."""
    hasher = hashlib.sha256()
    for part in (kind, *parts):
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        size = memoryview(content).nbytes
        hasher.update(f"{size}:".encode())
        hasher.update(content)
    return hasher.digest()


# numpy ----------------------------------------------------------------------------------------------------------------


def _of_array(values: Any, of_items: OfItems) -> bytes:
    import numpy as np

    dtype = values.dtype
    about = f"{dtype.descr!r} {dtype.metadata!r} {values.shape}" if dtype.names else f"{dtype.str} {values.shape}"
    if dtype.hasobject:
        return _digest(about, [of_items(values.ravel().tolist())])
    return _digest(about, [_bytes_of(np.ascontiguousarray(values))])


def _of_masked(values: Any, of_items: OfItems) -> bytes:
    import numpy as np

    if values.dtype.hasobject or values.dtype.names:
        raise _NoBuffers
    parts = [_of_array(np.ma.getmaskarray(values), of_items), _of_array(values.filled(values.dtype.type(0)), of_items)]
    return _digest("numpy.ma", [repr(values.fill_value), *parts])


def _bytes_of(values: Any) -> Any:
    """Return the bytes of an array whose items lie one after the other, without a copy."""
    return values.reshape(-1).view("u1") if values.size and values.dtype.itemsize else b""


# pandas ---------------------------------------------------------------------------------------------------------------


def _of_pandas(obj: Any, of_items: OfItems) -> bytes | None:
    if hasattr(obj, "_to_pandas"):  # modin
        return _digest("modin", [_of_pandas(obj._to_pandas(), of_items) or b""])
    name = f"{package_of(type(obj))}.{type(obj).__name__}"
    if hasattr(obj, "columns") and hasattr(obj, "iloc"):
        return _digest(
            name, [_of_index(obj.index, of_items), _of_index(obj.columns, of_items), *_of_cells(obj, of_items)]
        )
    if hasattr(obj, "iloc"):
        about = of_items([obj.name])
        return _digest(name, [_of_index(obj.index, of_items), about, _of_column(obj.array, of_items)])
    if hasattr(obj, "get_indexer"):
        return _digest("pandas.Index", [_of_index(obj, of_items)])
    return None


def _of_index(index: Any, of_items: OfItems) -> bytes:
    names = of_items(list(index.names))
    if index.nlevels > 1:
        levels = [_of_column(index.get_level_values(number).array, of_items) for number in range(index.nlevels)]
        return _digest("levels", [names, *levels])
    return _digest("index", [names, _of_column(index.array, of_items)])


def _of_cells(frame: Any, of_items: OfItems) -> list[bytes]:
    """Return the columns of a frame; those of one type together, where they are numbers."""
    dtypes = list(frame.dtypes)
    if len(dtypes) > 1 and len(set(dtypes)) == 1 and _is_buffer(dtypes[0]):
        # Column after column, in one piece, whether the frame keeps them so or not.
        return [_of_array(frame.to_numpy().T, of_items)]
    return [_of_column(frame.iloc[:, number].array, of_items) for number in range(len(dtypes))]


def _is_buffer(dtype: Any) -> bool:
    return package_of(type(dtype)) == "numpy" and not dtype.hasobject


def _of_column(values: Any, of_items: OfItems) -> bytes:
    """Return the digest of an array of pandas, however it is stored."""
    import numpy as np

    kind = type(values.dtype).__name__
    if kind in ("NumpyEADtype", "PandasDtype"):  # what `Series.array` wraps around an array of numpy
        values = values.to_numpy()
    dtype = values.dtype
    if _is_buffer(dtype):
        return _of_array(np.asarray(values), of_items)
    if package_of(type(dtype)) == "numpy":
        return _of_objects(values, of_items)
    if kind == "StringDtype":
        mark = _gap_of(getattr(dtype, "na_value", None)) or "NA"
        if hasattr(values, "_pa_array"):
            return _of_arrow_texts(values.__arrow_array__(), mark)
        return _of_texts(np.asarray(values, dtype=object), np.asarray(values.isna()), mark)
    if kind == "CategoricalDtype":
        of_categories = _of_index(values.categories, of_items)
        return _digest(f"category {values.ordered}", [of_categories, _of_array(np.asarray(values.codes), of_items)])
    if kind in ("DatetimeTZDtype", "PeriodDtype"):
        return _digest(f"{kind} {dtype}", [_of_array(values.asi8, of_items)])
    if kind == "IntervalDtype":
        return _digest(f"{dtype}", [_of_index(values.left, of_items), _of_index(values.right, of_items)])
    if kind == "SparseDtype":
        positions = values.sp_index.to_int_index().indices
        parts = [_of_array(positions, of_items), _of_column(values.sp_values, of_items), of_items([values.fill_value])]
        return _digest(f"{dtype} {len(values)}", parts)
    if kind == "ArrowDtype":
        return _digest("arrow", [_of_arrow(values.__arrow_array__(), "ChunkedArray") or b""])
    if any(each.__name__ == "BaseMaskedDtype" for each in type(dtype).__mro__):  # Int64, Float32, boolean ...
        gaps = np.asarray(values.isna())
        filled = values.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
        return _digest(f"{dtype}", [_of_array(gaps, of_items), _of_array(filled, of_items)])
    raise _NoBuffers


def _of_objects(values: Any, of_items: OfItems) -> bytes:
    """Return the digest of a column of objects: as texts, if it has no other values than texts and one kind of gap."""
    pandas: Any = sys.modules["pandas"]
    items = values.tolist()
    kinds = set(map(type, items))
    if kinds == {str}:
        return _of_texts(values, None, "")
    if str in kinds and len(kinds) == 2:
        gaps = pandas.isna(values)
        marks = set(map(_gap_of, values[gaps].tolist()))
        if len(marks) == 1 and "" not in marks and set(map(type, values[~gaps].tolist())) == {str}:
            return _of_texts(values, gaps, marks.pop())
    return _digest("objects", [of_items(items)])


def _gap_of(value: Any) -> str:
    """Return what represents a missing text; empty if it is no such thing."""
    if value is None:
        return "None"
    if type(value) is float:
        return "nan"
    return "NA" if type(value).__name__ == "NAType" else ""


def _of_texts(values: Any, gaps: Any, mark: str) -> bytes:
    """Return the digest of texts by their lengths and their bytes, however they are stored."""
    import numpy as np

    if gaps is not None:
        values = values[~gaps]
    texts = values.tolist()
    lengths = np.fromiter(map(len, texts), "i8", len(texts))
    return _digest_of_texts(lengths, "".join(texts), gaps, mark)


def _of_arrow_texts(values: Any, mark: str) -> bytes:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    gaps = np.asarray(values.is_null().to_numpy(zero_copy_only=False))
    texts = values.drop_null().cast(pa.large_string())
    lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    if not len(texts):
        return _digest_of_texts(lengths, b"", gaps, mark)
    _, offsets, content = texts.buffers()
    begin, end = (np.frombuffer(offsets, "i8")[texts.offset + number] for number in (0, len(texts)))
    return _digest_of_texts(lengths, content[int(begin) : int(end)] if content else b"", gaps, mark)


def _digest_of_texts(lengths: Any, content: Any, gaps: Any, mark: str) -> bytes:
    longest = int(lengths.max()) if len(lengths) else 0
    narrow = "u1" if longest < 1 << 8 else "u2" if longest < 1 << 16 else "i8"
    parts = [mark, _bytes_of(gaps)] if gaps is not None and gaps.any() else []
    return _digest(f"texts {len(lengths)} {narrow}", [*parts, _bytes_of(lengths.astype(narrow)), content])


# polars and Arrow
# -------------------------------------------------------------------------------------------------------


def _of_polars(obj: Any, name: str, of_items: OfItems) -> bytes | None:
    if name == "Series":
        return _digest("polars.Series", [obj.name, str(obj.dtype), _of_series(obj, of_items)])
    if name == "DataFrame":
        about = repr([(each, str(dtype)) for each, dtype in obj.schema.items()])
        return _digest(
            f"polars.DataFrame {obj.height}", [about, *(_of_series(each, of_items) for each in obj.get_columns())]
        )
    return None


def _of_series(series: Any, of_items: OfItems) -> bytes:
    """Return the digest of a polars series, however it lies in memory: in chunks, as a part of a longer one."""
    import polars

    if series.dtype == polars.Object:  # it cannot be asked for gaps
        return _digest("items", [of_items(series.to_list())])
    if series.null_count():
        gaps = series.is_null().to_numpy()
        return _digest("gaps", [_of_array(gaps, of_items), _of_series(series.drop_nulls(), of_items)])
    dtype = series.dtype
    if dtype == polars.Struct:
        fields = [series.struct.field(name) for name in series.struct.fields]
        return _digest("struct", [_of_series(each, of_items) for each in fields])
    if dtype == polars.List:
        lengths = series.list.len()
        items = series.filter(lengths > 0).explode()
        return _digest("lists", [_of_series(lengths, of_items), _of_series(items, of_items)])
    if dtype == polars.Array and series.len() and dtype.size:
        return _digest("arrays", [_of_series(series.explode(), of_items)])
    if dtype.is_temporal():
        return _digest("times", [_of_array(series.to_physical().to_numpy(), of_items)])
    if dtype == polars.Boolean or (dtype.is_numeric() and not _is_wide(dtype)):
        return _digest("numbers", [_of_array(series.to_numpy(), of_items)])
    if dtype in (polars.String, polars.Categorical, polars.Enum) or dtype.is_numeric():
        texts = series.cast(polars.String)  # the numbers behind categories are another process's
        lengths = texts.str.len_bytes().to_numpy()
        return _digest("texts", [_of_array(lengths, of_items), texts.str.join("").item().encode()])
    return _digest("items", [of_items(series.to_list())])


def _is_wide(dtype: Any) -> bool:
    """Return whether NumPy has no such numbers."""
    return bool(dtype.is_decimal()) or "128" in str(dtype)


class _HashingFile:
    """A file that keeps the digest of what is written."""

    closed = False

    def __init__(self) -> None:
        self.hasher = hashlib.sha256()

    def write(self, content: Any) -> int:
        self.hasher.update(content)
        return memoryview(content).nbytes

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def close(self) -> None:
        """Do nothing: nothing is open."""


def _of_arrow(obj: Any, name: str) -> bytes | None:
    import pyarrow as pa

    if isinstance(obj, pa.RecordBatch):
        table = pa.Table.from_batches([obj])
    elif isinstance(obj, (pa.Array, pa.ChunkedArray)):
        table = pa.table({"": obj})
    elif isinstance(obj, pa.Table):
        table = obj
    else:
        return None
    file = _HashingFile()
    with pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return _digest(f"pyarrow {name} {table.num_rows}", [file.hasher.digest()])
