"""A move that begins before the whole picture is known."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.picture.anticipation import folded_in_place
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.views.canvas import CanvasView
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

GROUP = "CA.daily"


@pytest.fixture
def canvas(qtbot: QtBot, laid_out: ModuleType, theme: Theme) -> Iterator[CanvasView]:
    """Return a canvas that shows the nested scene, with motion."""
    made = CanvasView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.apply(laid_out.nested())
    box = made.spec.groups[GROUP].box
    made.set_viewport_state(0.9, box.x - 200, box.y - 100)
    made.refine_now()
    yield made


def anticipated(canvas: CanvasView) -> SceneSpec:
    """Return what folding the group does at once."""
    near = canvas.near()
    assert near is not None
    inside = [name for name in canvas.spec.nodes if name.startswith(GROUP)]
    found = folded_in_place(near, GROUP, (120.0, 44.0), inside, ())
    assert found is not None
    return found


def corner(canvas: CanvasView) -> tuple[float, float]:
    box = canvas.shown.geometry.spec.groups[GROUP].box
    return canvas.camera.to_screen(box.x, box.y)


def test_an_anticipated_fold_is_shown_and_completed_by_the_next_picture(
    qtbot: QtBot, laid_out: ModuleType, theme: Theme, canvas: CanvasView
) -> None:
    before, place = canvas.spec, corner(canvas)
    canvas.anticipate(anticipated(canvas))
    assert canvas.is_animating and canvas.spec is before
    assert canvas.shown.geometry.spec.groups[GROUP].is_folded
    assert corner(canvas) == place
    canvas.grab()
    folded = laid_out.nested(folded=(GROUP,))
    canvas.apply(folded, anchor=GROUP)
    assert canvas.spec is folded and canvas.shown.geometry.spec is folded
    assert corner(canvas) == pytest.approx(place, abs=1.0)
    qtbot.waitUntil(lambda: canvas.is_refined)
    fresh = CanvasView(theme)
    qtbot.addWidget(fresh)
    fresh.resize(900, 600)
    fresh.apply(folded)
    fresh.set_camera(canvas.camera)
    fresh.refine_now()
    canvas.clearFocus()
    assert canvas.grab().toImage() == fresh.grab().toImage()


def test_an_anticipated_picture_stays_until_another_comes_even_while_the_view_moves(
    qtbot: QtBot, canvas: CanvasView
) -> None:
    canvas.anticipate(anticipated(canvas))
    qtbot.waitUntil(lambda: canvas.transition.is_at_rest)
    canvas.set_camera(canvas.camera.moved(30, 10))
    assert canvas.shown.geometry.spec.groups[GROUP].is_folded
    canvas.grab()
    box = canvas.shown.geometry.spec.groups[GROUP].box
    x, y = canvas.camera.to_screen(box.x + box.width / 2, box.y + box.height + 60)
    assert canvas.hit(QPointF(x, y)).id == "CA"  # what the frame held is gone


def test_an_anticipated_picture_gives_way_when_nothing_else_comes(qtbot: QtBot, canvas: CanvasView) -> None:
    before = canvas.spec
    canvas.anticipate(anticipated(canvas))
    canvas.grab()
    canvas.arrive(GROUP)
    assert canvas.shown.geometry.spec is before
    qtbot.waitUntil(lambda: canvas.is_refined)
    assert canvas.spec is before


def test_too_much_in_view_is_not_anticipated(canvas: CanvasView, scenes: ModuleType) -> None:
    canvas.apply(scenes.grid(2000, 8, 3000), animate=False)
    canvas.fit()
    assert canvas.near() is None
    plain = canvas.grab().toImage()
    canvas.mark_awaited("part_003")
    assert canvas.grab().toImage() != plain
    canvas.arrive()
    assert canvas.grab().toImage() == plain
    box = canvas.spec.groups["part_003"].box
    canvas.set_viewport_state(1.0, box.x, box.y)
    near = canvas.near()
    assert near is not None and "part_003" in near.groups and len(near.nodes) < 700
