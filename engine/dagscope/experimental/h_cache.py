"""The older caching adapter: nodes tagged `cache="json"` (feather, parquet, pickle) are kept as one file each.

It must not be used for new code: it does not see that code or inputs changed. See `Builder.with_cache`.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope import base

if TYPE_CHECKING:
    from dagscope.node import Node

Writer = Callable[[Any, str, str], None]
Reader = Callable[[Any, str], Any]


def write_json(data: Any, filepath: str, name: str) -> None:
    """Write a dictionary or a pandas object as JSON."""
    if hasattr(data, "to_json"):
        data.to_json(filepath)
        return
    with open(filepath, "w", encoding="utf-8") as file:
        json.dump(data, file)


def read_json(data: Any, filepath: str) -> Any:
    """Read JSON as the type of `data`."""
    kind = type(data).__name__
    if kind in ("Series", "DataFrame") and hasattr(data, "to_json"):
        import pandas as pd

        return pd.read_json(filepath, typ="series" if kind == "Series" else "frame")
    with open(filepath, encoding="utf-8") as file:
        return json.load(file)


def _write_frame(method: str) -> Writer:
    def write(data: Any, filepath: str, name: str) -> None:
        if type(data).__name__ not in ("Series", "DataFrame"):
            raise NotImplementedError(
                f"No {method} writer for type {type(data)}: only pandas objects can be written."
            )
        frame = data.to_frame(name=name) if type(data).__name__ == "Series" else data
        getattr(frame, f"to_{method}")(filepath)

    write.__doc__ = f"Write a pandas object as {method}."
    return write


def _read_frame(method: str) -> Reader:
    def read(data: Any, filepath: str) -> Any:
        import pandas as pd

        frame = getattr(pd, f"read_{method}")(filepath)
        return frame[frame.columns[0]] if isinstance(data, pd.Series) else frame

    read.__doc__ = f"Read {method} as the type of `data`."
    return read


write_feather, read_feather = _write_frame("feather"), _read_frame("feather")
write_parquet, read_parquet = _write_frame("parquet"), _read_frame("parquet")


def write_pickle(data: Any, filepath: str, name: str) -> None:
    """Pickle any value."""
    with open(filepath, "wb") as file:
        pickle.dump(data, file)


def read_pickle(data: Any, filepath: str) -> Any:
    """Read a pickled value."""
    with open(filepath, "rb") as file:
        return pickle.load(file)


class CachingGraphAdapter(base.SimplePythonGraphAdapter):
    """Reads tagged nodes from files when they are there, and writes them when they are not.

    Args:
        cache_path: The folder of the files.
        *args: Arguments of `SimplePythonGraphAdapter` (the result builder).
        force_compute: Names of nodes that run whatever is kept; what reads them runs too.
        writers: More formats, or other writers: format to `f(data, path, node name)`.
        readers: More formats, or other readers: format to `f(empty value of the type, path)`.
        **kwargs: Arguments of `SimplePythonGraphAdapter`.
    """

    def __init__(
        self,
        cache_path: str,
        *args: Any,
        force_compute: set[str] | None = None,
        writers: dict[str, Writer] | None = None,
        readers: dict[str, Reader] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cache_path = cache_path
        self.force_compute = set(force_compute or ())
        self.computed_nodes: set[str] = set()
        self.writers: dict[str, Writer] = dict(writers or {})
        self.readers: dict[str, Reader] = dict(readers or {})
        self._init_default_readers_writers()

    def _init_default_readers_writers(self) -> None:
        for name, writer in (
            ("json", write_json),
            ("feather", write_feather),
            ("parquet", write_parquet),
            ("pickle", write_pickle),
        ):
            self.writers.setdefault(name, writer)
        for name, reader in (
            ("json", read_json),
            ("feather", read_feather),
            ("parquet", read_parquet),
            ("pickle", read_pickle),
        ):
            self.readers.setdefault(name, reader)

    def _check_format(self, fmt: str) -> None:
        if fmt not in self.writers or fmt not in self.readers:
            raise ValueError(f"invalid cache format: {fmt}")

    def _write_cache(self, fmt: str, data: Any, filepath: str, node_name: str) -> None:
        self._check_format(fmt)
        self.writers[fmt](data, filepath, node_name)

    def _read_cache(self, fmt: str, expected_type: Any, filepath: str) -> Any:
        self._check_format(fmt)
        return self.readers[fmt](expected_type, filepath)

    def _get_empty_expected_type(self, expected_type: Any) -> Any:
        if getattr(expected_type, "__name__", "") == "Series":
            return expected_type(dtype=object)
        try:
            return expected_type()
        except Exception:  # noqa: BLE001 - a type that needs arguments: readers do not look at it
            return None

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Read the node's file, or run the node (and write it, when it is tagged)."""
        fmt = node.tags.get("cache")
        is_stale = node.name in self.force_compute or not self.computed_nodes.isdisjoint(node.input_types)
        if fmt is None:
            # A node that is not kept runs each time; what reads it is not stale for that.
            value = node.callable(**kwargs)
            if is_stale:
                self.computed_nodes.add(node.name)
            return value
        self._check_format(fmt)
        os.makedirs(self.cache_path, exist_ok=True)
        filepath = os.path.join(self.cache_path, f"{node.name}.{fmt}")
        if not is_stale and os.path.exists(filepath):
            return self._read_cache(fmt, self._get_empty_expected_type(node.type), filepath)
        value = node.callable(**kwargs)
        self._write_cache(fmt, value, filepath, node.name)
        self.computed_nodes.add(node.name)
        return value

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]
        """Make the result; the next run starts anew."""
        self.computed_nodes = set()
        return super().build_result(**outputs)


__all__ = [
    "CachingGraphAdapter",
    "read_feather",
    "read_json",
    "read_parquet",
    "read_pickle",
    "write_feather",
    "write_json",
    "write_parquet",
    "write_pickle",
]
