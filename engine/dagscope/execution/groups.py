"""A group of nodes that runs as one task, and which parts of a block can. Pure: must not run anything."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.execution.scopes import Scope, Scopes, collected_inputs, is_expander
from dagscope.group_purpose import NodeGroupPurpose as NodeGroupPurpose
from dagscope.node import Node, NodeType


@dataclass(eq=False)
class NodeGroup:
    """Nodes that run as one task.

    Attributes:
        base_id: The task's name; a task in a block has the branch in front of it.
        spawning_task_base_id: The group whose branches this one runs in (or brings together); None at the top.
        nodes: The nodes, in the order they run.
        purpose: What the group is for.
    """

    base_id: str
    spawning_task_base_id: str | None
    nodes: list[Node]
    purpose: NodeGroupPurpose

    def __hash__(self) -> int:
        return hash(self.base_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeGroup) and self.base_id == other.base_id

    @property
    # parity: hamilton.execution.grouping.NodeGroup.available_nodes
    def available_nodes(self) -> set[str]:
        """The names of the nodes."""
        return {node.name for node in self.nodes}

    def get_expander_node(self) -> Node | None:
        """Return the expanding node of an expanding group, or None for other groups."""
        if self.purpose.is_expander():
            return next((node for node in self.nodes if is_expander(node)), None)
        return None

    # parity: hamilton.execution.grouping.NodeGroup.get_collector_node
    def get_collector_node(self) -> Node | None:
        """Return the collecting node of a gathering group, or None for other groups."""
        if self.purpose.is_gatherer():
            return next((node for node in self.nodes if collected_inputs(node)), None)
        return None

    # parity: hamilton.execution.grouping.NodeGroup.produces
    def produces(self, node_name: str) -> bool:
        """Return whether the node is one of the group's."""
        return any(node.name == node_name for node in self.nodes)


def convert_node_type_to_group_purpose(node_type: NodeType) -> NodeGroupPurpose:
    """Return the purpose of a group of one node."""
    if node_type is NodeType.EXPAND:
        return NodeGroupPurpose.EXPAND_UNORDERED
    if node_type is NodeType.COLLECT:
        return NodeGroupPurpose.GATHER
    return NodeGroupPurpose.EXECUTE_BLOCK


def expand_id(expander: str) -> str:
    """Return the base id of the task that runs an expanding node."""
    return f"expand-{expander}"


def collects_from(node: Node, scopes: Scopes) -> Scope | None:
    """Return the block whose branches the node brings together, or None when it collects nothing."""
    for parameter in collected_inputs(node):
        producer = scopes.nodes.get(parameter)
        if producer is not None and is_expander(producer):
            return scopes.branch_scope(parameter)
        if scopes.of(parameter):
            return scopes.of(parameter)
    return None


def block_levels(scopes: Scopes) -> dict[str, int]:
    """Return for each plain node inside a block the part of the block it belongs to.

    Nodes of a block can run as one task unless a way between two of them leaves the block (over a collecting or an
    expanding node): then they are in different parts, numbered along the way.
    """
    levels: dict[str, int] = {}
    reached: dict[str, dict[Scope, tuple[int, bool]]] = {}  # scope -> (part, whether the way has left it since)
    for node in scopes.ordered:
        incoming: dict[Scope, tuple[int, bool]] = {}
        for parameter in node.input_types:
            for scope, position in reached.get(parameter, {}).items():
                incoming[scope] = max(incoming.get(scope, position), position)
        own = scopes.of(node.name)
        is_block_node = bool(own) and not is_expander(node) and collects_from(node, scopes) is None
        outgoing = {scope: (part, True) for scope, (part, _) in incoming.items()}
        if is_block_node:
            part, has_left = incoming.get(own, (0, False))
            levels[node.name] = part + has_left
            outgoing[own] = (levels[node.name], False)
        if outgoing:
            reached[node.name] = outgoing
    return levels
