"""Loading from and saving to the data sets of a Kedro catalog. It makes no catalog and starts no session."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from kedro.io import DataCatalog

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver

COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class KedroSaver(DataSaver):
    """Saves with the data set of a catalog."""

    dataset_name: str
    catalog: DataCatalog

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: it takes every value."""
        return [Any]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "kedro"

    def save_data(self, data: Any) -> dict[str, Any]:
        """Save the value."""
        self.catalog.save(self.dataset_name, data)
        return {"success": True}


@dataclasses.dataclass
class KedroLoader(DataLoader):
    """Loads with the data set of a catalog."""

    dataset_name: str
    catalog: DataCatalog
    version: str | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: it takes every value."""
        return [Any]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "kedro"

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Load the value."""
        loaded = self.catalog.load(self.dataset_name, self.version)
        return loaded, {"dataset_name": self.dataset_name, "version": self.version}


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (KedroSaver, KedroLoader):
        registry.register_adapter(adapter)


register_data_loaders()
