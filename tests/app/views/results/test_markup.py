"""Pages and drawings in the window: what is harmful is gone and said, what can be read is rendered, the source is
there.
"""

from __future__ import annotations

import pytest
from dagscope.value_records import MarkupPreview
from dagscope_app.model.records.results import ResultKey, ValueTab
from dagscope_app.views.results.clean_html import MOST_CHARACTERS, clean
from dagscope_app.views.results.drawing import MOST_BYTES, DrawingResult, harmless, image_of
from dagscope_app.views.results.markup import NO_DRAWING, SCRIPTED, MarkupResult, Page
from dagscope_app.views.results.viewer import Desk
from dagscope_app.views.results.viewers import viewer_of
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

pytest.importorskip("nh3", reason="it comes with the extra `app`")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#ff0000"/></svg>'
)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)


def shown(qtbot: QtBot, form: str, source: str, text: str = "", said: list[str] | None = None) -> MarkupResult:
    preview = MarkupPreview(form=form, text=text)  # type: ignore[arg-type]
    tab = ValueTab(ResultKey("k"), "n", "r", "ok", preview, source.encode())
    desk = Desk(load_theme("light"), lambda ask, then, failed=None: None, say=(said if said is not None else []).append)
    made = viewer_of(tab, desk).widget
    assert isinstance(made, MarkupResult)
    qtbot.addWidget(made)
    qtbot.addWidget(made.bar)
    return made


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<p>x<script>alert(1)</script>", "1 script"),
        ("<p>x<iframe src='http://e'></iframe><object data=x></object>", "2 embedded pages"),
        ("<p onclick='x()' onload=y>x", "2 actions of scripts"),
        ("<p>x<img src='http://e/a.png'><img src='/etc/a.png'><img>", "3 pictures from elsewhere"),
        ("<p>x<link rel=stylesheet href=x.css>", "1 style sheet from elsewhere"),
        ("<p>x<video src=x></video><audio></audio>", "2 videos or sounds"),
        ("<p>x<input><button>b</button>", "2 form fields"),
        ("<style>p { background: url(http://e) } a:hover { color: red } b { color: red }</style><p>x", "2 style rules"),
    ],
)
def test_what_is_taken_out_is_said(html: str, gone: str) -> None:
    assert (gone,) == clean(html).removed


@pytest.mark.parametrize(
    "html",
    [
        "<p style='background:url(http://e/x)'>x",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='file:///etc/passwd'>x</a>",
        "<img src='javascript:1'><p>x",
        "<p style='x:expression(1)'>x",
        "<<script>script>alert(1)<</script>/script>x",
        "<svg><script>alert(1)</script></svg>x",
        "<style>@import 'http://e'; p { background: u\\72l(http://e) }</style>x",
        "<base href='http://e/'>x<meta http-equiv=refresh content='0;url=http://e'>",
        "<math><mtext></mtext><style><img onerror=alert(1) src=x></style></math>x",
    ],
)
def test_no_address_and_no_script_is_left(html: str) -> None:
    found = clean(html)
    for part in (found.html, found.sheet):
        assert not any(word in part.lower() for word in ("http", "javascript", "file:", "<script", "onerror", "url("))
    assert "x" in found.html


def test_tables_colours_and_links_stay() -> None:
    found = clean(
        "<style>#t td.x { color: red; position: fixed }</style><table id=t><tr><td class=x style='color:blue'>1"
    )

    assert "#t td.x { color: red }" == found.sheet
    assert 'id="t"' in found.html and 'class="x"' in found.html and 'style="color:blue"' in found.html
    assert 'href="https://e.org"' in clean('<a href="https://e.org">e</a>').html
    assert PIXEL in clean(f'<img src="{PIXEL}">').html


def test_a_page_loads_nothing_but_what_is_in_it(qtbot: QtBot) -> None:
    made = shown(qtbot, "html", f"<p>hello</p>{SVG}<img src='{PIXEL}'><img src='/etc/hostname' alt='host'>")
    page = made.rendered
    assert isinstance(page, Page)
    image = QTextDocument.ResourceType.ImageResource.value

    assert "hello" in page.toPlainText() and "[picture: host]" in page.toPlainText()
    assert (40, 20) == page.loadResource(image, QUrl("inline:0")).size().toTuple()
    for address in ("http://e/a.png", "file:///etc/hostname", "inline:7", "qrc:/x", ""):
        assert (1, 1) == page.loadResource(image, QUrl(address)).size().toTuple()
    assert page.loadResource(QTextDocument.ResourceType.StyleSheetResource.value, QUrl("file:///etc/passwd")) is None
    assert "Not shown: 1 picture from elsewhere." == made.note.text()


def test_a_link_is_said_and_not_opened(qtbot: QtBot) -> None:
    said: list[str] = []
    made = shown(qtbot, "html", "<a href='https://e.org'>e</a>", said=said)
    page = made.rendered
    assert isinstance(page, Page)
    page.anchorClicked.emit(QUrl("https://e.org"))

    assert ["Links are not opened from here: https://e.org"] == said


def test_a_page_of_scripts_shows_its_source(qtbot: QtBot) -> None:
    made = shown(qtbot, "html", "<div id=a></div><script>draw()</script>", "<Thing>")

    assert made.rendered is None and made.note.text().startswith(SCRIPTED)
    assert ["Source", "Text"] == [button.text() for button in made.buttons]
    assert "draw()" in made.source.toPlainText()


def test_a_long_page_is_rendered_in_part_and_that_is_said(qtbot: QtBot) -> None:
    made = shown(qtbot, "markdown", "word " * MOST_CHARACTERS)

    assert "The first 200,000 of 1,000,000 characters are rendered." == made.note.text()


def test_html_inside_markdown_stays_text(qtbot: QtBot) -> None:
    made = shown(qtbot, "markdown", "# Title\n\n<script>x</script>\n\n![p](file:///etc/hostname)")
    page = made.rendered
    assert isinstance(page, Page)

    assert "Title" in page.toPlainText() and "<script>" in page.toPlainText()


def test_a_drawing_is_painted_and_zoomed(qtbot: QtBot) -> None:
    made = shown(qtbot, "svg", SVG)
    made.resize(300, 200)
    drawing = made.rendered
    assert isinstance(drawing, DrawingResult)
    made.show()

    assert "#ff0000" == drawing.grab().toImage().pixelColor(drawing.rect().center()).name()
    assert ["Drawing", "Source"] == [button.text() for button in made.buttons]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        "<foreignObject><p>x</p></foreignObject>",
        "<image href='file:///etc/a.png' width='9' height='9'/>",
        "<image xlink:href='http://e/a.png' width='9' height='9'/>",
        "<use href='other.svg#a'/>",
    ],
)
def test_a_drawing_has_no_scripts_and_no_addresses(inside: str) -> None:
    text, removed = harmless(SVG.replace("</svg>", f"{inside}</svg>"))

    assert removed and not any(word in text for word in ("script", "foreign", "etc/", "http://e", "other.svg"))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<svg",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        SVG.replace("</svg>", "<g/>" * MOST_BYTES + "</svg>"),
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>',
    ],
)
def test_what_cannot_be_drawn_shows_its_source_and_says_why(qtbot: QtBot, source: str) -> None:
    assert image_of(source) is None
    made = shown(qtbot, "svg", source)

    assert (
        made.rendered is None
        and made.note.text()
        and (made.note.text() == NO_DRAWING) == ("ENTITY" not in source and len(source) < MOST_BYTES)
    )
