"""The phases in which decorators turn a function into nodes. It holds no concrete decorator and builds no graph."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from types import FunctionType
from typing import Any, Optional

from dagscope import node
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, MissingConfigParametersException
from dagscope.function_modifiers.phases import (
    CONFIG_DECORATED,
    DYNAMIC,
    ORIGINAL_FUNCTION,
    AnyFunction,
    Config,
    DefaultNodeCreator,
    DefaultNodeResolver,
    DynamicResolver,
    NodeCreator,
    NodeExpander,
    NodeInjector,
    NodeResolver,
    NodeTransformLifecycle,
    SubDAGModifier,
    original_function,
    sanitize_function_name,
    view_of,
)
from dagscope.function_modifiers.transformers import (
    DefaultNodeDecorator,
    NodeDecorator,
    NodeTransformer,
    SingleNodeNodeTransformer,
    TargetType,
)

__all__ = [
    "CONFIG_DECORATED",
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
    "ORIGINAL_FUNCTION",
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

POWER_USER_MODE_KEY = "hamilton.enable_power_user_mode"

# Whether nodes keep a variant (`price__eur`) under the name of its node, as Hamilton renames it: trackers name, and
# hash, code by it. What serves the name `hamilton` sets this.
VARIANTS_ARE_RENAMED = False

# Kept for projects that import it; nothing is counted.
DECORATOR_COUNTER: dict[str, int] = defaultdict(int)


def track_decorator_usage(call_fn: AnyFunction) -> AnyFunction:
    """Return the function unchanged: nothing is tracked. The name exists for projects that import it."""
    return call_fn


_PHASES: tuple[str, ...] = ("resolve", "generate", "inject", "expand", "transform", "decorate_nodes")
_RECORDS = frozenset((*_PHASES, DYNAMIC))
_DEFAULT_CREATOR = DefaultNodeCreator()


def records_on(fn: FunctionType) -> set[str]:
    """Return the attributes of a function in which decorators recorded themselves."""
    return {name for name in _RECORDS & fn.__dict__.keys() if isinstance(fn.__dict__[name], list)}


def has_modifiers(fn: AnyFunction) -> bool:
    """Return whether any decorator recorded itself on the function."""
    if type(fn) is FunctionType:
        return bool(fn.__dict__) and not _RECORDS.isdisjoint(fn.__dict__)
    return any(_recorded(fn, phase) for phase in _RECORDS)


def get_node_decorators(fn: AnyFunction, config: Config) -> dict[str, list[Any]]:
    """Return the decorators of a function by phase, with the ones that stand in where none is given."""
    found = _decorators_of(fn, config)
    defaults = {"resolve": DefaultNodeResolver, "decorate_nodes": DefaultNodeDecorator}
    return {phase: each or [defaults[phase]()] if phase in defaults else each for phase, each in found.items()}


def _decorators_of(fn: AnyFunction, config: Config) -> dict[str, list[Any]]:
    """Return the decorators of a function by phase, those that depend on the config included."""
    found: dict[str, list[Any]] = {phase: [] for phase in _PHASES}
    for phase in _PHASES if type(fn) is not FunctionType else found.keys() & fn.__dict__.keys():
        found[phase] = list(_recorded(fn, phase))
    for dynamic in _recorded(fn, DYNAMIC):
        decorator = dynamic.resolve(config, fn=fn)
        decorator.validate(fn)
        phase = decorator.get_lifecycle_name()
        # A project's own phase is one that nothing runs: that is how it switches a decorator off.
        if found.setdefault(phase, []) and not decorator.allows_multiple():
            raise ValueError(f"Got multiple decorators for decorator @{type(decorator)}. Only one allowed.")
        found[phase].append(decorator)
    if not found["generate"]:
        found["generate"] = [_DEFAULT_CREATOR]
    return found


def _recorded(fn: AnyFunction, phase: str) -> Iterable[Any]:
    """Return what is recorded on the function, or, for a project's callable object, in its class's lists."""
    decorators = fn.__dict__.get(phase, ()) if type(fn) is FunctionType else getattr(fn, phase, ())
    # A user's own attribute of that name is not ours to read.
    return decorators if isinstance(decorators, list) else ()


def filter_config(config: Config, decorator: NodeTransformLifecycle) -> Config:
    """Return the part of the config a decorator may see."""
    required, optional = decorator.required_config(), decorator.optional_config()
    if not optional and required is not None and not required:  # The rule, and this runs for every decorator.
        return {POWER_USER_MODE_KEY: config.get(POWER_USER_MODE_KEY, False)}
    return resolve_config(decorator.name, config, required, optional)


def resolve_config(
    name_for_error: str,
    config: Config,
    config_required: list[str] | None,
    config_optional_with_defaults: Optional[Config],  # noqa: UP045
) -> Config:
    """Return the required and the optional keys of the config; raises when a required one is missing.

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
    """Return the nodes a function becomes under a config; an empty list when it takes no part.

    Raises what is wrong with its decorators or annotations: `InvalidDecoratorException`, `ValueError`, `NameError` ...
    """
    if not has_modifiers(fn):
        only = node.Node.from_fn(fn)
        only.originating_functions = (fn,)
        return [only]
    try:
        return apply_phases(fn, config)
    except Exception:
        logger.debug(_resolve_nodes_error(fn), exc_info=True)
        raise


def _resolve_nodes_error(fn: AnyFunction) -> str:
    return f"Exception occurred while compiling function: {fn.__name__} to nodes"


def _add_original_function_to_nodes(fn: AnyFunction, nodes: Collection[node.Node]) -> Collection[node.Node]:
    for each in nodes:
        each.originating_functions = (*(each.originating_functions or ()), fn)
    return nodes


def apply_phases(fn: AnyFunction, config: Config) -> Collection[node.Node]:
    """Return the nodes of a function that is known to be decorated."""
    decorators = _decorators_of(fn, config)
    resolved: AnyFunction = fn
    for resolver in decorators["resolve"]:
        answer = resolver.resolve(resolved, config=filter_config(config, resolver))
        if answer is None:
            return []
        resolved = _marked(answer, resolver)
    (creator,) = decorators["generate"]
    seen = config if creator is _DEFAULT_CREATOR else filter_config(config, creator)
    nodes: Collection[node.Node] = creator.generate_nodes(resolved, seen)
    for phase in ("inject", "expand", "transform", "decorate_nodes"):
        for modifier in decorators[phase]:
            nodes = modifier.transform_dag(nodes, filter_config(config, modifier), resolved)
    original = original_function(resolved)
    is_renamed = VARIANTS_ARE_RENAMED and getattr(resolved, "__name__", "") != getattr(original, "__name__", "")
    return _add_original_function_to_nodes(resolved if is_renamed else original, nodes)


def _marked(fn: AnyFunction, resolver: NodeResolver) -> AnyFunction:
    """Return the function with the config keys that its node's tag names: of the last `config` decorator applied."""
    config_tag = getattr(resolver, "config_tag", None)
    if config_tag is None:
        return fn
    used = config_tag()
    return fn if getattr(fn, CONFIG_DECORATED, None) == used else view_of(fn, fn.__name__, used)
