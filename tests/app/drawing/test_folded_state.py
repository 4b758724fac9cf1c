"""What a run said of a folded group is seen from afar, also where something else in the picture is dimmed."""

from __future__ import annotations

from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec
from PySide6.QtGui import QColor, QImage, QPainter

SCALE = 0.45
VIEW = (0.0, 0.0, 600.0, 200.0)


def picture(spec: SceneSpec) -> QImage:
    """Return what the canvas shows of a picture, its base and what is lit over it."""
    scene = ScenePainter(SceneGeometry(spec), inks_of(load_theme("light")))
    image = QImage(270, 90, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(SCALE, SCALE)
    scene.paint_base(painter, VIEW, SCALE)
    scene.paint_top(painter, VIEW, SCALE)
    painter.end()
    return image


def strip_color(*, is_dimmed: bool) -> str:
    """Return the colour in the middle of the strip at the left of a folded group."""
    group = GroupItem(
        "g", "segment_north", Box(20, 20, 208, 56), depth=0, is_folded=True, count=3, state_counts=(("ok", 3),)
    )
    node = NodeItem("seed", "seed", "int", "function", Box(400, 20, 120, 48), is_dimmed=is_dimmed)
    image = picture(SceneSpec(nodes={"seed": node}, groups={"g": group}))
    return image.pixelColor(round((20 + 9) * SCALE), round((20 + 28) * SCALE)).name().upper()


def test_a_folded_groups_state_is_seen_where_nothing_and_where_something_is_dimmed(qapp: object) -> None:
    assert {load_theme("light").hex("ok")} == {strip_color(is_dimmed=False), strip_color(is_dimmed=True)}
