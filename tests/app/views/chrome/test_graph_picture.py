"""When the picture is drawn: a newer layout overtakes one in the making."""

from __future__ import annotations

import pytest
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.placement import Box, Layout
from dagscope_app.model.state import AppState, Drawn
from dagscope_app.views.canvas import CanvasView
from dagscope_app.views.chrome.graph_picture import GraphPicture
from pytestqt.qtbot import QtBot


def test_a_picture_in_the_making_gives_way_to_a_newer_layout(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope_app.views.chrome.graph_picture.MANY_NODES", 0)
    canvas = CanvasView(load_theme("light"))
    qtbot.addWidget(canvas)
    applied: list[str] = []
    monkeypatch.setattr(canvas, "apply", lambda spec, *, animate, anchor, look: applied.append(anchor))
    picture = GraphPicture(canvas, lambda state: None)
    older, newer = (
        AppState(drawn=Drawn(Layout(bounds=Box(0, 0, size, size)), anchor=anchor))
        for size, anchor in ((1.0, "older"), (2.0, "newer"))
    )
    monkeypatch.setattr("dagscope_app.views.chrome.graph_picture.same_items", lambda one, other: False)
    picture.set_state(AppState(), older)
    assert picture._go_on()
    picture.set_state(older, newer)
    picture.draw_now()

    assert ["newer"] == applied


def test_what_a_reload_changed_flashes_once_and_not_again_when_a_group_is_folded(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = CanvasView(load_theme("light"))
    qtbot.addWidget(canvas)
    flashed: list[frozenset[str]] = []
    monkeypatch.setattr(canvas, "flash", flashed.append)
    picture = GraphPicture(canvas, lambda state: None)
    changed = frozenset({"doubled"})
    layouts = [Drawn(Layout(bounds=Box(0, 0, size, size))) for size in (1.0, 2.0, 3.0)]
    states = [AppState(drawn=drawn, changed=each) for drawn, each in zip(layouts, (frozenset[str](), changed, changed))]
    for old, new in zip([None, *states], states):
        picture.set_state(old, new)

    assert [{"doubled"}] == flashed
