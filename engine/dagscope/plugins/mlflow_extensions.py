"""Saving models to MLflow and loading them. It logs nothing else: the tracker is in `h_mlflow`."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Collection
from types import ModuleType
from typing import Any, Literal

import mlflow

from dagscope import registry
from dagscope.class_home import package_of
from dagscope.io.data_adapters import DataLoader, DataSaver

COLUMN_FRIENDLY_DF_TYPE = False


def _public(info: Any) -> dict[str, Any]:
    """Return what an object of MLflow says of itself, as plain attributes."""
    return {name.strip("_"): value for name, value in vars(info).items()}


def _flavor_module(flavor: str | ModuleType) -> Any:
    if isinstance(flavor, ModuleType):
        return flavor
    try:
        return getattr(mlflow, flavor)
    except (AttributeError, ImportError) as error:
        raise ImportError(
            f"MLflow has no flavor {flavor!r}, or its library is not installed. Name one of MLflow's flavors, "
            "or give a module with log_model and load_model."
        ) from error


@dataclasses.dataclass
class MLFlowModelSaver(DataSaver):
    """Logs a model in the active run, or in one of its own, and registers it if a name is given."""

    path: str | pathlib.Path = "model"
    register_as: str | None = None
    flavor: str | ModuleType | None = None
    run_id: str | None = None
    mlflow_kwargs: dict[str, Any] = None  # type: ignore[assignment]  # as Hamilton has it

    def __post_init__(self) -> None:
        self.mlflow_kwargs = self.mlflow_kwargs or {}

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: the flavor decides."""
        return [Any]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "mlflow"

    def save_data(self, data: Any) -> dict[str, Any]:
        """Log the model and return its metadata."""
        flavor = _flavor_module(self.flavor or package_of(type(data)))
        active = mlflow.active_run()
        if active is None:
            with mlflow.start_run(run_id=self.run_id):
                info = flavor.log_model(data, str(self.path), **self.mlflow_kwargs)
        elif self.run_id and active.info.run_id != self.run_id:
            raise RuntimeError(
                f"The saver's run_id {self.run_id} is not the active run {active.info.run_id}: "
                "leave it out to save there."
            )
        else:
            info = flavor.log_model(data, str(self.path), **self.mlflow_kwargs)
        metadata = _public(info)
        if self.register_as:
            metadata["registered_model"] = _public(mlflow.register_model(metadata["model_uri"], self.register_as))
        return metadata


@dataclasses.dataclass
class MLFlowModelLoader(DataLoader):
    """Loads a model by its URI, by run and path, or by its registered name with a version or an alias."""

    model_uri: str | None = None
    mode: Literal["tracking", "registry"] = "tracking"
    run_id: str | None = None
    path: str | pathlib.Path = "model"
    model_name: str | None = None
    version: str | int | None = None
    version_alias: str | None = None
    flavor: ModuleType | str | None = None
    mlflow_kwargs: dict[str, Any] = None  # type: ignore[assignment]  # as Hamilton has it

    def __post_init__(self) -> None:
        self.mlflow_kwargs = self.mlflow_kwargs or {}
        if not self.model_uri:
            self.model_uri = self._registry_uri() if self.mode == "registry" else self._tracking_uri()

    def _tracking_uri(self) -> str:
        if not self.run_id or not self.path:
            raise ValueError(
                "With mode='tracking', a model is found by `run_id` and `path`: give both, or `model_uri`."
            )
        return f"runs:/{self.run_id}/{self.path}"

    def _registry_uri(self) -> str:
        if not self.model_name:
            raise ValueError("With mode='registry', a model is found by `model_name`: give it, or `model_uri`.")
        if bool(self.version) == bool(self.version_alias):
            raise ValueError("With mode='registry', give either `version` or `version_alias`.")
        ending = f"/{self.version}" if self.version else f"@{self.version_alias}"
        return f"models:/{self.model_name}{ending}"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return `Any`: the flavor decides."""
        return [Any]

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "mlflow"

    def load_data(self, type_: type) -> tuple[Any, dict[str, Any]]:
        """Load the model with its own flavor, or as a plain function where it has none."""
        metadata = _public(mlflow.models.get_model_info(self.model_uri))
        own = (each for each in metadata["flavors"] if each != "python_function")
        flavor = _flavor_module(self.flavor or next(own, "pyfunc"))
        return flavor.load_model(model_uri=self.model_uri, **self.mlflow_kwargs), metadata


def register_data_loaders() -> None:
    """Register the adapters."""
    for adapter in (MLFlowModelSaver, MLFlowModelLoader):
        registry.register_adapter(adapter)


register_data_loaders()
