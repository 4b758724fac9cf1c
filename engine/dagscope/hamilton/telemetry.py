"""Stands in for Hamilton's telemetry: nothing is ever collected or sent, so there is nothing to switch off."""

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

# What Hamilton adds to a failed run's log; here nothing is advertised.
SLACK_ERROR_MESSAGE = ""


def capture_function_usage(call_fn: F) -> F:
    """Return the function unchanged: nothing is counted."""
    return call_fn


def disable_telemetry() -> None:
    """Do nothing: there is no telemetry."""


def is_telemetry_enabled() -> bool:
    """Return False: there is no telemetry."""
    return False
