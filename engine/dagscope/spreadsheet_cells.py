"""Cells as spreadsheets take them: quoted where they have to be, and texts that would be run as formulas.
It must not know files or tables.

A text that begins with one of the signs below, or with what is dropped before them, is run by spreadsheets that take it
in; with an apostrophe in front it is shown as the text it is. Which sign parts cells is a matter of the country: where
it is the semicolon, `a;=1` of a file with commas is two cells, and its second one a formula. So the parts of a text are
looked at too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from typing import Any

_OPERATORS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SIGNS = "".join(_OPERATORS) + "\t\r\n"
SKIPPED = r"[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*"
"""What some programs drop at the beginning of a cell: spaces, control characters, the mark of a text's encoding."""
_SKIPPED = re.compile(SKIPPED)
PARTING = ";\t\r\n"
"""What parts cells and rows in other countries' spreadsheets, whatever a file was written with."""
_PARTING = re.compile(rf"([{PARTING}])")
_DOES_SOMETHING = re.compile(r"[(!|]")
AS_TEXT = "mso-number-format:'\\@'"
"""The style by which a cell of an HTML page is a text for spreadsheets, whatever it begins with."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may run a cell: it begins with a sign of formulas and is no number."""
    if text[:1].isalnum() or not text.strip("\r\n"):
        return False
    if text[:1] not in SIGNS and _SKIPPED.sub("", text, count=1)[:1] not in _OPERATORS:
        return False
    try:
        complex(text)
    except ValueError:
        return True
    return False


def is_formula_inside(part: str) -> bool:
    """Return whether a part of a text, behind a sign that parts cells elsewhere, may be run there.

    A line of a list (`- milk`) begins with a sign of formulas too: such a one counts where it calls or refers to
    something.
    """
    if not is_formula(part):
        return False
    sign = _SKIPPED.sub("", part, count=1)[:1]
    return sign not in "+-\uff0b\uff0d" or _DOES_SOMETHING.search(part) is not None


def safe_text(text: str) -> str:
    """Return a cell that is no formula, nor is any part of it."""
    text = _by_parts(text, lambda part: f"'{part}" if is_formula_inside(part) else part)
    return f"'{text}" if is_formula(text) else text


def made_safe(texts: Iterable[str]) -> list[str]:
    """Return cells of which none is a formula."""
    return [safe_text(text) for text in texts]


def marked(text: str) -> str:
    """Return a cell that is no formula and from which `unmarked` makes the text again."""
    text = _by_parts(text, lambda part: f"'{part}" if is_formula_inside(part.lstrip("'")) else part)
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def unmarked(text: str) -> str:
    """Return the text that was `marked`."""
    text = text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text
    return _by_parts(
        text, lambda part: part[1:] if part.startswith("'") and is_formula_inside(part.lstrip("'")) else part
    )


def _by_parts(text: str, change: Callable[[str], str]) -> str:
    """Return a text with each part behind a sign that parts cells changed."""
    parts = _PARTING.split(text)
    parts[2::2] = map(change, parts[2::2])
    return "".join(parts) if len(parts) > 1 else text


class Lines:
    """What a CSV writer writes its lines to, so that a cell with any end of a line is quoted, and so stays one cell.

    A writer quotes a cell for those signs alone that end a line of its own: it is told both, and each line loses one.
    """

    END = "\r\n"

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write

    def write(self, line: str) -> None:
        """Write a line."""
        self._write(f"{line[:-2]}\n")


def csv_text(lines: Iterable[Iterable[Any]], delimiter: str = ",") -> str:
    """Return lines of cells."""
    made: list[str] = []
    csv.writer(Lines(made.append), delimiter=delimiter, lineterminator=Lines.END).writerows(lines)
    return "".join(made)
