"""Shows texts and what objects say of themselves. Foreign text is only ever shown as plain text."""

from __future__ import annotations

from dagscope.shown_text import shown
from dagscope.value_records import TextPreview
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dagscope_app.drawing.text import without_codes
from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme

TEXT_LIMIT = 1_000_000
LINE_LIMIT = 4096


def cut(text: str) -> str:
    """Return bounded text with bounded lines, in which every character can be seen.

    A line of megabytes would stall the window for seconds.
    """
    lines = text[:TEXT_LIMIT].replace("\r\n", "\n").split("\n")
    return shown("\n".join(line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + " …" for line in lines))


class TextResult(QPlainTextEdit):
    """A string, or what an object says of itself."""

    def __init__(self, preview: TextPreview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(theme.font("mono"))
        self.setProperty("bare", True)
        text = cut(without_codes(preview.text))
        if preview.is_truncated:
            text += "\n…  (more was cut; save the value to read all of it)"
        self.setPlainText(text)
        self.setAccessibleName(tr("Text"))


def make(tab: ValueTab, preview: TextPreview, desk: Desk) -> Viewer:
    """Return the viewer of a text."""
    return Viewer(TextResult(preview, desk.theme))
