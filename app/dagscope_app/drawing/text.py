"""Makes foreign text safe to show. It must not decide where the text goes."""

from __future__ import annotations

import html
import re
import unicodedata

LABEL_CAP = 2048
TIP_LINE = 80
_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: object, cap: int = LABEL_CAP, *, keep_lines: bool = False) -> str:
    """Text that can go into a label or be painted: capped, without control, bidi or surrogate characters.

    Line breaks become spaces unless `keep_lines` is set; anything else that could reorder or hide text is escaped.
    """
    source = text if type(text) is str else str(text)
    is_cut = len(source) > cap
    if is_cut:
        source = source[:cap]
    if not (source.isascii() and source.isprintable()):
        source = "".join(_safe(c, keep_lines) for c in source)
    return source + "…" if is_cut else source


def _safe(char: str, keep_lines: bool) -> str:
    if char == "\n":
        return "\n" if keep_lines else " "
    if char == "\t":
        return "    "
    if char in _BIDI or unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
        code = ord(char)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    return char


def tip(text: object, cap: int = LABEL_CAP) -> str:
    """Rich text for a tooltip that shows `text` literally, wrapped, line breaks kept; empty for no text."""
    shown = plain(text, cap, keep_lines=True)
    if not shown.strip():
        return ""
    # Qt breaks rich text into something like a square: what fits in a line is kept in it.
    lines = (html.escape(line) for line in shown.split("\n"))
    return "<qt>" + "<br>".join(f"<nobr>{line}</nobr>" if len(line) <= TIP_LINE else line for line in lines) + "</qt>"


def without_codes(text: str) -> str:
    """Return a text without the codes by which terminals colour and move: colours are not what it says."""
    return _CODES.sub("", text) if "\x1b" in text else text
