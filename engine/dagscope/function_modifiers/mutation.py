"""`mutate`: a function that changes the results of other functions.
It is recorded on those, once, whatever is run again.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.function_modifiers.configuration import hamilton_exclude
from dagscope.function_modifiers.dependencies import SingleDependency
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.phases import F
from dagscope.function_modifiers.pipes import pipe_output
from dagscope.function_modifiers.steps import Applicable, apply_to


class NotSameModuleError(DagscopeError):
    """A mutating function and one it mutates are in different modules."""

    def __init__(self, fn: Callable[..., Any], target_fn: Callable[..., Any]) -> None:
        super().__init__(
            f"The functions have to be in the same module... The target function {target_fn.__name__} is in module "
            f"{target_fn.__module__} and the mutator function {fn.__name__} is in module {fn.__module__}."
        )


class _MutationStep(Applicable):
    """A step that a mutating function put on another function."""

    def replaces(self, other: Any) -> bool:
        """Return whether `other` came from an earlier run of these lines, or of a cell that was edited since."""
        if not isinstance(other, _MutationStep) or other.fn is self.fn or _name_of(other.fn) != _name_of(self.fn):
            return False
        (file, line), (other_file, other_line) = _place_of(self.fn), _place_of(other.fn)
        return file != other_file or line == other_line


def _name_of(fn: Any) -> tuple[str, str]:
    return fn.__module__, fn.__qualname__


def _place_of(fn: Any) -> tuple[str, int]:
    code = getattr(fn, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code is not None else ("", 0)


class mutate:
    """Applies the decorated function to the results of others, which stay as they are written.

    The decorated function is no node itself. Steps come in the order in which their functions are defined.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import mutate
        >>> def price() -> int:
        ...     return 10
        >>> @mutate(price)
        ... def raised(price: int) -> int:
        ...     return price + 1
        >>> module = ad_hoc_utils.create_temporary_module(price, raised)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["price"])
        {'price': 11}
    """

    def __init__(
        self,
        *target_functions: Applicable | Callable[..., Any],
        collapse: bool = False,
        _chain: bool = False,
        **mutating_function_kwargs: SingleDependency | Any,
    ) -> None:
        """Store the functions to change.

        Args:
            *target_functions: Functions, or `apply_to(function, ...)`.
            collapse: Not supported.
            _chain: Not supported.
            **mutating_function_kwargs: Further arguments of the decorated function.
        """
        if collapse or _chain:
            raise misuse(NotImplementedError, "Collapsing functions as one node is not yet implemented for mutate().")
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
        """Raise `NotSameModuleError` unless all functions are in one module."""
        for each in self.remote_applicables:
            target: Any = each.target_fn
            if target.__module__ != mutating_fn.__module__:
                raise NotSameModuleError(fn=mutating_fn, target_fn=target)

    def _create_step(self, mutating_fn: Callable[..., Any], remote_applicable_builder: Applicable) -> Applicable:
        builder = remote_applicable_builder
        # The namespace is that of the target, whatever apply_to says: its steps stay together.
        return _MutationStep(
            fn=mutating_fn,
            args=(),
            kwargs={**self.mutating_function_kwargs, **builder.kwargs},
            _resolvers=builder.resolvers,
            _name=builder.name,
            _target=builder.target,
        )

    def __call__(self, mutating_fn: F) -> F:
        """Record the step on each target, and on the decorated function that it is no node."""
        if self.restrict_to_single_module:
            self.validate_same_module(mutating_fn)
        for each in self.remote_applicables:
            new_step = self._create_step(mutating_fn, each)
            new_step.validate(chain_first_param=True, allow_custom_namespace=True)
            _record(each.target_fn, new_step)
        return hamilton_exclude()(mutating_fn)


def _record(target: Any, new: Applicable) -> None:
    """Add the step to the target's `pipe_output`, in place of what the same lines added when they ran before."""
    phase = pipe_output.get_lifecycle_name()
    recorded = list(vars(target).get(phase, ()))
    for index, each in enumerate(recorded):
        if isinstance(each, pipe_output):
            recorded[index] = pipe_output(
                *_with_step(each.transforms, new), namespace=each.namespace, on_output=each.target
            )
            break
    else:
        recorded.append(pipe_output(new))
    setattr(target, phase, recorded)


def _with_step(steps: Sequence[Applicable], new: Applicable) -> list[Applicable]:
    stale = [each for each in steps if isinstance(new, _MutationStep) and new.replaces(each)]
    if not stale:
        return [*steps, new]
    index = list(steps).index(stale[0])
    kept = [each for each in steps if each not in stale]
    return [*kept[:index], new, *kept[index:]]
