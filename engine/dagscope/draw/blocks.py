"""Finds the `Parallelizable` nodes whose blocks a node collects. It knows nodes alone, and draws nothing."""

from __future__ import annotations

from dagscope.node import Node, NodeType


def expanders_of(collector: Node) -> list[str]:
    """Return the names of the nodes that expand what this one collects, in the order they are met; none for others.

    A block collected on the way belongs to the node that collects it there, so its expander is passed over.
    """
    if collector.node_role is not NodeType.COLLECT:
        return []
    found: dict[str, None] = {}
    start = [each for each in collector.dependencies if each.name == collector.collect_dependency]
    waiting = [(each, 1) for each in start]
    seen: set[tuple[str, int]] = set()
    while waiting:
        node, depth = waiting.pop()
        if (node.name, depth) in seen:
            continue
        seen.add((node.name, depth))
        if node.node_role is NodeType.EXPAND:
            depth -= 1
            if depth == 0:
                found[node.name] = None
                continue
        for each in node.dependencies:
            is_collected = node.node_role is NodeType.COLLECT and each.name == node.collect_dependency
            waiting.append((each, depth + is_collected))
    return list(found)
