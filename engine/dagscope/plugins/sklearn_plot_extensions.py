"""scikit-learn's displays as image files. It draws what scikit-learn draws."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection
from typing import Any, Union

import sklearn.inspection
import sklearn.metrics
import sklearn.model_selection
from matplotlib.figure import Figure

from dagscope import registry
from dagscope.io.data_adapters import DataSaver
from dagscope.io.utils import get_file_metadata

_DISPLAYS = (
    (
        sklearn.metrics,
        "ConfusionMatrixDisplay DetCurveDisplay PrecisionRecallDisplay PredictionErrorDisplay RocCurveDisplay",
    ),
    (sklearn.inspection, "DecisionBoundaryDisplay PartialDependenceDisplay"),
    (sklearn.model_selection, "LearningCurveDisplay ValidationCurveDisplay"),
)


COLUMN_FRIENDLY_DF_TYPE = False
# The displays this version has, and the figures they are drawn on.
SKLEARN_PLOT_TYPES: list[type] = [
    *[getattr(module, name) for module, names in _DISPLAYS for name in names.split() if hasattr(module, name)],
    Figure,
]
SKLEARN_PLOT_TYPES_ANNOTATION: Any = Union[tuple(SKLEARN_PLOT_TYPES)]  # noqa: UP007  # a union made of a list


@dataclasses.dataclass
class SklearnPlotSaver(DataSaver):
    """Saves a scikit-learn display, or a figure, as an image."""

    path: str | os.PathLike  # as Hamilton annotates it, here and below
    dpi: float = 200
    format: str = "png"
    metadata: dict | None = None
    bbox_inches: str = None  # type: ignore[assignment]
    pad_inches: float = 0.1
    backend: str | None = None
    papertype: str = None  # type: ignore[assignment]
    transparent: bool = None  # type: ignore[assignment]
    bbox_extra_artists: list | None = None
    pil_kwargs: dict | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types of displays and figures."""
        return SKLEARN_PLOT_TYPES

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None and name != "path"}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Draw what is not drawn yet and write the image."""
        if not isinstance(data, Figure):
            drawn = data.plot() if getattr(data, "figure_", None) is None else data
            data = drawn.figure_
        data.savefig(self.path, **self._get_saving_kwargs())
        return get_file_metadata(self.path)

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "png"


def register_data_loaders() -> None:
    """Register the saver."""
    registry.register_adapter(SklearnPlotSaver)


register_data_loaders()
