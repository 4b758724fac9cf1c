"""What a side is given counts by content: long values of the config, files of a revision, expressions."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dagscope.caching.constants import UNKNOWN
from dagscope.compare.classify import Classification
from dagscope.compare.given import contents_of, value_text
from dagscope.scenario import Scenario, ValueSpec, literal

from tests.engine.compare.sides import BASE, Make

LONG = "x" * 400
FAR = [0] * 50


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LONG + "a", LONG + "b"),
        ([*FAR, 1], [*FAR, 2]),
        ([[[[[1]]]]], [[[[[2]]]]]),
        ({"a": LONG + "a"}, {"a": LONG + "b"}),
        ({"a", LONG + "a"}, {"a", LONG + "b"}),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
        (math.sin, math.cos),
    ],
    ids=["text", "list", "deep", "dict", "set", "frame", "function"],
)
def test_config_values_that_differ_behind_what_is_shown_differ(left: Any, right: Any) -> None:
    assert value_text(left) != value_text(right)
    assert len(value_text(left)) < 330


def test_short_values_stand_as_they_are() -> None:
    assert ["'a'", "[1, {'b': 2.0}]", "True"] == [value_text(each) for each in ("a", [1, {"b": 2.0}], True)]


def test_sets_have_one_text_whatever_order_they_are_in() -> None:
    """As in two processes, whose hashes differ."""
    one, other = {0, 8}, {8, 0}
    assert list(one) != list(other)
    assert value_text(one) == value_text(other) and value_text([one]) == value_text([other])
    assert value_text(one).startswith("{0, 8} [")


@pytest.mark.parametrize(
    ("spec", "kinds"),
    [
        (ValueSpec("file", "same.txt"), []),
        (ValueSpec("file", "other.txt"), ["input"]),
        (ValueSpec("file", "gone.txt"), ["input"]),
        (ValueSpec("file", "folder"), ["unknown"]),
        (ValueSpec("expression", "datetime.date(2024, 1, 1)"), []),
        (ValueSpec("expression", "importlib.import_module('settings').X"), ["unknown"]),
        (literal("other.txt"), []),
    ],
    ids=["same", "other", "gone", "folder", "date", "module", "text"],
)
@pytest.mark.parametrize("table", ["inputs", "overrides"])
def test_files_and_expressions_of_revisions(
    make: Make, tmp_path: Path, spec: ValueSpec, kinds: list[str], table: str
) -> None:
    name = "x" if table == "inputs" else "a"
    side = make(Scenario("s", **{table: {name: spec}}), flow=BASE)  # type: ignore[arg-type]
    folders = [tmp_path / "old", tmp_path / "new"]
    for folder in folders:
        (folder / "folder").mkdir(parents=True)
        (folder / "same.txt").write_text("same")
        (folder / "other.txt").write_text(folder.name)
    (folders[0] / "gone.txt").write_text("here")

    one, other = (side.with_contents(folder) for folder in folders)
    changes = {row.name: row for row in Classification(one, other).rows()}[name].structure

    assert [kind if kind != "input" else table.removesuffix("s") for kind in kinds] == [each.kind for each in changes]
    assert all(each.left != each.right for each in changes if each.kind != "unknown")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows.csv")
    found = contents_of(ValueSpec("file", "rows.csv"), tmp_path)
    assert f"{UNKNOWN}rows.csv cannot be read: it is not a regular file" == found
