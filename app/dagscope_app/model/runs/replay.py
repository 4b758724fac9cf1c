"""A run as it was at a moment of its course, and nodes in the order they come in: pure. It must not draw or wait."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run, with_nodes

FRAMES = 48
STILL = 6
"""How many times the last picture stays, so that it can be read."""


def moments(run: Run) -> list[float]:
    """Return the seconds into a run at which its film has a picture: evenly, but one at least for each node that
    began.
    """
    length = max([item.begun + (item.seconds or 0.0) for item in run.nodes.values()], default=0.0)
    evenly = [length * step / FRAMES for step in range(FRAMES + 1)]
    begun = sorted({item.begun for item in run.nodes.values() if item.state not in ("waiting", "skipped")})
    few = begun if len(begun) <= FRAMES else begun[:: len(begun) // FRAMES + 1]
    return [*sorted({*evenly, *few}), *([length + 1.0] * STILL)]


def state_at(run: Run, moment: float) -> Run:
    """Return the run as it was so many seconds after it began."""
    nodes = {name: _at(item, moment) for name, item in run.nodes.items()}
    return with_nodes(replace(run, nodes={}, counts={}, running=(), slowest=0.0), nodes)


def _at(item: NodeRun, moment: float) -> NodeRun:
    if item.state in ("waiting", "skipped"):
        return item if moment > 0 and item.state == "skipped" else replace(item, state="waiting")
    if moment < item.begun:
        return NodeRun()
    if item.seconds is not None and moment < item.begun + item.seconds:
        return NodeRun("running", begun=item.begun)
    return item


def in_order(graph: GraphSnapshot, names: frozenset[str]) -> tuple[str, ...]:
    """Return these nodes so that each comes after what it needs, as near to the graph's own order as that lets it."""
    waiting = {
        name: sum(1 for dep in {d.name for d in graph.nodes[name].deps} if dep in names)
        for name in graph.nodes
        if name in names
    }
    ready = [name for name, count in waiting.items() if not count]
    found: list[str] = []
    for name in ready:  # grows while it is gone through
        found.append(name)
        for consumer in graph.consumers.get(name, ()):
            if consumer in waiting:
                waiting[consumer] -= 1
                if not waiting[consumer]:
                    ready.append(consumer)
    return tuple(found)
