"""Base classes of the deprecated `dynamic_transform` and `model` decorators. They compute nothing themselves."""

from __future__ import annotations

import abc
from typing import Any


class DynamicTransformBase(abc.ABC):
    """A transform whose inputs follow from the config."""

    def __init__(self, config_parameters: Any, name: str) -> None:
        self._config_parameters = config_parameters
        self._name = name

    @abc.abstractmethod
    def get_dependents(self) -> list[str]:
        """Return the names of the nodes the transform reads."""

    @abc.abstractmethod
    def compute(self, **inputs: Any) -> Any:
        """Compute the value from the inputs."""

    @property
    def config_parameters(self) -> Any:
        """What the config gives the transform."""
        return self._config_parameters

    @property
    def name(self) -> str:
        """The node's name."""
        return self._name


class BaseModel(DynamicTransformBase, abc.ABC):
    """A transform that predicts."""

    @abc.abstractmethod
    def predict(self, **inputs: Any) -> Any:
        """Compute the prediction from the inputs."""

    def compute(self, **inputs: Any) -> Any:
        """Compute the prediction."""
        return self.predict(**inputs)
