"""Shows HTML, Markdown and SVG: rendered where that can be done without a browser, the source next to it.
No network, no scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dagscope.shown_text import shown
from dagscope.value_records import MarkupPreview, TextPreview
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QPalette, QTextDocument
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.clean_html import MOST_CHARACTERS, TYPESETTING, Cleaned, clean
from dagscope_app.views.results.drawing import (
    PAPER,
    DrawingResult,
    harmless,
    image_of,
    picture_of,
    problem_of,
    renderer_of,
)
from dagscope_app.views.results.text import TextResult
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import plain, tip
from dagscope_app.views.widgets.labels import make_label

SCRIPTED = "This page draws itself with scripts, which are not run here; this is its source."
NO_DRAWING = "This SVG cannot be drawn; this is its source."
NO_CLEANER = (
    "HTML is rendered with the package nh3, which is not installed beside Dagscope: pip install nh3. This is its "
    "source."
)
INK = "#17242d"
LINK = "#1450b8"


class Page(QTextBrowser):
    """Rendered text that loads nothing but what is in it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self.drawings: tuple[str, ...] = ()
        self._say = say
        self.setOpenLinks(False)
        self.setProperty("bare", True)
        self.setAccessibleName(tr("Page"))
        self.anchorClicked.connect(self._on_anchor_clicked)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        if type == QTextDocument.ResourceType.ImageResource.value:
            if url.scheme() == "data":
                return picture_of(bytes(url.toEncoded().data()).decode("ascii")) or _blank()
            number = url.path()
            if url.scheme() == "inline" and number.isdecimal() and int(number) < len(self.drawings):
                return image_of(self.drawings[int(number)]) or _blank()
            return _blank()  # with nothing Qt would look for a file of that name
        return None

    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.isRelative() and url.hasFragment():
            self.scrollToAnchor(url.fragment())
        else:
            self._say(tr("Links are not opened from here: {address}", address=url.toString()[:300]))


def _blank() -> QImage:
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def html_page(cleaned: Cleaned, desk: Desk) -> Page:
    """Return HTML as a page to read: dark on paper, whatever the theme, since its colours were chosen for that."""
    page = Page(desk.say)
    page.drawings = cleaned.drawings
    colours = page.palette()
    colours.setColor(QPalette.ColorRole.Base, PAPER)
    colours.setColor(QPalette.ColorRole.Text, INK)
    colours.setColor(QPalette.ColorRole.Link, LINK)
    page.setPalette(colours)
    page.setStyleSheet(f"QTextBrowser {{ background: {PAPER.name()}; color: {INK}; }}")
    page.document().setDocumentMargin(12)
    page.document().setDefaultFont(desk.theme.font("ui"))
    page.document().setDefaultStyleSheet(f"td, th {{ padding: 2px 8px }} a {{ color: {LINK} }}\n{cleaned.sheet}")
    page.setHtml(cleaned.html)
    return page


def markdown_page(source: str, desk: Desk) -> Page:
    """Return Markdown as a page in the window's own colours; HTML inside it stays text."""
    page = Page(desk.say)
    page.document().setDocumentMargin(12)
    page.document().setDefaultFont(desk.theme.font("ui"))
    page.document().setMarkdown(
        shown(source[:MOST_CHARACTERS], TYPESETTING),
        QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML,
    )
    return page


class MarkupResult(QWidget):
    """A page, its source, and what the value says otherwise; a line above says what is not shown."""

    def __init__(self, preview: MarkupPreview, source: str, desk: Desk) -> None:
        super().__init__()
        self.notes: list[str] = []
        self._stack = QStackedWidget()
        self.rendered = self._rendered(preview.form, source, desk)
        self.source = TextResult(TextPreview(text=source, is_truncated=preview.is_truncated), desk.theme)
        self.buttons: list[QToolButton] = []
        self.bar = self._make_bar()
        if preview.is_truncated:
            self.notes.append(tr("The source is cut: it is larger than can be shown."))
        self.note = make_label(is_quiet=True, is_selectable=True)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(12, 4, 12, 4)
        self.note.setText(plain(" ".join(self.notes), 600))
        self.note.setVisible(bool(self.notes))
        if self.rendered is not None:
            self._add(tr("Page") if preview.form != "svg" else tr("Drawing"), self.rendered)
        self._add(tr("Source"), self.source)
        if preview.text and preview.text != source:
            self._add(tr("Text"), TextResult(TextPreview(text=preview.text), desk.theme))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.note)
        column.addWidget(self._stack, 1)

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        self._row = QHBoxLayout(bar)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._stack.setCurrentIndex)
        return bar

    def _add(self, title: str, widget: QWidget) -> None:
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setToolTip(tip(tr("Show the {what}", what=title.lower())))
        number = self._stack.addWidget(widget)
        button.setChecked(number == 0)
        self._group.addButton(button, number)
        self._row.insertWidget(number, button)
        self.buttons.append(button)

    def _rendered(self, form: str, source: str, desk: Desk) -> QWidget | None:
        if form == "svg":
            return self._drawing(source)
        if form == "markdown":
            self._say_cut(len(source))
            return markdown_page(source, desk)
        try:
            cleaned = clean(source)
        except ImportError:
            self.notes.append(NO_CLEANER)
            return None
        if cleaned.removed:
            self.notes.append(tr("Not shown: {names}.", names=", ".join(cleaned.removed)))
        if cleaned.is_empty:
            self.notes.insert(0, SCRIPTED)
            return None
        self._say_cut(len(source))
        return html_page(cleaned, desk)

    def _say_cut(self, length: int) -> None:
        if length > MOST_CHARACTERS:
            self.notes.append(
                tr(
                    "The first {most_characters:,} of {length:,} characters are rendered.",
                    most_characters=MOST_CHARACTERS,
                    length=length,
                )
            )

    def _drawing(self, source: str) -> QWidget | None:
        problem = problem_of(source)
        text, removed = harmless(source)
        renderer = None if problem else renderer_of(text)
        if renderer is None:
            self.notes.append(problem or NO_DRAWING)
            return None
        if removed:
            self.notes.append(tr("Not shown: {names}.", names=", ".join(removed)))
        return DrawingResult(renderer)


def make(tab: ValueTab, preview: MarkupPreview, desk: Desk) -> Viewer:
    """Return the viewer of a page or a drawing."""
    made = MarkupResult(preview, tab.image.decode("utf-8", "replace"), desk)
    return Viewer(made, made.bar)
