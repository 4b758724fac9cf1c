"""scikit-learn's displays as image files. It draws what scikit-learn draws."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sklearn.inspection
import sklearn.metrics
import sklearn.model_selection

from dagscope import registry
from dagscope.io.data_adapters import DataSaver
from dagscope.io.utils import get_file_metadata
from dagscope.plugins.adapter_classes import make_adapter

_DISPLAYS = (
    (
        sklearn.metrics,
        "ConfusionMatrixDisplay DetCurveDisplay PrecisionRecallDisplay PredictionErrorDisplay RocCurveDisplay",
    ),
    (sklearn.inspection, "DecisionBoundaryDisplay PartialDependenceDisplay"),
    (sklearn.model_selection, "LearningCurveDisplay ValidationCurveDisplay"),
)


def _display_types() -> Collection[type]:
    """The display classes this version has."""
    found = [getattr(module, name, None) for module, names in _DISPLAYS for name in names.split()]
    return [each for each in found if each is not None]


class _DisplayWriter(DataSaver):
    path: Any

    def save_data(self, data: Any) -> dict[str, Any]:
        """Draws the display and writes the image."""
        drawn = data.plot() if getattr(data, "figure_", None) is None else data
        arguments = {
            name: value for name, value in vars(self).items() if value is not None and name != "path"
        }
        drawn.figure_.savefig(self.path, **arguments)
        return get_file_metadata(self.path)


SklearnPlotSaver = make_adapter(
    "SklearnPlotSaver",
    "png",
    _DisplayWriter,
    _display_types(),
    "path dpi=200 format='png' metadata=None bbox_inches=None pad_inches=None backend=None orientation=None "
    "papertype=None transparent=None bbox_extra_artists=None pil_kwargs=None",
    module=__name__,
    doc="Saves a scikit-learn display as an image.",
)


def register_data_loaders() -> None:
    """Makes the saver known."""
    registry.register_adapter(SklearnPlotSaver)


register_data_loaders()
