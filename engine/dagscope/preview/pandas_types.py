"""What pandas' types are, and columns as ones that pandas can work with. It must not read more than a type needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dagscope.preview.arrow_values import python_values
from dagscope.preview.filters.arrow_columns import as_objects, supported_array
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.real_types import module_of, types_in

MEASURED = 100


def says_more(index: Any) -> bool:
    """Return whether an index says more than the number of the row."""
    return type(index).__name__ != "RangeIndex" or index.name is not None or index.start != 0 or index.step != 1


def are_decimals(series: Any) -> bool:
    """Return whether a column holds decimal numbers: by its type, or as far as its first values show."""
    dtype = getattr(series, "dtype", None)
    if str(dtype).startswith("decimal"):
        return True
    if kind_of(series) != "O" or str(dtype) != "object":
        return False
    kinds = types_in(item for item in series[:MEASURED].tolist() if not is_nothing(item))
    return kinds == {Decimal}


def are_plain(column: Any) -> bool:
    """Return whether the values of a column are none of a class of the user's."""
    if str(column.dtype) != "object":
        return True
    modules = {module_of(kind).partition(".")[0] for kind in types_in(column.tolist())}
    return modules <= {"builtins", "datetime", "decimal", "fractions", "uuid", "pandas", "numpy"}


def are_days(values: Any) -> bool:
    import numpy as np

    if type(values).__name__ == "MultiIndex" or kind_of(values) != "M":
        return False
    if getattr(values.dtype, "tz", None) is not None or not isinstance(values.dtype, np.dtype):
        return False
    moments = values.to_numpy()
    return bool(((moments == moments.astype("datetime64[D]")) | np.isnat(moments)).all())


def kind_of(series: Any) -> str:
    """Return the letter of NumPy's for a column's type; an object's where it has none."""
    try:
        return getattr(getattr(series, "dtype", None), "kind", "O")
    except NotImplementedError:  # types of Arrow that pandas does not know
        return "O"


def supported_column(series: Any) -> Any:
    """Return a column as one that pandas can sort, count and take rows of; most are as they are."""
    if type(getattr(series, "dtype", None)).__name__ != "ArrowDtype":
        return series
    import pandas as pd

    values = series.array.__arrow_array__()
    plain = supported_array(values)
    if is_rich_dictionary(plain.type):
        plain = plain.cast(plain.type.value_type)  # pandas makes no array of one of moments, say
    array = series.array if plain is values else pd.arrays.ArrowExtensionArray(plain)
    try:
        array.dtype.type  # noqa: B018 - it raises for what pandas has no type for
    except NotImplementedError:
        array = as_objects(plain)
    if array is series.array:
        return series
    return pd.Series(array, index=series.index, name=series.name) if hasattr(series, "iloc") else pd.Index(array)


def is_rich_dictionary(kind: Any) -> bool:
    """Return whether an Arrow type is a dictionary of anything but texts."""
    import pyarrow as pa

    return bool(pa.types.is_dictionary(kind)) and "string" not in str(kind.value_type)


def listed(values: Any) -> list[Any]:
    """Return a column or an index as Python's values, in full; narrow floats stay NumPy's, as Python's would show
    digits that they do not have.
    """
    kind: str = kind_of(values)
    dtype: Any = getattr(values, "dtype", None)
    size = getattr(getattr(dtype, "subtype", dtype), "itemsize", 8)  # a sparse type has its own inside
    if kind == "f" and size < 8:
        gone = getattr(dtype, "na_value", None)
        narrow = values.to_numpy(dtype=f"f{size}", na_value=float("nan"))
        if str(gone) != "<NA>":
            return list(narrow)
        return [gone if is_gone else item for item, is_gone in zip(narrow, values.isna())]
    if type(dtype).__name__ != "ArrowDtype":
        return list(values.tolist())
    own = values.array.__arrow_array__()
    if "time64[ns]" not in str(own.type):
        try:
            return list(values.tolist())  # pandas' own moments and durations
        except (OverflowError, ValueError):
            pass
    return [dtype.na_value if item is None else item for item in python_values(own)]


def is_sparse(series: Any) -> bool:
    """Return whether a column stores only what differs from one value."""
    return type(getattr(series, "dtype", None)).__name__ == "SparseDtype"


def is_category(series: Any) -> bool:
    """Return whether a column has a categorical dtype."""
    return type(getattr(series, "dtype", None)).__name__ == "CategoricalDtype"


def is_string(series: Any) -> bool:
    """Return whether a column has pandas' own dtype for texts."""
    return type(getattr(series, "dtype", None)).__name__ == "StringDtype"
