"""Stands in for Hamilton's telemetry: nothing is ever collected or sent, so there is nothing to switch off."""

from collections.abc import Callable
from typing import TypeVar

from dagscope.deprecated_names import warn_deprecated

F = TypeVar("F", bound=Callable[..., object])

# What Hamilton adds to a failed run's log; here nothing is advertised.
SLACK_ERROR_MESSAGE = ""


def capture_function_usage(call_fn: F) -> F:
    """Return the function unchanged: nothing is counted."""
    return call_fn


def disable_telemetry() -> None:
    """Do nothing but warn: there is no telemetry."""
    why = "There is no telemetry, so this does nothing."
    warn_deprecated("disable_telemetry", why, "Simply remove any calls to `telemetry.disable_telemetry()`.")


def is_telemetry_enabled() -> bool:
    """Return False, with a warning: there is no telemetry."""
    why = "There is no telemetry, so this is always False."
    warn_deprecated("is_telemetry_enabled", why, "Simply remove any calls to `telemetry.is_telemetry_enabled()`.")
    return False
