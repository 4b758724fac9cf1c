"""What a group of nodes is for, for those who run groups and for adapters that hear of them. It must not know nodes."""

from __future__ import annotations

from enum import Enum


class NodeGroupPurpose(Enum):
    """What a group is for."""

    EXPAND_UNORDERED = "expand_unordered"
    GATHER = "gather"
    EXECUTE_BLOCK = "execute_block"
    EXECUTE_SINGLE = "execute_single"

    def is_expander(self) -> bool:
        """Return whether the group makes branches."""
        return self is NodeGroupPurpose.EXPAND_UNORDERED

    def is_gatherer(self) -> bool:
        """Return whether the group brings branches together."""
        return self is NodeGroupPurpose.GATHER
