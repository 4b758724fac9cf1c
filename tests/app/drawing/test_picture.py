"""The kept picture is what a fresh one would be, and it names its groups at every scale."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from dagscope_app.drawing import paths
from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.label_plates import ARROW, Plates, arrow_room, place_names
from dagscope_app.drawing.metrics import GROUP_HEADER, text_width
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.drawing.wires import WirePainter
from dagscope_app.model.cases import ShownState
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem
from dagscope_app.views.canvas import Minimap
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.frames import Frames, Stage
from dagscope_app.views.canvas.hit_index import free_place, hidden_frames, names_in
from dagscope_app.views.canvas.motion import Motion
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("scale", [0.1, 0.2, 0.45, 1.3])
def test_at_rest_a_panned_picture_has_no_seam(scenes: ModuleType, shown: Any, qtbot: QtBot, scale: float) -> None:
    spec = scenes.grid(300, 4, 500)
    canvas = shown(spec)
    canvas.set_viewport_state(scale, 150.0, 150.0)
    canvas.refine_now()
    for dx, dy in ((37, 0), (-180, 90), (13, -222)):
        canvas.set_camera(canvas.camera.moved(dx, dy))
        canvas.grab()
    qtbot.waitUntil(lambda: canvas.is_refined)
    fresh = shown(spec)
    fresh.set_viewport_state(*canvas.viewport_state())
    fresh.refine_now()
    assert canvas.grab().toImage() == fresh.grab().toImage()


def names_painted(theme: Theme, groups: list[GroupItem], scale: float, *, is_block: bool) -> int:
    """Return the number of pixels of text."""
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    painter.translate(20, 20)
    painter.scale(scale, scale)
    Plates(inks_of(theme)).paint(painter, groups, scale, is_block=is_block)
    painter.end()
    text = theme.color("text").rgb()
    return sum(image.pixel(x, y) == text for x in range(400) for y in range(200))


@pytest.mark.parametrize("is_block", [False, True])
def test_a_narrow_frame_keeps_its_name(theme: Theme, is_block: bool, qtbot: QtBot) -> None:
    narrow = GroupItem("part_001", "part_001", Box(0, 0, 560, 600), 0, False, 5)
    beside = GroupItem("part_002", "part_002", Box(570, 0, 560, 600), 0, False, 5)
    far = GroupItem("far", "part_002", Box(1800, 0, 560, 600), 0, False, 5)
    alone = names_painted(theme, [narrow], 0.1, is_block=is_block)
    assert alone > 20
    assert alone < names_painted(theme, [narrow, beside], 0.1, is_block=is_block)
    assert alone < names_painted(theme, [narrow, far], 0.1, is_block=is_block)
    # Where it is too small for any name, nothing is painted.
    assert not names_painted(theme, [narrow], 0.01, is_block=is_block)


@pytest.mark.parametrize("is_block", [False, True])
def test_a_name_too_long_for_its_frame_never_takes_its_neighbour_s_place(
    theme: Theme, is_block: bool, qtbot: QtBot
) -> None:
    row = [
        GroupItem(name, name, Box(at * 600, 0, 560, 600), 0, False, 5)
        for at, name in enumerate(("monthly_unique_users_CA", "monthly_unique_users_US", "b"))
    ]
    alone = [names_painted(theme, [group], 0.1, is_block=is_block) for group in row[1:]]
    together = names_painted(theme, row, 0.1, is_block=is_block)
    assert together > sum(alone[1:]) > 0
    assert together - names_painted(theme, row[::2], 0.1, is_block=is_block) > 0


def test_a_minimap_of_folded_groups_shows_what_is_in_view(laid_out: ModuleType, shown: Any, qtbot: QtBot) -> None:
    spec = laid_out.nested()
    groups = {name: replace(group, is_folded=True) for name, group in spec.groups.items()}
    canvas = shown(replace(spec, nodes={}, groups=groups, wires={}))
    canvas.set_viewport_state(2.0, 0.0, 0.0)
    minimap = Minimap(canvas)
    qtbot.addWidget(minimap)
    image = minimap.grab().toImage()
    accent = canvas.theme.color("accent")
    assert any(image.pixelColor(x, y) == accent for x in range(image.width()) for y in range(image.height()))


def test_a_minimap_holds_all_of_a_very_wide_scene(scenes: ModuleType, shown: Any, qtbot: QtBot) -> None:
    far = scenes.spec_of(
        [], [GroupItem(str(at), str(at), Box(at * 100_000, 0, 200, 50), 0, True, 5) for at in range(3)]
    )
    canvas = shown(far)
    minimap = Minimap(canvas)
    qtbot.addWidget(minimap)
    canvas.set_viewport_state(1.0, 200_000, 0.0)
    assert minimap.view_frame().left() < minimap.width()


def test_what_is_far_away_comes_to_the_middle(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.grid(300, 4, 300))
    name = list(canvas.spec.nodes)[-1]
    canvas.reveal(name)
    box = canvas.spec.nodes[name].box
    x, y = canvas.camera.to_screen(box.x + box.width / 2, box.y + box.height / 2)
    assert (x, y) == pytest.approx((canvas.width() / 2, canvas.height() / 2), abs=1)


def test_the_names_of_frames_around_the_view_are_said(laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested())
    inner = max((g for g in canvas.spec.groups.values() if not g.is_folded), key=lambda group: group.depth)
    x, y = inner.box.x + inner.box.width / 2, inner.box.y + inner.box.height / 2
    canvas.set_camera(Camera(4.0).centered(x, y, 60, 40))
    told = [group.id for group in hidden_frames(canvas.geometry_of_scene, canvas.camera, 60, 40)]
    assert told[-1] == inner.id
    canvas.fit()
    whole = hidden_frames(canvas.geometry_of_scene, canvas.camera, canvas.width(), canvas.height())
    assert not whole


def test_the_name_of_a_frame_around_the_view_does_not_cover_the_name_of_a_group_in_it(
    scenes: ModuleType, shown: Any
) -> None:
    frame = GroupItem("frame", "frame", Box(0, 0, 2000, 2000), 0, False, 9)
    folded = GroupItem("folded", "folded", Box(500, 505, 120, 40), 1, True, 5)
    opened = GroupItem("opened", "opened", Box(520, 800, 300, 300), 1, False, 5)
    canvas = shown(scenes.spec_of([], [frame, folded, opened]))
    camera = Camera(1.0, 500, 500)
    names = names_in(canvas.geometry_of_scene, camera, QRectF(0, 0, 400, 400))

    assert [(0, 5, 120, 40), (20, 300, 300, 32)] == [place.getRect() for place in names]
    wanted, more = QRectF(8.5, 8.5, 100, 24), [*names, QRectF(280, 0, 120, 40)]
    assert free_place(wanted, 400, 400, lambda _: names).topLeft() == QPointF(400 - 8.5 - 100, 8.5)
    assert free_place(wanted, 400, 400, lambda _: more).topLeft() == QPointF(8.5, 400 - 8.5 - 24)
    assert free_place(wanted, 400, 400, lambda _: []) == wanted


def test_the_ring_of_the_keyboard_s_place_is_for_the_keyboard(scenes: ModuleType, shown: Any, qtbot: QtBot) -> None:
    canvas = shown(scenes.small())
    canvas.setFocus()
    canvas.overlay.cursor = "report"
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    canvas.overlay.cursor = "report"
    assert not canvas.overlay.shows_cursor
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.overlay.shows_cursor


def test_a_few_bundles_keep_their_thickness_while_moving(scenes: ModuleType, theme: Theme, qtbot: QtBot) -> None:
    spec = scenes.small()
    thick = {key: replace(wire, count=16) for key, wire in spec.wires.items()}

    def painted(*, is_quick: bool) -> QImage:
        painter_of_wires = WirePainter(SceneGeometry(replace(spec, wires=thick)), inks_of(theme), is_quick)
        image = QImage(900, 200, QImage.Format.Format_RGB32)
        image.fill(theme.color("canvas"))
        painter = QPainter(image)
        painter_of_wires.paint(painter, np.arange(len(thick)), 1.0)
        painter.end()
        return image

    assert painted(is_quick=True) == painted(is_quick=False)


def test_a_wire_that_only_passes_through_is_there_when_the_move_ends(
    scenes: ModuleType, theme: Theme, qtbot: QtBot
) -> None:
    def spec(y: float, wire_y: float) -> SceneSpec:
        far, near, beyond = (
            NodeItem(name, name, "int", "function", Box(x, at, 104, 48))
            for name, x, at in (("far", -900.0, y), ("near", 100.0, 0.0), ("beyond", 1500.0, y))
        )
        around = (-796.0, y + 24), (-700.0, wire_y), (1400.0, wire_y), (1500.0, y + 24)
        wire = WireItem("far", "beyond", around)
        made: SceneSpec = scenes.spec_of([far, near, beyond], (), [wire])
        return made

    old, new = SceneGeometry(spec(1000.0, 900.0)), SceneGeometry(spec(1000.0, 150.0))
    moves = Motion(old, new, (Camera(), Camera()), (400, 300))
    accent = theme.color("wire").rgb()

    def has_wire(share: float) -> bool:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(theme.color("canvas"))
        painter = QPainter(image)
        moves.paint(painter, share, inks_of(theme))
        painter.end()
        return any(image.pixel(300, y) == accent for y in range(300))

    assert has_wire(1.0)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_lines_seen_from_afar_are_as_thick_on_a_fine_screen(
    scenes: ModuleType, theme: Theme, qtbot: QtBot, ratio: float
) -> None:
    scene = ScenePainter(SceneGeometry(scenes.small()), inks_of(theme))
    frames = Frames(theme)
    frames.set_scene(scene, theme)
    frames.render(Stage(Camera(0.2, -100.0, -100.0), 300, 100, ratio))
    image = frames.picture()
    assert image is not None
    box = scene.geometry.spec.nodes["filtered_interactions"].box
    border = theme.color("function_border")
    column = round((box.x + 0.8 * box.width + 100) * 0.2 * ratio)
    assert sum(image.pixelColor(column, y) == border for y in range(image.height())) == 2 * ratio


@pytest.mark.parametrize("scale", [0.45, 0.25])
def test_failures_are_told_from_afar_without_their_colour(
    scenes: ModuleType, theme: Theme, qtbot: QtBot, scale: float
) -> None:
    def shapes(state: str) -> set[tuple[int, int]]:
        node = replace(scenes.small().nodes["report"], state=state, box=Box(0, 0, 160, 48))
        image = QImage(100, 30, QImage.Format.Format_RGB32)
        image.fill(theme.color("canvas"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        scene = ScenePainter(SceneGeometry(scenes.spec_of([node])), inks_of(theme))
        scene.paint_base(painter, (0, 0, 200, 60), scale)
        painter.end()
        wanted = theme.color(state)
        return {(x, y) for x in range(100) for y in range(30) if image.pixelColor(x, y) == wanted}

    assert shapes("ok") and shapes("failed")
    assert shapes("ok") != shapes("failed")


def test_a_folded_group_s_name_is_whole_where_two_lines_fit(qtbot: QtBot) -> None:
    def names(width: float, height: float) -> list[str]:
        group = GroupItem("g", "weekly_unique_users_CA", Box(0, 0, width, height), 0, True, 5)
        return [plate.label for plate in place_names([group], 0.5, is_block=False)]

    assert names(400, 56) == ["weekly_unique_users_CA"]
    assert names(210, 56) == ["weekly_unique_\nusers_CA"]
    assert names(210, 30) == ["weekly_unique_users_CA"], "smaller letters before fewer"
    [cut] = names(120, 30)
    assert "…" in cut
    row = [GroupItem(f"g{i}", f"stage_part{i}0 … part{i}9", Box(212 * i, 0, 190, 50), 0, True, 5) for i in range(6)]
    broken = [f"stage_part{i}0 … \npart{i}9" for i in range(6)]
    assert [plate.label for plate in place_names(row, 0.5, is_block=False)] == broken
    low = [replace(group, box=replace(group.box, height=46)) for group in row]
    assert len(place_names(low, 0.5, is_block=False)) == 6, "a name beyond its box takes none from its neighbour"


def test_a_folded_group_tells_its_state_from_afar(theme: Theme, qtbot: QtBot) -> None:
    def colors(*states: tuple[str, int]) -> set[int]:
        group = GroupItem("g", "daily", Box(0, 0, 200, 56), 0, True, 5, state_counts=states)
        scene = ScenePainter(SceneGeometry(SceneSpec(groups={"g": group})), inks_of(theme))
        image = QImage(110, 40, QImage.Format.Format_RGB32)
        image.fill(theme.color("canvas"))
        painter = QPainter(image)
        painter.scale(0.5, 0.5)
        scene.paint_base(painter, (0, 0, 220, 80), 0.5)
        painter.end()
        return {image.pixel(x, y) for x in range(110) for y in range(40)}

    ok, failed = theme.color("ok").rgb(), theme.color("failed").rgb()
    assert ok in colors(("ok", 5)) and failed not in colors(("ok", 5))
    assert failed in colors(("ok", 4), ("failed", 1))
    assert not {ok, failed} & colors(("not_run", 5))


def test_blocks_tell_failures_and_warnings_not_by_colour_alone(theme: Theme, qtbot: QtBot) -> None:
    def shades(state: ShownState) -> int:
        node = NodeItem("a", "a", "int", "function", Box(0, 0, 140, 48), state=state)
        scene = ScenePainter(SceneGeometry(SceneSpec(nodes={"a": node})), inks_of(theme))
        image = QImage(28, 10, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(0.2, 0.2)
        scene.paint_base(painter, (0, 0, 140, 50), 0.2)
        painter.end()
        return len({image.pixel(x, y) for x in range(1, 4) for y in range(1, 9)})

    assert shades("ok") == 1
    assert min(shades("failed"), shades("warning")) > 1


def test_a_header_that_can_be_read_has_room_for_its_fold_arrow() -> None:
    group = GroupItem("g", "daily_unique_users", Box(0, 0, 400, 200), 0, False, 5)
    for scale, arrow in ((0.5, ARROW), (0.3, 0.0)):
        assert arrow == arrow_room(scale, is_block=False)
        (plate,) = place_names([group], scale, is_block=False)
        text = text_width(plate.label, "group_name" if GROUP_HEADER * scale >= 16 else "small_strong")
        assert plate.area.width() >= text + arrow and plate.area.right() <= plate.box.right()


def test_dashes_out_of_sight_are_left_out_and_change_nothing() -> None:
    points, starts = (
        np.array([[-900.0, 40.0], [60.0, 9.0], [4_000.0, 70.0], [5.0, 5.0], [90.0, 90.0]]),
        np.array([0, 3]),
    )
    images, counts = [], []
    for seen in (None, QRectF(0, 0, 100, 100)):
        path = paths.dashes(points, starts, True, seen=seen)
        image = QImage(100, 100, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.drawPath(path)
        painter.end()
        images.append(image)
        counts.append(path.elementCount())
    assert images[0] == images[1] and counts[0] > 10 * counts[1] > 0
