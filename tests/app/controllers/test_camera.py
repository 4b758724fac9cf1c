"""Zooming, fitting and walking: what the camera is asked for."""

from __future__ import annotations

import pytest
from dagscope_app.controllers.camera import ZOOM

from tests.app.controllers.bench import Bench


def test_everything_or_the_selection_fills_the_window(shop: Bench) -> None:
    shop.do("view.fit")
    shop.c.graph.select(["total", "gap"])
    shop.do("view.zoom_selection")
    assert [("fit",), ("zoom_to", "total", "gap")] == shop.camera.calls[-2:]


def test_zooming_in_and_out_and_back_to_the_actual_size(shop: Bench) -> None:
    shop.do("view.zoom_in")
    shop.do("view.zoom_in")
    shop.do("view.zoom_out")
    assert ZOOM == pytest.approx(shop.camera.scale())
    shop.do("view.zoom_reset")
    assert 1.0 == pytest.approx(shop.camera.scale())
    shop.camera.zoom = 0.0
    shop.do("view.zoom_reset")
    assert 0.0 == shop.camera.scale(), "before there is a picture there is nothing to zoom"


@pytest.mark.parametrize("direction", ["left", "right", "up", "down"])
def test_keys_walk_from_node_to_node(shop: Bench, direction: str) -> None:
    shop.do(f"go.{direction}")
    assert ("step", direction) == shop.camera.calls[-1]
