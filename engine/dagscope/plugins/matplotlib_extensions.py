"""matplotlib figures as image files. It draws nothing."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from dagscope import registry
from dagscope.io.data_adapters import DataSaver
from dagscope.io.utils import get_file_metadata
from dagscope.plugins.adapter_classes import make_adapter

COLUMN_FRIENDLY_DF_TYPE = False


class _FigureWriter(DataSaver):
    path: Any
    format: Any

    def _get_saving_kwargs(self) -> dict[str, Any]:
        chosen = {name: value for name, value in vars(self).items() if value is not None and name != "path"}
        extra = chosen.pop("bbox_extra_artists", None)
        return {**chosen, **({"bbox_extra_artists": list(extra)} if extra is not None else {})}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Writes the image."""
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
)


def register_data_savers() -> None:
    """Makes the saver known."""
    registry.register_adapter(MatplotlibWriter)


register_data_savers()
