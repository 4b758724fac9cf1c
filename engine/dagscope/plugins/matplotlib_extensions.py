"""matplotlib figures as image files. It draws nothing."""

from __future__ import annotations

import os
from typing import Any

import matplotlib.artist
import matplotlib.transforms
from matplotlib.figure import Figure

from dagscope import registry
from dagscope.io.data_adapters import DataSaver
from dagscope.io.utils import get_file_metadata
from dagscope.plugins.adapter_classes import make_adapter, read_types

COLUMN_FRIENDLY_DF_TYPE = False

_TYPES = {
    "str | os.PathLike | IO": "path",
    "float | str | None": "dpi pad_inches",
    "str | None": "format backend orientation papertype",
    "dict | None": "metadata pil_kwargs",
    "str | matplotlib.transforms.Bbox | None": "bbox_inches",
    "str | float | tuple | None": "facecolor edgecolor",
    "bool | None": "transparent",
    "list[matplotlib.artist.Artist] | None": "bbox_extra_artists",
}


class _FigureWriter(DataSaver):
    path: Any
    format: Any

    def _get_saving_kwargs(self) -> dict[str, Any]:
        chosen = {name: value for name, value in vars(self).items() if value is not None and name != "path"}
        extra = chosen.pop("bbox_extra_artists", None)
        return {**chosen, **({"bbox_extra_artists": list(extra)} if extra is not None else {})}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the image and return the file's metadata."""
        data.savefig(self.path, **self._get_saving_kwargs())
        return get_file_metadata(self.path)


MatplotlibWriter = make_adapter(
    "MatplotlibWriter",
    "plt",
    _FigureWriter,
    [Figure],
    "path dpi=None format=None metadata=None bbox_inches=None pad_inches=None facecolor=None edgecolor=None "
    "backend=None orientation=None papertype=None transparent=None bbox_extra_artists=None pil_kwargs=None",
    module=__name__,
    doc="Saves a figure as an image.",
    annotations=read_types(_TYPES, os=os, matplotlib=matplotlib),
)


def register_data_savers() -> None:
    """Register the saver."""
    registry.register_adapter(MatplotlibWriter)


register_data_savers()
