"""Plotly figures as static image files. It draws nothing."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Collection
from typing import IO, Any, cast

import plotly.graph_objects

from dagscope import registry
from dagscope.io.data_adapters import DataSaver
from dagscope.io.utils import get_file_metadata

COLUMN_FRIENDLY_DF_TYPE = False


@dataclasses.dataclass
class PlotlyStaticWriter(DataSaver):
    """Saves a figure as an image (plotly needs its image engine for that)."""

    path: str | pathlib.Path | IO
    format: str | None = None
    width: int | None = None
    height: int | None = None
    scale: int | float | None = None
    validate: bool = True
    engine: str = "auto"

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of figures."""
        return [plotly.graph_objects.Figure]

    def _get_saving_kwargs(self) -> dict[str, Any]:
        chosen = {name: value for name, value in vars(self).items() if value is not None and name != "path"}
        if chosen.get("engine") == "auto":
            del chosen["engine"]
        return chosen

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the image and return the file's metadata."""
        data.write_image(self.path, **self._get_saving_kwargs())
        return get_file_metadata(cast(str, self.path))

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "plotly"


@dataclasses.dataclass
class PlotlyInteractiveWriter(DataSaver):
    """Saves a figure as an HTML page."""

    path: str | pathlib.Path | IO
    config: dict | None = None
    auto_play: bool = True
    include_plotlyjs: bool | str = True
    include_mathjax: bool | str = False
    post_script: str | list[str] | None = None
    full_html: bool = True
    animation_opts: dict | None = None
    default_width: int | float | str = "100%"
    default_height: int | float | str = "100%"
    validate: bool = True
    auto_open: bool = True
    div_id: str | None = None

    @classmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the type of figures."""
        return [plotly.graph_objects.Figure]

    def _get_saving_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None and name != "path"}

    def save_data(self, data: Any) -> dict[str, Any]:
        """Write the page and return the file's metadata."""
        data.write_html(self.path, **self._get_saving_kwargs())
        return get_file_metadata(cast(str, self.path))

    @classmethod
    def name(cls) -> str:
        """Return the key of the adapter."""
        return "html"


def register_data_loaders() -> None:
    """Register the savers."""
    for adapter in (PlotlyStaticWriter, PlotlyInteractiveWriter):
        registry.register_adapter(adapter)


register_data_loaders()
