"""PNG, SVG, PDF and HTML of a SceneSpec; used by the window and the command line alike."""

from __future__ import annotations

from dagscope_app.export.files import ExportError
from dagscope_app.export.scene import FORMATS, export_scene

__all__ = ["FORMATS", "ExportError", "export_scene"]
