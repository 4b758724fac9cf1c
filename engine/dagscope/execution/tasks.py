"""Tasks: what is known of one before a run (TaskSpec) and of one branch in a run (TaskImplementation). Runs nothing."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from dagscope.execution.groups import NodeGroup, NodeGroupPurpose, collects_from
from dagscope.execution.scopes import Scopes, is_expander, is_optional
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node


@dataclass(eq=False)
class TaskSpec(NodeGroup):
    """A group with what it computes, what stands fixed in it and which groups it waits for."""

    outputs_to_compute: Collection[str]
    overrides: dict[str, Any]
    adapter: LifecycleAdapterSet
    base_dependencies: list[str]

    def get_input_vars(self) -> tuple[list[str], list[str]]:
        """Return the names the task reads from outside, in order: required ones and optional ones."""
        own = {node.name for node in self.nodes}
        required: dict[str, None] = {}
        optional: dict[str, None] = {}
        for node in self.nodes:
            if node.name in self.overrides:
                continue
            if node.user_defined:
                required[node.name] = None
            for dependency in node.input_types:
                if dependency not in own:
                    (optional if is_optional(node, dependency) else required)[dependency] = None
        return list(required), [name for name in optional if name not in required]


@dataclass(eq=False)
class TaskImplementation(TaskSpec):
    """One task of a run: the specification in one branch.

    Attributes:
        group_id: The branch's number (as text) in its expanding task; None at the top.
        realized_dependencies: Base id to the ids of the tasks it waits for.
        spawning_task_id: The expanding task that made the branch; None at the top.
        dynamic_inputs: The values it reads.
    """

    group_id: str | None
    realized_dependencies: dict[str, list[str]]
    spawning_task_id: str | None
    dynamic_inputs: dict[str, Any] = field(default_factory=dict)
    run_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.task_id = self.determine_task_id(self.base_id, self.spawning_task_id, self.group_id)

    def __hash__(self) -> int:
        return hash(self.task_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaskImplementation) and self.task_id == other.task_id

    def bind(self, dynamic_inputs: dict[str, Any]) -> TaskImplementation:
        """Return a copy of the task with these values to read, besides those it has."""
        return dataclasses.replace(self, dynamic_inputs={**dynamic_inputs, **self.dynamic_inputs})

    @staticmethod
    def determine_task_id(base_id: str, spawning_task: str | None, group_id: str | None) -> str:
        """Return `<expanding task>.<branch>.<base id>`, leaving out what is None."""
        return ".".join(part for part in (spawning_task, group_id, base_id) if part is not None)


def create_task_plan(
    node_groups: list[NodeGroup], outputs: list[str], overrides: dict[str, Any], adapter: LifecycleAdapterSet
) -> list[TaskSpec]:
    """Make the tasks of a run from groups of nodes.

    Groups whose nodes cannot run as one task (they lie in different branches, or wait for each other) are split.

    Args:
        node_groups: A partition of the nodes that run.
        outputs: Names of the values that are asked for.
        overrides: Values that stand in place of nodes.
        adapter: The adapters to call around nodes and tasks.
    """
    scopes = Scopes(node for group in node_groups for node in group.nodes)
    groups = _break_cycles(_split_branches(node_groups, scopes))
    producers = {node.name: group.base_id for group in groups for node in group.nodes}
    wanted = set(outputs) | {
        dependency
        for group in groups
        for node in group.nodes
        if node.name not in overrides
        for dependency in node.input_types
        if producers.get(dependency) != group.base_id
    }
    position = {node.name: index for index, node in enumerate(scopes.ordered)}
    return [
        TaskSpec(
            base_id=group.base_id,
            spawning_task_base_id=_spawning(group, scopes, producers),
            nodes=sorted(group.nodes, key=lambda node: position[node.name]),
            purpose=_purpose(group),
            outputs_to_compute=[
                node.name for node in group.nodes if node.name in wanted and node.name not in overrides
            ],
            overrides={node.name: overrides[node.name] for node in group.nodes if node.name in overrides},
            adapter=adapter,
            base_dependencies=_dependencies(group, producers, overrides),
        )
        for group in groups
    ]


def _purpose(group: NodeGroup) -> NodeGroupPurpose:
    has_expander = any(is_expander(node) for node in group.nodes)
    return NodeGroupPurpose.EXPAND_UNORDERED if has_expander else group.purpose


def _spawning(group: NodeGroup, scopes: Scopes, producers: dict[str, str]) -> str | None:
    if group.spawning_task_base_id is not None:
        return group.spawning_task_base_id
    scope = scopes.of(group.nodes[0].name) if group.nodes else ()
    return producers[scope[-1]] if scope else None


def _dependencies(group: NodeGroup, producers: dict[str, str], overrides: dict[str, Any]) -> list[str]:
    found = {
        producers[dependency]: None
        for node in group.nodes
        if node.name not in overrides
        for dependency in node.input_types
        if dependency in producers and producers[dependency] != group.base_id and dependency not in overrides
    }
    return list(found)


def _split_branches(groups: Iterable[NodeGroup], scopes: Scopes) -> list[NodeGroup]:
    """Split groups of several nodes so that one lies in one scope; expanding and collecting nodes stay alone."""
    result: list[NodeGroup] = []
    for group in groups:
        parts: dict[Any, list[Node]] = {}
        for node in group.nodes:
            is_alone = is_expander(node) or collects_from(node, scopes) is not None
            parts.setdefault(node.name if is_alone else scopes.of(node.name), []).append(node)
        if len(parts) <= 1:
            result.append(group)
            continue
        for key, nodes in parts.items():
            if isinstance(key, str):
                result.append(_single(nodes[0], scopes))
            else:
                base_id = ".".join((group.base_id, *key[-1:]))
                result.append(NodeGroup(base_id, None, nodes, NodeGroupPurpose.EXECUTE_BLOCK))
    return result


def _single(node: Node, scopes: Scopes | None = None) -> NodeGroup:
    if is_expander(node):
        return NodeGroup(node.name, None, [node], NodeGroupPurpose.EXPAND_UNORDERED)
    if scopes is not None and collects_from(node, scopes) is not None:
        return NodeGroup(node.name, None, [node], NodeGroupPurpose.GATHER)
    return NodeGroup(node.name, None, [node], NodeGroupPurpose.EXECUTE_BLOCK)


def _break_cycles(groups: list[NodeGroup]) -> list[NodeGroup]:
    """Split groups that wait for each other to single nodes; nodes never do, so that this ends."""
    producers = {node.name: index for index, group in enumerate(groups) for node in group.nodes}
    reads = [
        {producers[dep] for node in group.nodes for dep in node.input_types if dep in producers} - {index}
        for index, group in enumerate(groups)
    ]
    readers: list[list[int]] = [[] for _ in groups]
    for index, found in enumerate(reads):
        for producer in sorted(found):
            readers[producer].append(index)
    missing = [len(found) for found in reads]
    ready = [index for index, count in enumerate(missing) if count == 0]
    for index in ready:  # grows while it is read
        for reader in readers[index]:
            missing[reader] -= 1
            if missing[reader] == 0:
                ready.append(reader)
    if len(ready) == len(groups):
        return groups
    stuck = {index for index, count in enumerate(missing) if count > 0}
    result: list[NodeGroup] = []
    for index, group in enumerate(groups):
        if index in stuck and len(group.nodes) > 1:
            result.extend(
                NodeGroup(node.name, group.spawning_task_base_id, [node], group.purpose) for node in group.nodes
            )
        else:
            result.append(group)
    return result
