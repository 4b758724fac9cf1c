"""Canvases, scenes and themes for the tests of this folder."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from dagscope_app.drawing.theme import Theme, load_theme
from dagscope_app.model.scene import SceneSpec
from dagscope_app.views.canvas import CanvasView
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

FIXTURES = Path(__file__).parent / "fixtures"


def load_fixture(name: str) -> ModuleType:
    """Return a module of the fixtures folder, which benchmarks share."""
    known = f"dagscope_canvas_fixtures_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, FIXTURES / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


@pytest.fixture
def scenes(qapp: QApplication) -> ModuleType:
    """Return made-up scenes."""
    return load_fixture("scenes")


@pytest.fixture
def laid_out(qapp: QApplication) -> ModuleType:
    """Return scenes with the real layout."""
    return load_fixture("laid_out")


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """Return the light theme."""
    return load_theme("light")


Shown = Callable[[SceneSpec], CanvasView]


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Iterator[Shown]:
    """Put a spec on a visible canvas of 900 x 600 at scale 1, its corner at (-40, -40), without motion."""

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

    yield show
