"""`mutate`: a function that changes the results of other functions. It is recorded on those, once, whatever is run again."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from dagscope.function_modifiers.configuration import hamilton_exclude
from dagscope.function_modifiers.dependencies import SingleDependency
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.pipes import pipe_output
from dagscope.function_modifiers.steps import Applicable, apply_to


class NotSameModuleError(Exception):
    """A mutating function and one it mutates are in different modules."""

    def __init__(self, fn: Callable[..., Any], target_fn: Callable[..., Any]) -> None:
        super().__init__(
            f"The functions have to be in the same module... The target function {target_fn.__name__} is in module "
            f"{target_fn.__module__} and the mutator function {fn.__name__} is in module {fn.__module__}."
        )


class _mutation(pipe_output):
    """The `pipe_output` a mutating function puts on another one."""

    def __init__(self, made_by: Callable[..., Any], one_step: Applicable) -> None:
        super().__init__(one_step, collapse=False, _chain=False)
        self.made_by = made_by

    def replaces(self, other: Any) -> bool:
        """Whether `other` came from an earlier run of the same lines."""
        return (
            isinstance(other, _mutation)
            and other.made_by is not self.made_by
            and (other.made_by.__module__, other.made_by.__qualname__)
            == (self.made_by.__module__, self.made_by.__qualname__)
        )


class mutate:
    """Applies the decorated function to the results of others, which stay as they are written.

    The decorated function is no node itself. Steps come in the order in which their functions are defined.
    """

    def __init__(
        self,
        *target_functions: Applicable | Callable[..., Any],
        collapse: bool = False,
        _chain: bool = False,
        **mutating_function_kwargs: SingleDependency | Any,
    ) -> None:
        """Takes the functions to change.

        Args:
            *target_functions: Functions, or `apply_to(function, ...)`.
            collapse: Not supported.
            _chain: Not supported.
            **mutating_function_kwargs: Further arguments of the decorated function.
        """
        if collapse or _chain:
            raise misuse(
                NotImplementedError, "Collapsing functions as one node is not yet implemented for mutate()."
            )
        self.collapse = collapse
        self.chain = _chain
        self.remote_applicables = tuple(
            each if isinstance(each, Applicable) else apply_to(each) for each in target_functions
        )
        for each in self.remote_applicables:
            if not isinstance(each.target_fn, types.FunctionType):
                raise misuse(
                    InvalidDecoratorException,
                    f"mutate takes functions or apply_to(function), not {each.target_fn or each.fn!r}.",
                )
        self.mutating_function_kwargs = mutating_function_kwargs
        self.restrict_to_single_module = True

    def validate_same_module(self, mutating_fn: Callable[..., Any]) -> None:
        """Raises `NotSameModuleError` unless all functions are in one module."""
        for each in self.remote_applicables:
            target: Any = each.target_fn
            if target.__module__ != mutating_fn.__module__:
                raise NotSameModuleError(fn=mutating_fn, target_fn=target)

    def _create_step(self, mutating_fn: Callable[..., Any], remote_applicable_builder: Applicable) -> Applicable:
        kwargs = {**self.mutating_function_kwargs, **remote_applicable_builder.kwargs}
        return remote_applicable_builder._copy(fn=mutating_fn, kwargs=kwargs, target_fn=None)

    def __call__(self, mutating_fn: Callable[..., Any]) -> Callable[..., Any]:
        """Records the step on each target, and on the decorated function that it is no node."""
        if self.restrict_to_single_module:
            self.validate_same_module(mutating_fn)
        for each in self.remote_applicables:
            _record(each.target_fn, _mutation(mutating_fn, self._create_step(mutating_fn, each)))
        return hamilton_exclude()(mutating_fn)


def _record(target: Any, new: _mutation) -> None:
    """Puts the step behind the target's other ones, or where the same lines put it when they ran before."""
    new.validate(target)
    phase = new.get_lifecycle_name()
    recorded = list(vars(target).get(phase, ()))
    stale = [index for index, each in enumerate(recorded) if new.replaces(each)]
    place = stale[0] if stale else len(recorded)
    recorded = [each for index, each in enumerate(recorded) if index not in stale]
    recorded.insert(place, new)
    setattr(target, phase, recorded)
