"""Values at a glance below their nodes: painted when the view is close, asked when it rests."""

from __future__ import annotations

import io

import pytest
from dagscope_app.model.placement import Box
from dagscope_app.model.records.peeks import Peek
from dagscope_app.model.records.scene import NodeItem, SceneSpec
from dagscope_app.views.canvas import CanvasView
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.peeks import FROM_SCALE
from dagscope_app.views.theme import load_theme
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

SPEC = SceneSpec(
    {
        name: NodeItem(name, name, "float", "function", Box(20.0 + 200 * at, 20.0, 120.0, 48.0))
        for at, name in enumerate("ab")
    },
    width=400.0,
    height=120.0,
)


@pytest.fixture
def canvas(qtbot: QtBot) -> CanvasView:
    made = CanvasView(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    made.apply(SPEC, animate=False)
    return made


def seen(canvas: CanvasView) -> QImage:
    canvas.refine_now()
    return canvas.grab().toImage()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "peek",
    [
        Peek("1", "3 × 2"), Peek("1", "", (1.0, 3.0, 2.0)), Peek("1", "", (5.0, 5.0)), Peek("1", "", (1e308, -1e308)),
        Peek("1", "40 × 20", (), png()),
    ],
)  # fmt: skip
def test_a_glance_is_painted_from_near_alone(canvas: CanvasView, peek: Peek) -> None:
    for scale, is_seen in ((1.0, False), (FROM_SCALE, True), (2.0, True)):
        canvas.set_camera(Camera(scale, 0.0, 0.0))
        canvas.peeks.set_known(lambda name: None)
        without = seen(canvas)
        canvas.peeks.set_known(lambda name: peek if name == "a" else None)
        assert is_seen is (without != seen(canvas))


def test_a_picture_that_is_none_gives_way_to_the_words(canvas: CanvasView) -> None:
    canvas.set_camera(Camera(2.0, 0.0, 0.0))
    canvas.peeks.set_known(lambda name: Peek("1", "words"))
    words = seen(canvas)
    canvas.peeks.set_known(lambda name: Peek("1", "words", (), b"no picture"))
    assert words == seen(canvas)


def test_the_nodes_in_view_are_wanted_when_the_view_rests(canvas: CanvasView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.peeks.wanted) as found:
        canvas.set_camera(Camera(2.0, 0.0, 0.0))
    assert [("a",)] == found.args
    with qtbot.assertNotEmitted(canvas.peeks.wanted, wait=300):
        canvas.set_camera(Camera(1.0, 0.0, 0.0))
