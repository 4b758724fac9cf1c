"""Arrays of tables whose tables stand apart in a file: names under which tomlkit keeps them where they are.

tomlkit moves `[[a]]` next to the other `[[a]]` when `[b]` stands between them. Each run of neighbours gets a name of
its own while the document is edited, and has its own name back in the text. It must not parse TOML nor edit values.
"""

from __future__ import annotations

import re

_MARK = "-dagscope-apart-"
_KEY = r"""[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'"""
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r"|^(?P<open>[ \t]*\[\[?[ \t]*)(?P<key>" + _KEY + r")(?P<rest>[ \t]*(?:\]\]?|\.))"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL | re.MULTILINE,
)
"""A text, the beginning of a table's header, or a comment: what looks like a header in texts and comments is none."""


def set_apart(text: str) -> str:
    """Return the text in which each run of neighbouring `[[tables]]` of a name but the first has a name of its own."""
    if _MARK in text:
        return text
    runs: dict[str, int] = {}
    last = ""

    def renamed(match: re.Match[str]) -> str:
        nonlocal last
        key = match["key"]
        if key is None:
            return match[0]
        name = key.strip("\"'")
        is_entry = match["open"].strip() == "[[" and match["rest"].strip() == "]]"
        if is_entry and name != last:
            runs[name] = runs.get(name, -1) + 1
        is_inside = name == last and match["rest"].endswith(".")
        last = name if is_entry or is_inside else ""
        return match["open"] + _with_number(key, runs.get(name, 0)) + match["rest"]

    return _TOKEN.sub(renamed, text)


def _with_number(key: str, number: int) -> str:
    if not number:
        return key
    quote = key[0] if key[0] in "\"'" else ""
    return f"{key.removesuffix(quote) if quote else key}{_MARK}{number}{quote}"


def put_back(text: str) -> str:
    """Return the text with the tables' own names."""

    def own(match: re.Match[str]) -> str:
        key = match["key"]
        return match[0] if key is None else match["open"] + re.sub(rf"{_MARK}\d+", "", key) + match["rest"]

    return _TOKEN.sub(own, text)


def own_name(key: str) -> str:
    """Return the name that a key has in the file."""
    return key.partition(_MARK)[0]
