"""The older caching adapter: nodes tagged `cache="json"` (feather, parquet, pickle) are kept as one file each.

It must not be used for new code: it does not see that code or inputs changed. See `Builder.with_cache`.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagscope import base
from dagscope.class_home import package_of
from dagscope.kept_path import kept_path
from dagscope.value_code import EndedByValue, value_code
from dagscope.whole_files import temporary_name

if TYPE_CHECKING:
    from dagscope.node import Node

logger = logging.getLogger(__name__)

Writer = Callable[[Any, str, str], None]
Reader = Callable[[Any, str], Any]


def _kind(data: Any) -> str:
    """Return `Series`, `DataFrame` or an empty text: pandas is not imported to find out."""
    name = type(data).__name__
    is_pandas = package_of(type(data)) == "pandas"
    return name if is_pandas and name in ("Series", "DataFrame") else ""


def _refusal(data: Any, form: str, what: str) -> NotImplementedError:
    return NotImplementedError(f"No {form} {what} for type {type(data)} registered.")


def write_json_pd1(data: Any, filepath: str, name: str) -> None:
    """Write a pandas frame as JSON."""
    data.to_json(filepath)


def write_json_pd2(data: Any, filepath: str, name: str) -> None:
    """Write a pandas series as the one column of a JSON file."""
    data.to_frame(name=name).to_json(filepath)


def write_feather_pd1(data: Any, filepath: str, name: str) -> None:
    """Write a pandas frame as feather."""
    data.to_feather(filepath)


def write_feather_pd2(data: Any, filepath: str, name: str) -> None:
    """Write a pandas series as the one column of a feather file."""
    data.to_frame(name=name).to_feather(filepath)


def write_parquet_pd1(data: Any, filepath: str, name: str) -> None:
    """Write a pandas frame as parquet."""
    data.to_parquet(filepath)


def write_parquet_pd2(data: Any, filepath: str, name: str) -> None:
    """Write a pandas series as the one column of a parquet file."""
    data.to_frame(name=name).to_parquet(filepath)


def read_json_pd1(data: Any, filepath: str) -> Any:
    """Read the first column of a JSON file."""
    return read_json_pd2(data, filepath).iloc[:, 0]


def read_json_pd2(data: Any, filepath: str) -> Any:
    """Read JSON as a pandas frame."""
    import pandas as pd

    return pd.read_json(filepath, typ="frame")


def read_feather_pd1(data: Any, filepath: str) -> Any:
    """Read feather as a pandas frame."""
    import pandas as pd

    return pd.read_feather(filepath)


def read_feather_pd2(data: Any, filepath: str) -> Any:
    """Read the first column of a feather file."""
    return read_feather_pd1(data, filepath).iloc[:, 0]


def read_parquet_pd1(data: Any, filepath: str) -> Any:
    """Read parquet as a pandas frame."""
    import pandas as pd

    return pd.read_parquet(filepath)


def read_parquet_pd2(data: Any, filepath: str) -> Any:
    """Read the first column of a parquet file."""
    return read_parquet_pd1(data, filepath).iloc[:, 0]


_WRITERS: dict[tuple[str, str], Writer] = {
    ("json", "DataFrame"): write_json_pd1,
    ("json", "Series"): write_json_pd2,
    ("feather", "DataFrame"): write_feather_pd1,
    ("feather", "Series"): write_feather_pd2,
    ("parquet", "DataFrame"): write_parquet_pd1,
    ("parquet", "Series"): write_parquet_pd2,
}
_READERS: dict[tuple[str, str], Reader] = {
    ("json", "Series"): read_json_pd1,
    ("json", "DataFrame"): read_json_pd2,
    ("feather", "DataFrame"): read_feather_pd1,
    ("feather", "Series"): read_feather_pd2,
    ("parquet", "DataFrame"): read_parquet_pd1,
    ("parquet", "Series"): read_parquet_pd2,
}


# Generic functions: projects add types with `@write_json.register`.
def _writer(form: str) -> Any:
    def write(data: Any, filepath: str, name: str) -> None:
        writer = _WRITERS.get((form, _kind(data)))
        if writer is None:
            raise _refusal(data, form, "writer")
        writer(data, filepath, name)

    write.__doc__ = f"Write a value of a known type as {form}."
    write.__name__ = write.__qualname__ = f"write_{form}"
    return functools.singledispatch(write)


def _reader(form: str) -> Any:
    def read(data: Any, filepath: str) -> Any:
        reader = _READERS.get((form, _kind(data)))
        if reader is None:
            raise _refusal(data, form, "reader")
        return reader(data, filepath)

    read.__doc__ = f"Read {form} as the type of `data`."
    read.__name__ = read.__qualname__ = f"read_{form}"
    return functools.singledispatch(read)


write_json, read_json = _writer("json"), _reader("json")
write_feather, read_feather = _writer("feather"), _reader("feather")
write_parquet, read_parquet = _writer("parquet"), _reader("parquet")


@write_json.register  # type: ignore[untyped-decorator]
def write_json_dict(data: dict, filepath: str, name: str) -> None:
    """Write a dictionary as JSON; where that cannot be, the file stays as it was."""
    if not isinstance(data, dict):
        raise ValueError(f"Expected a dict, got {type(data)}")
    text = json.dumps(data)
    with open(filepath, "w", encoding="utf-8") as file:
        file.write(text)


@read_json.register  # type: ignore[untyped-decorator]
def read_json_dict(data: dict, filepath: str) -> Any:
    """Read JSON as it is."""
    with open(filepath, encoding="utf-8") as file:
        return json.load(file)


@functools.singledispatch
def write_pickle(data: Any, filepath: str, name: str) -> None:
    """Pickle any value."""
    with open(filepath, "wb") as file:
        pickle.dump(data, file)


@functools.singledispatch
def read_pickle(data: Any, filepath: str) -> Any:
    """Read a pickled value."""
    with open(filepath, "rb") as file:
        return pickle.load(file)


write_pickle_object, read_pickle_object = write_pickle, read_pickle


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
        logger.warning(
            "The module `hamilton.experimental.h_cache` and the class `CachingGraphAdapter` are deprecated and will be "
            "removed in Hamilton 2.0. `Builder.with_cache()` keeps values by code and data version. See "
            "https://hamilton.apache.org/concepts/caching/ to learn more."
        )
        self.cache_path = kept_path(cache_path)
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
        with contextlib.suppress(OSError):  # without a folder nothing is found, and nothing can be kept
            os.makedirs(self.cache_path, exist_ok=True)
        filepath = os.path.join(self.cache_path, f"{node.name}.{fmt}")
        if not is_stale and os.path.exists(filepath):
            try:
                with value_code():
                    return self._read_cache(fmt, self._get_empty_expected_type(node.type), filepath)
            except NotImplementedError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever reading a file that was cut off raises
                logger.warning("%s cannot be read (%s): %s is computed again.", filepath, error, node.name)
        value = node.callable(**kwargs)
        try:
            with temporary_name(filepath) as temporary, value_code():
                self._write_cache(fmt, value, temporary, node.name)
        except OSError as error:
            logger.warning("%s is not kept: %s", node.name, error.strerror or error)
        except EndedByValue as error:
            logger.warning("%s is not kept: %s", node.name, error)
        self.computed_nodes.add(node.name)
        return value

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]
        """Make the result; the next run starts afresh."""
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
