"""Exported pictures: a table of formats, each a file of its own; used by whatever has a SceneSpec."""

from __future__ import annotations

from dagscope_app.export.files import ExportError
from dagscope_app.export.formats import FORMATS
from dagscope_app.export.scene import export_scene

__all__ = ["FORMATS", "ExportError", "export_scene"]
