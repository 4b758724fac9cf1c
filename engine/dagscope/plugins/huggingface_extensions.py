"""Hugging Face datasets: loading by name and saving as parquet. It downloads only what a project asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

import datasets

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata

HF_types = (datasets.DatasetDict, datasets.Dataset, datasets.IterableDatasetDict, datasets.IterableDataset)
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class HuggingFaceDSLoader(DataLoader):
    """Loads a dataset with `datasets.load_dataset`."""

    path: str
    dataset_name: str | None = None
    data_dir: str | None = None
    data_files: Any = None
    split: str | None = None
    cache_dir: str | None = None
    streaming: bool = False
    config_kwargs: dict[str, Any] | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Datasets."""
        return list(HF_types)

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Loads the dataset."""
        arguments = {
            "path": self.path,
            "name": self.dataset_name,
            "data_dir": self.data_dir,
            "data_files": self.data_files,
            "split": self.split,
            "cache_dir": self.cache_dir,
            "streaming": self.streaming,
            **(self.config_kwargs or {}),
        }
        dataset = datasets.load_dataset(
            **{name: value for name, value in arguments.items() if value is not None}
        )
        return dataset, {"dataset_metadata": {"path": self.path, "split": self.split}}

    @classmethod
    def name(cls) -> str:
        """The key."""
        return "hf_dataset"


@dataclasses.dataclass
class HuggingFaceDSParquetSaver(DataSaver):
    """Saves a dataset as parquet."""

    path_or_buf: Any
    batch_size: int | None = None
    parquet_writer_kwargs: dict[str, Any] | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Datasets."""
        return [datasets.Dataset]

    def save_data(self, data: Any) -> dict[str, Any]:
        """Writes the file."""
        data.to_parquet(self.path_or_buf, batch_size=self.batch_size, **(self.parquet_writer_kwargs or {}))
        return get_file_metadata(str(self.path_or_buf))

    @classmethod
    def name(cls) -> str:
        """The key."""
        return "parquet"


def register_data_loaders() -> None:
    """Makes the adapters known."""
    for adapter in (HuggingFaceDSLoader, HuggingFaceDSParquetSaver):
        registry.register_adapter(adapter)


register_data_loaders()
