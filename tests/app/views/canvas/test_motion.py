"""The courses of wires between two pictures."""

from __future__ import annotations

from itertools import groupby
from types import ModuleType

import pytest
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import NodeItem, SceneSpec, WireItem
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.motion import Motion

Course = tuple[tuple[float, float], ...]
STRAIGHT: Course = ((100.0, 24.0), (400.0, 24.0))
AROUND: Course = ((100.0, 24.0), (160.0, 90.0), (340.0, 90.0), (400.0, 24.0))


def motion_between(old: SceneSpec, new: SceneSpec) -> Motion:
    """Return the glide of what a view of 2000 x 2000 sees."""
    camera = Camera(1.0, -200.0, -200.0)
    return Motion(SceneGeometry(old), SceneGeometry(new), (camera, camera), (2000, 2000))


def spec_with(scenes: ModuleType, course: Course) -> SceneSpec:
    nodes = [NodeItem(name, name, "int", "function", Box(x, 0, 100, 48)) for name, x in (("a", 0.0), ("b", 400.0))]
    spec: SceneSpec = scenes.spec_of(nodes, (), [WireItem("a", "b", course)])
    return spec


def course_at(motion: Motion, share: float) -> Course:
    """Return the course without points that stand for several."""
    return tuple(point for point, _ in groupby(motion.picture_at(share).wires["a", "b"].points))


@pytest.mark.parametrize(("old", "new"), [(STRAIGHT, AROUND), (AROUND, STRAIGHT)], ids=["gains", "loses"])
def test_a_course_is_exact_at_both_ends_of_the_move(scenes: ModuleType, old: Course, new: Course) -> None:
    motion = motion_between(spec_with(scenes, old), spec_with(scenes, new))

    assert old == course_at(motion, 0.0)
    assert new == course_at(motion, 1.0)


def test_a_course_never_runs_back_while_it_bends(scenes: ModuleType) -> None:
    motion = motion_between(spec_with(scenes, STRAIGHT), spec_with(scenes, AROUND))

    for share in (0.1, 0.5, 0.9):
        way = [x for x, _ in course_at(motion, share)]
        assert sorted(way) == way


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_wires_stay_on_the_node_that_comes_out_of_a_folded_group_of_its_name(
    laid_out: ModuleType, share: float
) -> None:
    folded, unfolded = laid_out.nested({"US", "CA"}), laid_out.nested({"CA"})

    picture = motion_between(folded, unfolded).picture_at(share)

    box = picture.nodes["US"].box
    middle = box.y + box.height / 2
    assert (box.x, middle) == pytest.approx(picture.wires["min_sessions", "US"].points[-1])
    assert (box.x + box.width, middle) == pytest.approx(picture.wires["US", "report"].points[0])
