"""XGBoost models as JSON files. It trains nothing."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection
from typing import Any

import xgboost

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata

XGBOOST_MODEL_TYPES = [xgboost.XGBModel, xgboost.Booster]
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class XGBoostJsonWriter(DataSaver):
    """Saves a model as XGBoost's JSON file."""

    path: str | os.PathLike  # as Hamilton annotates it

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of models and boosters."""
        return XGBOOST_MODEL_TYPES

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        data.save_model(self.path)
        return get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "json"


@dataclasses.dataclass
class XGBoostJsonReader(DataLoader):
    """Loads a model from XGBoost's JSON file."""

    path: str | bytearray | os.PathLike  # as Hamilton annotates it

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of models and boosters."""
        return XGBOOST_MODEL_TYPES

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and metadata."""
        model = type_()
        model.load_model(self.path)
        described = bytes(self.path).decode() if isinstance(self.path, bytearray) else self.path
        return model, get_file_metadata(described)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "json"


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (XGBoostJsonReader, XGBoostJsonWriter):
        registry.register_adapter(adapter)


register_data_loaders()
