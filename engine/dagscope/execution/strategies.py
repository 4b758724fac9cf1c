"""The grouping strategies: which nodes run together as one task. Must not run anything."""

from __future__ import annotations

import abc
from collections.abc import Iterable

from dagscope.execution.groups import (
    NodeGroup,
    NodeGroupPurpose,
    block_levels,
    collects_from,
    convert_node_type_to_group_purpose,
    expand_id,
)
from dagscope.execution.scopes import Scopes, collected_inputs, is_expander, order_nodes
from dagscope.node import Node


class GroupingStrategy(abc.ABC):
    """Decides which nodes run together. Any partition is right: what cannot run as one task is split later."""

    @abc.abstractmethod
    def group_nodes(self, nodes: list[Node]) -> list[NodeGroup]:
        """Partition the nodes to groups."""


class GroupNodesIndividually(GroupingStrategy):
    """A task a node."""

    def group_nodes(self, nodes: list[Node]) -> list[NodeGroup]:
        """Make a group of each node."""
        return [
            NodeGroup(node.name, None, [node], convert_node_type_to_group_purpose(node.node_role)) for node in nodes
        ]


class GroupNodesAllAsOne(GroupingStrategy):
    """One task for everything."""

    def group_nodes(self, nodes: list[Node]) -> list[NodeGroup]:
        """Make one group of all nodes."""
        return [NodeGroup("root", None, nodes, NodeGroupPurpose.EXECUTE_BLOCK)]


class GroupNodesByLevel(GroupingStrategy):
    """A task a level: what is as many steps away from the inputs."""

    def group_nodes(self, nodes: list[Node]) -> list[NodeGroup]:
        """Make a group of each level."""
        levels: dict[str, int] = {}
        by_level: dict[int, list[Node]] = {}
        for node in order_nodes(nodes):
            level = max((levels[dep] + 1 for dep in node.input_types if dep in levels), default=0)
            levels[node.name] = level
        for node in nodes:
            by_level.setdefault(levels[node.name], []).append(node)
        return [
            NodeGroup(f"level_{level}", None, by_level[level], NodeGroupPurpose.EXECUTE_BLOCK)
            for level in sorted(by_level)
        ]


class GroupByRepeatableBlocks(GroupingStrategy):
    """A task a branch of a Parallelizable block, and one a node for the rest."""

    @staticmethod
    # parity: hamilton.execution.grouping.GroupByRepeatableBlocks.nodes_after_last_expand_block
    def nodes_after_last_expand_block(collect_node: Node) -> tuple[Node | None, list[Node]]:
        """Return the expanding node that a collecting node belongs to, and the nodes between the two."""
        return _block_of(collect_node)

    def group_nodes(self, nodes: list[Node]) -> list[NodeGroup]:
        """Group each block's nodes; expanding, collecting and all other nodes stay alone."""
        scopes = Scopes(nodes)
        levels = block_levels(scopes)
        expanders = [node for node in nodes if is_expander(node)]
        groups: list[NodeGroup] = []
        grouped: set[str] = set()
        for expander in expanders:
            for group in _groups_of_block(expander, scopes, levels):
                groups.append(group)
                grouped.update(node.name for node in group.nodes)
        for node in nodes:
            if node.name not in grouped:
                groups.append(NodeGroup(node.name, None, [node], NodeGroupPurpose.EXECUTE_SINGLE))
        return groups


def _groups_of_block(expander: Node, scopes: Scopes, levels: dict[str, int]) -> list[NodeGroup]:
    name = expander.name
    outer = scopes.of(name)
    spawning = expand_id(outer[-1]) if outer else None
    groups = [NodeGroup(expand_id(name), spawning, [expander], NodeGroupPurpose.EXPAND_UNORDERED)]
    branch = scopes.branch_scope(name)
    blocks: dict[int, list[Node]] = {}
    for node in scopes.ordered:
        if scopes.of(node.name) == branch and not is_expander(node) and node.name in levels:
            blocks.setdefault(levels[node.name], []).append(node)
    for position, level in enumerate(sorted(blocks)):
        base_id = f"block-{name}" if position == 0 else f"block-{name}-{position}"
        groups.append(NodeGroup(base_id, expand_id(name), blocks[level], NodeGroupPurpose.EXECUTE_BLOCK))
    collectors = [node for node in scopes.ordered if collects_from(node, scopes) == branch and not is_expander(node)]
    for node in collectors:
        base_id = f"collect-{name}" if len(collectors) == 1 else f"collect-{name}-{node.name}"
        groups.append(NodeGroup(base_id, expand_id(name), [node], NodeGroupPurpose.GATHER))
    return groups


def _block_of(collect_node: Node) -> tuple[Node | None, list[Node]]:
    wanted = set(collected_inputs(collect_node))
    stack = [node for node in collect_node.dependencies if node.name in wanted]
    expander: Node | None = None
    between: list[Node] = []
    seen: set[str] = set()
    while stack:
        node = stack.pop()
        if node.name in seen:
            continue
        seen.add(node.name)
        if is_expander(node):
            expander = node
        elif _is_below_expander(node):
            between.append(node)
            stack.extend(node.dependencies)
    return expander, between


def _is_below_expander(node: Node) -> bool:
    return bool(Scopes(_upstream(node)).of(node.name))


def _upstream(node: Node) -> Iterable[Node]:
    found: dict[str, Node] = {}
    stack = [node]
    while stack:
        current = stack.pop()
        if current.name not in found:
            found[current.name] = current
            stack.extend(current.dependencies)
    return found.values()
