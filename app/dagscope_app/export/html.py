"""Writes a page as one HTML file: the SVG, panning, zooming, finding and details, and nothing from outside.
It must not paint.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import BinaryIO

import dagscope_resources

from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import Theme, load_theme
from dagscope_app.export.format import Format, Options
from dagscope_app.export.page import Page
from dagscope_app.export.svg import svg_text

_ROLES = ("canvas", "panel", "line", "line_strong", "text", "quiet", "accent", "accent_soft", "hover")


def write_html(file: BinaryIO, page: Page, options: Options = Options(), data: str = "{}") -> None:
    """Write the whole page, self-contained, to be looked at in light and dark; `data` is JSON on its nodes."""
    text = dagscope_resources.html_template()
    values = {role: f"var(--{role})" for role in _ROLES}
    values["title"] = escape(plain(page.title or page.name or "Dataflow"))
    values["scheme"] = "dark" if page.theme.is_dark else "light"
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    in_variables = replace(page.theme, colors={role: f"var(--{role})" for role in page.theme.colors})
    svg = svg_text(replace(page, theme=in_variables))
    text = text.replace("@themes@", _themes(page.theme, svg + text))
    head, _, rest = text.partition("@svg@")
    middle, _, tail = rest.partition("@data@")
    file.write((head + svg + middle + data + tail).encode("utf-8", "replace"))


def _themes(first: Theme, text: str) -> str:
    """Return the colours that are used, of the page's own theme and of the light and the dark one."""
    roles = sorted(role for role in first.colors if f"var(--{role})" in text)
    named = {"": first, "light": load_theme("light"), "dark": load_theme("dark")}
    rules = []
    for name, theme in named.items():
        chosen = f':root[data-theme="{name}"]' if name else ":root"
        colors = ";".join(f"--{role}:{theme.hex(role)}" for role in roles)
        rules.append(f"{chosen}{{color-scheme:{'dark' if theme.is_dark else 'light'};{colors}}}")
    return "".join(rules)


FORMAT = Format(
    "HTML",
    ("html",),
    "a page to pan, zoom and search in a browser; one file, nothing from outside",
    write_html,
    has_scale=False,
)
