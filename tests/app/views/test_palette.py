"""The palette: what it lists, and that it says when there is more."""

from __future__ import annotations

from dagscope_app.drawing.theme import Theme
from dagscope_app.views.dialogs.palette import LIMIT, Choice, Palette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def test_it_says_when_more_fit_than_it_lists(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    palette = Palette(theme, window)
    palette.ask([Choice(f"{at}", f"node_{at}") for at in range(LIMIT + 1)], "Nodes")
    said = []
    for text in ("", "node", "node_60", "nothing"):
        palette.edit.setText(text)
        said.append((palette.model.rowCount(), "" if palette.empty.isHidden() else palette.empty.text()))
    assert [
        (LIMIT + 1, ""),
        (LIMIT, f"More fit than these {LIMIT}: type more letters."),
        (1, ""),
        (0, "No match."),
    ] == said
