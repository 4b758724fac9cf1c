"""Docstrings say themselves what a thing does: an editor shows them without the one above."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEANING = re.compile(r'^ *"""The same\b', re.MULTILINE)


@pytest.mark.parametrize("folder", ["engine", "app"])
def test_no_docstring_needs_the_one_above(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for text in [file.read_text(encoding="utf-8")]
        for match in LEANING.finditer(text)
    ]

    assert [] == found
