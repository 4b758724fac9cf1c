"""Prints groups and tasks, for whoever looks into the grouping of a run. Must not be called by the engine."""

from __future__ import annotations

from dagscope.execution.groups import NodeGroup, NodeGroupPurpose
from dagscope.execution.tasks import TaskSpec

group_purpose_icons = {
    NodeGroupPurpose.EXPAND_UNORDERED: "⫳",
    NodeGroupPurpose.GATHER: "⋃",
    NodeGroupPurpose.EXECUTE_BLOCK: "᠅",
    NodeGroupPurpose.EXECUTE_SINGLE: "•",
}


def print_node_groups(node_groups: list[NodeGroup]) -> None:
    """Print each group with its nodes and what they read."""
    for group in node_groups:
        print(f"{group_purpose_icons[group.purpose]} {group.base_id}")
        for node in group.nodes:
            print(f"   • {node.name} [ƒ({','.join(node.input_types)})]")


def print_tasks(tasks: list[TaskSpec]) -> None:
    """Print each task with the tasks it waits for and its nodes."""
    for task in tasks:
        print(f"{group_purpose_icons[task.purpose]} {task.base_id} [ƒ({', '.join(task.base_dependencies)})]")
        for node in task.nodes:
            print(f"   • {node.name}")
