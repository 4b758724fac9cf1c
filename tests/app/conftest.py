"""Scenes, themes and canvases for the tests of what is drawn. Those without a window load no Qt here."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dagscope_app.drawing.theme import Theme
    from dagscope_app.model.records.scene import SceneSpec
    from dagscope_app.views.canvas import CanvasView
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    Shown = Callable[[SceneSpec], CanvasView]


@pytest.fixture
def scenes(qapp: QApplication) -> ModuleType:
    """Return made-up scenes."""
    from tests.app.fixtures import scenes

    return scenes


@pytest.fixture
def laid_out(qapp: QApplication) -> ModuleType:
    """Return scenes with the real layout."""
    from tests.app.fixtures import laid_out

    return laid_out


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """Return the light theme."""
    from dagscope_app.drawing.theme import load_theme

    return load_theme("light")


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    """Put a spec on a visible canvas of 900 x 600 at scale 1, its corner at (-40, -40), without motion."""
    from dagscope_app.views.canvas import CanvasView

    def show(spec: SceneSpec) -> CanvasView:
        canvas = CanvasView(theme)
        qtbot.addWidget(canvas)
        canvas.resize(900, 600)
        canvas.set_reduced_motion(True)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.apply(spec)
        canvas.set_viewport_state(1.0, -40.0, -40.0)
        canvas.refine_now()
        return canvas

    return show
