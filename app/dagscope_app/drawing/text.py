"""Makes foreign text safe to show. It must not decide where the text goes."""

from __future__ import annotations

import html
import re

from dagscope.shown_text import shown

LABEL_CAP = 2048
TIP_LINE = 80
_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")


def plain(text: object, cap: int = LABEL_CAP, *, keep_lines: bool = False, keep_breaks: bool = False) -> str:
    """Return text safe to paint or label: capped, and what could reorder, hide or control text spelled out.

    Line breaks become spaces unless `keep_lines` is set; `keep_breaks` keeps the points where a label may break a name.
    """
    source = text if type(text) is str else str(text)
    is_cut = len(source) > cap
    if is_cut:
        source = source[:cap]
    if not (source.isascii() and source.isprintable()):
        source = source.replace("\t", "    ")
        source = shown(source if keep_lines else source.replace("\n", " "), "\n\u200b" if keep_breaks else "\n")
    return source + "…" if is_cut else source


def tip(text: object, cap: int = LABEL_CAP) -> str:
    """Return rich text for a tooltip that shows `text` literally, wrapped, line breaks kept; empty for no text."""
    safe = plain(text, cap, keep_lines=True)
    if not safe.strip():
        return ""
    # Qt breaks rich text into something like a square: what fits in a line is kept in it.
    lines = (html.escape(line) for line in safe.split("\n"))
    return "<qt>" + "<br>".join(f"<nobr>{line}</nobr>" if len(line) <= TIP_LINE else line for line in lines) + "</qt>"


def without_codes(text: str) -> str:
    """Return a text without the codes by which terminals colour and move: colours are not what it says."""
    return _CODES.sub("", text) if "\x1b" in text else text
