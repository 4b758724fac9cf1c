"""Which nodes are cached how. Reads tags and the user's lists; runs and stores nothing."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from typing import Any, Literal

from dagscope.node import Node, NodeType

CACHING_BEHAVIORS = Literal["default", "recompute", "disable", "ignore"]
BEHAVIOR_KEY = "cache.behavior"
FORMAT_KEY = "cache.format"


class CachingBehavior(enum.Enum):
    """What the cache does for a node.

    DEFAULT reads the result if code and inputs are unchanged, and stores it otherwise. RECOMPUTE always runs the node
    and stores the result. DISABLE treats the node as if there was no cache, and so all that depends on it. IGNORE runs
    the node and lets its value make no difference to what depends on it.
    """

    DEFAULT = 1
    RECOMPUTE = 2
    DISABLE = 3
    IGNORE = 4

    @classmethod
    def from_string(cls, string: str) -> CachingBehavior:
        """Return the behaviour with this name.

        Args:
            string: `default`, `recompute`, `disable` or `ignore`, in any case.
        """
        try:
            return cls[string.upper()]
        except KeyError:
            raise KeyError(f"{string} is an invalid `CachingBehavior` value") from None


def resolve_node_behavior(
    node: Node,
    lists: Mapping[CachingBehavior, Collection[str] | Literal[True] | None],
    default_behavior: str = "default",
    default_loader_behavior: str = "default",
    default_saver_behavior: str = "default",
) -> CachingBehavior:
    """Return the caching behaviour of a node: from the user's lists, else its tag, else the default of its kind.

    Args:
        node: the node.
        lists: the nodes named for each behaviour; True for all.
        default_behavior: for nodes nothing is said about.
        default_loader_behavior: the same for data loaders.
        default_saver_behavior: the same for data savers.

    Raises:
        ValueError: if the node is in more than one list.
    """
    named = [each for each, names in lists.items() if names is not None and (names is True or node.name in names)]
    if len(named) > 1:
        raise ValueError(f"Multiple caching behaviors specified by Driver for node: {node.name}")
    if node.node_role is NodeType.EXPAND:
        return CachingBehavior.RECOMPUTE
    if named:
        return named[0]
    tag: Any = node.tags.get(BEHAVIOR_KEY)
    if tag is not None:
        return CachingBehavior.from_string(tag)
    if node.tags.get("hamilton.data_loader"):
        return CachingBehavior.from_string(default_loader_behavior)
    if node.tags.get("hamilton.data_saver"):
        return CachingBehavior.from_string(default_saver_behavior)
    return CachingBehavior.from_string(default_behavior)
