"""A picture of a light theme on a dark start page: its lightness is turned over, its hues stay."""

from __future__ import annotations

from dagscope_app.drawing.lightness import in_lightness
from PySide6.QtGui import QColor, QImage


def picture(*colors: str) -> QImage:
    image = QImage(len(colors), 2, QImage.Format.Format_RGB32)
    for x, color in enumerate(colors):
        for y in range(2):
            image.setPixelColor(x, y, QColor(color))
    return image


def test_what_is_light_becomes_dark_with_the_same_hues_and_back() -> None:
    light = picture("#fafbfc", "#ffe2a0", "#17242d")
    dark = in_lightness(light, is_dark=True)
    hues = [light.pixelColor(x, 0).hslHue() for x in range(3)], [dark.pixelColor(x, 0).hslHue() for x in range(3)]

    assert dark.pixelColor(0, 1).lightness() < 10 and dark.pixelColor(2, 1).lightness() > 200
    assert all(abs(one - other) <= 2 for one, other in zip(*hues))
    assert light == in_lightness(dark, is_dark=False)


def test_what_fits_already_stays_as_it_is() -> None:
    light = picture("#fafbfc", "#17242d")
    assert light == in_lightness(light, is_dark=False)
    assert in_lightness(QImage(), is_dark=True).isNull()
