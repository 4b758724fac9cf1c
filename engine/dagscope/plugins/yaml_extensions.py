"""YAML files. Nothing but plain values is read: no tag makes an object."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Collection
from typing import Any

import yaml

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata
from dagscope.whole_files import saving

PrimitiveTypes = (str, int, float, bool, dict, list)
AcceptedTypes = str | int | float | bool | dict | list
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class YAMLDataLoader(DataLoader):
    """Loads a YAML file."""

    path: str | pathlib.Path

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of plain values."""
        return [*PrimitiveTypes]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "yaml"

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and metadata."""
        with open(self.path, encoding="locale") as file:
            return yaml.safe_load(file), get_file_metadata(self.path)


@dataclasses.dataclass
class YAMLDataSaver(DataSaver):
    """Saves a YAML file."""

    path: str | pathlib.Path

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of plain values."""
        return [*PrimitiveTypes]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "yaml"

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        with saving(self.path, "w") as file:
            yaml.dump(data, file)
        return get_file_metadata(self.path)


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (YAMLDataLoader, YAMLDataSaver):
        registry.register_adapter(adapter)


register_data_loaders()
