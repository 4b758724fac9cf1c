"""The texts of the interface follow the rules of CONTRIBUTING.md: sentence case, calm, nothing of our own dialect."""

from __future__ import annotations

import re

from dagscope_app.commands.table import COMMANDS

from tests.docs.interface_texts import Text, page, texts

NAMES = {
    "Dask",
    "Ray",
    "Dagscope",
    "Hamilton",
    "Graphviz",
    "Python",
    "CSV",
    "SVG",
    "HEAD",
    "HTML",
    "GIF",
    "WebP",
    "PNG",
    "JSON",
    "TOML",
}
DIALECT = re.compile(r"\b(kin|mourn|circle of|peer|the original|no more than nothing)\b", re.IGNORECASE)


def _told(items: list[Text]) -> list[str]:
    return [f"{item.file}:{item.line}: {item.text}" for item in items]


def test_every_text_can_be_read_in_one_page() -> None:
    read = page()
    for known in ("Find a node", "Share as one file...", "Allow overrides", "Where is it stuck?", "No results yet"):
        assert known in read, known
    assert len(read.splitlines()) > 1500


def test_nothing_shouts_or_stammers() -> None:
    found = list(texts())
    shouting = [t for t in found if re.search(r"[A-Za-z]!(\s|$)", t.text)]
    doubled = [t for t in found if re.search(r"\b(the|a|is|to|of) \1\b", t.text)]
    dots = [t for t in found if re.search(r"(?<!\.)\.\.(?!\.)(?![/\\\w\"'])", t.text) and "0..50" not in t.text]
    assert [] == _told(shouting) + _told(doubled) + _told(dots)


def test_no_text_speaks_our_dialect() -> None:
    assert [] == _told([t for t in texts() if DIALECT.search(t.text)])


def test_titles_of_commands_are_in_sentence_case() -> None:
    wrong = []
    for command in COMMANDS:
        first, *rest = re.sub(r"[.?:,]", " ", command.title).split()
        if not (first[0].isupper() or "." in command.title.split()[0]):
            wrong.append(command.title)
        wrong += [command.title for word in rest if word[0].isupper() and word.strip("()") not in NAMES]
        if not command.help.endswith("."):
            wrong.append(f"{command.title}: {command.help}")
    assert [] == wrong
