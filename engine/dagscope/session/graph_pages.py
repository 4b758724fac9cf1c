"""A described graph in pages that stay below a frame. It must not describe anything itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dagscope.describe.graph import GraphRecords
from dagscope.protocol import messages as m
from dagscope.records import DefinitionRecord, NodeRecord

NODES_A_PAGE = 200
BYTES_A_PAGE = 120_000


def _weight(definition: DefinitionRecord) -> int:
    return 300 + len(definition.source) + len(definition.file)


def _node_weight(node: NodeRecord) -> int:
    return 300 + len(node.doc) + 80 * len(node.deps) + sum(len(value) for value in node.tags.values())


def _chunks(items: Sequence[Any], weigh: Any) -> Iterator[tuple[Any, ...]]:
    chunk: list[Any] = []
    weight = 0
    for item in items:
        own = weigh(item)
        if chunk and (len(chunk) >= NODES_A_PAGE or weight + own > BYTES_A_PAGE):
            yield tuple(chunk)
            chunk, weight = [], 0
        chunk.append(item)
        weight += own
    if chunk:
        yield tuple(chunk)


def pages(slot: str, records: GraphRecords, elsewhere: tuple[DefinitionRecord, ...] = ()) -> Iterator[m.GraphPage]:
    """Yield the records in pages that stay below a frame, nodes first."""
    for nodes in _chunks(records.nodes, _node_weight):
        yield m.GraphPage(slot, nodes=nodes)
    for definitions in _chunks(records.definitions, _weight):
        yield m.GraphPage(slot, definitions=definitions)
    for definitions in _chunks(elsewhere, _weight):
        yield m.GraphPage(slot, elsewhere=definitions)
