"""Functions of nodes that call another node's function with other arguments. They build no nodes and know no decorator.

A rewiring of a rewired function is folded into one, so that a node three subdags deep costs one extra call, not three.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dagscope.function_modifiers.dependencies import (
    GroupedDictDependency,
    GroupedListDependency,
    LiteralDependency,
    ParametrizedDependency,
    UpstreamDependency,
)
from dagscope.node import DependencyType, Node

AnyFunction = Callable[..., Any]
Pairs = tuple[tuple[str, str], ...]
_WIRING = "__dagscope_wiring__"
_NOTHING: dict[str, Any] = {}
_OPTIONAL = DependencyType.OPTIONAL


def is_async(fn: Any) -> bool:
    """Return whether calling the function returns a coroutine."""
    code = getattr(fn, "__code__", None)
    if code is not None:
        return bool(code.co_flags & inspect.CO_COROUTINE)
    return inspect.iscoroutinefunction(fn)


class Wiring(NamedTuple):
    """What a rewired function does: it calls `function` with other arguments."""

    function: AnyFunction
    pairs: Pairs
    literals: Mapping[str, Any]
    may_lack: bool


def wiring_of(fn: Any) -> Wiring | None:
    """Return how a rewired function passes its arguments on, or None for any other function."""
    return getattr(fn, "__dict__", _NOTHING).get(_WIRING)


def function_behind(fn: AnyFunction) -> AnyFunction:
    """Return the function that a rewired one calls in the end, or the function itself when it is not rewired."""
    wiring = wiring_of(fn)
    return fn if wiring is None else wiring.function


def as_async_like(call: AnyFunction, model: AnyFunction) -> AnyFunction:
    """Return `call` itself, or, for a coroutine function as `model`, one that awaits what `call` returns."""
    if not is_async(model):
        return call

    async def awaited(**kwargs: Any) -> Any:
        return await call(**kwargs)

    return awaited


def after(fn: AnyFunction, change: Callable[[Any], Any]) -> AnyFunction:
    """Return a function that returns `change(result of fn)`; a coroutine function when `fn` is one."""
    if is_async(fn):

        async def changed_later(**kwargs: Any) -> Any:
            return change(await fn(**kwargs))

        return changed_later

    def changed(**kwargs: Any) -> Any:
        return change(fn(**kwargs))

    return changed


def rewire(fn: AnyFunction, pairs: Pairs, literals: Mapping[str, Any], may_lack: bool) -> AnyFunction:
    """Return a function that passes keyword `source` on as `parameter` for each pair, and the literals.

    Args:
        fn: The function to call.
        pairs: `(parameter, source)`.
        literals: Arguments that are always the same.
        may_lack: Whether sources may be absent; their parameters are then left out.
    """
    inner = wiring_of(fn)
    if inner is not None:
        fn, pairs, literals, may_lack = _folded(inner, dict(pairs), literals, may_lack)
    call = _wired(fn, pairs, literals, may_lack)
    wired = as_async_like(call, fn)
    wired.__dict__[_WIRING] = Wiring(fn, pairs, literals, may_lack)
    return wired


def _folded(
    inner: Wiring,
    outer: dict[str, str],
    literals: Mapping[str, Any],
    may_lack: bool,
) -> tuple[AnyFunction, Pairs, Mapping[str, Any], bool]:
    fn, inner_pairs, inner_literals, inner_lack = inner
    fixed = dict(inner_literals)
    pairs = []
    for parameter, name in inner_pairs:
        if name in literals:
            fixed[parameter] = literals[name]
        elif name in outer:
            pairs.append((parameter, outer[name]))
    return fn, tuple(pairs), fixed, inner_lack or may_lack


def _wired(fn: AnyFunction, pairs: Pairs, literals: Mapping[str, Any], may_lack: bool) -> AnyFunction:
    if may_lack:

        def call(**kwargs: Any) -> Any:
            return fn(**literals, **{p: kwargs[s] for p, s in pairs if s in kwargs})

    elif not pairs:

        def call(**kwargs: Any) -> Any:
            return fn(**literals)

    else:

        def call(**kwargs: Any) -> Any:
            return fn(**literals, **{p: kwargs[s] for p, s in pairs})

    return call


def reading(function: Callable[[Any], Any], parameter: str, source: str) -> AnyFunction:
    """Return a function that passes the value of the node `source` to `function`."""
    return rewire(function, ((parameter, source),), {}, False)


def rename_inputs(node_: Node, names: Mapping[str, str], **overrides: Any) -> Node:
    """Return a copy of the node that reads other nodes, by `names`; `overrides` as in `copy_with`."""
    pairs = tuple((each, names.get(each, each)) for each in node_.input_types)
    return _with_wiring(node_, pairs, {}, overrides)


def bind_dependencies(node_: Node, dependencies: Mapping[str, ParametrizedDependency], **overrides: Any) -> Node:
    """Return a copy of the node whose inputs are bound to sources, values or groups of them.

    An optional input stays optional: when its source is not given, the function's own default counts.
    """
    known = node_.input_types
    names: dict[str, str] = {}
    literals: dict[str, Any] = {}
    grouped: dict[str, GroupedListDependency | GroupedDictDependency] = {}
    for parameter, found in dependencies.items():
        if parameter not in known:
            continue
        if isinstance(found, UpstreamDependency):
            names[parameter] = found.source
        elif isinstance(found, LiteralDependency):
            literals[parameter] = found.value
        elif isinstance(found, (GroupedListDependency, GroupedDictDependency)):
            grouped[parameter] = found
    if not grouped:
        return bind_inputs(node_, names, literals, **overrides)
    pairs = tuple((each, names.get(each, each)) for each in known if each not in literals and each not in grouped)
    return _with_groups(node_, pairs, literals, grouped, overrides)


def bind_inputs(node_: Node, names: Mapping[str, str], literals: Mapping[str, Any], **overrides: Any) -> Node:
    """Return a copy of the node whose inputs read other nodes (`names`) or are fixed (`literals`)."""
    pairs = tuple((each, names.get(each, each)) for each in node_.input_types if each not in literals)
    return _with_wiring(node_, pairs, literals, overrides)


def _with_wiring(node_: Node, pairs: Pairs, literals: Mapping[str, Any], overrides: dict[str, Any]) -> Node:
    inputs: dict[str, Any] = {}
    _add_inputs(inputs, node_, pairs)
    overrides["input_types"] = inputs
    if literals or any(parameter != source for parameter, source in pairs):
        may_lack = any(kind is _OPTIONAL for _, kind in node_.input_types.values())
        overrides["callabl"] = rewire(node_.callable, pairs, literals, may_lack)
        if node_.default_parameter_values:
            overrides["optional_values"] = _renamed_defaults(node_, pairs)
    return node_.copy_with(include_refs=False, **overrides)


def _add_inputs(inputs: dict[str, Any], node_: Node, pairs: Pairs) -> None:
    types = node_.input_types
    for parameter, source in pairs:
        found = types[parameter]
        if source in inputs and inputs[source][1] is not _OPTIONAL:
            # Two parameters of one source: needed if either needs it, typed as the last one.
            found = (found[0], inputs[source][1])
        inputs[source] = found


def _renamed_defaults(node_: Node, pairs: Pairs) -> dict[str, Any]:
    defaults = node_.default_parameter_values
    return {source: defaults[parameter] for parameter, source in pairs if parameter in defaults} if defaults else {}


def _with_groups(
    node_: Node,
    pairs: Pairs,
    literals: dict[str, Any],
    grouped: Mapping[str, GroupedListDependency | GroupedDictDependency],
    overrides: dict[str, Any],
) -> Node:
    inputs: dict[str, Any] = {}
    for parameter in node_.input_types:
        if parameter in grouped:
            inputs.update(_group_inputs(node_, parameter, grouped[parameter]))
        else:
            _add_inputs(inputs, node_, tuple(pair for pair in pairs if pair[0] == parameter))
    original = node_.callable
    builders = [
        (parameter, functools.partial(_build_group, found), _sources_of(found)) for parameter, found in grouped.items()
    ]

    def call(**kwargs: Any) -> Any:
        arguments = dict(literals)
        for parameter, name in pairs:
            if name in kwargs:
                arguments[parameter] = kwargs[name]
        for parameter, build, names in builders:
            if all(name in kwargs for name in names):
                arguments[parameter] = build(kwargs)
        return original(**arguments)

    return node_.copy_with(
        include_refs=False,
        input_types=inputs,
        callabl=as_async_like(call, original),
        optional_values=_renamed_defaults(node_, pairs),
        **overrides,
    )


def _group_inputs(node_: Node, parameter: str, found: GroupedListDependency | GroupedDictDependency) -> dict[str, Any]:
    type_, kind = node_.input_types[parameter]
    member_type = found.resolve_dependency_type(type_, parameter)
    return dict.fromkeys(_sources_of(found), (member_type, kind))


def _members(found: GroupedListDependency | GroupedDictDependency) -> list[ParametrizedDependency]:
    return list(found.sources.values()) if isinstance(found, GroupedDictDependency) else list(found.sources)


def _sources_of(found: GroupedListDependency | GroupedDictDependency) -> list[str]:
    return [each.source for each in _members(found) if isinstance(each, UpstreamDependency)]


def _build_group(found: GroupedListDependency | GroupedDictDependency, kwargs: dict[str, Any]) -> Any:
    if isinstance(found, GroupedDictDependency):
        return {key: _value_of(each, kwargs) for key, each in found.sources.items()}
    return [_value_of(each, kwargs) for each in found.sources]


def _value_of(dependency: ParametrizedDependency, kwargs: dict[str, Any]) -> Any:
    if isinstance(dependency, LiteralDependency):
        return dependency.value
    assert isinstance(dependency, UpstreamDependency)
    return kwargs[dependency.source]
