"""Which nodes an adapter looks at. Must not act on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NodeFilter = Callable[[str, dict[str, Any]], bool] | list[str] | str | None


def should_run_node(node_name: str, node_tags: dict[str, Any], node_filter: NodeFilter) -> bool:
    """Return whether the filter (None = all, a name, names, or `f(name, tags)`) takes the node."""
    if node_filter is None:
        return True
    if isinstance(node_filter, str):
        return node_name == node_filter
    if isinstance(node_filter, list):
        return node_name in node_filter
    if callable(node_filter):
        return node_filter(node_name, node_tags)
    raise ValueError(f"Invalid node filter: {node_filter}")
