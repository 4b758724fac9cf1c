"""The loaders and savers that need only the standard library. Whatever needs more is an extension."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import pickle
from collections.abc import Collection
from io import BytesIO
from typing import Any

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata
from dagscope.whole_files import saving


@dataclasses.dataclass
class JSONDataLoader(DataLoader):
    """Loads a JSON file."""

    path: str

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types JSON holds: objects and arrays."""
        return [dict, list]

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and the file's metadata."""
        with open(self.path, encoding="locale") as file:
            return json.load(file), get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "json"


@dataclasses.dataclass
class JSONDataSaver(DataSaver):
    """Saves a JSON file."""

    path: str

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types JSON holds: objects and arrays."""
        return [dict, list]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "json"

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        with saving(self.path, "w") as file:
            json.dump(data, file)
        return get_file_metadata(self.path)


@dataclasses.dataclass
class LiteralValueDataLoader(DataLoader):
    """Gives a value that is written where the loader is."""

    value: Any

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: it takes every value."""
        return [Any]

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Return the value."""
        return self.value, {}

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "literal"


@dataclasses.dataclass
class RawFileDataLoader(DataLoader):
    """Loads a text file as one string."""

    path: str
    encoding: str = "utf-8"

    def load_data(self, type_: type) -> tuple[str, dict[str, Any]]:
        """Read the file and return its content and the file's metadata."""
        with open(self.path, encoding=self.encoding) as file:
            return file.read(), get_file_metadata(self.path)

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of text."""
        return [str]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "file"


@dataclasses.dataclass
class RawFileDataSaver(DataSaver):
    """Saves a string as a text file."""

    path: str
    encoding: str = "utf-8"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of text."""
        return [str]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "file"

    def save_data(self, data: str) -> dict[str, Any]:
        """Write the file and return its metadata."""
        with saving(self.path, "w", self.encoding) as file:
            file.write(data)
        return get_file_metadata(self.path)


@dataclasses.dataclass
class RawFileDataSaverBytes(DataSaver):
    """Saves bytes as a file."""

    path: pathlib.Path | str

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return bytes, or a buffer of them."""
        return [bytes, BytesIO]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "file"

    def save_data(self, data: bytes | BytesIO) -> dict[str, Any]:
        """Write the file and return its metadata."""
        content = data.getvalue() if isinstance(data, BytesIO) else data
        with saving(self.path) as file:
            file.write(content)
        return get_file_metadata(self.path)


@dataclasses.dataclass
class PickleLoader(DataLoader):
    """Loads a pickled object."""

    path: str

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return every type: what the file holds is not known before."""
        return [object, Any]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "pickle"

    def load_data(self, type_: type[object]) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and the file's metadata."""
        with open(self.path, "rb") as file:
            return pickle.load(file), get_file_metadata(self.path)


@dataclasses.dataclass
class PickleSaver(DataSaver):
    """Saves an object as a pickle."""

    path: str

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of all objects."""
        return [object]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "pickle"

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        with saving(self.path) as file:
            pickle.dump(data, file)
        return get_file_metadata(self.path)


@dataclasses.dataclass
class EnvVarDataLoader(DataLoader):
    """Loads environment variables as a dictionary."""

    names: tuple[str, ...]

    def load_data(self, type_: type[dict[str, str]]) -> tuple[dict[str, str], dict[str, Any]]:
        """Read the variables; raises KeyError for one that is not set."""
        return {name: os.environ[name] for name in self.names}, {}

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "environment"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of dictionaries."""
        return [dict]


@dataclasses.dataclass
class InMemoryResult(DataSaver):
    """Saves nothing and gives the value itself, so that a materializer can return it."""

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: it takes every value."""
        return [Any]

    def save_data(self, data: Any) -> Any:
        """Return the value unchanged."""
        return data

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "memory"


DATA_ADAPTERS = [
    JSONDataSaver,
    JSONDataLoader,
    LiteralValueDataLoader,
    RawFileDataLoader,
    RawFileDataSaver,
    RawFileDataSaverBytes,
    PickleLoader,
    PickleSaver,
    EnvVarDataLoader,
    InMemoryResult,
]

for _adapter in DATA_ADAPTERS:
    registry.register_adapter(_adapter)
