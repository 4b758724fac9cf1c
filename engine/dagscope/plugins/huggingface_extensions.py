"""Hugging Face datasets: loading by name and saving as parquet. It downloads only what a project asks for."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any, BinaryIO

from datasets import (
    Dataset,
    DatasetDict,
    DownloadConfig,
    DownloadMode,
    Features,
    IterableDataset,
    IterableDatasetDict,
    VerificationMode,
    Version,
    load_dataset,
)

from dagscope import registry
from dagscope.io.data_adapters import DataLoader, DataSaver
from dagscope.io.utils import get_file_metadata

HF_types = (DatasetDict, Dataset, IterableDatasetDict, IterableDataset)
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class HuggingFaceDSLoader(DataLoader):
    """Loads a dataset with `datasets.load_dataset`."""

    path: str
    dataset_name: str | None = None
    data_dir: str | None = None
    data_files: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None
    split: str | None = None
    cache_dir: str | None = None
    features: Features | None = None
    download_config: DownloadConfig | None = None
    download_mode: DownloadMode | str | None = None
    verification_mode: VerificationMode | str | None = None
    keep_in_memory: bool | None = None
    save_infos: bool = False
    revision: str | Version | None = None
    token: bool | str | None = None
    streaming: bool = False
    num_proc: int | None = None
    storage_options: dict[str, Any] | None = None
    config_kwargs: dict[str, Any] | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of datasets."""
        return list(HF_types)

    def _get_loading_kwargs(self) -> dict[str, Any]:
        apart = ("path", "dataset_name", "config_kwargs")
        chosen = {name: value for name, value in vars(self).items() if name not in apart}
        return {**chosen, **(self.config_kwargs or {}), "name": self.dataset_name}

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Load the dataset."""
        dataset = load_dataset(self.path, **self._get_loading_kwargs())
        return dataset, {"file_metadata": {"path": self.path}, "dataset_metadata": _metadata(dataset)}

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "hf_dataset"


@dataclasses.dataclass
class HuggingFaceDSParquetSaver(DataSaver):
    """Saves a dataset as a parquet file."""

    path_or_buf: os.PathLike | BinaryIO  # as Hamilton annotates it
    batch_size: int | None = None
    parquet_writer_kwargs: dict[str, Any] | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of datasets."""
        return list(HF_types)

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return {"batch_size": self.batch_size, **(self.parquet_writer_kwargs or {})}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the file and return its metadata."""
        if isinstance(data, (DatasetDict, IterableDatasetDict)):
            raise TypeError(
                f"A {type(data).__name__} has several parts ({', '.join(map(str, data))}) and parquet is one file: "
                "save a node that picks one part."
            )
        data.to_parquet(self.path_or_buf, **self._get_saving_kwargs())
        file = get_file_metadata(str(self.path_or_buf))
        return {**file, "dataset_metadata": _metadata(data)}

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "parquet"


def _metadata(dataset: Any) -> dict[str, Any]:
    """Return rows and columns, as far as they are known without reading."""
    if isinstance(dataset, Dataset):
        return {
            "rows": dataset.num_rows,
            "columns": dataset.column_names,
            "size_in_bytes": dataset.size_in_bytes,
            "features": dataset.features.to_dict(),
        }
    if isinstance(dataset, DatasetDict):
        return {"rows": dataset.num_rows, "columns": dataset.column_names}
    return {"columns": dataset.column_names}


def register_data_loaders_savers() -> None:
    """Register the adapters."""
    for adapter in (HuggingFaceDSLoader, HuggingFaceDSParquetSaver):
        registry.register_adapter(adapter)


register_data_loaders_savers()
