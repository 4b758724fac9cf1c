"""Decorators that are chosen once the config is known: `resolve`, `resolve_from_config`.
They apply nothing themselves.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from typing import Any

from dagscope.function_modifiers.base import (
    POWER_USER_MODE_KEY,
    DynamicResolver,
    InvalidDecoratorException,
    NodeTransformLifecycle,
)
from dagscope.function_modifiers.mistakes import misuse

VALID_PARAM_KINDS = [inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY]


class ResolveAt(enum.Enum):
    """When a delayed decorator is made."""

    CONFIG_AVAILABLE = "config_available"


def extract_and_validate_params(fn: Callable[..., Any]) -> tuple[list[str], dict[str, Any]]:
    """Return the config keys a function needs, and the optional ones with their defaults."""
    signature = inspect.signature(fn)
    required: list[str] = []
    optional: dict[str, Any] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind not in VALID_PARAM_KINDS:
            raise misuse(
                InvalidDecoratorException,
                "Configuration-parsing functions can only except keyword-friendly arguments. "
                f"Instead got signature: {signature}",
            )
        if parameter.default is inspect.Parameter.empty:
            required.append(name)
        else:
            optional[name] = parameter.default
    return required, optional


class _Explained(str):
    """The key that is missing; shown, since a KeyError shows its key alone, with what to do about it."""

    def __repr__(self) -> str:
        return f"{super().__repr__()}\n@resolve needs {str(self)!r} to be True in the config."


class resolve(DynamicResolver):
    """Decorates a function with what another function makes of the config.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import ResolveAt, parameterize, resolve, value
        >>> @resolve(
        ...     when=ResolveAt.CONFIG_AVAILABLE,
        ...     decorate_with=lambda days: parameterize(**{f"in_{day}": {"day": value(day)} for day in days}),
        ... )
        ... def due(day: int) -> str:
        ...     return f"due in {day} days"
        >>> module = ad_hoc_utils.create_temporary_module(due)
        >>> config = {"days": [7, 30], "hamilton.enable_power_user_mode": True}
        >>> driver.Builder().with_modules(module).with_config(config).build().execute(["in_7", "in_30"])
        {'in_7': 'due in 7 days', 'in_30': 'due in 30 days'}
    """

    def __init__(self, *, when: ResolveAt, decorate_with: Callable[..., NodeTransformLifecycle]) -> None:
        """Store the function that makes the decorator from the config.

        Args:
            when: The only choice is `ResolveAt.CONFIG_AVAILABLE`.
            decorate_with: Gives a decorator; its parameters are config keys.
        """
        if when is not ResolveAt.CONFIG_AVAILABLE:
            raise misuse(ValueError, "Dynamic functions must be configured at config time!")
        self.until = when
        self.decorate_with = decorate_with
        self._required_config, self._optional_config = extract_and_validate_params(decorate_with)

    def required_config(self) -> list[str] | None:
        return self._required_config

    def optional_config(self) -> dict[str, Any] | None:
        return self._optional_config

    def resolve(self, config: dict[str, Any], fn: Callable[..., Any]) -> NodeTransformLifecycle:
        if POWER_USER_MODE_KEY not in config:
            raise KeyError(_Explained(POWER_USER_MODE_KEY))
        if not config[POWER_USER_MODE_KEY]:
            raise InvalidDecoratorException(
                "Dynamic functions are only allowed in power user mode!"
                f"Set {POWER_USER_MODE_KEY} to True in the config to use @resolve on {fn.__name__}."
            )
        missing = [key for key in self._required_config if key not in config]
        if missing:
            raise InvalidDecoratorException(
                f"Config items: {missing} declared but not provided for decorator: {self} on fn: {fn}"
            )
        arguments = {key: config[key] for key in self._required_config}
        arguments.update((key, config.get(key, default)) for key, default in self._optional_config.items())
        return self.decorate_with(**arguments)


class resolve_from_config(resolve):
    """`resolve` with `ResolveAt.CONFIG_AVAILABLE`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import resolve_from_config, tag
        >>> @resolve_from_config(decorate_with=lambda team: tag(owner=team))
        ... def answer() -> int:
        ...     return 42
        >>> module = ad_hoc_utils.create_temporary_module(answer)
        >>> config = {"team": "prices", "hamilton.enable_power_user_mode": True}
        >>> dr = driver.Builder().with_modules(module).with_config(config).build()
        >>> dr.list_available_variables()[0].tags["owner"]
        'prices'
    """

    def __init__(self, *, decorate_with: Callable[..., NodeTransformLifecycle]) -> None:
        super().__init__(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=decorate_with)
