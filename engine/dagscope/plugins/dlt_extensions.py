"""Loading from dlt resources, and saving through dlt pipelines. It sets no destination up."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

import dlt
import pandas as pd
from dlt.common.destination.capabilities import TLoaderFileFormat
from dlt.common.schema import Schema, TColumnSchema
from dlt.extract.resource import DltResource

from dagscope import registry
from dagscope.io import utils
from dagscope.io.data_adapters import DataLoader, DataSaver

DATAFRAME_TYPES: tuple[Any, ...] = (Iterable, pd.DataFrame)
try:
    import pyarrow as pa
except ModuleNotFoundError:
    pass
else:
    DATAFRAME_TYPES = (*DATAFRAME_TYPES, pa.Table, pa.RecordBatch)
COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class DltResourceLoader(DataLoader):
    """Loads all of a resource as a frame."""

    resource: DltResource

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of pandas frames."""
        return [pd.DataFrame]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "dlt"

    def load_data(self, type_: type) -> tuple[pd.DataFrame, dict[str, Any]]:
        """Extract and normalize the resource in a folder of its own, and read what came out."""
        folder = tempfile.mkdtemp(prefix="dlt-")
        try:
            pipeline = dlt.pipeline("Hamilton-DltResourceLoader", pipelines_dir=folder, destination="filesystem")
            pipeline.extract(self.resource, loader_file_format="parquet")
            jobs = pipeline.normalize().load_packages[0].jobs["new_jobs"]
            files = [job.file_path for job in jobs if job.job_file_info.table_name == self.resource.table_name]
            parts = [pd.read_parquet(file) for file in files]
            frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return frame, utils.get_dataframe_metadata(frame)


@dataclasses.dataclass
class DltDestinationSaver(DataSaver):
    """Saves a value as a table of a pipeline's destination; what is left out is up to the pipeline."""

    pipeline: dlt.Pipeline
    table_name: str
    primary_key: str | None = None
    write_disposition: Literal["skip", "append", "replace", "merge"] | None = None
    columns: Sequence[TColumnSchema] | None = None
    schema: Schema | None = None
    loader_file_format: TLoaderFileFormat | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of frames, tables and rows."""
        return DATAFRAME_TYPES

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "dlt"

    def _get_kwargs(self) -> dict[str, Any]:
        given = {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "pipeline"}
        return {name: value for name, value in given.items() if value is not None}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Run the pipeline with the value."""
        if isinstance(data, dict):
            raise NotImplementedError(
                "The dlt saver takes one value, not a dictionary of several: leave `combine` out, "
                "and save each by itself."
            )
        return {"dlt_metadata": self.pipeline.run(data, **self._get_kwargs()).asdict()}


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (DltDestinationSaver, DltResourceLoader):
        registry.register_adapter(adapter)


register_data_loaders()
