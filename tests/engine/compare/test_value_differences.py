"""What a comparison of two values lists, and where it ends: rules, keys, pages, limits, hostile values."""

from __future__ import annotations

import copy
import io
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.compare.values import compare_values
from dagscope.preview.kinds import KINDS
from dagscope.preview.registry import REGISTRY
from dagscope.records import CompareRule, DiffCell, DiffCounts, DiffRow
from PIL import Image

from tests.engine.compare.odd_values import (
    frame,
    names_beside,
    picture,
)


def test_tolerances_can_be_changed() -> None:
    assert "close" == compare_values(100.0, 101.0, CompareRule(rtol=0.02)).diff.verdict
    assert "close" == compare_values(0.0, 1e-12, CompareRule(atol=1e-9)).diff.verdict
    assert "different" == compare_values(0.1 + 0.2, 0.3, CompareRule(rtol=0)).diff.verdict
    assert "close" == compare_values(frame(a=[0.0]), frame(a=[1e-12]), CompareRule(atol=1e-9)).diff.verdict
    assert "different" == compare_values(1, 2, CompareRule(rtol=1, atol=1)).diff.verdict


def test_rows_are_matched_by_key_columns() -> None:
    left = frame(id=[1, 2, 3], v=["a", "b", "c"])
    right = frame(id=[9, 1, 2, 3], v=["n", "a", "b", "x"])

    by_key = compare_values(left, right, CompareRule(rows="key", key=("id",))).diff
    by_position = compare_values(left, right, CompareRule(rows="position")).diff

    assert DiffCounts(2, 1, 0, 1) == by_key.counts
    assert (
        DiffRow("3", (DiffCell("c", "x", True),)),
        DiffRow("9", (DiffCell("", "n", True),), "right"),
    ) == by_key.rows
    assert ("rows matched by id",) == by_key.notes
    assert DiffCounts(0, 3, 0, 1) == by_position.counts


def test_a_key_that_repeats_or_is_missing_is_said() -> None:
    left, right = (
        pl.DataFrame({"k": ["a", "a", "b"], "v": [1, 2, 3]}),
        pl.DataFrame({"k": ["b", "a", "a"], "v": [3, 1, 5]}),
    )

    diff = compare_values(left, right, CompareRule(key=("k",))).diff
    gone = compare_values(left, right, CompareRule(key=("q",))).diff

    assert (DiffCounts(2, 1), "order of rows") == (diff.counts, names_beside(diff))
    assert "2 rows repeat a key" in diff.notes[0]
    assert ("incomparable", True) == (gone.verdict, "no column 'q'" in gone.summary)


@pytest.mark.parametrize("library", [pd, pl])
def test_rows_and_columns_of_one_side_are_listed_page_by_page(library: Any) -> None:
    left = library.DataFrame({"k": list(range(300)), "gone": [0] * 300})
    right = library.DataFrame({"k": [0, 5, *range(300, 700)], "new": [0] * 402})
    rule = CompareRule(key=("k",))

    pages = [compare_values(left, right, rule, start=start, count=100).diff for start in range(0, 800, 100)]

    assert (("gone",), ("new",)) == (pages[0].columns_left, pages[0].columns_right)
    assert DiffCounts(2, 0, 298, 400) == pages[0].counts
    rows = [row for page in pages for row in page.rows]
    assert (698, {698}) == (len(rows), {page.row_count for page in pages})
    assert ["left"] * 298 + ["right"] * 400 == [row.side for row in rows]
    assert [str(number) for number in range(300) if number not in (0, 5)] == [row.cells[0].left for row in rows[:298]]


def test_differences_of_a_tree_are_listed_page_by_page() -> None:
    left, right = {"a": list(range(1000))}, {"a": [*range(500), *[-1] * 501]}

    pages = [compare_values(left, right, start=start, count=200).diff for start in range(0, 600, 200)]

    keys = [row.key for page in pages for row in page.rows]
    assert [f"['a'][{number}]" for number in range(500, 1001)] == keys
    assert DiffCounts(500, 500, 0, 1) == pages[0].counts


def test_a_limit_is_said_and_is_never_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope.compare.values.MAX_ENTRIES", 100)

    same = compare_values([[0.5] for _ in range(1000)], [[0.5] for _ in range(1000)]).diff
    plain = compare_values([0.5] * 1000, [0.5] * 1000).diff
    late = compare_values([[float(n)] for n in range(1000)], [[float(n)] for n in range(999)] + [[7.0]]).diff

    assert ("partial", "partial", "equal") == (same.verdict, late.verdict, plain.verdict)
    assert "of 1,000" in same.summary


def test_where_long_texts_differ_is_seen() -> None:
    line = compare_values("x" * 5000 + "a", "x" * 5000 + "b").diff
    lines = compare_values("\n".join("abcdef"), "\n".join("abXdef")).diff
    late = compare_values("x\n" * 5000 + "a", "x\n" * 5000 + "b").diff

    assert "from character 5,001 on" in line.summary
    assert line.rows[0].cells[0].left.endswith("a") and line.rows[0].cells[0].right.endswith("b")
    assert [("3", "c␊", "X␊")] == [(row.key, row.cells[0].left, row.cells[0].right) for row in lines.rows]
    assert [("5,001", "a", "b")] == [(row.key, row.cells[0].left, row.cells[0].right) for row in late.rows]


def test_a_hostile_equality_costs_nothing_but_itself() -> None:
    calls: list[int] = []

    def loop(*_: Any) -> bool:
        calls.append(1)
        while True:
            pass

    hostile = type("Hostile", (), {"__eq__": loop, "__hash__": object.__hash__})

    diff = compare_values([1, 2, *(hostile() for _ in range(20))], [1, 3, *(hostile() for _ in range(20))]).diff

    assert ("different", 1) == (diff.verdict, len(calls))
    assert DiffCounts(1, 21) == diff.counts
    assert "took too long" in diff.summary


def test_the_difference_of_two_pictures_is_a_picture() -> None:
    found = compare_values(picture(), picture(200))

    drawn = Image.open(io.BytesIO(found.png)).convert("RGB")
    assert [(1, 1)] == [(x, y) for x in range(3) for y in range(2) if drawn.getpixel((x, y)) != drawn.getpixel((0, 0))]
    assert b"" == compare_values(picture(), picture()).png


def test_cycles_end() -> None:
    left: list[Any] = [1]
    left.append(left)
    right: list[Any] = [1]
    right.append(right)
    other: list[Any] = [2]
    other.append(other)

    assert "equal" == compare_values(left, right).diff.verdict
    assert "different" == compare_values(left, other).diff.verdict


def test_a_million_rows_show_the_first_ones() -> None:
    count = 1_000_000
    diff = compare_values(frame(a=np.zeros(count)), frame(a=np.ones(count))).diff

    assert (count, 200, count) == (diff.counts.changed, len(diff.rows), diff.row_count)


def test_every_kind_that_can_be_looked_at_can_be_compared() -> None:
    examples = {
        "none": None, "table": frame(a=[1]), "image": picture(), "number": 1, "text": "a", "exception": ValueError("a"),
        "tree": [1], "object": range(3), "raster": np.zeros((9, 9, 3), "uint8"),
        "markup": "<svg/>", "graph": nx.path_graph(2),
    }  # fmt: skip

    # Relations of DuckDB are compared in test_lazy_values.
    assert {kind.name for kind in KINDS} == {*examples, "relation"}
    for name, value in examples.items():
        assert name == REGISTRY.of(value).name
        assert "equal" == compare_values(value, copy.deepcopy(value)).diff.verdict


def test_rows_that_a_key_matches_are_called_by_it() -> None:
    left, right = frame(id=["a", "b", "c"], v=[1, 2, 3]), frame(id=["c", "a", "d"], v=[4, 1, 5])
    found = compare_values(left, right, CompareRule(rows="key", key=("id",))).diff
    assert [("c", "both"), ("b", "left"), ("d", "right")] == [(row.key, row.side) for row in found.rows]
    pair = compare_values(left, right, CompareRule(rows="key", key=("id", "v"))).diff
    assert ["b · 2", "c · 3", "c · 4", "d · 5"] == [row.key for row in pair.rows]
