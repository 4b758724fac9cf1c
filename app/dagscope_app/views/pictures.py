"""Writes a scene to a file or the clipboard and says how it went. It must not choose what is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from dagscope_app.drawing.theme import Theme
from dagscope_app.export import ExportError, export_scene
from dagscope_app.export.files import replacing
from dagscope_app.export.page import Page
from dagscope_app.model.dot import scene_dot
from dagscope_app.model.scene import SceneSpec

PNG_SCALE = 2.0
_DOT = (".dot", ".gv")
_CLIPBOARD_PIXELS = 16_000_000
THUMB_SHARE = 0.95  # names of groups reach a little beyond the page


def write_picture(spec: SceneSpec, theme: Theme, path: str) -> tuple[str, str]:
    """Write a picture (to the clipboard without a path); the sentence to tell and its severity."""
    if not path:
        return _copy(spec, theme)
    target = Path(path)
    try:
        if target.suffix.lower() in _DOT:
            with replacing(target) as file:
                file.write(scene_dot(spec).encode())
        else:
            scale = PNG_SCALE if target.suffix.lower() == ".png" else 1.0
            export_scene(spec, target, theme, scale=scale)
    except ExportError as error:
        return str(error), "error"
    return f"Written {target}.", "info"


def thumbnail(spec: SceneSpec, theme: Theme, width: int, height: int) -> QImage:
    """The picture fitted into so many pixels, for the examples of the start page."""
    page = Page(spec, theme, False, "")
    scale = THUMB_SHARE * min(width / page.width, height / page.height)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.translate((width - page.width * scale) / 2, (height - page.height * scale) / 2)
    painter.scale(scale, scale)
    page.paint(painter, (0.0, 0.0, page.width, page.height), scale)
    painter.end()
    return image


def _copy(spec: SceneSpec, theme: Theme) -> tuple[str, str]:
    page = Page(spec, theme, False, "")
    area = max(1.0, page.width * page.height)
    scale = min(PNG_SCALE, (_CLIPBOARD_PIXELS / area) ** 0.5)
    image = QImage(int(page.width * scale), int(page.height * scale), QImage.Format.Format_RGB32)
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    page.paint(painter, (0.0, 0.0, page.width, page.height), scale)
    painter.end()
    # Not as QMimeData of Python's: the clipboard outlives the interpreter, and freeing that then crashes.
    QGuiApplication.clipboard().setImage(image)
    return "The picture is on the clipboard.", "info"
