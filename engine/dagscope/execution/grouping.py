"""The public address of groups, grouping strategies and task specifications. Re-exports only."""

from dagscope.execution.groups import NodeGroup, NodeGroupPurpose, convert_node_type_to_group_purpose
from dagscope.execution.strategies import (
    GroupByRepeatableBlocks,
    GroupingStrategy,
    GroupNodesAllAsOne,
    GroupNodesByLevel,
    GroupNodesIndividually,
)
from dagscope.execution.tasks import TaskImplementation, TaskSpec, create_task_plan

__all__ = [
    "GroupByRepeatableBlocks",
    "GroupNodesAllAsOne",
    "GroupNodesByLevel",
    "GroupNodesIndividually",
    "GroupingStrategy",
    "NodeGroup",
    "NodeGroupPurpose",
    "TaskImplementation",
    "TaskSpec",
    "convert_node_type_to_group_purpose",
    "create_task_plan",
]
