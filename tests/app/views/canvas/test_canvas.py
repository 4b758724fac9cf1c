"""What a canvas shows: levels of detail, motion, marks, refinement; and that it leaks nothing."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from dagscope_app.drawing.anatomy.nodes import card
from dagscope_app.drawing.anatomy.parts import Text
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.nodes import name_lines
from dagscope_app.drawing.scene import Level, level_of
from dagscope_app.drawing.theme import Theme, load_theme
from dagscope_app.model.picture.overview import READABLE_SCALE
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import NodeItem, SceneSpec
from dagscope_app.views.canvas import CanvasView, Legend, Minimap, measure_group, measure_node
from dagscope_app.views.canvas.spoken import describe
from dagscope_app.views.canvas.tooltips import tooltip_of
from dagscope_app.views.canvas.transitions import Fade, Move
from dagscope_app.views.measure import Measure
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot


def colors_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }


def wait_refined(qtbot: QtBot, canvas: CanvasView) -> None:
    qtbot.waitUntil(lambda: canvas.is_refined)


@pytest.mark.parametrize(
    ("scale", "level"),
    [(1.0, Level.CARD), (0.6, Level.CARD), (0.4, Level.NAME), (0.2, Level.BLOCK), (0.02, Level.GROUP)],
)
def test_level_of_detail_follows_the_scale(scale: float, level: Level) -> None:
    assert level == level_of(scale)


def test_every_level_paints_the_final_variable_in_amber(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    for scale in (1.0, 0.4, 0.2):
        canvas.set_viewport_state(scale, -40, -40)
        canvas.refine_now()
        assert canvas.theme.hex("final_fill") in colors_in(canvas.grab().toImage()), scale


def test_far_away_a_group_is_one_block(laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested())
    canvas.set_viewport_state(0.03, -4000, -4000)
    canvas.refine_now()
    found = colors_in(canvas.grab().toImage())
    assert canvas.theme.hex("group_folded") in found
    assert canvas.theme.hex("function_fill") not in found


@pytest.mark.parametrize(
    ("label", "room", "lines"),
    [("score", 100, 1), ("weekly_total", 110, 1), ("churn_probability_129", 130, 2)],
)
def test_names_from_afar_are_shown_whole_where_they_can_be(qtbot: QtBot, label: str, room: int, lines: int) -> None:
    pixels, shown = name_lines(label, room, 20, 16, 48.0)
    assert (lines, label) == (len(shown), "".join(shown))
    assert 13 <= pixels <= 20


def test_a_name_without_a_place_to_break_is_cut_in_its_middle(qtbot: QtBot) -> None:
    _, shown = name_lines("unbreakable" * 4, 100, 20, 16, 48.0)
    assert len(shown) == 1 and "…" in shown[0][1:-1]


def test_first_picture_is_fitted(qtbot: QtBot, theme: Theme, laid_out: ModuleType) -> None:
    canvas = CanvasView(theme)
    qtbot.addWidget(canvas)
    canvas.resize(1600, 1000)
    canvas.show()
    spec = laid_out.nested()
    canvas.apply(spec)
    left, top, right, bottom = canvas.camera.view(1600, 1000)
    assert left <= 0 and top <= 0 and right >= spec.width and bottom >= spec.height


def test_first_picture_of_a_long_graph_can_be_read(qtbot: QtBot, theme: Theme, laid_out: ModuleType) -> None:
    canvas = CanvasView(theme)
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.show()
    spec = laid_out.nested()
    canvas.apply(spec)
    assert canvas.camera.scale == READABLE_SCALE
    left, top, _, bottom = canvas.camera.view(300, 300)
    first = min(spec.nodes.values(), key=lambda node: node.box.x).box
    assert left <= first.x and top <= first.y and first.y + first.height <= bottom

    key, wire = next(iter(spec.wires.items()))
    above, below = [*spec.nodes.values()][:2]
    rows = {above.id: replace(above, box=Box(10, 0, 100, 48)), below.id: replace(below, box=Box(0, 900, 100, 48))}
    in_rows = SceneSpec(nodes=rows, wires={key: replace(wire, source=above.id, target=below.id)})
    assert (0.0, 24.0) == SceneGeometry(in_rows).start, "the second row is no beginning"

    canvas.fit()

    left, top, right, bottom = canvas.camera.view(300, 300)
    assert canvas.camera.scale < READABLE_SCALE
    assert left <= 0 and top <= 0 and right >= spec.width and bottom >= spec.height


@pytest.mark.parametrize(("group", "scale"), [("CA.daily", 1.0), ("US", 0.73), ("CA.daily", 0.31)])
def test_anchor_keeps_its_pixel_from_first_to_last_frame(
    qtbot: QtBot, laid_out: ModuleType, theme: Theme, group: str, scale: float
) -> None:
    canvas = CanvasView(theme)
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    canvas.show()
    qtbot.waitExposed(canvas)
    open_spec, folded = laid_out.nested(), laid_out.nested(folded=(group,))
    canvas.apply(open_spec)
    box = open_spec.groups[group].box
    canvas.set_viewport_state(scale, box.x - 120.4, box.y - 77.7)
    canvas.refine_now()
    before = canvas.camera.to_screen(box.x, box.y)
    canvas.apply(folded, anchor=group)
    assert canvas.is_animating
    assert isinstance(canvas.transition, Move)
    for share in (0.0, 0.37, 1.0):
        moving = canvas.transition.motion.camera(share)
        start, end = box, folded.groups[group].box
        x, y = start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share
        at = moving.to_screen(x, y)
        assert max(abs(at[0] - before[0]), abs(at[1] - before[1])) <= 1.0
    qtbot.waitUntil(lambda: canvas.is_refined)
    after = canvas.camera.to_screen(folded.groups[group].box.x, folded.groups[group].box.y)
    assert max(abs(after[0] - before[0]), abs(after[1] - before[1])) <= 1.0


def test_motion_ends_at_the_picture_drawn_without_it(qtbot: QtBot, laid_out: ModuleType, theme: Theme) -> None:
    pictures = []
    for reduces_motion in (False, True):
        canvas = CanvasView(theme)
        qtbot.addWidget(canvas)
        canvas.resize(900, 600)
        canvas.set_reduced_motion(reduces_motion)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.apply(laid_out.nested())
        canvas.fit()
        canvas.apply(laid_out.nested(folded=("US", "CA.weekly")), anchor="US")
        assert canvas.is_animating is not reduces_motion
        wait_refined(qtbot, canvas)
        pictures.append(canvas.grab().toImage())
    assert pictures[0] == pictures[1]


def test_large_scenes_fade_instead_of_gliding(qtbot: QtBot, scenes: ModuleType, theme: Theme) -> None:
    canvas = CanvasView(theme)
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    canvas.show()
    spec = scenes.grid(2000, 8, 3000)
    canvas.apply(spec)
    canvas.fit()
    qtbot.waitUntil(lambda: canvas.is_refined)
    canvas.apply(scenes.folded(spec, "part_003"), anchor="part_003")
    assert isinstance(canvas.transition, Fade)
    qtbot.waitUntil(lambda: canvas.is_refined)
    assert "part_003" in canvas.spec.groups and canvas.spec.groups["part_003"].is_folded


def test_restyling_a_node_paints_what_a_fresh_picture_shows(qtbot: QtBot, laid_out: ModuleType, shown: Any) -> None:
    spec = laid_out.nested()
    canvas = shown(spec)
    canvas.grab()
    changed = {
        k: replace(n, state="failed", time_text="9 s", heat=1.0) if n.label == "unique_users" else n
        for k, n in spec.nodes.items()
    }
    # Each group here holds a node of its own name.
    groups = {k: replace(g, state_counts=(("failed", 7),), time_text="9 s") for k, g in spec.groups.items()}
    canvas.apply(replace(spec, nodes=changed, groups=groups))
    assert canvas.is_refined
    assert canvas.grab().toImage() == shown(replace(spec, nodes=changed, groups=groups)).grab().toImage()


def test_panning_paints_what_a_fresh_picture_shows(qtbot: QtBot, laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested())
    canvas.grab()
    for dx, dy in ((37, 0), (-180, 90), (13, -222)):
        canvas.set_camera(canvas.camera.moved(dx, dy))
        canvas.grab()
    canvas.refine_now()  # draws only what a busy machine has put off
    moved = canvas.grab().toImage()
    fresh = shown(laid_out.nested())
    fresh.set_viewport_state(*canvas.viewport_state())
    fresh.refine_now()
    assert moved == fresh.grab().toImage()


def test_refinement_in_slices_equals_one_go(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    spec = scenes.grid(1200, 6, 2000)
    canvas = shown(spec)
    canvas.set_viewport_state(0.7, 100, 100)
    with qtbot.waitSignal(canvas.refined):
        pass
    fresh = shown(spec)
    fresh.set_viewport_state(0.7, 100, 100)
    fresh.refine_now()
    assert canvas.grab().toImage() == fresh.grab().toImage()


def test_dimming_leaves_a_quarter_and_lights_the_path(scenes: ModuleType, shown: Any) -> None:
    spec = scenes.small()
    canvas = shown(spec)
    path = {"raw_interactions", "filtered_interactions"}
    nodes = {k: replace(n, is_on_path=k in path, is_dimmed=k not in path) for k, n in spec.nodes.items()}
    wires = {k: replace(w, is_on_path=set(k) <= path, is_dimmed=not set(k) <= path) for k, w in spec.wires.items()}
    canvas.apply(replace(spec, nodes=nodes, wires=wires))
    found = colors_in(canvas.grab().toImage())
    assert canvas.theme.hex("accent") in found
    assert canvas.theme.hex("final_fill") not in found
    canvas.apply(spec)
    assert canvas.theme.hex("final_fill") in colors_in(canvas.grab().toImage())


def test_selected_node_has_a_ring(scenes: ModuleType, shown: Any) -> None:
    spec = scenes.small()
    canvas = shown(replace(spec, nodes={**spec.nodes, "report": replace(spec.nodes["report"], is_selected=True)}))
    assert canvas.theme.hex("accent") in colors_in(canvas.grab().toImage())


def test_theme_changes_all_colours(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.set_theme(load_theme("dark"))
    canvas.refine_now()
    found = colors_in(canvas.grab().toImage())
    assert load_theme("dark").hex("canvas") in found
    assert load_theme("light").hex("canvas") not in found


def test_camera_commands(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.zoom_by(2.0)
    assert canvas.viewport_state()[0] == 2.0
    canvas.fit()
    assert canvas.viewport_state()[0] <= 1.0
    canvas.zoom_to(["report", "mean_spend"])
    left, top, right, bottom = canvas.camera.view(canvas.width(), canvas.height())
    box = canvas.spec.nodes["report"].box
    assert left < box.x and right > box.x + box.width
    canvas.center_on("region")
    at = canvas.camera.to_screen(*(lambda b: (b.x + b.width / 2, b.y + b.height / 2))(canvas.spec.nodes["region"].box))
    assert at == pytest.approx((canvas.width() / 2, canvas.height() / 2))
    canvas.center_on("no such node")
    canvas.zoom_to([])


def test_viewport_changed_is_emitted_once_a_change(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    with qtbot.assertNotEmitted(canvas.viewport_changed):
        canvas.set_viewport_state(*canvas.viewport_state())
    with qtbot.waitSignal(canvas.viewport_changed):
        canvas.set_viewport_state(1.0, 3.0, 4.0)


def test_gliding_camera_arrives(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.set_reduced_motion(False)
    canvas.zoom_to(["report"])
    assert canvas.is_animating
    qtbot.waitUntil(lambda: canvas.is_refined)
    left, _, right, _ = canvas.camera.view(canvas.width(), canvas.height())
    box = canvas.spec.nodes["report"].box
    assert (left + right) / 2 == pytest.approx(box.x + box.width / 2)


def test_resizing_keeps_the_middle(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    before = canvas.camera.to_scene(450, 300)
    canvas.resize(700, 480)
    assert canvas.camera.to_scene(350, 240) == pytest.approx(before)


def test_flash_fades_away(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.flash(["report"])
    assert canvas.overlay.flashed == frozenset({"report"})
    qtbot.waitUntil(lambda: not canvas.overlay.flashed)


def test_empty_scene_is_quiet(shown: Any) -> None:
    canvas = shown(SceneSpec())
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    canvas.fit()
    assert colors_in(canvas.grab().toImage()) == {canvas.theme.hex("canvas")}


def test_tooltips_say_what_is_there(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    geometry = canvas.geometry_of_scene
    box = canvas.spec.nodes["unique_users"].box
    assert tooltip_of(geometry, geometry.hit(box.x + 5, box.y + 5)) == "unique_users: pd.Series\n2 definitions"
    start, end = canvas.spec.wires["region", "filtered_interactions"].points
    text = tooltip_of(geometry, geometry.hit((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    assert text == "region → filtered_interactions: str\noptional"
    assert tooltip_of(geometry, geometry.hit(-500, -500)) == ""


def test_hostile_names_are_painted_as_text(scenes: ModuleType, shown: Any) -> None:
    spec = scenes.small()
    name = "<img src=x>\u202e\x00" + "long" * 5000
    nodes = {
        **spec.nodes,
        "report": replace(spec.nodes["report"], label=name, type_text=name, time_text=name),
    }
    canvas = shown(replace(spec, nodes=nodes))
    assert not canvas.grab().isNull()


def test_nodes_have_accessible_names(laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested())
    geometry = canvas.geometry_of_scene
    assert (
        describe(geometry, "US.daily.spend_per_user")
        == "spend_per_user, pd.Series, function, group US.daily, 1 input, ok"
    )
    assert describe(geometry, "min_sessions") == "min_sessions, int, config, 0 inputs"
    assert describe(geometry, "US.daily") == "group daily, unfolded, 3 nodes, in group US, 3 ok"
    interface = QAccessible.queryAccessibleInterface(canvas)
    names = [interface.child(i).text(QAccessible.Text.Name) for i in range(interface.childCount())]
    assert "group daily, unfolded, 3 nodes, in group US, 3 ok" in names
    assert len(names) == len(canvas.spec.nodes) + len(canvas.spec.groups) + len(canvas.spec.wires)


def test_minimap_drags_the_view(scenes: ModuleType, shown: Any, qtbot: QtBot) -> None:
    canvas = shown(scenes.grid(400, 4, 500))
    minimap = Minimap(canvas)
    qtbot.addWidget(minimap)
    minimap.show()
    assert not minimap.grab().isNull()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(104, 68))
    bounds = canvas.geometry_of_scene.bounds
    left, top, right, bottom = canvas.camera.view(canvas.width(), canvas.height())
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(
        ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2), abs=30
    )
    assert minimap.view_frame().center().x() == pytest.approx(104, abs=1)


def test_legend_shows_kinds_and_states(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    found = colors_in(legend.grab().toImage())
    assert {theme.hex("final_fill"), theme.hex("config_fill"), theme.hex("failed")} <= found
    legend.set_theme(load_theme("dark"))
    assert load_theme("dark").hex("panel") in colors_in(legend.grab().toImage())


def test_sizes_follow_the_text_on_a_grid(qtbot: QtBot) -> None:
    assert measure_node("a", "int") == (104.0, 48.0)
    width, height = measure_node("a_rather_long_name_of_a_node", "int")
    assert width > 200 and width % 8 == 0 and height == 48
    assert measure_node("x" * 500, "")[0] == 280.0
    assert measure_group("daily", 12)[1] == 56.0


def test_on_paper_a_name_is_whole_however_long(qtbot: QtBot) -> None:
    name = "average_monthly_recurring_revenue_per_active_customer_after_discounts"
    paper = Measure(is_for_paper=True)
    assert measure_node(name, "int")[0] == 280.0
    box = Box(0, 0, *paper.node(name, "int"))
    texts = [part.text for part in card(NodeItem(name, name, "int", "function", box)) if isinstance(part, Text)]
    assert name in texts
    assert paper.group(name, 3)[0] > measure_group(name, 3)[0] == 304.0
    assert paper.node("short", "int") == measure_node("short", "int")
    assert paper.node("a", "dict[str, list[tuple[int, float]]]" * 3) == (280.0, 48.0)


def test_painting_loses_no_reference_to_none(scenes: ModuleType, shown: Any) -> None:
    """PySide6 6.12.0 below Python 3.12 lost one a call and ended the process after some thousand."""
    canvas = shown(scenes.small())
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(500):
        painter.setPen(Qt.PenStyle.NoPen)
    canvas.grab()
    after = sys.getrefcount(None)
    painter.end()
    assert after > before - 100


def test_canvases_are_collected(qtbot: QtBot, scenes: ModuleType, theme: Theme) -> None:
    def kept() -> int:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        return sum(isinstance(widget, (CanvasView, Minimap)) for widget in QApplication.allWidgets())

    before = kept()
    for _ in range(3):
        canvas = CanvasView(theme)
        canvas.apply(scenes.small())
        minimap = Minimap(canvas, canvas)
        minimap.grab()
        QAccessible.queryAccessibleInterface(canvas)
        canvas.deleteLater()
        del canvas, minimap
    assert kept() == before
