"""Counts in the words of a comparison: one is one, and the verb follows the number that differs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from dagscope.compare.report_folding import counts_of
from dagscope.compare.values import compare_values
from dagscope.difference_words import counted, part_that_differs, seen_apart
from dagscope.records import NodeDiff


@pytest.mark.parametrize(
    "left, right, expected",
    [
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}), "1 of 1 row differs"),
        (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 3]}), "1 of 2 rows differs"),
        (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [3, 4]}), "2 of 2 rows differ"),
        ([1], [2], "1 of 1 entry differs"),
        ([1, 2], [3, 4], "2 of 2 entries differ"),
        ("a\nb\nc", "a\nx\nc", "1 of 3 lines differs"),
        ("a\nb", "x\ny", "2 of 2 lines differ"),
        (b"a", b"bc", "differ from byte 0 on (1 byte → 2 bytes)"),
        ("a  b", "a b", "a␣␣b → a␣b"),
        ("x" * 300 + "1", "x" * 300 + "2", f"…{'x' * 40}1 → …{'x' * 40}2 (from character 301 on)"),
        (pd.DataFrame({"a ": [1]}), pd.DataFrame({"a": [1]}), "only on the left: 'a '; columns only on the right: a"),
        (b"abc", b"abd", "differ from byte 2 on (3 bytes)"),
    ],
)
def test_counts_are_plain_english(left: Any, right: Any, expected: str) -> None:
    assert expected in compare_values(left, right).diff.summary


def test_numbers_have_their_nouns() -> None:
    assert ["0 rows", "1 row", "2,000 rows"] == [counted(number, "row") for number in (0, 1, 2000)]
    assert "1 of 1 entry differs" == part_that_differs(1, 1, "entry", "entries")
    assert "1 cause of 1 node" == counts_of([NodeDiff("a", role="cause", value="different")])


@pytest.mark.parametrize(
    "left, right, expected",
    [
        ("a", "b", ("a", "b")),
        ("x" * 300 + "1", "x" * 300 + "2", (f"…{'x' * 40}1", f"…{'x' * 40}2")),
        ("1" + "x" * 300, "2" + "x" * 300, (f"1{'x' * 199}…", f"2{'x' * 199}…")),
        ("x" * 300, "x" * 301, (f"…{'x' * 40}", f"…{'x' * 41}")),
        ("a  b", "a b", ("a␣␣b", "a␣b")),
        ("a\nb", "a b", ("a⏎b", "a␣b")),
        ("a\u00a0b", "a b", ("a\\u00a0b", "a␣b")),
        ("\u00e9", "e\u0301", ("\\xe9", "e\\u0301")),
    ],
)
def test_a_difference_is_seen_where_texts_look_alike(left: str, right: str, expected: tuple[str, str]) -> None:
    assert expected == seen_apart(left, right, 200)
