"""Graphs that are values: what crosses of small and of large ones, and what hostile ones do."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from dagscope.preview import preview_of, summary_of
from dagscope.preview.graphs import MOST_EDGES, MOST_NODES
from dagscope.value_records import GraphPreview, ObjectPreview


def shown(graph: Any) -> GraphPreview:
    preview = preview_of(graph).preview
    assert isinstance(preview, GraphPreview)
    return preview


def test_nodes_and_edges_cross_with_what_they_carry() -> None:
    graph = nx.DiGraph()
    graph.add_node("a", weight=3)
    graph.add_edge("a", ("b", 1), label="x")
    found = shown(graph)

    assert (True, 2, 1, "2 nodes, 1 edge", "") == (
        found.is_directed, found.node_count, found.edge_count, found.summary, found.part,
    )  # fmt: skip
    assert [("a", "weight: 3"), ("('b', 1)", "")] == [(node.name, node.detail) for node in found.nodes]
    assert [(0, 1, "label: 'x'")] == [(edge.source, edge.target, edge.detail) for edge in found.edges]
    assert "a -> ('b', 1)" == found.as_text()


@pytest.mark.parametrize(
    "graph", [nx.Graph(), nx.path_graph(1), nx.MultiGraph([(0, 1), (0, 1), (1, 1)]), nx.cycle_graph(3, nx.DiGraph)]
)
def test_every_kind_of_graph_is_shown_whole(graph: Any) -> None:
    found = shown(graph)

    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(found.nodes), len(found.edges))
    assert summary_of(graph) == found.summary


def test_of_a_large_graph_the_part_around_its_middle_is_shown_and_that_is_said() -> None:
    graph = nx.disjoint_union(nx.star_graph(300), nx.path_graph(5_000))
    found = shown(graph)

    assert (MOST_NODES, 5_301) == (len(found.nodes), found.node_count)
    assert "the 200 of 5,301 nodes nearest to 0, which has most edges" == found.part
    assert MOST_NODES - 1 == len(found.edges)
    dense = shown(nx.complete_graph(60))
    assert (MOST_EDGES, "the first 400 edges") == (len(dense.edges), dense.part)


def test_a_hostile_graph_is_text_or_names_what_cannot_be_said() -> None:
    class Node:
        def __str__(self) -> str:
            raise RuntimeError("no name")

    named = shown(nx.Graph([(Node(), 1)]))
    assert "<unavailable: RuntimeError: no name>" == named.nodes[0].name

    class Broken(nx.Graph):  # type: ignore[type-arg]
        def number_of_nodes(self) -> int:
            raise SystemExit

    assert isinstance(preview_of(Broken()).preview, ObjectPreview)
