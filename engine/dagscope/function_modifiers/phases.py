"""The kinds of decorators: what each phase takes and gives. Applying them is `base`'s; no concrete decorator is here.

A decorator only records itself on the function, in a list under its phase's name:

    resolve -> generate -> inject -> expand -> transform -> decorate_nodes      (`dynamic` adds to any of them)
"""

from __future__ import annotations

import abc
import inspect
import types
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from dagscope import node
from dagscope.class_home import home_of
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse, written_bare

AnyFunction = Callable[..., Any]
F = TypeVar("F", bound=AnyFunction)
Config = dict[str, Any]

ORIGINAL_FUNCTION = "__dagscope_original__"
CONFIG_DECORATED = "__config_decorated__"
DYNAMIC = "dynamic"


def sanitize_function_name(name: str) -> str:
    """Return the node name of a function: what stands before the last double underscore."""
    return name[: name.rindex("__")] if "__" in name else name


def original_function(fn: AnyFunction) -> AnyFunction:
    """Return the user's function behind a renamed view of it (see `view_of`)."""
    found: AnyFunction = getattr(fn, ORIGINAL_FUNCTION, fn)
    return found


def view_of(fn: AnyFunction, name: str, config_used: list[str]) -> AnyFunction:
    """Return a view of a function under a name and with the config keys that chose it.

    The two share their code. Nodes keep the undecorated one as their function (`original_function`).
    """
    if not isinstance(fn, types.FunctionType):
        return fn
    view = types.FunctionType(fn.__code__, fn.__globals__, name, fn.__defaults__, fn.__closure__)
    view.__kwdefaults__ = fn.__kwdefaults__
    view.__annotations__ = fn.__annotations__
    view.__doc__ = fn.__doc__
    view.__module__ = fn.__module__
    view.__qualname__ = fn.__qualname__
    attributes = vars(view)
    attributes.update(vars(fn))
    attributes[ORIGINAL_FUNCTION] = original_function(fn)
    attributes[CONFIG_DECORATED] = config_used
    attributes.setdefault("__original_name__", fn.__name__)
    return view


class _Decorators(abc.ABCMeta):
    """Says what to write where a decorator of ours stands above a function without parentheses."""

    @property
    def __signature__(cls) -> inspect.Signature:
        """The constructor's, which `__call__` below hides."""
        made = inspect.signature(getattr(cls, "__init__"))  # noqa: B009 - mypy takes it for an instance's
        return made.replace(parameters=list(made.parameters.values())[1:])

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        is_above_a_function = len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType)
        if is_above_a_function and home_of(cls).startswith("dagscope.") and not getattr(cls, "takes_functions", False):
            raise written_bare(cls.__name__, args[0])
        return super().__call__(*args, **kwargs)


class NodeTransformLifecycle(metaclass=_Decorators):
    """What every decorator is: something that records itself on a function, to act in one phase."""

    takes_functions = False
    """Whether the decorator may be made of a function alone, as in `@does(replacement)`."""

    @classmethod
    @abc.abstractmethod
    def get_lifecycle_name(cls) -> str:
        """Return the phase, which is also the function attribute the decorator is recorded under."""

    @classmethod
    @abc.abstractmethod
    def allows_multiple(cls) -> bool:
        """Return whether a function may carry more than one decorator of this phase."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise `InvalidDecoratorException` when the decorator does not fit the function."""

    def __call__(self, fn: F) -> F:
        """Record the decorator on the function and return the same function."""
        if not hasattr(fn, "__dict__"):
            raise misuse(InvalidDecoratorException, f"@{self.name} decorates functions, not {fn!r}.")
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
        """Return the config keys the decorator requires; None, for `optional_config` too, means all of the config."""
        return []

    def optional_config(self) -> Config | None:
        """Return the optional config keys with their defaults; None means all of the config."""
        return {}

    @property
    def name(self) -> str:
        """The decorator's name, for messages."""
        return type(self).__name__


class NodeResolver(NodeTransformLifecycle):
    """Decides, from the config, whether a function takes part and under which name."""

    @abc.abstractmethod
    def resolve(self, fn: AnyFunction, config: Config) -> AnyFunction | None:
        """Return the function to go on with, or None when it takes no part."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise when the decorator does not fit the function."""

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
        """Return the nodes of the function."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "generate"

    @classmethod
    def allows_multiple(cls) -> bool:
        return False


class SubDAGModifier(NodeTransformLifecycle, abc.ABC):
    """Turns the nodes a function has so far into other nodes."""

    @abc.abstractmethod
    def transform_dag(self, nodes: Collection[node.Node], config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Return the nodes that replace `nodes`."""


class NodeInjector(SubDAGModifier, abc.ABC):
    """Puts nodes in front of a function: it gets the parameters nobody in its little dataflow provides."""

    @staticmethod
    def find_injectable_params(nodes: Collection[node.Node]) -> dict[str, Any]:
        """Return the inputs of the nodes that are not nodes among them, with their types."""
        made_here = {each.name for each in nodes}
        return {
            parameter: type_
            for each in nodes
            for parameter, (type_, _) in each.input_types.items()
            if parameter not in made_here
        }

    def transform_dag(self, nodes: Collection[node.Node], config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Add the injected nodes and let the old ones read them."""
        injected, renames = self.inject_nodes(self.find_injectable_params(nodes), config, fn)
        rewired = []
        for each in nodes:
            names = {old: new for old, new in renames.items() if old != new and old in each.input_types}
            rewired.append(each.reassign_inputs(input_names=names) if names else each)
        return [*rewired, *injected]

    @abc.abstractmethod
    def inject_nodes(
        self, params: dict[str, Any], config: Config, fn: AnyFunction
    ) -> tuple[list[node.Node], dict[str, str]]:
        """Return the nodes to add, and which of them each parameter reads from now on."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "inject"

    @classmethod
    def allows_multiple(cls) -> bool:
        return True

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise when the decorator does not fit the function."""


class NodeExpander(SubDAGModifier):
    """Turns the one node of a function into many."""

    EXPAND_NODES = "expand_nodes"

    def transform_dag(self, nodes: Collection[node.Node], config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Expand the only node; more than one cannot be expanded."""
        if len(nodes) != 1:
            raise ValueError(
                f"Cannot call NodeExpander: {type(self)} on more than one node. "
                f"This must be called first in the DAG. Called with {list(nodes)}"
            )
        (only,) = nodes
        return self.expand_node(only, config, fn)

    @abc.abstractmethod
    def expand_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Return the nodes that the node becomes."""

    @abc.abstractmethod
    def validate(self, fn: AnyFunction) -> None:
        """Raise when the decorator does not fit the function."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return "expand"

    @classmethod
    def allows_multiple(cls) -> bool:
        return False


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


class DynamicResolver(NodeTransformLifecycle):
    """Makes a decorator once the config is known; that decorator then acts in its own phase."""

    @classmethod
    def get_lifecycle_name(cls) -> str:
        return DYNAMIC

    @classmethod
    def allows_multiple(cls) -> bool:
        return True

    def validate(self, fn: AnyFunction) -> None:
        """Accept every function: what it resolves to is validated later."""

    def resolve(self, config: Config, fn: AnyFunction) -> NodeTransformLifecycle:
        """Return the decorator the config asks for."""
        raise NotImplementedError(f"{type(self).__name__} must implement resolve(config, fn).")
