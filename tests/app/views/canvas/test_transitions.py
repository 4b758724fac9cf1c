"""What is on the screen at each time of a transition, and when it is over: no widget, no timer."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.motion import Motion
from dagscope_app.views.canvas.transitions import Anticipated, Clock, Fade, Glide, Move, Still
from PySide6.QtGui import QImage

BEGAN, HALF, END = 100.0, 100.1, 100.2
HERE, THERE = Camera(1.0, 0.0, 0.0), Camera(2.0, 100.0, 50.0)


def shifted(spec: SceneSpec, by: float) -> SceneSpec:
    return replace(spec, nodes={k: replace(n, box=n.box.moved(by, 0.0)) for k, n in spec.nodes.items()})


@pytest.fixture
def motion(scenes: ModuleType) -> Motion:
    old = SceneGeometry(scenes.small())
    return Motion(old, SceneGeometry(shifted(old.spec, 200.0)), (HERE, HERE), (800, 600))


def test_nothing_on_its_way_is_over_and_needs_no_timer() -> None:
    still = Still()
    assert still.is_at_rest and still.is_over(BEGAN, False) and not still.holds_refinement
    assert (1.0, None, None, None) == still.at(BEGAN)


def test_a_glide_ends_exactly_where_it_leads() -> None:
    glide = Glide(HERE, THERE, Clock(began=BEGAN))
    middle = glide.at(HALF).camera
    assert middle is not None and HERE.scale < middle.scale < THERE.scale
    assert not glide.is_over(HALF, True) and glide.is_over(END, False)
    assert glide.at(END).camera == glide.at(END + 5.0).camera == THERE


def test_a_clock_starts_with_the_first_question() -> None:
    clock = Clock()
    assert (0.0, 0.5) == (clock.share(BEGAN), pytest.approx(clock.share(HALF)))
    assert 1.0 == Clock(is_skipped=True).share(BEGAN)


def test_the_last_frame_of_a_move_stays_until_the_finished_picture_is_there(motion: Motion) -> None:
    move = Move(motion, Clock(began=BEGAN))
    assert move.advance(HALF, False) and move.holds_refinement
    assert move.advance(END, False) and not move.holds_refinement
    assert not move.advance(END + 0.1, False)
    assert not move.is_over(END + 0.1, False) and move.is_over(END + 0.1, True)
    assert not move.is_at_rest and not move.goes_on_at(THERE)


def test_what_is_anticipated_waits_at_its_end_and_lets_one_look_elsewhere(motion: Motion, theme: Theme) -> None:
    scene = ScenePainter(SceneGeometry(SceneSpec()), inks_of(theme))
    foreseen = Anticipated(motion, Clock(began=BEGAN), scene)
    before = foreseen.geometry(BEGAN).spec.nodes["report"].box.x
    assert before < foreseen.geometry(HALF).spec.nodes["report"].box.x < before + 200.0
    assert foreseen.goes_on_at(THERE) and foreseen.at(HALF).camera == THERE
    assert foreseen.advance(HALF, True) and not foreseen.is_at_rest
    assert foreseen.advance(END, True) and foreseen.is_at_rest
    assert not foreseen.is_over(END, True) and foreseen.shown is scene


def test_a_fade_begins_when_the_next_picture_is_finished() -> None:
    fade = Fade(QImage(4, 4, QImage.Format.Format_RGB32), Clock(began=BEGAN))
    assert not fade.advance(END, False) and not fade.is_over(END, False)
    assert 0.0 == fade.at(END).share
    assert fade.advance(END + 0.1, True) and 0.0 < fade.at(END + 0.1).share < 1.0
    assert fade.is_over(END + 0.2, True) and fade.at(END).fading is fade.image
