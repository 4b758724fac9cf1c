"""Steps: functions applied to a node's input or output, and the chains of nodes they make. No decorator is here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from types import EllipsisType
from typing import Any

from dagscope import node
from dagscope.annotations import annotations_of, parameters_of
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import bind_inputs
from dagscope.function_modifiers.configuration import ConfigResolver
from dagscope.function_modifiers.dependencies import (
    LiteralDependency,
    SingleDependency,
    UpstreamDependency,
)
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse

NamespaceType = str | EllipsisType | None
_KEYWORD_FRIENDLY = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class Applicable:
    """A function with some of its arguments, to be applied to a node: what `step` and `apply_to` give."""

    def __init__(
        self,
        fn: Callable[..., Any] | str | None,
        args: tuple[Any | SingleDependency, ...],
        kwargs: dict[str, Any | SingleDependency],
        target_fn: Callable[..., Any] | str | None = None,
        _resolvers: list[ConfigResolver] | None = None,
        _name: str | None = None,
        _namespace: NamespaceType = ...,
        _target: base.TargetType = None,
    ) -> None:
        """Store the function to apply and its arguments; use `step` or `apply_to` instead."""
        if isinstance(fn, str) or isinstance(target_fn, str):
            raise misuse(TypeError, "Strings are not supported currently. Please provide function pointer.")
        if "_name" in kwargs:
            raise misuse(ValueError, "Cannot pass in _name as a kwarg: name the step with .named(...).")
        self.fn = fn
        self.target_fn = target_fn
        self.kwargs = kwargs
        self.args = args
        self.resolvers = _resolvers if _resolvers is not None else []
        self.name = _name
        self.namespace = _namespace
        self.target = _target

    def _copy(self, **changes: Any) -> Applicable:
        arguments: dict[str, Any] = {
            "fn": self.fn,
            "args": self.args,
            "kwargs": self.kwargs,
            "target_fn": self.target_fn,
            "_resolvers": self.resolvers,
            "_name": self.name,
            "_namespace": self.namespace,
            "_target": self.target,
        }
        return type(self)(**{**arguments, **changes})

    def _with_resolvers(self, *additional_resolvers: ConfigResolver) -> Applicable:
        return self._copy(_resolvers=[*self.resolvers, *additional_resolvers])

    def when(self, **key_value_pairs: Any) -> Applicable:
        """Apply the step only when every config key has the value."""
        return self._with_resolvers(ConfigResolver.when(**key_value_pairs))

    def when_not(self, **key_value_pairs: Any) -> Applicable:
        """Apply the step only when every config key has another value."""
        return self._with_resolvers(ConfigResolver.when_not(**key_value_pairs))

    def when_in(self, **key_value_group_pairs: Collection[Any]) -> Applicable:
        """Apply the step only when every config key has one of the values."""
        return self._with_resolvers(ConfigResolver.when_in(**key_value_group_pairs))

    def when_not_in(self, **key_value_group_pairs: Collection[Any]) -> Applicable:
        """Apply the step only when every config key has none of the values."""
        return self._with_resolvers(ConfigResolver.when_not_in(**key_value_group_pairs))

    def namespaced(self, namespace: NamespaceType) -> Applicable:
        """Put the step's node into a namespace; None means into none."""
        return self._copy(_namespace=namespace)

    def named(self, name: str, namespace: NamespaceType = ...) -> Applicable:
        """Name the step's node; without a namespace it is in the function's."""
        return self._copy(_name=name, _namespace=self.namespace if namespace is ... else namespace)

    def on_output(self, target: base.TargetType) -> Applicable:
        """Apply the step to these nodes of the function only."""
        return self._copy(_target=target)

    def resolves(self, config: dict[str, Any]) -> bool:
        """Return whether the config lets the step be applied."""
        return all(resolver(config) for resolver in self.resolvers)

    def get_config_elements(self) -> list[str]:
        """Return the config keys the step's conditions read."""
        return [key for resolver in self.resolvers for key in resolver.optional_config or ()]

    def validate(self, chain_first_param: bool, allow_custom_namespace: bool) -> None:
        """Raise unless the function can be applied.

        Args:
            chain_first_param: Whether the first parameter gets the value of the node before.
            allow_custom_namespace: Whether the step may say its namespace.
        """
        fn = self.fn
        if not callable(fn):
            raise misuse(InvalidDecoratorException, f"A step needs a function, not {fn!r}.")
        if self.namespace is not ... and not allow_custom_namespace:
            raise misuse(
                InvalidDecoratorException,
                "A namespace is given for all steps and for one of them: "
                f"leave out that of the step {fn.__name__} or that of the decorator.",
            )
        parameters = inspect.signature(fn).parameters
        if not parameters:
            raise misuse(
                InvalidDecoratorException,
                f"Function: {fn.__name__} has no parameters. You cannot apply a function with no parameters.",
            )
        unfriendly = [each for each in parameters.values() if each.kind not in _KEYWORD_FRIENDLY]
        if unfriendly:
            raise misuse(
                InvalidDecoratorException,
                f"Function: {fn.__name__} has invalid parameters. You cannot apply a function with parameters that "
                f"are not keyword-friendly. The following parameters are not keyword-friendly: {unfriendly}",
            )
        self._validate_arguments(fn, chain_first_param)

    def _validate_arguments(self, fn: Callable[..., Any], chain_first_param: bool) -> None:
        cannot = (
            f"Function: {fn.__name__} cannot be applied with the following args: {self.args} and the following "
            f"kwargs: {self.kwargs}"
        )
        try:
            inspect.signature(fn).bind(*([None] if chain_first_param else []), *self.args, **self.kwargs)
        except TypeError as error:
            raise misuse(InvalidDecoratorException, f"{cannot}: {error}") from error
        try:
            hints = annotations_of(fn)
        except NameError:
            return  # A class defined further down: the build reads the annotations again.
        missing = [each for each in ("return", *inspect.signature(fn).parameters) if each not in hints]
        if missing:
            raise misuse(InvalidDecoratorException, f"{cannot}: annotate {', '.join(missing)}.")

    def resolve_namespace(self, default_namespace: str | None) -> tuple[str, ...]:
        """Return the namespace of the step's node."""
        namespace = default_namespace if self.namespace is ... else self.namespace
        return () if namespace is None else (namespace if isinstance(namespace, str) else str(namespace),)

    def bind_function_args(self, current_param: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the function's parameters get: `(parameter to node, parameter to value)`.

        Args:
            current_param: The node the first parameter reads.
        """
        given: list[Any] = [] if current_param is None else [UpstreamDependency(current_param)]
        given.extend(self.args)
        names = [name for name, _ in parameters_of(self.fn)]  # type: ignore[arg-type]
        if len(given) > len(names):
            arguments = "1 argument" if len(names) == 1 else f"{len(names)} arguments"
            raise TypeError(f"{self.fn} takes {arguments}, not {len(given)}.")
        bound = dict(zip(names, given))
        for name, argument in self.kwargs.items():
            if name in bound:
                raise TypeError(f"multiple values for argument {name!r}")
            if name not in names:
                raise TypeError(f"{self.fn} has no parameter {name!r}; it has {names}.")
            bound[name] = argument
        upstream: dict[str, Any] = {}
        literal: dict[str, Any] = {}
        for name, argument in bound.items():
            if isinstance(argument, UpstreamDependency):
                upstream[name] = argument.source
            else:
                literal[name] = argument.value if isinstance(argument, LiteralDependency) else argument
        return upstream, literal


def step(fn: Callable[..., Any], *args: SingleDependency | Any, **kwargs: SingleDependency | Any) -> Applicable:
    """Return a function to apply in `pipe_input` or `pipe_output`: its first parameter gets the value before.

    Args:
        fn: The function.
        *args: More arguments: literals, `value(...)` or `source(...)`.
        **kwargs: The same by name.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import pipe_input, source, step
        >>> def _plus(value: int, more: int) -> int:
        ...     return value + more
        >>> @pipe_input(step(_plus, more=10), step(_plus, source("number")))
        ... def double(start: int) -> int:
        ...     return 2 * start
        >>> module = ad_hoc_utils.create_temporary_module(double)
        >>> driver.Builder().with_modules(module).build().execute(["double"], inputs={"start": 1, "number": 4})
        {'double': 30}
    """
    return Applicable(fn=fn, args=args, kwargs=kwargs)


def apply_to(fn_: Callable[..., Any] | str, **mutating_fn_kwargs: SingleDependency | Any) -> Applicable:
    """Return a function that `mutate` changes, with arguments of the mutating function for it alone.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import apply_to, mutate
        >>> def price(net: float) -> float:
        ...     return net * 2
        >>> def weight(gross: float) -> float:
        ...     return gross
        >>> @mutate(apply_to(price, digits=1), apply_to(weight, digits=0))
        ... def _rounded(value: float, digits: int) -> float:
        ...     return round(value, digits)
        >>> module = ad_hoc_utils.create_temporary_module(price, weight)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["price", "weight"], inputs={"net": 1.13, "gross": 2.6})
        {'price': 2.3, 'weight': 3.0}
    """
    return Applicable(fn=None, args=(), kwargs=mutating_fn_kwargs, target_fn=fn_)


def chain_transforms(
    target_arg: str,
    transforms: Sequence[Applicable],
    namespace: str | None,
    config: dict[str, Any],
    fn: Callable[..., Any],
) -> tuple[list[node.Node], str]:
    """Return the nodes of the steps that the config lets through, and the name of the last one.

    Args:
        target_arg: The node the first step reads.
        transforms: The steps.
        namespace: Where their nodes live unless they say otherwise.
        config: Decides which steps take part.
        fn: The decorated function.
    """
    current = target_arg
    made: list[node.Node] = []
    counts: dict[str, int] = {}
    for each in transforms:
        if not each.resolves(config):
            continue
        numbered = _numbered_name(each, counts)
        name = numbered if each.name is None else each.name
        upstream, literals = each.bind_function_args(current)
        full_name = ".".join((*each.resolve_namespace(namespace), name))
        made.append(bind_inputs(node.Node.from_fn(each.fn), upstream, literals, name=full_name))  # type: ignore[arg-type]
        current = full_name
    return made, current


def _numbered_name(each: Applicable, counts: dict[str, int]) -> str:
    # Steps with a name of their own count too; those that the config switches off do not.
    plain = f"with_{str(each.fn.__name__).removeprefix('_')}"  # type: ignore[union-attr]
    count = counts.get(plain, 0)
    counts[plain] = count + 1
    return f"{plain}_{count}" if count else plain
