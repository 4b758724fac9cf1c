"""Tables and arrays for Parquet, so that nothing is cut or rounded on the way. It must not choose a form by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dagscope.preview.budget import is_a

_FINER_THAN_NANOSECONDS = ("[ps]", "[fs]", "[as]")


def write_arrow(value: Any, path: Path) -> None:
    """Write a table, a batch or a column of Arrow with its own types."""
    import pyarrow as pa
    from pyarrow import parquet

    is_column = is_a(value, "pyarrow", "Array", "ChunkedArray")
    table = pa.table({"value": value}) if is_column else value
    parquet.write_table(pa.Table.from_batches([table]) if is_a(table, "pyarrow", "RecordBatch") else table, path)


def write_pandas(frame: Any, path: Path) -> None:
    """Write a frame of pandas.

    pandas names the types of its columns in the file, and then cannot read the names of some of Arrow's: such columns
    are named objects, and read as those.
    """
    unread = {str(dtype) for dtype in (*frame.dtypes, *_dtypes_of(frame.index)) if not _is_read_by_name(dtype)}
    if not unread:
        frame.to_parquet(path)
        return
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pandas(frame)
    known = table.schema.pandas_metadata
    for column in known["columns"]:
        if column["numpy_type"] in unread:
            column["numpy_type"] = "object"
    metadata = {**table.schema.metadata, b"pandas": json.dumps(known).encode()}
    parquet.write_table(table.replace_schema_metadata(metadata), path)


def _dtypes_of(index: Any) -> list[Any]:
    return [level.dtype for level in getattr(index, "levels", [index])]


def _is_read_by_name(dtype: Any) -> bool:
    if type(dtype).__name__ != "ArrowDtype":
        return True
    from pandas.api.types import pandas_dtype

    try:
        pandas_dtype(str(dtype))
    except (TypeError, NotImplementedError):
        return str(dtype).startswith("decimal")  # which pandas does not look up
    return True


def frame_of_array(value: Any) -> Any:
    """Return an array as pandas and Arrow take it whole, or as it is where they do.

    Raises:
        ValueError: its moments are finer than Parquet's.
    """
    kind, name = value.dtype.kind, value.dtype.str
    if kind in "mM" and any(name.endswith(unit) for unit in _FINER_THAN_NANOSECONDS):
        raise ValueError("moments and durations finer than nanoseconds are not in Parquet; another form may do")
    if is_a(value, "numpy.ma", "MaskedArray") and kind in "iub":
        return _of_masked(value)
    if kind == "S":  # Arrow would end each text at a zero
        return value.astype(object)
    return value if value.dtype.isnative else value.astype(value.dtype.newbyteorder("="))


def _of_masked(value: Any) -> Any:
    """Return whole numbers and truths with missing ones as such: pandas would make floats and objects of them."""
    import numpy as np
    import pandas as pd

    data, mask = np.asarray(value.data), np.ma.getmaskarray(value)
    if not data.dtype.isnative:
        data = data.astype(data.dtype.newbyteorder("="))
    make: Any = pd.arrays.BooleanArray if data.dtype.kind == "b" else pd.arrays.IntegerArray
    if data.ndim == 1:
        return pd.Series(make(data.copy(), mask.copy()), name="value")
    if data.ndim != 2:
        raise ValueError("only an array of one or two dimensions is a table")
    return pd.DataFrame({str(at): make(data[:, at].copy(), mask[:, at].copy()) for at in range(data.shape[1])})
