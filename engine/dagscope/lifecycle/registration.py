"""Records which class implements which lifecycle point. Must not call adapters: that is the adapter set's job."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from dagscope.errors import DagscopeError

REGISTERED_SYNC_HOOKS: set[str] = set()
REGISTERED_ASYNC_HOOKS: set[str] = set()
REGISTERED_SYNC_METHODS: set[str] = set()
REGISTERED_ASYNC_METHODS: set[str] = set()
REGISTERED_SYNC_VALIDATORS: set[str] = set()

# Names of the class attributes that say which point a class implements.
SYNC_HOOK = "hooks"
ASYNC_HOOK = "async_hooks"
SYNC_METHOD = "methods"
ASYNC_METHOD = "async_methods"
SYNC_VALIDATOR = "validators"

_C = TypeVar("_C", bound=type)


class ValidationException(DagscopeError):
    """A static validator refused a node or the graph."""


class InvalidLifecycleAdapter(DagscopeError):
    """A lifecycle point is declared with a signature that cannot be called by keyword."""


@dataclass
class ValidationResult:
    """What one validator said of one node or graph."""

    success: bool
    error: str | None
    validator: object


def validate_lifecycle_adapter_function(
    fn: Callable[..., Any], returns_value: bool, return_type: type | None = None
) -> None:
    """Check that `fn` takes keyword-only arguments and (does not) declare a return type.

    Args:
        fn: The function to check.
        returns_value: Whether a return annotation must be there; without it, it must be absent.
        return_type: The exact annotation, when only one is allowed.

    Raises:
        InvalidLifecycleAdapter: When the signature does not fit.
    """
    signature = inspect.signature(fn)
    has_annotation = signature.return_annotation is not inspect.Signature.empty
    if returns_value and not has_annotation:
        raise InvalidLifecycleAdapter(
            f"Lifecycle methods must return a value, but {fn} does not have a return annotation."
        )
    if not returns_value and has_annotation:
        raise InvalidLifecycleAdapter(
            f"Lifecycle hooks/validators must not return a value, but {fn} has a return annotation."
        )
    annotation = signature.return_annotation
    if return_type is not None and not (isinstance(annotation, type) and issubclass(annotation, return_type)):
        raise InvalidLifecycleAdapter(
            f"Lifecycle methods must return a value of type {return_type}, "
            f"but {fn} has a return annotation of type {annotation}."
        )
    for position, parameter in enumerate(signature.parameters.values()):
        if position == 0 and parameter.name == "self":
            continue
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise InvalidLifecycleAdapter(
                "Lifecycle methods/hooks can only have keyword-only arguments. "
                f"Method/hook {fn} has argument {parameter} that is not keyword-only."
            )


def validate_hook_fn(fn: Callable[..., Any]) -> None:
    """Check a hook: keyword-only arguments, no return annotation."""
    validate_lifecycle_adapter_function(fn, returns_value=False)


def validate_method_fn(fn: Callable[..., Any]) -> None:
    """Check a method: keyword-only arguments and a return annotation."""
    validate_lifecycle_adapter_function(fn, returns_value=True)


def validate_validator_fn(fn: Callable[..., Any]) -> None:
    """Check a validator: a plain function with keyword-only arguments and a return annotation."""
    if inspect.iscoroutinefunction(fn):
        raise InvalidLifecycleAdapter(
            f"Lifecycle validators must (so far) be synchronous, but {fn} is an async function."
        )
    validate_lifecycle_adapter_function(fn, returns_value=True)


class lifecycle:
    """The class decorators that declare a lifecycle point."""

    @classmethod
    def base_hook(cls, fn_name: str) -> Callable[[_C], _C]:
        """Declare a hook: called for every adapter that has it, its result ignored."""

        def decorate(target: _C) -> _C:
            fn = _declared(target, fn_name, "base_hook")
            validate_hook_fn(fn)
            if inspect.iscoroutinefunction(fn):
                setattr(target, ASYNC_HOOK, fn_name)
                REGISTERED_ASYNC_HOOKS.add(fn_name)
            else:
                setattr(target, SYNC_HOOK, fn_name)
                REGISTERED_SYNC_HOOKS.add(fn_name)
            return target

        return decorate

    @classmethod
    def base_method(cls, fn_name: str) -> Callable[[_C], _C]:
        """Declare a method: at most one adapter of a set has it, its result is used."""

        def decorate(target: _C) -> _C:
            fn = _declared(target, fn_name, "base_method")
            validate_method_fn(fn)
            if inspect.iscoroutinefunction(fn):
                setattr(target, ASYNC_METHOD, fn_name)
                REGISTERED_ASYNC_METHODS.add(fn_name)
            else:
                setattr(target, SYNC_METHOD, fn_name)
                REGISTERED_SYNC_METHODS.add(fn_name)
            return target

        return decorate

    @classmethod
    def base_validator(cls, fn_name: str) -> Callable[[_C], _C]:
        """Declare a validator: every adapter that has it gives `(is_valid, message)`."""

        def decorate(target: _C) -> _C:
            fn = _declared(target, fn_name, "base_validator")
            validate_validator_fn(fn)
            setattr(target, SYNC_VALIDATOR, fn_name)
            REGISTERED_SYNC_VALIDATORS.add(fn_name)
            return target

        return decorate


def _declared(target: type, fn_name: str, decorator: str) -> Callable[..., Any]:
    fn = getattr(target, fn_name, None)
    if fn is None:
        raise ValueError(
            f"Class {target} does not have a method {fn_name}, but is decorated with "
            f'@lifecycle.{decorator}("{fn_name}"). The parameter to @lifecycle.{decorator} must be the name '
            "of a method on the class."
        )
    return fn  # type: ignore[no-any-return]
