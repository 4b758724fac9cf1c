"""Writes a page as one HTML file: the SVG, panning, zooming, finding and details, and nothing from outside. It must not paint."""

from __future__ import annotations

from html import escape
from typing import BinaryIO

import dagscope_resources

from dagscope_app.drawing.text import plain
from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page
from dagscope_app.export.svg import svg_text

_ROLES = ("canvas", "panel", "line", "line_strong", "text", "quiet", "accent", "accent_soft", "hover")


def write_html(file: BinaryIO, page: Page, options: Options = Options()) -> None:
    """Write the whole page, self-contained."""
    text = dagscope_resources.html_template()
    values = {role: page.theme.hex(role) for role in _ROLES}
    values["title"] = escape(plain(page.title or page.name or "Dataflow"))
    values["scheme"] = "dark" if page.theme.is_dark else "light"
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    head, _, tail = text.partition("@svg@")
    file.write((head + svg_text(page) + tail).encode("utf-8", "replace"))


FORMAT = Format(
    "HTML",
    ("html",),
    "a page to pan, zoom and search in a browser; one file, nothing from outside",
    write_html,
    has_scale=False,
)
