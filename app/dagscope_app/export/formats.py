"""The table of the formats of exported pictures; the dialog, the refusals and docs/export.md are made from it.
It writes nothing.

A new format is a file of its own with its `FORMAT`, and one line here.
"""

from __future__ import annotations

from pathlib import Path

from dagscope_app.export import dot, html, pdf, png, svg
from dagscope_app.export.format import Format
from dagscope_app.model.translation import tr

FORMATS: tuple[Format, ...] = (
    png.FORMAT,
    svg.FORMAT,
    pdf.FORMAT,
    html.FORMAT,
    dot.FORMAT,
)
BY_ENDING = {ending: form for form in FORMATS for ending in form.endings}


def format_of(path: Path) -> Format | None:
    """Return the format that a name's ending says; None where it says none of ours."""
    return BY_ENDING.get(path.suffix.lower().lstrip("."))


def endings_text() -> str:
    """Return the usual endings as a sentence names them."""
    *first, last = (f".{form.endings[0]}" for form in FORMATS)
    return tr("{names} or {last}", names=", ".join(first), last=last)


def dialog_filter() -> str:
    """Return what a file dialog shows, and lets choose."""
    return tr("Pictures ({names})", names=" ".join(f"*.{ending}" for ending in BY_ENDING))


def table_lines() -> list[str]:
    """Return the table of the docs, in Markdown."""
    marks = {True: "yes", False: ""}
    rows = [
        f"| {form.title} | {', '.join(f'`.{ending}`' for ending in form.endings)} | {form.about} "
        f"| {marks[form.is_vector]} | {marks[form.has_text]} | {marks[form.has_scale]} |"
        for form in FORMATS
    ]
    return ["| format | endings | for | stays sharp | text stays text | scale |", "|---|---|---|---|---|---|", *rows]
