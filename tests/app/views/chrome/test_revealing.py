"""What is looked for comes into view, free of what lies over the canvas."""

from __future__ import annotations

from types import ModuleType

import pytest
from dagscope_app.drawing.theme import Theme
from dagscope_app.views.canvas.camera import revealing
from dagscope_app.views.chrome.graph_area import GraphArea
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

MINIMAP = (680.0, 450.0, 888.0, 588.0)


@pytest.fixture
def area(theme: Theme, qtbot: QtBot) -> GraphArea:
    """Return an area that is kept until its last events are processed: it must not be collected while it paints."""
    made = GraphArea(theme)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((100.0, 100.0, 200.0, 130.0), (0.0, 0.0)),
        ((-50.0, 100.0, 50.0, 130.0), (74.0, 0.0)),
        ((100.0, 590.0, 200.0, 620.0), (0.0, -44.0)),
        ((700.0, 460.0, 800.0, 490.0), (0.0, -52.0)),
        ((600.0, 540.0, 700.0, 570.0), (-32.0, 0.0)),
        ((700.0, 590.0, 800.0, 620.0), (-132.0, -44.0)),
        ((0.0, 0.0, 900.0, 600.0), (24.0, 24.0)),
    ],
    ids=[
        "in view",
        "left of it",
        "below it",
        "under the minimap",
        "its end under it",
        "below, then under it",
        "too large",
    ],
)
def test_a_box_is_moved_no_further_than_it_takes(
    box: tuple[float, float, float, float], expected: tuple[float, float]
) -> None:
    assert expected == revealing(box, 900, 600, (MINIMAP,))


def test_a_node_under_the_minimap_comes_out(scenes: ModuleType, area: GraphArea, qtbot: QtBot) -> None:
    area.resize(900, 600)
    area.set_overlays(True, False)
    area.show()
    qtbot.waitExposed(area)
    canvas = area.canvas
    canvas.set_reduced_motion(True)
    canvas.apply(scenes.grid(300, 4, 300))
    name = list(canvas.spec.nodes)[150]
    box = canvas.spec.nodes[name].box
    corner = area.minimap.geometry().center()
    canvas.set_viewport_state(1.0, box.x + box.width / 2 - corner.x(), box.y + box.height / 2 - corner.y())
    assert not area.minimap.isHidden()

    canvas.reveal(name)

    left, top = canvas.camera.to_screen(box.x, box.y)
    right, bottom = left + box.width, top + box.height
    place = area.minimap.geometry()
    assert right < place.left() or bottom < place.top()
    assert left > 0 and top > 0 and right < 900 and bottom < 600


def test_a_picture_that_was_all_in_view_comes_out_from_below_a_message(
    scenes: ModuleType, area: GraphArea, qtbot: QtBot
) -> None:
    area.resize(900, 250)
    area.show()
    qtbot.waitExposed(area)
    canvas = area.canvas
    canvas.set_reduced_motion(True)
    canvas.apply(scenes.grid(300, 4, 300))
    canvas.fit()
    message = QRect(100, 8, 700, 50)
    top = canvas.geometry_of_scene.bounds[1]
    assert canvas.camera.to_screen(0, top)[1] < message.bottom()

    area.set_banner(message)
    seen = canvas.camera
    assert message.bottom() < seen.to_screen(0, top)[1] < 110

    area.set_banner(QRect())
    assert seen == canvas.camera, "nothing jumps when it is put away"
