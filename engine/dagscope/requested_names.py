"""Turns what a user asks for (names, functions, variables) into node names. It does not look the nodes up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from dagscope.errors import ExecutionRequestError


def convert_output_value(
    output_value: str | Callable[..., Any] | Any, module_set: set[str]
) -> tuple[str | None, str | None]:
    """The name something stands for, or what is wrong with it: `(name, None)` or `(None, message)`."""
    if isinstance(output_value, str):
        return output_value, None
    if isinstance(output_value, FunctionType):
        if output_value.__module__ in module_set:
            return output_value.__name__, None
        return None, (
            f"Function {output_value.__module__}.{output_value.__name__} is a function not in a module given to the "
            f"materializer. Valid choices are {module_set}."
        )
    if hasattr(output_value, "name"):
        return output_value.name, None
    if callable(output_value):
        name = getattr(output_value, "__name__", type(output_value).__name__)
        return None, (
            f"Function {getattr(output_value, '__module__', '?')}.{name} is a function not in a module given to the "
            f"materializer. Valid choices are {module_set}."
        )
    return None, f"Materializer dependency {output_value} is not a string, a function, or a driver.Variable."


def convert_output_values(output_values: Sequence[Any], module_set: set[str]) -> list[str]:
    """The names of all values; raises ValueError with everything that is wrong."""
    names: list[str] = []
    errors: list[str] = []
    for value in output_values:
        name, error = convert_output_value(value, module_set)
        if error is not None:
            errors.append(error)
        elif name is not None:
            names.append(name)
    if errors:
        listed = "\n  ".join(sorted(errors))
        raise ExecutionRequestError(f"{len(errors)} errors encountered:\n  {listed}")
    return names
