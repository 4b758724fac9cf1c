"""Icons in whatever size a view asks for. Qt's warnings fail a test."""

from __future__ import annotations

import pytest
from dagscope_app.views.theme import icon, load_theme
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("width", "height"), [(16, 16), (0, 16), (0, 0)])
def test_an_icon_of_no_size_is_no_complaint(qtbot: QtBot, width: int, height: int) -> None:
    found = icon("ok", load_theme("light")).pixmap(QSize(width, height))
    assert found.isNull() == (not width or not height)
