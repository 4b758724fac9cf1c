"""numpy arrays as .npy files. No column types: an array is no frame."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Collection
from typing import IO, Any, Literal

import numpy as np

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata

COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class NumpyNpyWriter(DataSaver):
    """Saves an array as .npy."""

    path: str | pathlib.Path | IO
    allow_pickle: bool | None = None
    fix_imports: bool | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of arrays."""
        return [np.ndarray]

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        np.save(file=self.path, arr=data, allow_pickle=bool(self.allow_pickle))
        return get_file_metadata(str(self.path))

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "npy"


@dataclasses.dataclass
class NumpyNpyReader(DataLoader):
    """Loads an array from .npy."""

    path: str | pathlib.Path | IO
    mmap_mode: str | None = None
    allow_pickle: bool | None = None
    fix_imports: bool | None = None
    encoding: Literal["ASCII", "latin1", "bytes"] = "ASCII"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of arrays."""
        return [np.ndarray]

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and metadata."""
        array = np.load(
            file=self.path,
            mmap_mode=self.mmap_mode,  # type: ignore[arg-type]  # numpy checks it
            allow_pickle=bool(self.allow_pickle),
            fix_imports=self.fix_imports is not False,
            encoding=self.encoding,
        )
        return array, get_file_metadata(str(self.path))

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "npy"


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (NumpyNpyWriter, NumpyNpyReader):
        registry.register_adapter(adapter)


register_data_loaders()
