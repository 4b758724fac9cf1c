"""LightGBM models as files. It trains nothing."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Collection
from typing import Any, Literal

import lightgbm

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata

LIGHTGBM_MODEL_TYPES = [lightgbm.LGBMModel, lightgbm.Booster, lightgbm.CVBooster]
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class LightGBMFileWriter(DataSaver):
    """Saves a model as LightGBM's text file."""

    path: str | pathlib.Path
    num_iteration: int | None = None
    start_iteration: int = 0
    importance_type: Literal["split", "gain"] = "split"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of models and boosters."""
        return LIGHTGBM_MODEL_TYPES

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        booster = data.booster_ if isinstance(data, lightgbm.LGBMModel) else data
        booster.save_model(
            filename=self.path,
            num_iteration=self.num_iteration,
            start_iteration=self.start_iteration,
            importance_type=self.importance_type,
        )
        return get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "file"


@dataclasses.dataclass
class LightGBMFileReader(DataLoader):
    """Loads a model from LightGBM's text file."""

    path: str | pathlib.Path

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of models and boosters."""
        return LIGHTGBM_MODEL_TYPES

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Read the file and return its content and metadata."""
        return lightgbm.Booster(model_file=self.path), get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "file"


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (LightGBMFileReader, LightGBMFileWriter):
        registry.register_adapter(adapter)


register_data_loaders()
