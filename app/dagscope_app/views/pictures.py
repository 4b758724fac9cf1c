"""Writes the shown picture to a file or the clipboard and says how it went. It must not choose what is shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.inks import inks_of
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.scene import SceneSpec


def _image(spec: SceneSpec, theme: Theme, scale: float = 2.0) -> QImage:
    scene = ScenePainter(SceneGeometry(spec), inks_of(theme))
    left, top, right, bottom = scene.geometry.bounds
    image = QImage(
        int((right - left + 48) * scale), int((bottom - top + 48) * scale), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(24 - left, 24 - top)
    view = QRectF(left, top, right - left, bottom - top)
    bounds = (view.left(), view.top(), view.right(), view.bottom())
    scene.paint_base(painter, bounds, 1.0)
    scene.paint_top(painter, bounds, 1.0)
    painter.end()
    return image


def write_picture(spec: SceneSpec, theme: Theme, path: str) -> tuple[str, str]:
    """Write a picture (to the clipboard without a path); the sentence to tell and its severity."""
    image = _image(spec, theme)
    if not path:
        QGuiApplication.clipboard().setImage(image)
        return "The picture is on the clipboard.", "info"
    if image.save(path):
        return f"Written {path}.", "info"
    return f"{path} cannot be written. Choose another place.", "error"
