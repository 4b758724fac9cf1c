"""What a run said of a folded group is seen from afar, also where something else in the picture is dimmed."""

from __future__ import annotations

import pytest
from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import contrast, load_theme, mix
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


def test_what_is_dimmed_can_be_read_in_high_contrast(qapp: object) -> None:
    theme = load_theme("high_contrast")
    left = theme.dimmed_share()
    for fill in ("canvas", "function_fill", "final_fill", "group_folded"):
        seen = [mix(theme.hex("canvas"), theme.hex(role), left) for role in ("text", fill)]
        assert contrast(*seen) >= 4.5, fill
    assert inks_of(theme).veil().alphaF() == pytest.approx(1 - left, abs=0.01)


def test_how_many_matches_a_group_hides_can_be_read_from_afar(qapp: object) -> None:
    group = GroupItem("g", "segment_north", Box(20, 20, 208, 56), depth=0, is_folded=True, count=3, matches=3)
    image = picture(SceneSpec(groups={"g": group}))
    badge = QColor(load_theme("light").hex("badge_fill")).name()
    rows = [y for y in range(image.height()) if any(image.pixelColor(x, y).name() == badge for x in range(80, 120))]

    assert len(rows) >= 11  # pixels: in the scene's own size it would be seven high
