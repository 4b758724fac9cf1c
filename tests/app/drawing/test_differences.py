"""What differs is seen at every zoom: filled from afar, with its sign wherever that can be read, counted in groups."""

from __future__ import annotations

import pytest
from dagscope_app.drawing.anatomy.groups import group_card
from dagscope_app.drawing.anatomy.nodes import card
from dagscope_app.drawing.anatomy.parts import Shape, Sign, Text
from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.cases import DiffMark
from dagscope_app.model.placement import Box
from dagscope_app.model.records.marks import diff_counts
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec
from dagscope_app.views.theme import load_theme
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

MARKS: tuple[DiffMark, ...] = ("left", "right", "definition", "value", "added", "removed", "affected")
BOX = Box(0, 0, 120, 44)


@pytest.fixture(params=["light", "dark", "high_contrast"])
def theme(request: pytest.FixtureRequest, qtbot: QtBot) -> Theme:
    return load_theme(request.param)


def painted(spec: SceneSpec, theme: Theme, scale: float) -> QImage:
    """Return the scene's picture at a scale."""
    image = QImage(round(140 * scale) + 2, round(60 * scale) + 2, QImage.Format.Format_ARGB32)
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    ScenePainter(SceneGeometry(spec), inks_of(theme)).paint_base(painter, (-10, -10, 200, 200), scale)
    painter.end()
    return image


def colors(image: QImage) -> set[str]:
    return {QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("mark", MARKS)
def test_a_card_is_filled_and_signed(mark: DiffMark, qapp: QApplication) -> None:
    parts = card(NodeItem("a", "a", "int", "function", BOX, diff=mark))
    fills = {part.name: part.fill for part in parts if isinstance(part, Shape)}
    assert f"{DIFF_ROLES[mark]}_fill" == fills["body"]
    assert [mark] == [part.key for part in parts if isinstance(part, Sign) and part.signs == "diff"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_box_is_of_its_colour_as_a_whole_from_afar(mark: DiffMark, theme: Theme) -> None:
    wanted = theme.color(DIFF_ROLES[mark])
    node = NodeItem("a", "a", "int", "function", BOX, diff=mark)
    folded = GroupItem("g", "g", BOX, 0, True, 5, diff=mark, diff_counts=((mark, 1),))
    opened = GroupItem("g", "g", BOX, 0, False, 5, diff_counts=((mark, 1),))
    pictures = [SceneSpec({"a": node}, {}, {}, 140, 60), SceneSpec({}, {"g": folded}, {}, 140, 60)]
    blocks = [(spec, scale) for spec in pictures for scale in (0.03, 0.05, 0.12, 0.2)]
    for spec, scale in [*blocks, (SceneSpec({}, {"g": opened}, {}, 140, 60), 0.03)]:
        assert wanted.name().upper() in colors(painted(spec, theme, scale)), scale


@pytest.mark.parametrize("mark", MARKS)
def test_a_name_from_a_distance_has_fill_and_sign(mark: DiffMark, theme: Theme) -> None:
    node = NodeItem("a", "a", "int", "function", BOX, state="ok", diff=mark)
    role = DIFF_ROLES[mark]
    found = colors(painted(SceneSpec({"a": node}, {}, {}, 140, 60), theme, 0.45))
    assert {theme.color(f"{role}_fill").name().upper(), theme.color(role).name().upper()} <= found


def test_a_folded_group_counts_what_differs(qapp: QApplication) -> None:
    counts = diff_counts(["definition", "value", "left", "", "value"])
    assert (("definition", 3), ("left", 1)) == counts
    group = GroupItem("g", "g", Box(0, 0, 240, 60), 0, True, 5, diff="definition", diff_counts=counts)
    parts = group_card(group)
    assert ["3", "1"] == [part.text for part in parts if isinstance(part, Text) and part.name == "chip"]
    frame = next(part for part in parts if isinstance(part, Shape) and part.name == "frame")
    assert "differs_fill" == frame.fill
