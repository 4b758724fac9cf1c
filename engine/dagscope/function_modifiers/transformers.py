"""Decorators that change chosen nodes of a function, each node by itself. No concrete decorator is here."""

from __future__ import annotations

import abc
from collections.abc import Collection
from types import EllipsisType
from typing import Any, Union

from dagscope import node
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.phases import AnyFunction, Config, SubDAGModifier

# A typing.Union, not `|`: projects evaluate it with `str` annotations under every supported Python.
TargetType = Union[str, Collection[str], None, EllipsisType]  # noqa: UP007
DATA_SAVER_TAG = "hamilton.data_saver"


def check_target(target: Any) -> None:
    """Raise, with the user's line, unless the target is one that a transformer knows."""
    try:
        NodeTransformer._early_validate_target(target, allow_multiple=True)
    except InvalidDecoratorException as error:
        raise misuse(
            InvalidDecoratorException, f"{error}. A target is None, ..., a node's name or a list of names."
        ) from error


class NodeTransformer(SubDAGModifier):
    """Changes chosen nodes of a function, each by itself.

    The target says which: None the final ones (those no other node of the function reads), `...` all, a name or names
    exactly those.
    """

    NON_FINAL_TAG = "hamilton.non_final_node"

    @classmethod
    def _early_validate_target(cls, target: TargetType, allow_multiple: bool) -> None:
        if target is None or isinstance(target, (str, EllipsisType)):
            return
        if isinstance(target, Collection) and all(isinstance(each, str) for each in target):
            if len(target) > 1 and not allow_multiple:
                raise InvalidDecoratorException(f"Cannot have multiple targets for . Got {target}")
            return
        raise InvalidDecoratorException(f"Invalid target type for NodeTransformer: {target!r}")

    def __init__(self, target: TargetType) -> None:
        """Store which nodes to change."""
        self.target = target

    @staticmethod
    def _extract_final_nodes(nodes: Collection[node.Node]) -> list[node.Node]:
        if len(nodes) == 1:
            candidates = list(nodes)
        else:
            read = {parameter for each in nodes for parameter in each.input_types}
            candidates = [each for each in nodes if each.name not in read]
        return [each for each in candidates if not each.tags.get(NodeTransformer.NON_FINAL_TAG)]

    @staticmethod
    def select_nodes(target: TargetType, nodes: Collection[node.Node]) -> Collection[node.Node]:
        """Return the nodes that the target stands for, in their order."""
        if target is None:
            return NodeTransformer._extract_final_nodes(nodes)
        if isinstance(target, EllipsisType):
            return nodes
        if isinstance(target, str):
            named = [each for each in nodes if each.name == target]
            if not named:
                raise InvalidDecoratorException(f"Could not find node {target} in {list(nodes)}")
            return named
        if isinstance(target, Collection):
            wanted = dict.fromkeys(target)
            missing = [name for name in wanted if all(each.name != name for each in nodes)]
            if missing:
                listed = ", ".join(map(repr, missing))
                raise InvalidDecoratorException(
                    f"Could not find all nodes {target} in {list(nodes)}. Missing ({{{listed}}})"
                )
            return [each for each in nodes if each.name in wanted]
        raise ValueError(f"Invalid target: {target}")

    @staticmethod
    def compliment(
        all_nodes: Collection[node.Node], nodes_to_transform: Collection[node.Node]
    ) -> Collection[node.Node]:
        """Return the nodes that are not chosen, in their order."""
        if len(all_nodes) == len(nodes_to_transform):
            return []
        chosen = {each.name for each in nodes_to_transform}
        return [each for each in all_nodes if each.name not in chosen]

    def transform_targets(
        self, targets: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """Return what the chosen nodes become."""
        return [new for each in targets for new in self.transform_node(each, config, fn)]

    def transform_dag(self, nodes: Collection[node.Node], config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Change the chosen nodes and keep the others."""
        candidates = nodes if self.target is not None else self._candidates(nodes)
        targets = self.select_nodes(self.target, candidates)
        kept = self.compliment(nodes, targets)
        return [*kept, *self.transform_targets(targets, config, fn)]

    def _candidates(self, nodes: Collection[node.Node]) -> Collection[node.Node]:
        """Return what the default target chooses from: a node that saves another one's value is no result."""
        if len(nodes) == 1:
            return nodes
        names = {each.name for each in nodes}
        return [
            each for each in nodes if not (each.tags.get(DATA_SAVER_TAG) and not names.isdisjoint(each.input_types))
        ]

    @abc.abstractmethod
    def transform_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Return the nodes one chosen node becomes."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "transform"

    @classmethod
    def allows_multiple(cls) -> bool:
        return True


class SingleNodeNodeTransformer(NodeTransformer, abc.ABC):
    """A transformer for functions with exactly one final node."""

    def __init__(self) -> None:
        super().__init__(target=None)

    def transform_targets(
        self, targets: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """Change the one final node; raises when there are more."""
        if len(targets) != 1:
            raise InvalidDecoratorException(
                f"Expected a single node to transform, but got {len(targets)}. {type(self)}  can only operate on a "
                f"single node, but multiple nodes were created by {fn.__name__}"
            )
        return super().transform_targets(targets, config, fn)


class NodeDecorator(NodeTransformer, abc.ABC):
    """Changes what is known about nodes (tags), never what they compute."""

    DECORATE_NODES = "decorate_nodes"

    def __init__(self, target: TargetType) -> None:
        super().__init__(target=target)

    def _candidates(self, nodes: Collection[node.Node]) -> Collection[node.Node]:
        return nodes

    def validate_node(self, node_: node.Node) -> None:
        """Raise when the decorator does not fit the node."""

    def transform_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        self.validate_node(node_)
        return [self.decorate_node(node_)]

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "decorate_nodes"

    @classmethod
    def allows_multiple(cls) -> bool:
        return True

    def validate(self, fn: AnyFunction) -> None:
        """Accept every function unless a subclass says otherwise."""

    @abc.abstractmethod
    def decorate_node(self, node_: node.Node) -> node.Node:
        """Return the decorated node."""


class DefaultNodeDecorator(NodeDecorator):
    """Leaves every node as it is."""

    def __init__(self) -> None:
        super().__init__(target=...)

    def decorate_node(self, node_: node.Node) -> node.Node:
        return node_
