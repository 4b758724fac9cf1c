"""What is inside a value is found by its names, also where it has moved, and is never mistaken for something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from dagscope.preview import found_inside, preview_of
from dagscope.preview.tree import located
from dagscope.value_records import TablePreview, TreePreview

FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", {"deep": [1, 2]}]})


@dataclass
class Parts:
    left: Any
    right: Any


@pytest.mark.parametrize(
    ("value", "path", "names", "place", "found"),
    [
        ({"train": 1, "test": 2}, (1,), ("test",), (1,), 2),
        ({"test": 2, "train": 1}, (1,), ("test",), (0,), 2),
        ({1: "number", "1": "text"}, (1,), ("1",), (1,), "text"),
        (Parts([0, 5], {"x": {"y": 7}}), (1, 0, 0), ("right", "x", "y"), (1, 0, 0), 7),
        ([10, 20], (1,), ("1",), (1,), 20),
        (FRAME, (3, 0, 1), ("b[1]", "deep", "1"), (3, 0, 1), 2),
        (FRAME[["b", "a"]], (3,), ("b[1]",), (2,), {"deep": [1, 2]}),
        ({"t": FRAME}, (0, 2), ("t", "a[1]"), (0, 2), 2),
        ({}, (), (), (), {}),
    ],
)
def test_it_is_found_by_its_names(
    value: Any, path: tuple[int, ...], names: tuple[str, ...], place: tuple[int, ...], found: Any
) -> None:
    assert (place, found) == located(value, path, names)


@pytest.mark.parametrize(
    ("value", "path", "names"),
    [
        ({"a": 1}, (0,), ("b",)),
        ([], (0,), ("0",)),
        (3, (0,), ("0",)),
        (FRAME, (99,), ("c[1]",)),
        (FRAME, (-1,), ("a[7]",)),
        (FRAME, (0,), ("a",)),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), (9,), ("a[0]",)),
        (pd.DataFrame(), (0,), ("a[0]",)),
    ],
)
def test_what_is_not_there_is_not_found(value: Any, path: tuple[int, ...], names: tuple[str, ...]) -> None:
    with pytest.raises(LookupError):
        located(value, path, names)


def test_it_is_shown_as_what_it_is() -> None:
    place, shown = found_inside({"train": FRAME}, (4,), ("train",))

    assert (0,) == place
    assert isinstance(shown.preview, TablePreview) and 2 == shown.preview.rows


def test_entries_say_which_kind_shows_them() -> None:
    preview = preview_of({"t": FRAME, "n": 1, "d": {}, "s": "x", "none": None, "o": object()}).preview
    assert isinstance(preview, TreePreview) and preview.root is not None

    assert ["table", "number", "tree", "text", "none", "object"] == [c.value_kind for c in preview.root.children]
