"""Content hashes of values. Imports no library: pandas, polars and numpy values are recognised by their module.

`hash_value` and its parts give the hashes known from Hamilton. Those identify some different values (1 and "1", a list
and a tuple, a frame and the same frame with renamed columns), so the cache itself uses `content_version`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import logging
import types
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from dagscope.class_home import home_of, package_of

logger = logging.getLogger("dagscope.caching")

MAX_DEPTH = 6
UNHASHABLE = "<unhashable>"
NONE_HASH = "<none>"


def set_max_depth(depth: int) -> None:
    """Set how deep objects inside objects are looked into.

    Args:
        depth: the number of levels; 6 unless set.
    """
    global MAX_DEPTH
    MAX_DEPTH = depth


def _compact_hash(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode()


def _hash_all(hashes: Iterable[str]) -> str:
    hasher = hashlib.sha224()
    for each in hashes:
        hasher.update(each.encode())
    return _compact_hash(hasher.digest())


def _is_builtin(function: Any) -> bool:
    return function.__module__ is not None and not hasattr(function, "__dict__")


def _library(obj: Any) -> str:
    return package_of(type(obj))


@functools.singledispatch
def hash_value(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of any value; `<unhashable>` if nothing can be said about it.

    Objects are hashed by their attributes, up to `MAX_DEPTH` levels.
    """
    special = _library_hash(obj)
    if special is not None:
        return special
    if depth > MAX_DEPTH:
        return UNHASHABLE
    if home_of(type(obj)) == "datetime" or (isinstance(obj, types.BuiltinFunctionType) and _is_builtin(obj)):
        return hash_repr(obj)
    attributes = getattr(obj, "__dict__", None)
    if not attributes:
        return UNHASHABLE
    return hash_value(dict(attributes), depth=depth + 1)


def _library_hash(obj: Any) -> str | None:
    """Return the hash of a frame, a column or an array, or None for everything else."""
    name, library = type(obj).__name__, _library(obj)
    if library == "numpy" and name == "ndarray":
        return hash_numpy_array(obj)
    if library in ("pandas", "geopandas", "modin"):
        if hasattr(obj, "iloc"):
            return hash_pandas_obj(obj)
        if hasattr(obj, "get_indexer"):
            return hash_pandas_obj(obj.to_series(index=range(len(obj))))
    if library == "polars":
        if name == "DataFrame":
            return hash_polars_dataframe(obj)
        if name == "Series":
            return hash_polars_column(obj)
        if name == "LazyFrame":
            return UNHASHABLE
    return None


@hash_value.register(type(None))
def hash_none(obj: Any, *args: Any, **kwargs: Any) -> str:
    """Return the hash of None."""
    return NONE_HASH


@hash_value.register(str)
@hash_value.register(int)
@hash_value.register(float)
@hash_value.register(bool)
def hash_primitive(obj: Any, *args: Any, **kwargs: Any) -> str:
    """Return the hash of the value's `str`."""
    return _compact_hash(hashlib.md5(str(obj).encode()).digest())


@hash_value.register(bytes)
def hash_bytes(obj: Any, *args: Any, **kwargs: Any) -> str:
    """Return the hash of bytes."""
    return _compact_hash(hashlib.md5(obj).digest())


def hash_repr(obj: Any, *args: Any, **kwargs: Any) -> str:
    """Return the hash of the value's `repr`."""
    return hash_primitive(repr(obj))


@hash_value.register(Sequence)
def hash_sequence(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of the items' hashes, in order."""
    return _hash_all(hash_value(each, depth=depth + 1) for each in obj)


def hash_unordered_mapping(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a mapping, in whatever order it was filled."""
    pairs = sorted((hash_value(key, depth=depth + 1), hash_value(value, depth=depth + 1)) for key, value in obj.items())
    return _hash_all(each for pair in pairs for each in pair)


@hash_value.register(Mapping)
def hash_mapping(obj: Any, *, ignore_order: bool = True, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a mapping.

    Args:
        obj: the mapping.
        ignore_order: whether the order of the keys makes no difference.
        depth: how deep inside other objects it is.
    """
    if ignore_order:
        return hash_unordered_mapping(obj, depth=depth)
    return _hash_all(hash_value(each, depth=depth + 1) for pair in obj.items() for each in pair)


@hash_value.register(Set)
def hash_set(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a set's items in no order."""
    return _hash_all(sorted(hash_value(each, depth=depth + 1) for each in obj))


def hash_pandas_obj(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a frame's or series' rows with their index."""
    from pandas.util import hash_pandas_object

    return hash_mapping(hash_pandas_object(obj).to_dict(), ignore_order=False, depth=depth)


def hash_polars_dataframe(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a frame's rows."""
    return hash_sequence(obj.hash_rows().to_list(), depth=depth)


def hash_polars_column(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of a column's values."""
    return hash_sequence(obj.hash().to_list(), depth=depth)


def hash_numpy_array(obj: Any, *args: Any, depth: int = 0, **kwargs: Any) -> str:
    """Return the hash of an array's bytes (of its items, if it holds objects)."""
    if obj.dtype.hasobject:
        return hash_sequence(obj.tolist(), depth=depth)
    return hash_bytes(obj.tobytes())
