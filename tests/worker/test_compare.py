"""Two graphs and two values, compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.compare.graphs import compare_graphs
from dagscope.compare.runs import compare_runs
from dagscope.compare.values import compare_values
from dagscope.records import DefinitionRecord, DependencyRecord, DiffCounts, NodeDiff, NodeRecord


def _definition(node: str, module: str = "m", source: str = "x") -> DefinitionRecord:
    return DefinitionRecord(0, node, node, module, "f", 1, 2, source)


@pytest.mark.parametrize(
    ("left", "right", "left_definition", "right_definition", "status"),
    [
        (
            NodeRecord("n", type="int", definitions=(0,)),
            NodeRecord("n", type="int", definitions=(0,)),
            "x",
            "x",
            "same",
        ),
        (NodeRecord("n", definitions=(0,)), NodeRecord("n", definitions=(0,)), "x", "y", "definition"),
        (NodeRecord("n", definitions=(0,)), NodeRecord("n", kind="input"), "x", "x", "definition"),
        (NodeRecord("n", type="int"), NodeRecord("n", type="str"), "x", "x", "type"),
        (NodeRecord("n", deps=(DependencyRecord("a"),)), NodeRecord("n"), "x", "x", "dependencies"),
        (NodeRecord("n", kind="input"), NodeRecord("n", kind="config"), "x", "x", "config"),
    ],
)
def test_what_differs_first_is_named(
    left: NodeRecord, right: NodeRecord, left_definition: str, right_definition: str, status: str
) -> None:
    (row,) = compare_graphs(
        [left],
        [_definition("n", source=left_definition)],
        [right],
        [_definition("n", source=right_definition)],
    )

    assert status == row.status


def test_nodes_of_one_side_only_are_marked() -> None:
    rows = compare_graphs([NodeRecord("a"), NodeRecord("b")], [], [NodeRecord("b"), NodeRecord("c")], [])

    assert [("a", "left"), ("b", "same"), ("c", "right")] == [(row.name, row.status) for row in rows]


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        (1, 1, "equal"),
        (1, 1.0, "equal"),
        (0.1 + 0.2, 0.3, "equal"),
        (float("nan"), float("nan"), "equal"),
        (1, 2, "scalar"),
        ("a\nb", "a\nb", "equal"),
        ("a\nb", "a\nc", "text"),
        ([1, {"k": 2}], [1, {"k": 2}], "equal"),
        ([1, {"k": 2}], [1, {"k": 3}], "table"),
        ({"a": 1}, {"b": 1}, "table"),
        (None, None, "equal"),
        (1, "1", "incomparable"),
        (object(), object(), "incomparable"),
    ],
)
def test_kinds_of_differences(left: Any, right: Any, kind: str) -> None:
    assert kind == compare_values(left, right).kind


def test_tables_are_compared_cell_by_cell() -> None:
    left = pd.DataFrame({"a": [1.0, 2.0, np.nan], "b": ["x", "y", "z"], "gone": 0})
    right = pd.DataFrame({"a": [1.0, 2.5, np.nan], "b": ["x", "y", "Z"], "new": 0})

    diff = compare_values(left, right)

    assert (("a", "b"), DiffCounts(1, 2)) == (diff.columns, diff.counts)
    cells = [[(cell.left, cell.right, cell.is_different) for cell in row.cells] for row in diff.rows]
    assert [
        [("2.0", "2.5", True), ("y", "y", False)],
        [("NaN", "NaN", False), ("z", "Z", True)],
    ] == cells
    assert "columns only on the left: gone" in diff.summary and "new" in diff.summary


def test_rows_are_matched_by_their_index() -> None:
    left = pd.Series([1, 2, 3], index=["a", "b", "c"])
    right = pd.Series([3, 2, 4], index=["c", "b", "d"])

    diff = compare_values(left, right)

    assert ("table", DiffCounts(2, 0, 1, 1)) == (diff.kind, diff.counts)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (pd.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [1, 3]})),
        (np.array([1, 2]), np.array([1, 3])),
        (pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [1, 3]})),
        (pd.Series([1, 2]), pd.Series([1, 3])),
        (np.eye(2), np.array([[1.0, 0.0], [0.0, 5.0]])),
        (
            pd.DataFrame({"t": pd.to_datetime(["2024", "2025"])}),
            pd.DataFrame({"t": pd.to_datetime(["2024", "2026"])}),
        ),
        (
            pd.DataFrame({"c": ["a", "b"]}, dtype="category"),
            pd.DataFrame({"c": ["a", "x"]}, dtype="category"),
        ),
    ],
)
def test_tables_of_all_libraries_are_compared(left: Any, right: Any) -> None:
    diff = compare_values(left, right)

    assert ("table", DiffCounts(1, 1), 1) == (diff.kind, diff.counts, len(diff.rows))
    assert "equal" == compare_values(left, left).kind


def test_a_hostile_equality_is_said_and_bounded() -> None:
    def loop(*_: Any) -> bool:
        while True:
            pass

    hostile = type("Hostile", (), {"__eq__": loop, "__hash__": object.__hash__})

    diff = compare_values(hostile(), hostile())

    assert ("incomparable", True) == (diff.kind, "took too long" in diff.summary)


def test_a_large_comparison_shows_the_first_rows() -> None:
    count = 1_000_000
    diff = compare_values(pd.DataFrame({"a": np.zeros(count)}), pd.DataFrame({"a": np.ones(count)}))

    assert (count, 200) == (diff.counts.changed, len(diff.rows))


def test_values_of_two_runs_are_compared_where_nodes_are_the_same() -> None:
    rows = [
        NodeDiff("a", "same"),
        NodeDiff("b", "same"),
        NodeDiff("c", "left"),
        NodeDiff("d", "same"),
        NodeDiff("e", "same"),
    ]

    found = compare_runs(rows, {"a": 1, "b": [1]}, {"a": 2, "b": [1], "c": 3}, {"d": "an error"}, {})

    assert [("a", "value", "1 | 2"), ("b", "same", ""), ("c", "left", ""), ("d", "value", "failed on the left only"),
            ("e", "same", "")] == [(row.name, row.status, row.detail) for row in found]  # fmt: skip
