"""Two values beside each other: the lines that differ are marked, and what is not marked is said."""

from __future__ import annotations

import pytest
from dagscope.records import DiffCell, DiffRow, ValueDiff
from dagscope.value_records import TextPreview
from dagscope_app.views.results.two_values import MOST_LINES, MOST_MARKS, CompareValues, changed_lines
from dagscope_app.views.theme import load_theme
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("left", "right", "changed"),
    [
        ("abc", "abc", (set(), set())),
        ("abc", "axc", ({1}, {1})),
        ("abc", "abbc", (set(), {2})),
        ("aabc", "ac", ({1, 2}, set())),
        ("", "a", (set(), {0})),
        ("abcd", "xbcy", ({0, 3}, {0, 3})),
    ],
)
def test_lines_that_differ(left: str, right: str, changed: tuple[set[int], set[int]]) -> None:
    assert changed == changed_lines(list(left), list(right))


def test_lines_that_occur_often_do_not_hold_up_the_window() -> None:
    """With each line found in the other text a thousand times this took half a minute."""
    left, right = ([name if at % 2 else "" for at in range(2_000)] for name in ("a", "b"))
    changed = changed_lines(left, right)
    assert set(range(1, 2_000, 2)) <= changed[0] and set(range(1, 2_000, 2)) <= changed[1]
    assert ({1_000}, {1_000}) == changed_lines(left, [*left[:1_000], "b", *left[1_001:]])


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (MOST_MARKS, "two texts"),
        (MOST_MARKS + 1, "two texts. The first 500 lines that differ are marked"),
        (MOST_LINES, "two texts. Lines that differ are not marked: there are more than 4,000"),
    ],
)
def test_what_is_not_marked_is_said(qtbot: QtBot, count: int, said: str) -> None:
    view = CompareValues(load_theme("light"))
    qtbot.addWidget(view)
    left, right = (TextPreview(text="\n".join(f"{side}{at}" for at in range(count))) for side in "lr")
    view.set_previews("node", left, right, "two texts")
    assert said in [label.text() for label in view.findChildren(QLabel)]


def test_cells_show_where_they_differ(qtbot: QtBot) -> None:
    values = CompareValues(load_theme("light"))
    qtbot.addWidget(values)
    cell = DiffCell("x" * 300 + "1", "x" * 300 + "2", True)

    values.set_diff("n", ValueDiff("different", "tree", columns=("value",), rows=(DiffRow("['a']", (cell,)),)))

    assert f"…{'x' * 40}1  →  …{'x' * 40}2" == values.table.item(0, 0).text()
