"""Says in which frame a picture draws a node: its namespace. It knows no boxes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from dagscope.node import Node

# What the steps of a loader append to the name of the function they belong to.
LOADER_STEP = re.compile(r"\.((load_data|select_data)\..*|loader)$")


def group_of(node: Node, names: Collection[str] = ()) -> str:
    """Return the namespace a node is drawn in: its name before the last dot, or its own name if others lie in that."""
    name = node.name
    if "hamilton.data_loader" in node.tags:  # a loader's steps lie next to the function they belong to
        name = LOADER_STEP.sub("", name)
    return name if name in names else name.rpartition(".")[0]


def with_outer(groups: Iterable[str]) -> tuple[str, ...]:
    """Return the namespaces and all around them, outer ones before inner ones."""
    found: dict[str, None] = {}
    for group in filter(None, groups):
        parts = group.split(".")
        for depth in range(1, len(parts) + 1):
            found[".".join(parts[:depth])] = None
    return tuple(found)
