"""The phases in which decorators turn a function into nodes. It holds no concrete decorator and builds no graph.

A decorator only records itself on the function, in a list under its phase's name; `resolve_nodes` reads the lists
and applies them phase by phase:

    resolve -> generate -> inject -> expand -> transform -> decorate_nodes      (`dynamic` adds to any of them)
"""

from __future__ import annotations

import abc
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from types import EllipsisType
from typing import Any, Optional, Union

from dagscope import node
from dagscope.function_modifiers.mistakes import (
    InvalidDecoratorException,
    MissingConfigParametersException,
    misuse,
)

__all__ = [
    "DECORATOR_COUNTER",
    "DefaultNodeCreator",
    "DefaultNodeDecorator",
    "DefaultNodeResolver",
    "DynamicResolver",
    "InvalidDecoratorException",
    "MissingConfigParametersException",
    "NodeCreator",
    "NodeDecorator",
    "NodeExpander",
    "NodeInjector",
    "NodeResolver",
    "NodeTransformLifecycle",
    "NodeTransformer",
    "SingleNodeNodeTransformer",
    "SubDAGModifier",
    "TargetType",
    "filter_config",
    "get_node_decorators",
    "has_modifiers",
    "original_function",
    "resolve_config",
    "resolve_nodes",
    "sanitize_function_name",
    "track_decorator_usage",
]

logger = logging.getLogger(__name__)

# A typing.Union, not `|`: projects evaluate it with `str` annotations under every supported Python.
TargetType = Union[str, Collection[str], None, EllipsisType]  # noqa: UP007
AnyFunction = Callable[..., Any]
Config = dict[str, Any]

POWER_USER_MODE_KEY = "hamilton.enable_power_user_mode"
ORIGINAL_FUNCTION = "__dagscope_original__"
DATA_SAVER_TAG = "hamilton.data_saver"
CONFIG_DECORATED = "__config_decorated__"
DYNAMIC = "dynamic"

# Kept for projects that import it; nothing is counted.
DECORATOR_COUNTER: dict[str, int] = defaultdict(int)


def track_decorator_usage(call_fn: AnyFunction) -> AnyFunction:
    """Returns the function: nothing is tracked. The name exists for projects that import it."""
    return call_fn


def sanitize_function_name(name: str) -> str:
    """The node name of a function: what stands before the last double underscore."""
    return name[: name.rindex("__")] if "__" in name else name


def original_function(fn: AnyFunction) -> AnyFunction:
    """The user's function behind a renamed view of it (see `configuration.renamed`)."""
    found: AnyFunction = getattr(fn, ORIGINAL_FUNCTION, fn)
    return found


class NodeTransformLifecycle(abc.ABC):
    """What every decorator is: something that records itself on a function, to act in one phase."""

    @classmethod
    @abc.abstractmethod
    def get_lifecycle_name(cls) -> str:
        """The phase, which is also the function attribute the decorator is recorded under."""

    @classmethod
    @abc.abstractmethod
    def allows_multiple(cls) -> bool:
        """Whether a function may carry more than one decorator of this phase."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises `InvalidDecoratorException` when the decorator does not fit the function."""

    def __call__(self, fn: AnyFunction) -> AnyFunction:
        """Records the decorator on the function and returns the same function."""
        self.validate(fn)
        phase = self.get_lifecycle_name()
        recorded = vars(fn).get(phase, ())
        if recorded and not self.allows_multiple():
            raise misuse(
                ValueError,
                f"Got multiple decorators for decorator @{type(self)}. Only one allowed.",
                fn,
            )
        # A new list: a `functools.wraps` wrapper shares the old one with the function it wraps.
        setattr(fn, phase, [*recorded, self])
        return fn

    def required_config(self) -> list[str] | None:
        """Config keys the decorator cannot do without; None together with `optional_config` None: all of the config."""
        return []

    def optional_config(self) -> Config | None:
        """Config keys the decorator looks at, with their defaults; None: all of the config."""
        return {}

    @property
    def name(self) -> str:
        """The decorator's name, for messages."""
        return type(self).__name__


class NodeResolver(NodeTransformLifecycle):
    """Decides, from the config, whether a function takes part and under which name."""

    @abc.abstractmethod
    def resolve(self, fn: AnyFunction, config: Config) -> AnyFunction | None:
        """The function to go on with, or None when it takes no part."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "resolve"

    @classmethod
    def allows_multiple(cls) -> bool:
        return True


class NodeCreator(NodeTransformLifecycle, abc.ABC):
    """Makes the first nodes of a function."""

    @abc.abstractmethod
    def generate_nodes(self, fn: AnyFunction, config: Config) -> list[node.Node]:
        """The nodes of the function."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "generate"

    @classmethod
    def allows_multiple(cls) -> bool:
        return False


class SubDAGModifier(NodeTransformLifecycle, abc.ABC):
    """Turns the nodes a function has so far into other nodes."""

    @abc.abstractmethod
    def transform_dag(
        self, nodes: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """The nodes that take the place of `nodes`."""


class NodeInjector(SubDAGModifier, abc.ABC):
    """Puts nodes in front of a function: it gets the parameters nobody in its little dataflow provides."""

    @staticmethod
    def find_injectable_params(nodes: Collection[node.Node]) -> dict[str, Any]:
        """The inputs of the nodes that are not nodes among them, with their types."""
        made_here = {each.name for each in nodes}
        return {
            parameter: type_
            for each in nodes
            for parameter, (type_, _) in each.input_types.items()
            if parameter not in made_here
        }

    def transform_dag(
        self, nodes: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """Adds the injected nodes and lets the old ones read them."""
        injected, renames = self.inject_nodes(self.find_injectable_params(nodes), config, fn)
        rewired = []
        for each in nodes:
            names = {old: new for old, new in renames.items() if old in each.input_types}
            rewired.append(each.reassign_inputs(input_names=names) if names else each)
        return [*rewired, *injected]

    @abc.abstractmethod
    def inject_nodes(
        self, params: dict[str, Any], config: Config, fn: AnyFunction
    ) -> tuple[list[node.Node], dict[str, str]]:
        """The nodes to add, and which of them each parameter reads from now on."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "inject"

    @classmethod
    def allows_multiple(cls) -> bool:
        return True

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises when the decorator does not fit the function."""


class NodeExpander(SubDAGModifier):
    """Turns the one node of a function into many."""

    EXPAND_NODES = "expand_nodes"

    def transform_dag(
        self, nodes: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """Expands the only node; more than one cannot be expanded."""
        if len(nodes) != 1:
            raise ValueError(
                f"Cannot call NodeExpander: {type(self)} on more than one node. "
                f"This must be called first in the DAG. Called with {list(nodes)}"
            )
        (only,) = nodes
        return self.expand_node(only, config, fn)

    @abc.abstractmethod
    def expand_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """The nodes the node becomes."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "expand"

    @classmethod
    def allows_multiple(cls) -> bool:
        return False


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
            return
        raise InvalidDecoratorException(f"Invalid target type for NodeTransformer: {target!r}")

    def __init__(self, target: TargetType) -> None:
        """Remembers which nodes to change."""
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
        """The nodes the target stands for, in their order."""
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
                raise InvalidDecoratorException(
                    f"Could not find all nodes {target} in {list(nodes)}. Missing ({missing})"
                )
            return [each for each in nodes if each.name in wanted]
        raise ValueError(f"Invalid target: {target}")

    @staticmethod
    def compliment(
        all_nodes: Collection[node.Node], nodes_to_transform: Collection[node.Node]
    ) -> Collection[node.Node]:
        """The nodes that are not chosen, in their order."""
        if len(all_nodes) == len(nodes_to_transform):
            return []
        chosen = {each.name for each in nodes_to_transform}
        return [each for each in all_nodes if each.name not in chosen]

    def transform_targets(
        self, targets: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """What the chosen nodes become."""
        return [new for each in targets for new in self.transform_node(each, config, fn)]

    def transform_dag(
        self, nodes: Collection[node.Node], config: Config, fn: AnyFunction
    ) -> Collection[node.Node]:
        """Changes the chosen nodes and keeps the others."""
        candidates = nodes if self.target is not None else self._candidates(nodes)
        targets = self.select_nodes(self.target, candidates)
        kept = self.compliment(nodes, targets)
        return [*kept, *self.transform_targets(targets, config, fn)]

    def _candidates(self, nodes: Collection[node.Node]) -> Collection[node.Node]:
        """What the default target chooses from: a node that saves another one's value is not the function's result."""
        if len(nodes) == 1:
            return nodes
        names = {each.name for each in nodes}
        return [
            each
            for each in nodes
            if not (each.tags.get(DATA_SAVER_TAG) and not names.isdisjoint(each.input_types))
        ]

    @abc.abstractmethod
    def transform_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """The nodes one chosen node becomes."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raises when the decorator does not fit the function."""

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
        """Changes the one final node; raises when there are more."""
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
        """Raises when the decorator does not fit the node."""

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
        """Fits every function unless a subclass says otherwise."""

    @abc.abstractmethod
    def decorate_node(self, node_: node.Node) -> node.Node:
        """The decorated node."""


class DefaultNodeCreator(NodeCreator):
    """One node a function: what a function without a creating decorator becomes."""

    def generate_nodes(self, fn: AnyFunction, config: Config) -> list[node.Node]:
        original = original_function(fn)
        made = node.Node.from_fn(original, None if original is fn else fn.__name__)
        config_used = getattr(fn, CONFIG_DECORATED, None)
        if config_used is not None:
            made.add_tag("hamilton.config", ",".join(config_used))
        return [made]

    def validate(self, fn: AnyFunction) -> None:
        pass


class DefaultNodeResolver(NodeResolver):
    """Takes every function as it is."""

    def resolve(self, fn: AnyFunction, config: Config) -> AnyFunction:
        return fn

    def validate(self, fn: AnyFunction) -> None:
        pass


class DefaultNodeDecorator(NodeDecorator):
    """Leaves every node as it is."""

    def __init__(self) -> None:
        super().__init__(target=...)

    def decorate_node(self, node_: node.Node) -> node.Node:
        return node_


class DynamicResolver(NodeTransformLifecycle):
    """Makes a decorator once the config is known; that decorator then acts in its own phase."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return DYNAMIC

    @classmethod
    def allows_multiple(cls) -> bool:
        return True

    def validate(self, fn: AnyFunction) -> None:
        """Fits every function: what it resolves to is validated later."""

    def resolve(self, config: Config, fn: AnyFunction) -> NodeTransformLifecycle:
        """The decorator the config asks for."""
        raise NotImplementedError(f"{type(self).__name__} must implement resolve(config, fn).")


_PHASES: tuple[str, ...] = ("resolve", "generate", "inject", "expand", "transform", "decorate_nodes")
_RECORDS = frozenset((*_PHASES, DYNAMIC))
_DEFAULT_CREATOR = DefaultNodeCreator()


def has_modifiers(fn: AnyFunction) -> bool:
    """Whether any decorator recorded itself on the function."""
    recorded = getattr(fn, "__dict__", None)
    return bool(recorded) and not _RECORDS.isdisjoint(recorded)


def get_node_decorators(fn: AnyFunction, config: Config) -> dict[str, list[Any]]:
    """The decorators of a function by phase, those that depend on the config included."""
    recorded = getattr(fn, "__dict__", {})
    found: dict[str, list[Any]] = {phase: list(_recorded(recorded, phase)) for phase in _PHASES}
    for dynamic in _recorded(recorded, DYNAMIC):
        decorator = dynamic.resolve(config, fn=fn)
        decorator.validate(fn)
        phase = decorator.get_lifecycle_name()
        if found[phase] and not decorator.allows_multiple():
            raise ValueError(f"Got multiple decorators for decorator @{type(decorator)}. Only one allowed.")
        found[phase].append(decorator)
    if not found["generate"]:
        found["generate"] = [_DEFAULT_CREATOR]
    return found


def _recorded(attributes: dict[str, Any], phase: str) -> Iterable[Any]:
    # A user's own attribute of that name is not ours to read.
    decorators = attributes.get(phase, ())
    return decorators if isinstance(decorators, list) else ()


def filter_config(config: Config, decorator: NodeTransformLifecycle) -> Config:
    """The part of the config a decorator may see."""
    return resolve_config(decorator.name, config, decorator.required_config(), decorator.optional_config())


def resolve_config(
    name_for_error: str,
    config: Config,
    config_required: list[str] | None,
    config_optional_with_defaults: Optional[Config],  # noqa: UP045
) -> Config:
    """The required and the optional keys of the config; raises when a required one is missing.

    `config_required` None: the whole config.
    """
    if config_required is None:
        return config
    required = config_required
    optional = {
        **(config_optional_with_defaults or {}),
        POWER_USER_MODE_KEY: config.get(POWER_USER_MODE_KEY, False),
    }
    missing = [key for key in required if key not in config]
    if missing:
        shown = "{" + ", ".join(map(repr, sorted(missing))) + "}"
        raise MissingConfigParametersException(
            f"The following configurations are required by {name_for_error}: {shown}"
        )
    chosen = {key: config[key] for key in required}
    chosen.update((key, config.get(key, default)) for key, default in optional.items())
    return chosen


def resolve_nodes(fn: AnyFunction, config: Config) -> Collection[node.Node]:
    """The nodes a function becomes under a config; an empty list when it takes no part.

    Raises what is wrong with its decorators or annotations: `InvalidDecoratorException`, `ValueError`, `NameError` ...
    """
    if not has_modifiers(fn):
        only = node.Node.from_fn(fn)
        only.add_originating_function(fn)
        return [only]
    try:
        return _apply_phases(fn, config)
    except Exception:
        logger.debug("Exception occurred while compiling function: %s to nodes", fn.__name__, exc_info=True)
        raise


def _apply_phases(fn: AnyFunction, config: Config) -> Collection[node.Node]:
    decorators = get_node_decorators(fn, config)
    resolved: AnyFunction = fn
    for resolver in decorators["resolve"]:
        answer = resolver.resolve(resolved, config=filter_config(config, resolver))
        if answer is None:
            return []
        resolved = answer
    (creator,) = decorators["generate"]
    nodes: Collection[node.Node] = creator.generate_nodes(resolved, filter_config(config, creator))
    for phase in ("inject", "expand", "transform", "decorate_nodes"):
        for modifier in decorators[phase]:
            nodes = modifier.transform_dag(nodes, filter_config(config, modifier), resolved)
    originating = original_function(resolved)
    for each in nodes:
        each.add_originating_function(originating)
    return nodes
