"""Two graphs and two runs, compared node by node."""

from __future__ import annotations

import pytest
from dagscope.compare.graphs import compare_graphs
from dagscope.compare.runs import compare_runs
from dagscope.records import DefinitionRecord, DependencyRecord, NodeDiff, NodeRecord


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
