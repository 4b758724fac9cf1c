"""HTML of a project's values made harmless, and what was taken out of it in words.
It must not render, fetch or run anything.

What stays: text, tables, lists, pictures that are in the page itself, colours and fonts. `nh3` decides what a tag is.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

from dagscope.shown_text import shown

MOST_CHARACTERS = 200_000
MOST_DRAWINGS = 50
_WORDS = {
    "script": ("script", "scripts"),
    "frame": ("embedded page", "embedded pages"),
    "field": ("form field", "form fields"),
    "media": ("video or sound", "videos or sounds"),
    "canvas": ("canvas", "canvases"),
    "sheet": ("style sheet from elsewhere", "style sheets from elsewhere"),
    "picture": ("picture from elsewhere", "pictures from elsewhere"),
    "handler": ("action of a script", "actions of scripts"),
    "rule": ("style rule", "style rules"),
}
_TAGS = {
    "script": "script",
    **dict.fromkeys(("iframe", "frame", "object", "embed", "applet"), "frame"),
    **dict.fromkeys(("input", "select", "textarea", "button"), "field"),
    **dict.fromkeys(("video", "audio"), "media"),
    "canvas": "canvas",
}
_GONE = {"script", "style", "title", "template", "noscript", "select", "textarea", "object", "canvas", "video", "audio"}
_STYLES = {
    "background", "background-color", "border", "border-color", "border-style", "border-width", "border-collapse",
    "border-top", "border-bottom", "border-left", "border-right", "color", "font", "font-family", "font-size",
    "font-style", "font-weight", "height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
    "margin-top", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align",
    "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width",
}  # fmt: skip
_EVERYWHERE = {"style", "class", "id", "align", "valign", "bgcolor", "width", "height", "title", "dir"}
_INLINE = "inline:"
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"[\w\s.#,*>-]+\Z")
_NO_SOURCE = re.compile(r"<img\b(?![^>]*\bsrc=)[^>]*>")
# Where lines may break and which way text runs: what typesetters write, and what can neither hide nor reorder others.
TYPESETTING = "\n\t\r\f\xad\u200b\u200e\u200f\u2060\ufeff"
_UNSAFE = re.compile(r"url\s*\(|expression|@|\\|javascript", re.IGNORECASE)


class Cleaned(NamedTuple):
    """A page that can be rendered: its HTML, its style sheet, drawings by number, what was removed, what is cut."""

    html: str
    sheet: str
    drawings: tuple[str, ...]
    removed: tuple[str, ...]
    is_cut: bool
    is_empty: bool


def clean(source: str) -> Cleaned:
    """Make HTML harmless."""
    import nh3

    is_cut = len(source) > MOST_CHARACTERS
    counter = _Counter()
    counter.feed(source[:MOST_CHARACTERS])
    drawings: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if len(drawings) == MOST_DRAWINGS:
            return ""
        drawings.append(found[0])
        return f'<img src="{_INLINE}{len(drawings) - 1}">'

    sheet, dropped = _sheet(_STYLE.findall(source[:MOST_CHARACTERS]))
    counter.found["rule"] = dropped
    html = nh3.clean(
        _SVG.sub(keep, source[:MOST_CHARACTERS]),
        tags=set(nh3.ALLOWED_TAGS) | {"font", "section", "main", "big"},
        clean_content_tags=_GONE,
        attributes={
            **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
            "*": _EVERYWHERE,
            "font": {"color", "size", "face"},
            "table": {"border", "cellpadding", "cellspacing"},
            "img": {"src", "alt", "width", "height"},
        },
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data", "inline"},
        filter_style_properties=_STYLES,
        link_rel=None,
    )
    html = shown(_NO_SOURCE.sub(lambda found: f"<i>[picture{_alt(found[0])}]</i>", html), TYPESETTING)
    is_empty = not re.sub(r"<[^>]*>", "", html).strip() and "<img" not in html
    return Cleaned(html, sheet, tuple(drawings), counter.words(), is_cut, is_empty)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return an attribute that may stay: pictures of the page itself, styles without addresses, web links."""
    if name == "src":
        return value if value.startswith(("data:image/", _INLINE)) else None
    if name == "href":
        return value if value.startswith(("http:", "https:", "mailto:", "#")) else None
    return None if name == "style" and _UNSAFE.search(value) else value


def _alt(tag: str) -> str:
    found = re.search(r'alt="([^"]*)"', tag)
    return f": {found[1]}" if found and found[1] else ""


def _sheet(blocks: list[str]) -> tuple[str, int]:
    """Return the rules of a page's own style sheets that are safe and that are understood, and how many are not."""
    rules: list[str] = []
    dropped = 0
    for block in blocks:
        text = re.sub(r"/\*.*?\*/", "", block, flags=re.DOTALL)
        for selector, body in _RULE.findall(text):
            kept = [part.strip() for part in body.split(";") if _is_safe(part)]
            if kept and _SELECTOR.match(selector.strip()):
                rules.append(f"{selector.strip()} {{ {'; '.join(kept)} }}")
            else:
                dropped += 1
    return "\n".join(rules), dropped


def _is_safe(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    return bool(colon) and name.strip().lower() in _STYLES and not _UNSAFE.search(value)


class _Counter(HTMLParser):
    """Counts what will be taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _TAGS:
            self.found[_TAGS[tag]] += 1
        if tag == "link" and "stylesheet" in given.get("rel", ""):
            self.found["sheet"] += 1
        if tag == "img" and not given.get("src", "").startswith("data:image/"):
            self.found["picture"] += 1
        self.found["handler"] += sum(name.startswith("on") for name in given)

    def words(self) -> tuple[str, ...]:
        """Return what was found, each kind with its number."""
        return tuple(f"{count:,} {_WORDS[what][count != 1]}" for what, count in self.found.items() if count)
