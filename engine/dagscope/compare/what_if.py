"""What another scenario would change of a graph, before it is applied: nodes added, removed, redefined, affected.
It must not build.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dagscope.compare.classify import Classification
from dagscope.compare.facts import Side, side_of
from dagscope.records import NodeRecord
from dagscope.session.building import Slot

MOST_NAMES = 3_000
MOST_NODES = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be other, by name; `nodes` are the first of those that would be added, without their texts."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    nodes: tuple[NodeRecord, ...] = ()


def effect_of(before: Side, after: Slot) -> Effect:
    """Return what differs between two builds, by the classification that comparisons use."""
    found: dict[str, list[str]] = {"right": [], "left": [], "cause": [], "affected": []}
    for row in Classification(before, side_of(after)).rows():
        kind = row.structure[0].kind if row.structure else ""
        key = kind if kind in ("left", "right") else row.role
        if key in found:
            found[key].append(row.name)
    added = frozenset(found["right"])
    nodes = [
        replace(node, doc="", tags={}, definitions=(), reason="") for node in after.records.nodes if node.name in added
    ]
    return Effect(
        tuple(found["right"]), tuple(found["left"]), tuple(found["cause"]), tuple(found["affected"]),
        tuple(nodes[:MOST_NODES]),
    )  # fmt: skip
