"""Shows a number, a truth value, or that there is no value."""

from __future__ import annotations

from dagscope.value_records import Preview
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, tip
from dagscope_app.views.widgets.labels import make_label, rounded

MOST_CHARACTERS = 400


class NumberResult(QWidget):
    """A number, a truth value, None: one line, large."""

    def __init__(self, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = QFont(theme.font("mono"))
        font.setPixelSize(28)
        text = preview.as_text() or "None"
        value = make_label(_beginning(rounded(text)), is_selectable=True, font=font)
        value.setToolTip(tip(_beginning(text)))
        value.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addWidget(value)
        column.addStretch(1)


def _beginning(text: str) -> str:
    """Return a number's text; of a very long one the beginning, and how much there is besides."""
    more = len(text) - MOST_CHARACTERS
    return text if more <= 0 else text[:MOST_CHARACTERS] + tr("… and {more:,} more characters", more=more)


def make(tab: ValueTab, preview: Preview, desk: Desk) -> Viewer:
    """Return the viewer of a number."""
    return Viewer(NumberResult(preview, desk.theme))
