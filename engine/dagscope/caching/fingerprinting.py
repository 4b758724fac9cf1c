"""The public address of the content hashes, which live in `dagscope.content_hash` and `content_version`.
Defines nothing.
"""

from __future__ import annotations

from typing import Any

from dagscope import content_hash
from dagscope.content_hash import (
    NONE_HASH,
    UNHASHABLE,
    _compact_hash,
    hash_bytes,
    hash_mapping,
    hash_none,
    hash_numpy_array,
    hash_pandas_obj,
    hash_polars_column,
    hash_polars_dataframe,
    hash_primitive,
    hash_repr,
    hash_sequence,
    hash_set,
    hash_unordered_mapping,
    hash_value,
    logger,
    set_max_depth,
)
from dagscope.content_version import data_version

__all__ = [
    "MAX_DEPTH",  # noqa: F822 - from `__getattr__`
    "NONE_HASH",
    "UNHASHABLE",
    "_compact_hash",
    "data_version",
    "hash_bytes",
    "hash_mapping",
    "hash_none",
    "hash_numpy_array",
    "hash_pandas_obj",
    "hash_polars_column",
    "hash_polars_dataframe",
    "hash_primitive",
    "hash_repr",
    "hash_sequence",
    "hash_set",
    "hash_unordered_mapping",
    "hash_value",
    "logger",
    "set_max_depth",
]


def __getattr__(name: str) -> Any:
    # A number that `set_max_depth` changes: a copy of it here would go stale.
    if name == "MAX_DEPTH":
        return content_hash.MAX_DEPTH
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
